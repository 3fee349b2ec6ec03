/*
 * The port alone, with this file in the place of the core: what becomes of FPU registers that
 * hardware has not stored yet when their thread ends, or when its frame has no room for them.
 *
 * Thread 1 makes a call with full registers and is ended by it; another one takes its place in the
 * same call. That one makes a call with its frame at the end of its stack, above which it owns
 * memory too, and must fault when it would go on. Thread 2 runs in between. The last one makes a
 * call with its frame across that end, and must fault at once.
 */
#include "stage.h"

#define SENTINEL 0x5e2713e1u
#define WORDS    18u /* s0-s15, FPSCR and a reserved word, above the frame proper */

static const struct region stack = {STACK, 10, ACCESS_READ | ACCESS_WRITE, MEMORY_NORMAL, 0};
static const struct region above = {ABOVE, 10, ACCESS_READ | ACCESS_WRITE, MEMORY_NORMAL, 0};
static const struct region second_stack = {CONST, 8, ACCESS_READ | ACCESS_WRITE, MEMORY_NORMAL, 0};

/* The kernel's side is compiled without an FPU. */
#define FILL_REGISTERS                                                                             \
    ".fpu fpv4-sp-d16\n\t"                                                                         \
    "ldr r0, =0x11111111\n\t"                                                                      \
    "vmov s0, r0\n\t"                                                                              \
    "vmov s15, r0\n\t"                                                                             \
    "vmov s16, r0\n\t"                                                                             \
    "vmov s31, r0\n\t"

__attribute__((naked, section(".user"))) static void user_leaves(void)
{
    __asm__ volatile(FILL_REGISTERS "movs r6, #0\n\t"
                                    "svc 0\n\t"
                                    "udf #0\n\t"
                                    ".ltorg");
}

/* r5 is the stack's end; the frame proper, 32 of 104 bytes, just fits under it. */
__attribute__((naked, section(".user"))) static void user_overhangs(void)
{
    __asm__ volatile(FILL_REGISTERS "adds r5, r5, #72\n\t"
                                    "mov sp, r5\n\t"
                                    "movs r6, #1\n\t"
                                    "svc 0\n\t"
                                    "udf #0\n\t"
                                    ".ltorg");
}

/* r5 is the stack's end; all but 8 bytes of the frame fit under it. */
__attribute__((naked, section(".user"))) static void user_straddles(void)
{
    __asm__ volatile("adds r5, r5, #8\n\t"
                     "mov sp, r5\n\t"
                     "movs r6, #3\n\t"
                     "svc 0\n\t"
                     "udf #0");
}

__attribute__((naked, section(".user"))) static void user_between(void)
{
    __asm__ volatile("movs r6, #2\n\t"
                     "svc 0\n\t"
                     "udf #0");
}

void kernel_boot(struct kernel *k, const struct entropy *entropy)
{
    (void)entropy;
    stage_start(k, 1, &stack, user_leaves);
    stage_start(k, 2, &second_stack, user_between);
    arch_timer_set(k, UINT64_MAX);
    arch_switch(k, NONE, 1);
}

static void sentinels_write(struct kernel *k, uint32_t address)
{
    const uint32_t sentinel = SENTINEL;
    for (uint32_t i = 0; i < WORDS; i++) {
        arch_memory_write(k, address + 4 * i, &sentinel, sizeof sentinel);
    }
}

static bool sentinels_intact(uint32_t address)
{
    bool intact = true;
    for (uint32_t i = 0; i < WORDS; i++) {
        intact = intact && *(const uint32_t *)memory(address + 4 * i) == SENTINEL;
    }
    return intact;
}

static uint32_t fpu_bits(void)
{
    uint32_t bits;
    __asm__ volatile(".fpu fpv4-sp-d16\n\t"
                     "vmov r1, s0\n\t"
                     "vmov %0, s15\n\t"
                     "orr %0, %0, r1\n\t"
                     "vmov r1, s16\n\t"
                     "orr %0, %0, r1\n\t"
                     "vmov r1, s31\n\t"
                     "orr %0, %0, r1"
                     : "=r"(bits)::"r1");
    return bits;
}

/* Another thread takes the place of thread 1. It owns the memory above its stack, too. */
static void replace(struct kernel *k, void (*entry)(void))
{
    arch_context_drop(k, 1);
    stage_start(k, 1, &stack, entry);
    arch_region_set(k, 1, REGION_DATA, &above);
    k->arch.context[1].r[5] = ABOVE;
    arch_switch(k, NONE, 1);
}

/* The thread ends in its own call, and its place is taken at once. */
static void leave(struct kernel *k)
{
    uint32_t lazy = k->arch.context[1].psp + FRAME_SIZE;
    expect(k, "hardware should not have stored s0", (*system_register(FPU_FPCCR) & 1u) != 0);
    sentinels_write(k, lazy);
    arch_context_drop(k, 1);
    expect(k, "registers are still to be stored", (*system_register(FPU_FPCCR) & 1u) == 0);
    expect(k, "registers are left over", fpu_bits() == 0);
    expect(k, "registers went into memory that has no owner", sentinels_intact(lazy));
    replace(k, user_overhangs);
}

uint32_t kernel_syscall(struct kernel *k, uint32_t number, const uint32_t registers[12])
{
    (void)registers;
    switch (number) {
    case 0:
        arch_report(k, "a thread leaves\n");
        leave(k);
        break;
    case 1:
        arch_report(k, "a frame overhangs\n");
        sentinels_write(k, ABOVE);
        arch_switch(k, NONE, 2);
        break;
    case 3:
        expect(k, "a frame across the end of the stack was accepted", false);
        finish(k);
        break;
    default:
        expect(k, "registers went where no frame may be", sentinels_intact(ABOVE));
        arch_switch(k, NONE, 1);
        break;
    }
    return 0;
}

void kernel_timer(struct kernel *k)
{
    expect(k, "no timer was set", false);
}

void kernel_irq(struct kernel *k, uint32_t line)
{
    (void)line;
    expect(k, "no line was enabled", false);
}

void kernel_fault(struct kernel *k, const struct fault *fault)
{
    expect(k, "not a fault of the stack", fault->kind == FAULT_STACK);
    expect(k, "not the thread with such a frame", port.current == &k->arch.context[1]);
    static bool again;
    if (again) {
        finish(k);
        return;
    }
    again = true;
    arch_report(k, "a frame straddles\n");
    replace(k, user_straddles);
}
