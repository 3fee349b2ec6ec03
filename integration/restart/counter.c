/*
 * MAIN: tells how many milliseconds pass between the end of each run of hopeless and the next. The
 * runs take no time at first; then one lives for long enough to start again without a pause. The
 * last one is left without an answer.
 */
#include "events.h"

#define RUNS      18u
#define LIVES_RUN 14u
#define LIVES_MS  1500u

int main(void)
{
    unsigned ended = 0;
    for (unsigned run = 0; run < RUNS; run++) {
        (void)sys_wait_for_event(EVENT_TYPE_IPC, 0);
        unsigned started = received_number();
        taskh_t hopeless = received()->source;
        report("run %u: after %u ms", run, started - ended);
        uint32_t lives_ms = run == LIVES_RUN ? LIVES_MS : 0;
        ended = started + lives_ms;
        if (run + 1 < RUNS) {
            (void)send_number(hopeless, lives_ms);
        }
    }
    return 0;
}
