/*
 * The model's messages: who has which unread, in which order, and what is inside what.
 *
 * Must not know any kernel structure. Which place a message takes is seen in one thing only, the
 * order in which handles in transit are closed: the place that was free last is taken first.
 */
#include <string.h>

#include "sentry.h"

struct model_message *model_oldest(struct model *m, unsigned end)
{
    struct model_message *oldest = NULL;
    for (unsigned i = 1; i < MODEL_MESSAGES; i++) {
        struct model_message *message = &m->message[i];
        if (message->since != 0 && message->end == end &&
            (oldest == NULL || message->since < oldest->since)) {
            oldest = message;
        }
    }
    return oldest;
}

unsigned model_message_room(const struct model *m, unsigned task)
{
    unsigned charged = 0;
    for (unsigned i = 1; i < MODEL_MESSAGES; i++) {
        charged += m->message[i].since != 0 && m->message[i].owner == task;
    }
    bool room = m->free_messages > 0 && charged < m->task[task].message_limit;
    return room ? m->free_message[m->free_messages - 1] : 0;
}

void model_message_free(struct model *m, struct model_message *message)
{
    *message = (struct model_message){0};
    m->free_message[m->free_messages++] = (unsigned)(message - m->message);
}

void model_message_drop(struct model *m, struct model_message *message)
{
    for (unsigned i = 0; i < message->count; i++) {
        struct model_handle gone = message->handle[i];
        message->handle[i] = (struct model_handle){0};
        if (gone.identity != 0) {
            model_handle_gone(m, &gone);
        }
    }
    model_message_free(m, message);
}

/* By the definition: what is inside what is inside grows until nothing is added. */
bool model_end_holds(const struct model *m, unsigned end, unsigned receiver)
{
    bool inside[MODEL_OBJECTS] = {false};
    inside[end] = true;
    for (bool grows = true; grows;) {
        grows = false;
        for (unsigned i = 1; i < MODEL_MESSAGES; i++) {
            const struct model_message *message = &m->message[i];
            bool counts = message->since != 0 && inside[message->end];
            for (unsigned j = 0; counts && j < message->count; j++) {
                const struct model_handle *handle = &message->handle[j];
                if (handle->type == NAMES_CHANNEL && !inside[handle->object]) {
                    inside[handle->object] = true;
                    grows = true;
                }
            }
        }
    }
    return inside[receiver];
}
