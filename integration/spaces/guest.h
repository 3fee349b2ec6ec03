/*
 * What a guest is told to do, and what it tells of itself.
 */
#ifndef SPACES_GUEST_H
#define SPACES_GUEST_H

#include "layout.h"

/* What an errand asks for. The first argument is an address, unless it says otherwise. */
enum deed {
    DEED_READ,      /* returns the byte there */
    DEED_WRITE,     /* stores the second argument as a byte */
    DEED_EXECUTE,   /* calls what is there; returns what that leaves in r0 */
    DEED_PUSH,      /* pushes a word with its stack ending there, having read that word; pops it */
    DEED_STAND,     /* makes a call with its stack ending there */
    DEED_LOAD,      /* returns the sum of 8 words, loaded by one LDM */
    DEED_STORE,     /* stores 8 words, from the second argument on, by one STM */
    DEED_LOAD_FPU,  /* returns the sum of 32 words, loaded by one VLDM */
    DEED_STORE_FPU, /* stores 32 words, from the second argument on, by one VSTM */
    DEED_EXECUTE_FPU, /* calls what is there with the second argument, returns the sum of s0-s31 */
    DEED_SPIN,        /* touches data, stack and code, so often */
    DEED_CYCLE,       /* returns the sum of words so far apart, so many, so many times over */
    DEED_CALL,        /* the call of that number, with the other arguments; returns its answer */
    DEED_TAKE,        /* no argument: returns the handle that comes with a message */
    DEED_WAIT_ONE,    /* object_wait_one of a handle, signals, out there, for so many ms */
    DEED_WAIT_MANY,   /* object_wait_many of one handle, signals, its list there */
    DEEDS
};

#define ERRAND_ARGUMENTS 6u

struct errand {
    uint32_t deed; /* enum deed */
    uint32_t argument[ERRAND_ARGUMENTS];
};

/* What a guest finds in a word of its data when it starts; then it changes it. */
#define MARK_FRESH 0xf7e5f7e5u

/* What each run of a guest tells first, together with a handle of its process. */
struct introduction {
    struct layout layout;
    uint32_t mark;  /* the word's address */
    uint32_t value; /* what was there */
};

#endif
