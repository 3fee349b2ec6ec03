/* MAIN: hears of two runs of each starter. */
#include "report.h"

#define STARTERS 3u

int main(void)
{
    unsigned good = 0;
    for (unsigned heard = 0; heard < 2 * STARTERS; heard++) {
        uint32_t found[2];
        (void)sys_wait_for_event(EVENT_TYPE_IPC, 0);
        (void)memcpy(found, received()->data, sizeof found);
        good += found[0] == 0 && found[1] == 1;
        if (found[0] != 0 || found[1] != 1) {
            report("stack pointer: %lu over a multiple of 8, %s the stack's end",
                   (unsigned long)found[0], found[1] == 1 ? "at" : "far from");
        }
    }
    report("%u of %u runs start with an aligned stack", good, 2 * STARTERS);
    return good == 2 * STARTERS ? 0 : 1;
}
