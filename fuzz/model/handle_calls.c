/*
 * The model's calls about handles: what each answers, which handles it makes and closes. Must not
 * know any kernel structure.
 */
#include "calls.h"

#define WORD        4u
#define SAME_RIGHTS (1u << 31)

static unsigned caller_process(const struct model *m)
{
    return m->thread[m->current].process;
}

/* Whether these rights can be derived; SAME_RIGHTS means all. */
static bool rights_derive(const struct model_named *named, uint32_t *rights)
{
    if (*rights == SAME_RIGHTS) {
        *rights = named->handle.rights;
    }
    return (*rights & ~named->handle.rights) == 0;
}

/* Why the caller cannot have this many new handles, whose values go to outs. */
int32_t model_give_refusal(struct model *m, const uint32_t *outs, unsigned count)
{
    if (m->names.process[caller_process(m)].free_count < count) {
        return MODEL_ZX_NO_MEMORY;
    }
    for (unsigned i = 0; i < count; i++) {
        if (!model_permits(m, outs[i], WORD, true)) {
            return MODEL_ZX_INVALID_ARGS;
        }
    }
    return MODEL_ZX_OK;
}

struct model_outcome model_call_duplicate(struct model *m, const uint32_t a[8])
{
    struct model_named named;
    uint32_t rights = a[1];
    int32_t status = model_look_up(m, a[0], NAMES_ANY, MODEL_DUPLICATE, &named);
    if (status == MODEL_ZX_OK && !rights_derive(&named, &rights)) {
        status = MODEL_ZX_INVALID_ARGS;
    }
    status = status == MODEL_ZX_OK ? model_give_refusal(m, &a[2], 1) : status;
    if (status != MODEL_ZX_OK) {
        return model_fails(m, status);
    }
    named.handle.rights = rights;
    model_handle_copy(m, caller_process(m), &named.handle, a[2]);
    return model_answers(m, MODEL_ZX_OK);
}

struct model_outcome model_call_replace(struct model *m, const uint32_t a[8])
{
    struct model_named named;
    uint32_t rights = a[1];
    int32_t status = model_look_up(m, a[0], NAMES_ANY, 0, &named);
    if (status != MODEL_ZX_OK) {
        return model_fails(m, status);
    }
    status =
        rights_derive(&named, &rights) ? model_give_refusal(m, &a[2], 1) : MODEL_ZX_INVALID_ARGS;
    unsigned self = m->current;
    unsigned process = caller_process(m);
    struct model_outcome outcome = model_fails(m, status);
    if (status == MODEL_ZX_OK) {
        model_handle_move(m, process, named.slot, process, 0, rights, a[2]);
    } else if (status != MODEL_ZX_NO_MEMORY) {
        model_handle_close(m, process, named.slot); /* bad rights or a bad address: it is gone */
    }
    model_settle(m);
    outcome.refused = status == MODEL_ZX_NO_MEMORY && m->current == self;
    return outcome;
}

struct model_outcome model_call_close(struct model *m, uint32_t name)
{
    struct model_named named;
    if (model_look_up(m, name, NAMES_ANY, 0, &named) != MODEL_ZX_OK) {
        return model_fails(m, name == 0 ? MODEL_ZX_OK : MODEL_ZX_BAD_HANDLE);
    }
    model_handle_close(m, caller_process(m), named.slot);
    return model_settles(m, MODEL_ZX_OK);
}

/* Only so many entries of a list count as there are slots. */
bool model_consume(struct model *m, uint32_t list, uint32_t count)
{
    bool good = true;
    count = count < m->names.slots ? count : m->names.slots;
    if (!model_permits(m, list, count * WORD, false)) {
        return false;
    }
    for (uint32_t i = 0; i < count; i++) {
        struct model_named named;
        uint8_t bytes[WORD];
        (void)model_memory_read(m, list + i * WORD, bytes, WORD);
        if (model_look_up(m, model_word_of(bytes), NAMES_ANY, 0, &named) == MODEL_ZX_OK) {
            model_handle_close(m, caller_process(m), named.slot);
            m->serial++; /* so that it is seen */
        } else {
            good = good && model_word_of(bytes) == 0;
        }
    }
    return good;
}

struct model_outcome model_call_close_many(struct model *m, uint32_t list, uint32_t count)
{
    if (count > m->names.slots) {
        return model_fails(m, MODEL_ZX_OUT_OF_RANGE);
    }
    if (!model_permits(m, list, count * WORD, false)) {
        return model_fails(m, MODEL_ZX_INVALID_ARGS);
    }
    bool good = model_consume(m, list, count);
    return model_settles(m, good ? MODEL_ZX_OK : MODEL_ZX_BAD_HANDLE);
}
