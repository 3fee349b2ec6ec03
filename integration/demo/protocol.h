/*
 * What shell and workers say to each other: requests one way, answers the other.
 *
 * Both are copied whole into the exchange area and sent.
 */
#ifndef DEMO_PROTOCOL_H
#define DEMO_PROTOCOL_H

#include <stdint.h>
#include <zircon/syscalls/object.h>

#define TEXT_SIZE 100u /* bytes of a text, its final 0 included */

enum request_kind {
    REQUEST_TEXT,  /* answer with the text turned round */
    REQUEST_SEND,  /* send REQUEST_NONE to the worker `peer`, then answer with the status */
    REQUEST_SPY,   /* look at the first task, then answer with the status */
    REQUEST_FAULT, /* provoke the fault `value`; no answer */
    REQUEST_EXIT,  /* end with the status `value`; no answer */
    REQUEST_SLOT, /* answer with what is in the slot `value`, as a struct slot_answer in the text */
    REQUEST_GIFT, /* use the handle that is in the channel from the shell; no answer */
    REQUEST_OPEN, /* send a handle of the process through the channel to the shell; no answer */
    REQUEST_PEEK, /* read the text at the address `peer` and remember it; no answer */
    REQUEST_TELL, /* answer with the text that was read last */
    REQUEST_POKE, /* write the text to the address `peer`; no answer */
    REQUEST_BUSY, /* from now on wait for requests by asking for them all the time; no answer */
    REQUEST_NONE  /* no answer: the sender only wants to be read */
};

struct request {
    uint8_t kind;  /* enum request_kind */
    uint8_t value; /* index into the table of faults, exit status, or slot */
    uint8_t reserved[2];
    uint32_t peer;        /* label of a worker, or an address */
    char text[TEXT_SIZE]; /* ends with 0 */
};

struct answer {
    uint32_t worker; /* its label: filled in by who receives it, from its source */
    uint8_t status;  /* enum Status, of what it was asked to do */
    uint8_t signal;  /* it is no request's answer: the worker has got this signal */
    uint8_t reserved[2];
    char text[TEXT_SIZE]; /* ends with 0 */
};

/* What one of a task's slots holds. */
struct slot_answer {
    int32_t status; /* ZX_OK, or ZX_ERR_BAD_HANDLE: nothing */
    uint32_t reserved;
    zx_info_handle_basic_t basic;
};

/* What a worker says through a channel that it is given. */
#define THANKS "thank you"

#endif
