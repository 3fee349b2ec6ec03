/*
 * The port alone, with this file in the place of the core: interrupt lines. One that is disabled is
 * never taken, one that is enabled forgets what came before and is taken at once, with its number
 * and without a change of the interrupted thread's registers.
 *
 * One unprivileged thread makes call after call; each call sets up what the next one looks at. An
 * interrupt lets another thread run before the first goes on.
 */
#include "board.h"
#include "stage.h"

#define NVIC_ISPR 0xe000e200u
#define LOW_LINE  0u
#define HIGH_LINE (BOARD_IRQS - 1)
#define RESULT    0x12345600u /* of a call, plus its number */
#define NO_LINE   UINT32_MAX
#define SECOND    100u /* the second thread's call */

static const struct region stack = {STACK, 10, ACCESS_READ | ACCESS_WRITE, MEMORY_NORMAL, 0};
static const struct region second_stack = {CONST, 8, ACCESS_READ | ACCESS_WRITE, MEMORY_NORMAL, 0};

static uint32_t taken;     /* how many interrupts so far */
static uint32_t last_line; /* of the last one */

/* r6 is the number of the call, r0 the result of the one before. */
__attribute__((naked, section(".user"))) static void user_main(void)
{
    __asm__ volatile("movs r6, #0\n\t"
                     "1: svc 0\n\t"
                     "adds r6, #1\n\t"
                     "b 1b");
}

__attribute__((naked, section(".user"))) static void user_second(void)
{
    __asm__ volatile("movs r6, #100\n\t"
                     "1: svc 0\n\t"
                     "b 1b");
}

static void line_fire(uint32_t line)
{
    system_register(NVIC_ISPR)[line / 32] = 1u << line % 32;
}

void kernel_boot(struct kernel *k, const struct entropy *entropy)
{
    (void)entropy;
    last_line = NO_LINE;
    stage_start(k, 1, &stack, user_main);
    stage_start(k, 2, &second_stack, user_second);
    arch_timer_set(k, UINT64_MAX);
    arch_switch(k, NONE, 1);
}

static void disabled_fires(struct kernel *k)
{
    arch_report(k, "a line fires that was never enabled\n");
    line_fire(LOW_LINE);
}

static void past_is_forgotten(struct kernel *k)
{
    arch_report(k, "it is enabled later\n");
    arch_irq_set_enabled(k, LOW_LINE, true);
}

static void enabled_fires(struct kernel *k)
{
    arch_report(k, "it fires\n");
    line_fire(LOW_LINE);
}

static void last_fires(struct kernel *k)
{
    arch_report(k, "the last line fires\n");
    arch_irq_set_enabled(k, HIGH_LINE, true);
    line_fire(HIGH_LINE);
}

static void disabled_in_time(struct kernel *k)
{
    arch_report(k, "a line is disabled just after it has fired\n");
    arch_irq_set_enabled(k, HIGH_LINE, true);
    line_fire(HIGH_LINE);
    arch_irq_set_enabled(k, HIGH_LINE, false);
}

/* What each call does, and the interrupt that must come before the next one. */
static const struct {
    void (*act)(struct kernel *k);
    uint32_t line;
} steps[] = {
    {disabled_fires, NO_LINE}, {past_is_forgotten, NO_LINE}, {enabled_fires, LOW_LINE},
    {last_fires, HIGH_LINE},   {disabled_in_time, NO_LINE},
};
#define STEPS (sizeof steps / sizeof steps[0])

uint32_t kernel_syscall(struct kernel *k, uint32_t number, const uint32_t registers[12])
{
    if (number == SECOND) {
        arch_switch(k, NONE, 1);
        return 0;
    }
    if (number > 0) {
        uint32_t line = steps[number - 1].line;
        expect(k, "not the line it should be", last_line == line);
        expect(k, "not once", taken == (line != NO_LINE));
        expect(k, "the result of a call was lost", registers[0] == RESULT + number - 1);
    }
    if (number == STEPS) {
        finish(k);
    }
    taken = 0;
    last_line = NO_LINE;
    steps[number].act(k);
    return RESULT + number;
}

void kernel_irq(struct kernel *k, uint32_t line)
{
    taken++;
    last_line = line;
    arch_irq_set_enabled(k, line, false);
    arch_switch(k, NONE, 2);
}

void kernel_timer(struct kernel *k)
{
    expect(k, "no timer was set", false);
}

void kernel_fault(struct kernel *k, const struct fault *fault)
{
    (void)fault;
    expect(k, "nothing faults here", false);
    finish(k);
}
