/*
 * Flexpages: one word that means a stretch of memory or of slots, with rights; and the send base
 * that says what becomes of it. Source: L4Re's <l4/sys/types.h>, which includes this file.
 *
 * Objects are encoded as L4 publishes it: first slot : 20 | order : 6 | type : 2 | rights : 4. A
 * flexpage of memory may be as small as 128 bytes, so its order is told by the lowest bit that is
 * set above the type: bit n - 1 for 2^n bytes. Use the functions; they hide the difference.
 */
#ifndef L4_SYS_FPAGE_H
#define L4_SYS_FPAGE_H

#include <l4/sys/consts.h>

typedef uint32_t l4_cap_idx_t; /* a selector, or any other name that the call permits */

typedef union {
    l4_umword_t fpage;
    l4_umword_t raw; /* the same */
} l4_fpage_t;

/* Fields of the word; ADDR and SIZE are those of objects. */
__extension__ enum L4_fpage_consts {
    L4_FPAGE_RIGHTS_SHIFT = 0,
    L4_FPAGE_TYPE_SHIFT = 4,
    L4_FPAGE_SIZE_SHIFT = 6,
    L4_FPAGE_ADDR_SHIFT = 12,
    L4_FPAGE_RIGHTS_BITS = 4,
    L4_FPAGE_TYPE_BITS = 2,
    L4_FPAGE_SIZE_BITS = 6,
    L4_FPAGE_ADDR_BITS = L4_MWORD_BITS - L4_FPAGE_ADDR_SHIFT,
    L4_FPAGE_RIGHTS_MASK = 0xf,
    L4_FPAGE_TYPE_MASK = 0x30,
    L4_FPAGE_SIZE_MASK = 0xfc0,
    L4_FPAGE_ADDR_MASK = 0xfffff000u,
    L4_FPAGE_RIGHTS_ALL = L4_FPAGE_RIGHTS_MASK
};

/* Orders that a flexpage of memory can have: 128 bytes to 2 GiB. */
#define L4_FPAGE_MEMORY_ORDER_MIN L4_LOG2_PAGESIZE
#define L4_FPAGE_MEMORY_ORDER_MAX 31

enum L4_fpage_type {
    L4_FPAGE_SPECIAL = 0, /* no flexpage */
    L4_FPAGE_MEMORY = 1,
    L4_FPAGE_IO = 2, /* never valid: there are no ports */
    L4_FPAGE_OBJ = 3
};

/* Rights of memory. */
enum L4_fpage_rights {
    L4_FPAGE_X = 1,
    L4_FPAGE_W = 2,
    L4_FPAGE_RO = 4,
    L4_FPAGE_RW = L4_FPAGE_RO | L4_FPAGE_W,
    L4_FPAGE_RX = L4_FPAGE_RO | L4_FPAGE_X,
    L4_FPAGE_RWX = L4_FPAGE_RW | L4_FPAGE_X
};

/* Rights of objects: each stands for a group of the rights that a handle has (the manual). */
enum L4_cap_fpage_rights {
    L4_CAP_FPAGE_W = 1,  /* change it */
    L4_CAP_FPAGE_S = 2,  /* hand it on */
    L4_CAP_FPAGE_R = 4,  /* look at it; without it there is no name at all */
    L4_CAP_FPAGE_RO = 4, /* the same */
    L4_CAP_FPAGE_D = 8,  /* end it */
    L4_CAP_FPAGE_RW = L4_CAP_FPAGE_R | L4_CAP_FPAGE_W,
    L4_CAP_FPAGE_RS = L4_CAP_FPAGE_R | L4_CAP_FPAGE_S,
    L4_CAP_FPAGE_RWS = L4_CAP_FPAGE_RW | L4_CAP_FPAGE_S,
    L4_CAP_FPAGE_RWSD = L4_CAP_FPAGE_RWS | L4_CAP_FPAGE_D,
    L4_CAP_FPAGE_RWD = L4_CAP_FPAGE_RW | L4_CAP_FPAGE_D,
    L4_CAP_FPAGE_RSD = L4_CAP_FPAGE_RS | L4_CAP_FPAGE_D
};

/* The hot spot of a send base. */
__extension__ enum L4_fpage_control {
    L4_FPAGE_CONTROL_OFFSET_SHIFT = 12,
    L4_FPAGE_CONTROL_MASK = 0xfffff000u
};

/* ---- Making flexpages. ---- */

/* What no call takes for a flexpage but l4_factory_create_task, to which it means no areas. */
L4_INLINE l4_fpage_t l4_fpage_invalid(void) L4_NOTHROW
{
    return (l4_fpage_t){.raw = 0};
}

/*
 * 2^size bytes of memory at the address, which is rounded down to a multiple of that, with rights
 * of enum L4_fpage_rights. A size that there cannot be makes a flexpage that all calls refuse with
 * -L4_EINVAL.
 */
L4_INLINE l4_fpage_t l4_fpage(l4_addr_t address, unsigned size, unsigned char rights) L4_NOTHROW
{
    l4_umword_t place = 0;
    if (size >= L4_FPAGE_MEMORY_ORDER_MIN && size <= L4_FPAGE_MEMORY_ORDER_MAX) {
        place = address >> size << size | (l4_umword_t)1u << (size - 1u);
    }
    return (l4_fpage_t){.raw = place | (l4_umword_t)L4_FPAGE_MEMORY << L4_FPAGE_TYPE_SHIFT |
                               (rights & (unsigned)L4_FPAGE_RIGHTS_MASK)};
}

