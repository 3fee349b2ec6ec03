/* The steps before samples. None of this is counted. */
#include "stage.h"

struct stage stage;

bool stage_set(void)
{
    bool good = zx_event_create(0, &stage.event) == ZX_OK &&
                zx_object_signal(stage.event, 0, ZX_EVENT_SIGNALED) == ZX_OK &&
                zx_eventpair_create(0, &stage.pair[0], &stage.pair[1]) == ZX_OK &&
                zx_channel_create(0, &stage.channel[0], &stage.channel[1]) == ZX_OK;
    for (uint32_t i = 0; i < 8; i++) {
        stage.items[i] = (zx_wait_item_t){.handle = stage.event, .waitfor = ZX_EVENT_SIGNALED};
    }
    return good;
}

bool stage_duplicate(uint32_t count)
{
    bool good = true;
    for (uint32_t i = 0; i < count; i++) {
        good =
            good && zx_handle_duplicate(stage.event, ZX_RIGHT_SAME_RIGHTS, &stage.made[i]) == ZX_OK;
    }
    return good;
}

bool stage_close(uint32_t count)
{
    return zx_handle_close_many(stage.made, count) == ZX_OK;
}

bool stage_write(uint32_t handles)
{
    return stage_duplicate(handles) &&
           zx_channel_write(stage.channel[0], 0, stage.bytes, sizeof stage.bytes, stage.made,
                            handles) == ZX_OK;
}

bool stage_read(void)
{
    uint32_t handles = 0;
    zx_status_t status = zx_channel_read(stage.channel[1], 0, stage.bytes, stage.made,
                                         sizeof stage.bytes, 1, NULL, &handles);
    return status == ZX_OK && stage_close(handles);
}

bool stage_read_and_duplicate(void)
{
    return stage_read() && stage_duplicate(1);
}

bool stage_close_and_write(void)
{
    (void)stage_close(1);
    return stage_write(1);
}

bool stage_time(zx_duration_t ahead)
{
    stage.time = zx_deadline_after(ahead);
    return true;
}

/* Puts the outermost end so far, if there is one, into a new channel, and events beside it. */
static bool nest_once(zx_handle_t *outermost)
{
    zx_handle_t ends[2] = {0, 0};
    if (zx_channel_create(0, &ends[0], &ends[1]) != ZX_OK) {
        return false;
    }
    (void)stage_duplicate(8);
    if (*outermost != ZX_HANDLE_INVALID) {
        (void)zx_handle_close(stage.made[0]);
        stage.made[0] = *outermost;
    }
    bool good = zx_channel_write(ends[0], 0, NULL, 0, stage.made, 8) == ZX_OK;
    (void)zx_handle_close(ends[0]);
    *outermost = ends[1];
    return good;
}

uint32_t stage_nest(uint32_t messages)
{
    zx_handle_t outermost = ZX_HANDLE_INVALID;
    uint32_t count = 0;
    while (count < messages && nest_once(&outermost)) {
        count++;
    }
    stage.made[0] = outermost;
    return count;
}
