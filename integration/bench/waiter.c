/*
 * Waits for its event again and again; the client signals it.
 */
#include "marker.h"

#include <zircon/process.h>
#include <zircon/syscalls.h>

int main(void)
{
    for (;;) {
        zx_status_t status =
            zx_object_wait_one(ANVIL_SHARED(0), ZX_EVENT_SIGNALED, ZX_TIME_INFINITE, NULL);
        MARK_STOP();
        if (status != ZX_OK || zx_object_signal(ANVIL_SHARED(0), ZX_EVENT_SIGNALED, 0) != ZX_OK) {
            return 1;
        }
    }
}
