/*
 * Is restarted whenever it ends. Each run tells whether it finds anything of the last one, uses its
 * device and its interrupt, leaves as much as it can behind, and ends as it is told.
 */
#include "phoenix.h"
#include "dualtimer.h"

#define FRESH 0x5eed5eedu
#define STALE 0xdeadbeefu
#define WORDS 16u

static uint32_t data[WORDS] = {[0] = FRESH, [WORDS - 1] = FRESH};
static uint32_t zeroes[WORDS];

/* Words of the stack that this run has not used yet: its lower half. */
#define STACK_WORDS ((size_t)(_e_stack - _s_stack) / 2 / sizeof(uint32_t))

static bool area_is_zero(void)
{
    const uint8_t *area = sys_exchange_area();
    uint32_t found = 0;
    for (size_t i = 0; i < SVC_EXCHANGE_AREA_LEN; i++) {
        found |= area[i];
    }
    return found == 0;
}

static bool memory_is_fresh(void)
{
    uint32_t found = (data[0] ^ FRESH) | (data[WORDS - 1] ^ FRESH);
    for (size_t i = 0; i < WORDS; i++) {
        found |= zeroes[i];
    }
    const volatile uint32_t *stack = (const volatile uint32_t *)(uintptr_t)_s_stack;
    for (size_t i = 0; i < STACK_WORDS; i++) {
        found |= stack[i];
    }
    return found == 0;
}

static void memory_use(void)
{
    volatile uint32_t *stack = (volatile uint32_t *)(uintptr_t)_s_stack;
    for (size_t i = 0; i < STACK_WORDS; i++) {
        stack[i] = STALE;
    }
    for (size_t i = 0; i < WORDS; i++) {
        data[i] = STALE;
        zeroes[i] = STALE;
    }
}

/* The device and its line are granted to every run, the line disabled. */
static void interrupt_use(void)
{
    dualtimer_start(DUALTIMER_TICKS_PER_MS, DUALTIMER_ONCE);
    report_wait("phoenix: before enabling", EVENT_TYPE_IRQ, 5);
    report_status("phoenix: enable", sys_irq_enable(DUALTIMER_LINE));
    report_wait("phoenix: then", EVENT_TYPE_IRQ, 5);
}

/* Line, alarm and signal are all under way when the run ends. */
static void leave_traces(void)
{
    dualtimer_start(DUALTIMER_TICKS_PER_MS, DUALTIMER_PERIODIC);
    (void)sys_irq_acknowledge(DUALTIMER_LINE);
    (void)sys_alarm(1, ALARM_START_PERIODIC);
    (void)sys_send_signal(find_task(PHOENIX), SIGNAL_USR1);
    (void)sys_sleep(3, SLEEP_MODE_DEEP);
}

int main(void)
{
    bool fresh = area_is_zero() && memory_is_fresh();
    report("phoenix: %s, %s memory", status_name(sys_has_respawned()), fresh ? "fresh" : "STALE");
    report_wait("phoenix: anything there", EVENT_TYPE_ALL, -1);
    report_status("phoenix: alarm", sys_alarm(0, ALARM_STOP));
    interrupt_use();
    report_status("phoenix: still", sys_has_respawned());
    (void)sys_wait_for_event(EVENT_TYPE_IPC, 0);
    enum order order = (enum order)received_number();
    leave_traces();
    memory_use();
    (void)memset(sys_exchange_area(), 0xff, SVC_EXCHANGE_AREA_LEN);
    if (order == ORDER_FAULT) {
        __asm__ volatile("udf #0");
    }
    return 1;
}
