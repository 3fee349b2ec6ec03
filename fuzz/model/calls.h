/*
 * The model's Zircon calls, and how calls of that family and of L4Re's end.
 */
#ifndef ANVIL_FUZZ_MODEL_CALLS_H
#define ANVIL_FUZZ_MODEL_CALLS_H

#include "sentry.h"

/* ---- handle_calls.c, channel_calls.c, info.c, zircon.c: the calls. ---- */
struct model_named {
    unsigned slot;
    struct model_handle handle;
};
/* The caller's handle that a name means, if it is of this type and has these rights. */
int32_t model_look_up(struct model *m, uint32_t name, enum names_type type, uint32_t rights,
                      struct model_named *named);
/* A call is over with this status. */
struct model_outcome model_answers(struct model *m, int32_t status);
/* The same, and whoever is the most urgent goes on. */
struct model_outcome model_settles(struct model *m, int32_t status);
/* Nothing but this has happened; nobody but the caller goes on. */
struct model_outcome model_fails(struct model *m, int32_t status);
/* Why the caller cannot have this many new handles, whose values go to outs. */
int32_t model_give_refusal(struct model *m, const uint32_t *outs, unsigned count);
/* The handles of a list are closed, those that are there. False: it cannot be read, or not all are.
 */
bool model_consume(struct model *m, uint32_t list, uint32_t count);
struct model_outcome model_call_duplicate(struct model *m, const uint32_t a[8]);
struct model_outcome model_call_replace(struct model *m, const uint32_t a[8]);
struct model_outcome model_call_close(struct model *m, uint32_t name);
struct model_outcome model_call_close_many(struct model *m, uint32_t list, uint32_t count);
struct model_outcome model_channel_write(struct model *m, const uint32_t a[8]);
struct model_outcome model_channel_read(struct model *m, const uint32_t a[8]);
/* info.c: what can be asked of an object. */
struct model_outcome model_object_get_info(struct model *m, const uint32_t a[8]);
/* A call of the Zircon family. */
struct model_outcome model_zircon_call(struct model *m, uint32_t number, const uint32_t a[8]);

#endif
