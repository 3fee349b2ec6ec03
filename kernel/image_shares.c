/*
 * The image's table of what tasks share, checked before anything of it is used. Pure.
 */
#include "bootstrap.h"
#include "config.h"
#include "image.h"

/* Whether two rows claim one slot of one task, or reach over domains. */
static bool shares_clash(const struct image *image, const struct image_share *a,
                         const struct image_share *b)
{
    if (a->task == b->task) {
        return a->slot == b->slot || (a->kind == b->kind && a->number == b->number);
    }
    bool same = a->kind == b->kind && a->number == b->number;
    return same && image->tasks[a->task].domain != image->tasks[b->task].domain;
}

static const char *share_error(const struct image *image, const struct image_share *share)
{
    const uint16_t counts[SHARE_KINDS] = {image->channel_count, image->event_count};
    if (share->kind >= SHARE_KINDS || share->number >= counts[share->kind]) {
        return "share of an unknown kind or number";
    }
    if (share->task >= image->task_count || share->slot < SLOT_FIRST_SHARED ||
        share->slot > image->window) {
        return "share of no task, or outside the window";
    }
    return NULL;
}

static unsigned share_parts(const struct image *image, enum share_kind kind, unsigned number)
{
    unsigned parts = 0;
    for (unsigned i = 0; i < image->share_count; i++) {
        parts += image->shares[i].kind == kind && image->shares[i].number == number;
    }
    return parts;
}

/* Every channel has its two tasks, every event some. */
static bool shares_complete(const struct image *image)
{
    bool complete = true;
    for (unsigned number = 0; number < image->channel_count; number++) {
        complete = complete && share_parts(image, SHARE_CHANNEL, number) == 2;
    }
    for (unsigned number = 0; number < image->event_count; number++) {
        complete = complete && share_parts(image, SHARE_EVENT, number) >= 1;
    }
    return complete;
}

const char *shares_error(const struct image *image)
{
    if (image->channel_count > CONFIG_CHANNELS || image->event_count > CONFIG_EVENTS) {
        return "more channels or events than the kernel was built for";
    }
    for (unsigned i = 0; i < image->share_count; i++) {
        const char *reason = share_error(image, &image->shares[i]);
        if (reason != NULL) {
            return reason;
        }
        for (unsigned other = 0; other < i; other++) {
            if (shares_clash(image, &image->shares[other], &image->shares[i])) {
                return "shares of one slot, or across domains";
            }
        }
    }
    return shares_complete(image) ? NULL
                                  : "a channel without its two tasks, or an event without one";
}
