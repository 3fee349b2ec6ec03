/*
 * What the files of the L4Re calls share: flexpages, errors, and a mapping that is to be made.
 */
#ifndef ANVIL_FUZZ_MODEL_L4_H
#define ANVIL_FUZZ_MODEL_L4_H

#include "spaces.h"

enum model_l4_error {
    MODEL_L4_OK = 0,
    MODEL_L4_EPERM = -1,
    MODEL_L4_ENOENT = -2,
    MODEL_L4_ENOMEM = -12,
    MODEL_L4_EEXIST = -17,
    MODEL_L4_EINVAL = -22,
    MODEL_L4_EBADPROTO = -39,
    MODEL_L4_NOBODY = -2004
};

/* Rights in a flexpage; of memory they are enum model_access. */
enum model_l4_right { MODEL_L4_W = 1, MODEL_L4_S = 2, MODEL_L4_R = 4, MODEL_L4_D = 8 };

struct model_page {
    bool of_memory;  /* else of slots */
    unsigned rights; /* enum model_l4_right, enum model_access */
    uint32_t first;  /* address, or slot */
    uint64_t size;   /* bytes, or slots */
};

#define MODEL_GRANT 2u /* in the base of a map */

/* From which process what goes into which. */
struct model_map {
    unsigned from;
    unsigned to;
    struct model_page page;
    uint32_t base; /* the send base: hot spot and flags */
    bool shares;   /* the names of both processes permit handing on S */
};

/* False: it is no flexpage. */
bool model_page_of(uint32_t word, struct model_page *page);

/* ---- maps.c: mapping or granting; they answer a label. ---- */
int32_t model_map_memory(struct model *m, const struct model_map *map);
int32_t model_map_objects(struct model *m, const struct model_map *map);

/* ---- l4.c: how calls begin and end. ---- */
/* Why the name is no such object, or lacks the rights. */
int32_t model_l4_name_refusal(const struct names_entry *entry, enum names_type type,
                              uint32_t rights);
/* A task whose space is to change: WRITE is needed unless it is the caller's own. */
int32_t model_l4_space_refusal(const struct model *m, uint32_t name,
                               const struct names_entry **entry);
/* Whoever is the most urgent goes on; that may not be the caller, who may not even be there. */
struct model_outcome model_l4_concludes(struct model *m, unsigned self, int32_t label);

/* ---- l4_tasks.c ---- */
struct model_outcome model_l4_add_ku_mem(struct model *m, const uint32_t a[8]);
struct model_outcome model_l4_create_task(struct model *m, const uint32_t a[8]);
struct model_outcome model_l4_get_arena(struct model *m, uint32_t out);

#endif
