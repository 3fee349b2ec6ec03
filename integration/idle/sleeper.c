/*
 * MAIN and alone: sleeps until shortly before the board's counter wraps, then watches the clock
 * pass that place: it never goes back and never leaps. Sleeps an hour at last.
 */
#include "events.h"

#define NS_PER_MS 1000000ull
#define WRAPS     3u
#define HOUR_MS   3600000u
#define MARGIN_MS 2u
#define STEP_MAX  (NS_PER_MS / 2) /* longer than reading the clock twice takes on any board */

static uint64_t now_ns(void)
{
    uint64_t now = 0;
    (void)sys_get_cycle(PRECISION_NANOSECONDS);
    (void)copy_from_kernel((uint8_t *)&now, sizeof now);
    return now;
}

/* Whether the clock passes a time a little ahead step by step. */
static bool passes(uint64_t place)
{
    uint64_t before = now_ns();
    bool steady = before < place;
    while (steady && before < place + MARGIN_MS * NS_PER_MS) {
        uint64_t now = now_ns();
        steady = now >= before && now - before < STEP_MAX;
        before = now;
    }
    return steady;
}

int main(void)
{
    for (unsigned wrap = 1; wrap <= WRAPS; wrap++) {
        uint64_t place = (uint64_t)WRAP * wrap;
        uint64_t wait = (place - now_ns()) / NS_PER_MS - MARGIN_MS;
        report_status("sleep", sys_sleep((uint32_t)wait, SLEEP_MODE_DEEP));
        report("wrap %u: the clock %s", wrap, passes(place) ? "goes on" : "is torn");
    }
    unsigned start = now_ms();
    report_status("sleep for an hour", sys_sleep(HOUR_MS, SLEEP_MODE_DEEP));
    report("seconds: %u", (now_ms() - start) / 1000);
    return 0;
}
