/*
 * Reads the time in every unit and compares it with the dual timer, with itself and with sleeps.
 * PART says whether with the capability for cycles, and the timer, or without.
 */
#include "dualtimer.h"
#include "events.h"

#define CYCLES_PER_US 25u
#define READINGS      2000u

static uint64_t reading(enum Precision precision)
{
    uint64_t value = 0;
    if (sys_get_cycle(precision) == STATUS_OK) {
        (void)copy_from_kernel((uint8_t *)&value, sizeof value);
    }
    return value;
}

/* Nothing is written when it is refused. */
static void report_refusal(const char *what, uint32_t precision)
{
    uint64_t before = 0x5e2713e15e2713e1;
    uint64_t after = 0;
    (void)copy_to_kernel((const uint8_t *)&before, sizeof before);
    enum Status status = sys_get_cycle(precision);
    (void)copy_from_kernel((uint8_t *)&after, sizeof after);
    report("%s: %s, %s", what, status_name(status), after == before ? "silent" : "written");
}

static void report_monotonic(void)
{
    unsigned back = 0;
    uint64_t last = 0;
    for (unsigned i = 0; i < READINGS; i++) {
        uint64_t now = reading(PRECISION_NANOSECONDS);
        back += now <= last;
        last = now;
    }
    report("readings that did not go on: %u", back);
}

/* Each unit, read after the other, lies between the same in neighbouring ones. */
static void report_units(void)
{
    uint64_t before = reading(PRECISION_NANOSECONDS);
    uint64_t us = reading(PRECISION_MICROSECONDS);
    uint64_t ms = reading(PRECISION_MILLISECONDS);
    uint64_t after = reading(PRECISION_NANOSECONDS);
    report("microseconds: %s", before / 1000 <= us && us <= after / 1000 ? "yes" : "NO");
    report("milliseconds: %s", before / 1000000 <= ms && ms <= after / 1000000 ? "yes" : "NO");
}

static void report_sleep(uint32_t ms)
{
    uint32_t ticks = DUALTIMER->value;
    uint64_t before = reading(PRECISION_NANOSECONDS);
    (void)sys_sleep(ms, SLEEP_MODE_DEEP);
    uint64_t after = reading(PRECISION_NANOSECONDS);
    ticks -= DUALTIMER->value;
    uint64_t device_ns = (uint64_t)ticks * (1000 / CYCLES_PER_US);
    uint64_t ns = after - before;
    bool agree = ns <= device_ns && device_ns - ns < 20000;
    report("sleep of %u ms: %u ms by the clock, the dual timer %s", (unsigned)ms,
           (unsigned)(ns / 1000000), agree ? "agrees" : "DISAGREES");
}

static void report_cycles(void)
{
    uint64_t before = reading(PRECISION_NANOSECONDS);
    uint64_t cycles = reading(PRECISION_CYCLE);
    uint64_t after = reading(PRECISION_NANOSECONDS);
    uint64_t ns = cycles * (1000 / CYCLES_PER_US);
    report("cycles: %s", before <= ns && ns <= after ? "yes" : "NO");
}

/* Without the capability there is everything but cycles. */
__attribute__((unused)) static void powerless(void)
{
    report_refusal("cycles", PRECISION_CYCLE);
    report("nanoseconds: %s", reading(PRECISION_NANOSECONDS) != 0 ? "yes" : "NO");
}

__attribute__((unused)) static void powerful(void)
{
    DUALTIMER->load = UINT32_MAX;
    DUALTIMER->control = DUALTIMER_ENABLE | DUALTIMER_32_BITS;
    report_cycles();
    report_monotonic();
    report_units();
    report_sleep(1);
    report_sleep(100);
    report_sleep(60000);
}

int main(void)
{
    report_refusal("precision 4", PRECISION_MILLISECONDS + 1);
    PART();
    return 0;
}
