/*
 * Its main is its first instruction but for the runtime's, which keeps the alignment of the stack
 * as every C function does. Tells the witness what is in the stack pointer,
 * and ends; the second time it stays.
 */
#include "report.h"

/* What main finds in the stack pointer: naked, so that nothing has been pushed. */
__attribute__((naked, noinline)) static uint32_t stack_pointer(void)
{
    __asm__ volatile("mov r0, sp\n\tbx lr");
}

int main(void)
{
    /* How far below the stack's end, and how far from a multiple of 8. */
    uint32_t sp = stack_pointer();
    uint32_t found[] = {sp % 8u, (uint32_t)((uintptr_t)_e_stack - sp) < 128u};
    taskh_t witness = find_task(1);
    (void)copy_to_kernel((const uint8_t *)found, sizeof found);
    (void)sys_send_ipc(witness, sizeof found);
    if (sys_has_respawned() == STATUS_OK) {
        (void)sys_wait_for_event(EVENT_TYPE_ALL, 0);
    }
    return 0;
}
