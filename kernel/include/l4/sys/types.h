/*
 * Selectors, message tags and flexpages. Source: L4Re's <l4/sys/types.h>, for what Anvil has.
 */
#ifndef L4_SYS_TYPES_H
#define L4_SYS_TYPES_H

#include <l4/sys/compiler.h>
#include <l4/sys/consts.h>
#include <l4/sys/fpage.h>
#include <l4/sys/l4int.h>

/* ---- Selectors. ---- */

/* Not 0: it has the bit of L4_INVALID_CAP. A handle may have it too: ask this of selectors only. */
L4_INLINE unsigned l4_is_invalid_cap(l4_cap_idx_t cap) L4_NOTHROW
{
    return cap & (unsigned)L4_INVALID_CAP_BIT;
}

L4_INLINE unsigned l4_is_valid_cap(l4_cap_idx_t cap) L4_NOTHROW
{
    return (cap & (unsigned)L4_INVALID_CAP_BIT) == 0;
}

/* 1: both mean the same slot. */
L4_INLINE unsigned l4_capability_equal(l4_cap_idx_t one, l4_cap_idx_t other) L4_NOTHROW
{
    return one >> L4_CAP_SHIFT == other >> L4_CAP_SHIFT;
}

/* The selector of the next slot. */
L4_INLINE l4_cap_idx_t l4_capability_next(l4_cap_idx_t cap) L4_NOTHROW
{
    return cap + L4_CAP_OFFSET;
}

/* ---- Message tags: what each call returns. ---- */

/* label : 16, signed | flags : 4 | items : 6 | words : 6. With L4_MSGTAG_ERROR, words is the error
 * (L4_IPC_ of <l4/sys/ipc.h>); use l4_error. */
typedef struct l4_msgtag_t {
    l4_mword_t raw;
} l4_msgtag_t;

enum L4_msgtag_flags {
    L4_MSGTAG_ERROR = 0x8000, /* the object could not be invoked at all */
    L4_MSGTAG_PROPAGATE = 0x4000,
    L4_MSGTAG_SCHEDULE = 0x2000,
    L4_MSGTAG_TRANSFER_FPU = 0x1000,
    L4_MSGTAG_FLAGS = 0xf000
};

L4_INLINE l4_msgtag_t l4_msgtag(long label, unsigned words, unsigned items,
                                unsigned flags) L4_NOTHROW
{
    return (l4_msgtag_t){(l4_mword_t)((l4_umword_t)label << 16 | (flags & L4_MSGTAG_FLAGS) |
                                      (items & 0x3fu) << 6 | (words & 0x3fu))};
}

L4_INLINE long l4_msgtag_label(l4_msgtag_t tag) L4_NOTHROW
{
    return (int16_t)((l4_umword_t)tag.raw >> 16);
}

L4_INLINE unsigned l4_msgtag_words(l4_msgtag_t tag) L4_NOTHROW
{
    return (l4_umword_t)tag.raw & 0x3fu;
}

L4_INLINE unsigned l4_msgtag_items(l4_msgtag_t tag) L4_NOTHROW
{
    return (l4_umword_t)tag.raw >> 6 & 0x3fu;
}

L4_INLINE unsigned l4_msgtag_flags(l4_msgtag_t tag) L4_NOTHROW
{
    return (l4_umword_t)tag.raw & L4_MSGTAG_FLAGS;
}

/* Not 0: the object could not be invoked. */
L4_INLINE unsigned l4_msgtag_has_error(l4_msgtag_t tag) L4_NOTHROW
{
    return (l4_umword_t)tag.raw & L4_MSGTAG_ERROR;
}

#endif
