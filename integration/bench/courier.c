/*
 * Sends back whatever comes through its channel, as it is. What it does itself is not counted.
 */
#include "marker.h"

#include <stdint.h>
#include <zircon/process.h>
#include <zircon/syscalls.h>

int main(void)
{
    static uint8_t bytes[64];
    for (;;) {
        uint32_t length = 0;
        uint32_t handles = 0;
        zx_handle_t handle = ZX_HANDLE_INVALID;
        zx_status_t waited =
            zx_object_wait_one(ANVIL_SHARED(0), ZX_CHANNEL_READABLE, ZX_TIME_INFINITE, NULL);
        zx_status_t read =
            zx_channel_read(ANVIL_SHARED(0), 0, bytes, &handle, sizeof bytes, 1, &length, &handles);
        MARK(MARKER_PAUSE);
        if (waited != ZX_OK || read != ZX_OK) {
            return 1;
        }
        MARK(MARKER_RESUME);
        (void)zx_channel_write(ANVIL_SHARED(0), 0, bytes, length, &handle, handles);
    }
}
