/*
 * The seeds of fuzz_spaces, in words of their own (formats.h). They are written by seeds.c.
 *
 * The n-th ready thread acts, from 1; at the beginning that is the first one of the n-th task. The
 * first three tasks of WORLD_SPACES know each other: SELF is the caller's own process, PEER and
 * OTHER_PEER the other two in the order of their labels.
 */
#include <stdio.h>

#include "seeds.h"

/* clang-format off */
enum { SPACES = 0, REBORN = 1, SHARING = 2, THREE = 3 }; /* worlds */
enum { SELF = 0, PEER = 1, OTHER_PEER = 2 };
enum { X = 1, W = 2, R = 4, S = 2, D = 8, ALL = 15, OBJECT_W = 1 };
/* Mappings of a process; the image's own of an earlier task come first. */
enum { CODE = 0, DATA_PAGE = 1, STACK = 2, MAPPED = 3, GRANTED = 0 };
enum { CHILDREN = 0, ALL_OF_IT = 0x20, DELETED = 0x30 }; /* what an unmap takes */
#define ACT(kind, thread) ((thread) << SPACES_SHIFT | SPACES_##kind)
/* Shapes: the whole mapping, the n-th half, quarter or eighth of it, and one twice as large. */
#define WHOLE_OF 0
#define HALF(n) ((n) << 4 | 8)
#define QUARTER(n) ((n) << 4 | 10)
#define EIGHTH(n) ((n) << 4 | 11)
#define TWICE_THAT 12
/* 2^order slots from this one on. */
#define SLOTS_FROM(slot, order) ((order) << 5 | (slot))
#define LEND(thread, to, from, rights, mapping, shape) \
    ACT(MAP_MEMORY, thread), to, from, rights, mapping, shape
#define GIVE(thread, to, from, rights, mapping, shape) \
    ACT(MAP_MEMORY, thread), to, from, (rights) | SPACES_GRANTS, mapping, shape
#define LEND_NAMES(thread, to, from, rights, slots, slot) \
    ACT(MAP_OBJECTS, thread), to, from, rights, slots, slot
#define GIVE_NAMES(thread, to, from, rights, slots, slot) \
    ACT(MAP_OBJECTS, thread), to, from, (rights) | SPACES_GRANTS, slots, slot
#define UNLEND(thread, task, rights, what, mapping, shape) \
    ACT(UNMAP_MEMORY, thread), task, (rights) | (what), mapping, shape
#define TAKE_NAMES(thread, task, rights, what, slots) \
    ACT(UNMAP_OBJECTS, thread), task, (rights) | (what), slots
#define LOOK_AT(thread, task, a, b) ACT(LOOK, thread), task, a, b
/* At the start of the n-th mapping: 0 reads, 1 writes, 2 executes. */
#define TOUCH(thread, mapping, kind) ACT(ACCESS, thread), mapping, 0, kind
#define TOUCH_AREA(thread, n, kind) ACT(ACCESS, thread), n, 6, kind
#define CALL_THERE(thread, mapping, call) ACT(USE, thread), mapping, 0, call
/* For seconds; of CALL_THERE's numbers the one that waits by the caller's first handle. */
#define WAIT_BY_FIRST 129
#define KU_MEM(thread, task, area, order) ACT(AREAS, thread), task, (area) << 2 | (order)
#define MAKE_EMPTY(thread, slot) ACT(MAKE, thread), slot
#define SEND_NAME(thread, slot) ACT(MESSAGE, thread), (slot) - 1
#define GET_NAME(thread) ACT(MESSAGE, thread), 0x80
#define CHANNEL_MADE(thread) ACT(CHANNEL, thread)
#define THREAD_OF(task) ACT(THREAD, 1), (task) << 4 | 1
#define LEAVES(thread) ACT(END, thread), 0
#define FAULTS(thread) ACT(END, thread), 1
#define PASSES(ms) ACT(TIME, 1), ms

