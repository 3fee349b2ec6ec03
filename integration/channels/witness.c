/*
 * Tells where its memory lies, and whether it is whole, whenever it is asked.
 */
#include "mine.h"
#include "zircon_report.h"

#define PROBER ANVIL_SHARED(0)
#define GUARD  0x600d600du

static volatile uint32_t guard[8] = {GUARD, GUARD, GUARD, GUARD, GUARD, GUARD, GUARD, GUARD};

static bool guard_is_whole(void)
{
    bool whole = true;
    for (size_t i = 0; i < sizeof guard / sizeof guard[0]; i++) {
        whole = whole && guard[i] == GUARD;
    }
    return whole;
}

int main(void)
{
    while (zx_object_wait_one(PROBER, ZX_CHANNEL_READABLE, ZX_TIME_INFINITE, NULL) == ZX_OK) {
        const struct testimony testimony = {.whole = guard_is_whole(),
                                            .data = (uint32_t)(uintptr_t)guard,
                                            .code = own_layout().code[0],
                                            .end = last_of_mine()};
        if (zx_channel_read(PROBER, 0, NULL, NULL, 0, 0, NULL, NULL) != ZX_OK ||
            zx_channel_write(PROBER, 0, &testimony, sizeof testimony, NULL, 0) != ZX_OK) {
            break;
        }
    }
    return 1;
}
