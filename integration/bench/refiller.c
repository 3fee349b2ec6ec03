/*
 * Owns more devices than there are regions for them, so that each access finds its region gone.
 */
#include "marker.h"

#include <uapi/uapi.h>

int main(void)
{
    static const uint32_t devices[] = {DEVICES};
    (void)sys_wait_for_event(EVENT_TYPE_IPC, 0);
    for (unsigned i = 0; i < SAMPLES; i++) {
        uint32_t address = devices[i % (sizeof devices / sizeof devices[0])];
        const volatile uint32_t *device = (const volatile uint32_t *)(uintptr_t)address;
        MARK_START(ROW_REFILL);
        (void)*device;
        MARK_STOP();
    }
    return 0;
}
