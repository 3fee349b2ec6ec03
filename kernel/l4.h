/* The errors, flexpages and flags of the L4Re family, as its documentation publishes them. */
#ifndef ANVIL_L4_H
#define ANVIL_L4_H

#include "types.h"

/* What a call returns: a label of 0 or more, or one of these. */
enum l4_error {
    L4_EPERM = -1,
    L4_ENOENT = -2,
    L4_ENOMEM = -12,
    L4_EEXIST = -17,
    L4_EINVAL = -22,
    L4_EBADPROTO = -39,
    L4_NO_TASK = -2004 /* the name of the task names nothing */
};

/* Kinds of flexpages. */
enum l4_kind { L4_SPECIAL = 0, L4_MEMORY = 1, L4_IO = 2, L4_OBJECTS = 3 };

/* Rights in a flexpage; of memory they are enum access. */
enum l4_rights { L4_RIGHT_W = 1, L4_RIGHT_S = 2, L4_RIGHT_R = 4, L4_RIGHT_D = 8 };

#define L4_GRANT      (1u << 1) /* in a send base */
#define L4_ALL_SPACES (1u << 31)
#define L4_DELETE_OBJ (3u << 30)

/* A decoded flexpage. */
struct flexpage {
    uint8_t kind;   /* enum l4_kind */
    uint8_t order;  /* 2^order bytes, or slots */
    uint8_t rights; /* enum l4_rights, or enum access */
    uint8_t reserved;
    uint32_t base; /* address, or number of the first slot; a multiple of the size */
};

/* False: the word is no flexpage of memory or objects. */
bool flexpage_decode(uint32_t word, struct flexpage *page);
/* The kernel's rights that these L4 rights stand for. */
uint32_t l4_rights_mask(uint32_t rights);

/* A result as r0 holds it. */
static inline uint32_t l4_result(int32_t label)
{
    return (uint32_t)label;
}

#endif
