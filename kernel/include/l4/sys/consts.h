/*
 * Constants of selectors, of unmapping and of mapping, and arithmetic with pages. Source: L4Re's
 * <l4/sys/consts.h>, for what Anvil has.
 */
#ifndef L4_SYS_CONSTS_H
#define L4_SYS_CONSTS_H

#include <l4/sys/compiler.h>
#include <l4/sys/l4int.h>

/* A selector: a slot's number, shifted left. */
__extension__ enum l4_cap_consts_t {
    L4_CAP_SHIFT = 12,
    L4_CAP_OFFSET = 1 << L4_CAP_SHIFT, /* from one selector to the next */
    L4_CAP_SIZE = L4_CAP_OFFSET,
    L4_CAP_MASK = 0xfffff800u, /* the bits of a selector that mean something */
    L4_INVALID_CAP = 0xfffff800u,
    L4_INVALID_CAP_BIT = 1 << (L4_CAP_SHIFT - 1)
};

/* What a task finds in its slots when it starts; the pager, log, ICU and scheduler of upstream's
 * initial tasks are not there. See <anvil/slots.h>. */
enum l4_default_caps_t {
    L4_BASE_TASK_CAP = 1 << L4_CAP_SHIFT,    /* its own process */
    L4_BASE_FACTORY_CAP = 2 << L4_CAP_SHIFT, /* its job */
    L4_BASE_THREAD_CAP = 3 << L4_CAP_SHIFT   /* its first thread */
};

/* What l4_task_unmap takes, in its mask. */
__extension__ enum l4_unmap_flags_t {
    L4_FP_OTHER_SPACES = 0,         /* what was made from it */
    L4_FP_ALL_SPACES = 0x80000000u, /* that, and itself */
    L4_FP_DELETE_OBJ = 0xc0000000u  /* both, and the object, if the name has the right D */
};

/* Flags of a send base. */
enum l4_msg_item_consts_t {
    L4_MAP_ITEM_MAP = 0,   /* the source keeps what is mapped */
    L4_ITEM_CONT = 1,      /* of messages; calls here ignore it */
    L4_MAP_ITEM_GRANT = 2, /* it moves, with all that was made from it */
    L4_ITEM_MAP = 8        /* of messages; calls here ignore it */
};

/* The smallest flexpage of memory; its order and bytes. */
#define L4_PAGESHIFT     7
#define L4_LOG2_PAGESIZE L4_PAGESHIFT
#define L4_PAGESIZE      ((l4_addr_t)1u << L4_PAGESHIFT)
#define L4_PAGEMASK      (~(L4_PAGESIZE - 1u))

/* The address rounded down, or up, to a multiple of 2^bits bytes, or of the smallest flexpage. */
L4_INLINE l4_addr_t l4_trunc_size(l4_addr_t address, unsigned char bits) L4_NOTHROW
{
    return address >> bits << bits;
}

L4_INLINE l4_addr_t l4_round_size(l4_addr_t address, unsigned char bits) L4_NOTHROW
{
    return l4_trunc_size(address + ((l4_addr_t)1u << bits) - 1u, bits);
}

L4_INLINE l4_addr_t l4_trunc_page(l4_addr_t address) L4_NOTHROW
{
    return l4_trunc_size(address, L4_PAGESHIFT);
}

L4_INLINE l4_addr_t l4_round_page(l4_addr_t address) L4_NOTHROW
{
    return l4_round_size(address, L4_PAGESHIFT);
}

#endif
