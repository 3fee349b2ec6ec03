/*
 * Holds known values in all registers while others run, are attacked and end, and tells the one who
 * asks how often they were not what they should be. A question other than 0 is the last one. The
 * values are those of a call that would end it: r6 is the number of exit, r0 a status. A foreign
 * call carried out in its name would show.
 *
 * It has the lowest priority of the image, so it is interrupted all the time and is next to run
 * whenever an attacker ends.
 */
#include "report.h"

#define REGISTERS 13u
#define SPINS     500u

/* r0 to r12, with room for nothing else: r6 is SYS_EXIT, r7 the compiler's. */
static const uint32_t values[REGISTERS] = {
    77,         0x11111111, 0x22222222, 0x33333333, 0x44444444, 0x55555555, SYS_EXIT,
    0x77777777, 0x88888888, 0x99999999, 0xaaaaaaaa, 0xbbbbbbbb, 0xcccccccc};
static uint32_t seen[REGISTERS];

/* Loads r0-r12 from values, waits a while using lr alone, stores them to seen. */
__attribute__((naked, noinline)) static void hold_registers(const uint32_t *from, uint32_t *to,
                                                            uint32_t spins)
{
    __asm__ volatile("push {r1, r4-r11, lr}\n\t"
                     "mov lr, r2\n\t"
                     "ldm r0, {r0-r12}\n\t"
                     "1: subs lr, lr, #1\n\t"
                     "bne 1b\n\t"
                     "ldr lr, [sp]\n\t"
                     "stm lr, {r0-r12}\n\t"
                     "pop {r1, r4-r11, pc}");
}

int main(void)
{
    uint32_t wrong = 0;
    uint32_t stop = 0;
    while (stop == 0) {
        hold_registers(values, seen, SPINS);
        wrong += memcmp(seen, values, sizeof values) != 0;
        if (sys_wait_for_event(EVENT_TYPE_IPC, -1) == STATUS_OK) {
            taskh_t asker = received()->source;
            (void)memcpy(&stop, received()->data, sizeof stop);
            (void)copy_to_kernel((const uint8_t *)&wrong, sizeof wrong);
            (void)sys_send_ipc(asker, sizeof wrong);
        }
    }
    return 0;
}