/*
 * The 2^order slots from the one that the selector means, rounded down to a multiple of that, with
 * rights of enum L4_cap_fpage_rights. What is no selector, like a handle or L4_INVALID_CAP, makes
 * the invalid flexpage: it must not be taken for some slot.
 */
L4_INLINE l4_fpage_t l4_obj_fpage(l4_cap_idx_t obj, unsigned order, unsigned char rights) L4_NOTHROW
{
    if ((obj & ~(l4_cap_idx_t)L4_FPAGE_ADDR_MASK) != 0) {
        return l4_fpage_invalid();
    }
    return (l4_fpage_t){.raw = obj |
                               ((l4_umword_t)order << L4_FPAGE_SIZE_SHIFT & L4_FPAGE_SIZE_MASK) |
                               (l4_umword_t)L4_FPAGE_OBJ << L4_FPAGE_TYPE_SHIFT |
                               (rights & (unsigned)L4_FPAGE_RIGHTS_MASK)};
}

/* The flexpage with these rights in place of its own. */
L4_INLINE l4_fpage_t l4_fpage_set_rights(l4_fpage_t page, unsigned char rights) L4_NOTHROW
{
    return (l4_fpage_t){.raw = (page.raw & ~(l4_umword_t)L4_FPAGE_RIGHTS_MASK) |
                               (rights & (unsigned)L4_FPAGE_RIGHTS_MASK)};
}

/* ---- Taking them apart. ---- */

L4_INLINE unsigned l4_fpage_rights(l4_fpage_t page) L4_NOTHROW
{
    return page.raw & (unsigned)L4_FPAGE_RIGHTS_MASK;
}

/* enum L4_fpage_type. */
L4_INLINE unsigned l4_fpage_type(l4_fpage_t page) L4_NOTHROW
{
    return (page.raw & (unsigned)L4_FPAGE_TYPE_MASK) >> L4_FPAGE_TYPE_SHIFT;
}

/* Its order; 0 of memory whose size there cannot be. */
L4_INLINE unsigned l4_fpage_size(l4_fpage_t page) L4_NOTHROW
{
    l4_umword_t place = page.raw >> L4_FPAGE_SIZE_SHIFT << L4_FPAGE_SIZE_SHIFT;
    if (l4_fpage_type(page) != L4_FPAGE_MEMORY) {
        return (page.raw & (unsigned)L4_FPAGE_SIZE_MASK) >> L4_FPAGE_SIZE_SHIFT;
    }
    return place == 0 ? 0 : (unsigned)__builtin_ctz(place) + 1u;
}

/* Of memory: its first address. */
L4_INLINE l4_addr_t l4_fpage_memaddr(l4_fpage_t page) L4_NOTHROW
{
    l4_umword_t place = page.raw >> L4_FPAGE_SIZE_SHIFT << L4_FPAGE_SIZE_SHIFT;
    return place == 0 ? 0 : place & (place - 1u);
}

/* Of objects: the selector of its first slot. */
L4_INLINE l4_cap_idx_t l4_fpage_obj(l4_fpage_t page) L4_NOTHROW
{
    return page.raw & (l4_umword_t)L4_FPAGE_ADDR_MASK;
}

/* Bits 31 to 12 of its first address; of objects, the number of its first slot. */
L4_INLINE l4_umword_t l4_fpage_page(l4_fpage_t page) L4_NOTHROW
{
    l4_umword_t first =
        l4_fpage_type(page) == L4_FPAGE_MEMORY ? l4_fpage_memaddr(page) : l4_fpage_obj(page);
    return first >> L4_FPAGE_ADDR_SHIFT;
}

/* Not 0: memory, and it has the right to be written. */
L4_INLINE int l4_is_fpage_writable(l4_fpage_t page) L4_NOTHROW
{
    return (int)(l4_fpage_rights(page) & L4_FPAGE_W);
}

/* Not 0: all of the 2^size bytes from the address lie in the flexpage of memory. */
L4_INLINE int l4_fpage_contains(l4_fpage_t page, l4_addr_t address, unsigned size) L4_NOTHROW
{
    uint64_t offset = (uint64_t)address - l4_fpage_memaddr(page);
    return address >= l4_fpage_memaddr(page) && size <= L4_FPAGE_MEMORY_ORDER_MAX &&
           offset + ((uint64_t)1 << size) <= (uint64_t)1 << l4_fpage_size(page);
}

/* ---- Send bases. ---- */

/*
 * The send base with this hot spot, of which bits 31 to 12 count. For memory they must be those of
 * the flexpage's address: it is found where it is. cache is ignored. grant: L4_MAP_ITEM_MAP or
 * L4_MAP_ITEM_GRANT.
 */
L4_INLINE l4_umword_t l4_map_control(l4_umword_t spot, unsigned char cache,
                                     unsigned grant) L4_NOTHROW
{
    return (spot & L4_FPAGE_CONTROL_MASK) | (l4_umword_t)cache << 4 | L4_ITEM_MAP | grant;
}

/* The send base for objects: spot is the selector of the destination's first slot. */
L4_INLINE l4_umword_t l4_map_obj_control(l4_umword_t spot, unsigned grant) L4_NOTHROW
{
    return l4_map_control(spot, 0, grant);
}

#endif
