/* See spin.h. */
#include "spin.h"

__attribute__((naked)) void spin(__attribute__((unused)) zx_handle_t given,
                                 __attribute__((unused)) struct shared *shared)
{
    __asm__ volatile(".fpu fpv4-sp-d16\n\t"
                     "ldr r0, =0xf80f0000\n\t"
                     "msr apsr_nzcvqg, r0\n\t"
                     ".irp n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12\n\t"
                     "ldr r\\n, =0x9e000000 + \\n\n\t"
                     ".endr\n\t"
                     "ldr lr, =0x9e00000e\n\t"
                     "push {r4}\n\t" /* now it is not a multiple of 8 */
                     "1: b 1b\n\t"
                     ".ltorg");
}

__attribute__((naked)) void spin_fpu(__attribute__((unused)) zx_handle_t given,
                                     __attribute__((unused)) struct shared *shared)
{
    __asm__ volatile(".fpu fpv4-sp-d16\n\t"
                     "ldr r0, =0xf6400000\n\t"
                     "vmsr fpscr, r0\n\t"
                     ".irp n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, "
                     "19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31\n\t"
                     "ldr r0, =0xf9000000 + \\n\n\t"
                     "vmov s\\n, r0\n\t"
                     ".endr\n\t"
                     "1: b 1b\n\t"
                     ".ltorg");
}

__attribute__((naked)) void tell(void)
{
    __asm__ volatile("push {r0-r12, lr}\n\t"
                     "mrs r0, apsr\n\t"
                     "push {r0}\n\t"
                     "1: b 1b");
}

__attribute__((naked)) void tell_fpu(void)
{
    __asm__ volatile(".fpu fpv4-sp-d16\n\t"
                     "vpush {s0-s31}\n\t"
                     "vmrs r0, fpscr\n\t"
                     "push {r0}\n\t"
                     "1: b 1b");
}

void sleep_shortly(zx_handle_t given, struct shared *shared)
{
    (void)given;
    shared->count = 1;
    (void)sys_sleep(20, SLEEP_MODE_DEEP);
    shared->count = 2;
    for (;;) {
    }
}

__attribute__((naked)) void peek(void)
{
    __asm__ volatile("ldr r0, [r0]\n\t"
                     "1: b 1b");
}

void send(zx_handle_t given, struct shared *shared)
{
    (void)given;
    (void)sys_send_ipc(shared->supervisor, 1);
    for (;;) {
    }
}

/* Naked, since a function would put back what its caller had in s16 to s31. */
__attribute__((naked)) void own_fpu_set(void)
{
    __asm__ volatile("ldr r0, =0x0b0b0b0b\n\t"
                     "vmov s0, r0\n\t"
                     "vmov s15, r0\n\t"
                     "vmov s16, r0\n\t"
                     "vmov s31, r0\n\t"
                     "bx lr\n\t"
                     ".ltorg");
}

void own_fpu_expect(void)
{
    uint32_t found[4];
    __asm__ volatile("vmov %0, s0\n\tvmov %1, s15\n\tvmov %2, s16\n\tvmov %3, s31"
                     : "=r"(found[0]), "=r"(found[1]), "=r"(found[2]), "=r"(found[3]));
    for (unsigned i = 0; i < 4; i++) {
        expect_number("own FPU register", 0x0b0b0b0b, found[i]);
    }
}

unsigned spin_wrong(void)
{
    return wrong;
}