const struct seed spaces_seeds[] = {
    SEED("spaces", "lent-and-taken-back", SPACES,
         LEND(1, PEER, SELF, R | W, DATA_PAGE, WHOLE_OF), TOUCH(2, MAPPED, 1),
         LEND(2, OTHER_PEER, SELF, R, MAPPED, HALF(1)), TOUCH(3, MAPPED, 0),
         UNLEND(1, SELF, R, CHILDREN, DATA_PAGE, WHOLE_OF), TOUCH(1, DATA_PAGE, 1),
         LEND(1, PEER, SELF, R | W, DATA_PAGE, QUARTER(3)),
         UNLEND(1, SELF, R, ALL_OF_IT, DATA_PAGE, QUARTER(3)), TOUCH(1, DATA_PAGE, 0)),
    SEED("spaces", "rights-stripped", SPACES,
         LEND(1, PEER, SELF, R | W, DATA_PAGE, WHOLE_OF), LEND(2, OTHER_PEER, SELF, R | W, MAPPED, HALF(0)),
         TOUCH(2, MAPPED, 1), TOUCH(3, MAPPED, 1), UNLEND(1, SELF, W, CHILDREN, DATA_PAGE, WHOLE_OF),
         TOUCH(1, DATA_PAGE, 1), TOUCH(2, MAPPED, 0), TOUCH(2, MAPPED, 1),
         UNLEND(1, SELF, 0, ALL_OF_IT, DATA_PAGE, WHOLE_OF)),
    SEED("spaces", "united-and-replaced", SPACES,
         LEND(1, PEER, SELF, R, DATA_PAGE, WHOLE_OF), LEND(1, PEER, SELF, R | W, DATA_PAGE, WHOLE_OF),
         TOUCH(2, MAPPED, 1), LEND(1, PEER, SELF, R, DATA_PAGE, HALF(0)), TOUCH(2, MAPPED, 0),
         LEND(1, OTHER_PEER, SELF, R | W, DATA_PAGE, WHOLE_OF),
         LEND(1, PEER, OTHER_PEER, R | W, MAPPED, HALF(0)), LEND(2, PEER, SELF, R, MAPPED, HALF(0))),
    SEED("spaces", "given-then-restarted", SPACES,
         GIVE(1, PEER, SELF, R | W, DATA_PAGE, WHOLE_OF), TOUCH(2, GRANTED, 1),
         LEND(2, OTHER_PEER, SELF, R | W, GRANTED, HALF(0)), TOUCH(3, MAPPED, 1), LEAVES(1),
         TOUCH(1, DATA_PAGE, 1), TOUCH(2, CODE, 0), TOUCH(3, MAPPED, 0), PASSES(5)),
    SEED("spaces", "given-to-whom-it-was-lent", SPACES,
         LEND(1, PEER, SELF, R, DATA_PAGE, WHOLE_OF), LEND(2, OTHER_PEER, SELF, R, MAPPED, WHOLE_OF),
         GIVE(1, PEER, SELF, R | W, DATA_PAGE, WHOLE_OF), TOUCH(2, GRANTED, 1), TOUCH(3, MAPPED, 0)),
    SEED("spaces", "own-memory-gone", SPACES,
         UNLEND(1, SELF, R, ALL_OF_IT, STACK, WHOLE_OF), UNLEND(1, SELF, R, ALL_OF_IT, DATA_PAGE, WHOLE_OF),
         CALL_THERE(1, DATA_PAGE, 1), UNLEND(2, SELF, W, ALL_OF_IT, STACK, WHOLE_OF), TOUCH(2, STACK, 1),
         UNLEND(2, SELF, R, ALL_OF_IT, CODE, WHOLE_OF), THREAD_OF(1), TOUCH(2, CODE, 2)),
    SEED("spaces", "code", SPACES,
         LEND(1, PEER, SELF, R | X, CODE, WHOLE_OF), TOUCH(2, MAPPED, 2), LEND(1, PEER, SELF, R | X, CODE, HALF(0)),
         LEND(1, PEER, SELF, R, CODE, HALF(0)), TOUCH(2, MAPPED, 2)),
    SEED("spaces", "more-than-a-quota", SPACES,
         LEND(2, PEER, SELF, R, DATA_PAGE, EIGHTH(0)), LEND(2, PEER, SELF, R, DATA_PAGE, EIGHTH(1)),
         LEND(2, PEER, SELF, R, DATA_PAGE, EIGHTH(2)), LEND(2, PEER, SELF, R, DATA_PAGE, EIGHTH(3)),
         LEND(2, PEER, SELF, R, DATA_PAGE, EIGHTH(4)), LEND(2, PEER, SELF, R, DATA_PAGE, TWICE_THAT),
         UNLEND(1, SELF, R, ALL_OF_IT, MAPPED, TWICE_THAT)),
    SEED("spaces", "five-to-touch", SPACES,
         LEND(1, PEER, SELF, R, DATA_PAGE, EIGHTH(0)), LEND(1, PEER, SELF, R, DATA_PAGE, EIGHTH(2)),
         LEND(1, PEER, SELF, R, DATA_PAGE, EIGHTH(4)), LEND(1, PEER, SELF, R, DATA_PAGE, EIGHTH(6)),
         LEND(1, PEER, SELF, R, STACK, WHOLE_OF), TOUCH(2, 3, 0), TOUCH(2, 4, 0), TOUCH(2, 5, 0),
         TOUCH(2, 6, 0), TOUCH(2, 7, 0), TOUCH(2, 3, 0), UNLEND(1, SELF, R, CHILDREN, DATA_PAGE, WHOLE_OF)),
    SEED("spaces", "names-lent", SPACES,
         LEND_NAMES(1, PEER, SELF, ALL, SLOTS_FROM(1, 0), 5), LOOK_AT(1, SELF, 1, 2),
         LEND_NAMES(2, OTHER_PEER, SELF, R | OBJECT_W | S, SLOTS_FROM(4, 1), 6), LOOK_AT(2, SELF, 5, 1),
         TAKE_NAMES(1, SELF, OBJECT_W, CHILDREN, SLOTS_FROM(1, 0)), LOOK_AT(2, SELF, 5, 5),
         TAKE_NAMES(2, SELF, R, CHILDREN, SLOTS_FROM(4, 1)), TAKE_NAMES(1, SELF, R, ALL_OF_IT, SLOTS_FROM(1, 0)),
         LOOK_AT(1, SELF, 1, 9)),
    SEED("spaces", "names-given", SPACES,
         LEND_NAMES(1, PEER, SELF, ALL, SLOTS_FROM(1, 0), 5), GIVE_NAMES(1, OTHER_PEER, SELF, ALL, SLOTS_FROM(1, 0), 4),
         LOOK_AT(3, SELF, 4, 1), GIVE_NAMES(3, SELF, SELF, R | S, SLOTS_FROM(4, 0), 7), LOOK_AT(3, SELF, 7, 4),
         GIVE_NAMES(2, SELF, SELF, ALL, SLOTS_FROM(5, 0), 5)),
    SEED("spaces", "given-while-waited-by", SPACES,
         ACT(USE, 1), DATA_PAGE, 0, WAIT_BY_FIRST, GIVE_NAMES(1, SELF, PEER, ALL, SLOTS_FROM(1, 0), 5), PASSES(1)),
    SEED("spaces", "taken-back-in-transit", SHARING,
         LEND_NAMES(1, PEER, SELF, ALL, SLOTS_FROM(1, 0), 5), SEND_NAME(2, 5),
         TAKE_NAMES(1, SELF, OBJECT_W, CHILDREN, SLOTS_FROM(1, 0)), GET_NAME(1), SEND_NAME(2, 1), LEAVES(2),
         GET_NAME(1)),
    SEED("spaces", "deleted", SPACES,
         TAKE_NAMES(1, SELF, R, DELETED, SLOTS_FROM(8, 0)), PASSES(3), TAKE_NAMES(1, SELF, R, DELETED, SLOTS_FROM(3, 0)),
         PASSES(9), TAKE_NAMES(1, SELF, R | D, DELETED, SLOTS_FROM(0, 4)), PASSES(9)),
    SEED("spaces", "made", SPACES,
         MAKE_EMPTY(1, 4), LEND(1, PEER, SELF, R | W, DATA_PAGE, HALF(0)), LEND_NAMES(1, PEER, SELF, ALL, SLOTS_FROM(3, 0), 3),
         LOOK_AT(1, PEER, 3, 1), KU_MEM(1, PEER, 0, 0), LEND(1, OTHER_PEER, PEER, R, 0, WHOLE_OF), MAKE_EMPTY(1, 5),
         MAKE_EMPTY(1, 4), MAKE_EMPTY(2, 4), TAKE_NAMES(2, SELF, R, ALL_OF_IT, SLOTS_FROM(4, 0)), LEAVES(1)),
    SEED("spaces", "areas", SPACES,
         KU_MEM(2, SELF, 0, 1), TOUCH_AREA(2, 0, 1), TOUCH_AREA(2, 1, 1), THREAD_OF(1), TOUCH_AREA(2, 1, 0),
         TOUCH_AREA(3, 0, 1), KU_MEM(2, SELF, 0, 0), KU_MEM(1, SELF, 1, 2), KU_MEM(1, SELF, 4, 0), KU_MEM(1, SELF, 5, 0),
         KU_MEM(1, SELF, 6, 0), FAULTS(2), KU_MEM(3, SELF, 0, 0), TOUCH_AREA(3, 0, 0)),
    SEED("spaces", "batch", SPACES,
         LEND(1, PEER, SELF, R, DATA_PAGE, HALF(0)), LEND(1, PEER, SELF, R, STACK, WHOLE_OF),
         LEND_NAMES(1, PEER, SELF, ALL, SLOTS_FROM(1, 0), 5),
         ACT(BATCH, 1), SELF, 0x20 | 4, R, DATA_PAGE, HALF(0), R, STACK, WHOLE_OF, R, SLOTS_FROM(1, 0)),
    SEED("spaces", "results-to-memory-gone", THREE,
         ACT(USE, 1), DATA_PAGE, 0x80, 0x84, LEND(1, PEER, SELF, R | W, DATA_PAGE, WHOLE_OF),
         UNLEND(1, PEER, R, ALL_OF_IT, DATA_PAGE, WHOLE_OF), PASSES(15), PASSES(15)),
    SEED("spaces", "reborn", REBORN,
         LEND(1, PEER, OTHER_PEER, R | W, STACK, WHOLE_OF), FAULTS(1), LEND(1, SELF, PEER, R, DATA_PAGE, WHOLE_OF),
         FAULTS(1), PASSES(2), LEND(1, SELF, PEER, R, DATA_PAGE, WHOLE_OF)),

    {.target = NULL}
};
/* clang-format on */
