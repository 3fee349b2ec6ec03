/*
 * Fills the FPU's registers with its own pattern (SEED) and looks whether they keep it while others
 * do the same, across every way of losing the processor: used-up quanta, yields, sleeps, messages.
 * Tells the examiner how many registers were wrong.
 */
#include "registers.h"
#include "report.h"

#define EXAMINER 0xe8a
#define ROUNDS   12u
#define SPINS    300000u

/* Longer than a quantum, without a single floating-point instruction. */
static void spin(void)
{
    for (volatile uint32_t i = 0; i < SPINS; i++) {
    }
}

static void lose_processor(uint32_t round)
{
    switch (round % 3) {
    case 0:
        spin();
        break;
    case 1:
        (void)sys_sched_yield();
        break;
    default:
        (void)sys_sleep(1, SLEEP_MODE_DEEP);
        break;
    }
}

int main(void)
{
    uint32_t pattern[FPU_WORDS];
    uint32_t differences = 0;
    taskh_t examiner = find_task(EXAMINER);
    for (uint32_t round = 0; round < ROUNDS; round++) {
        fpu_pattern(pattern, SEED + round);
        fpu_load(pattern);
        lose_processor(round);
        differences += fpu_differences(pattern);
    }
    (void)copy_to_kernel((const uint8_t *)&differences, sizeof differences);
    fpu_load(pattern);
    (void)sys_send_ipc(examiner, sizeof differences);
    return (int)fpu_differences(pattern);
}
