/*
 * A task that waits for a word to start with and then makes the mistake it was compiled for
 * (MISTAKE, a row of the table below). It must not come back from it. It owns PLACE_VOID, where
 * nothing answers.
 */
#include "report.h"

static uint32_t data[32];

/* Makes a system call with the stack pointer at address. */
static void call_with_stack(uint32_t address)
{
    __asm__ volatile("mov sp, %0\n\tmovs r6, #0\n\tsvc 0" ::"r"(address) : "r6", "memory");
}

static void read_foreign(void)
{
    (void)*(volatile uint32_t *)PLACE_KERNEL_TEXT;
}

static void write_foreign(void)
{
    *(volatile uint32_t *)PLACE_KERNEL_TEXT = 0;
}

static void write_own_code(void)
{
    *(volatile uint32_t *)((uintptr_t)&write_own_code & ~3u) = 0;
}

static void execute_data(void)
{
    data[0] = 0x47704770; /* bx lr, twice */
    __asm__ volatile("blx %0" ::"r"((uintptr_t)data | 1u) : "lr", "memory");
}

static void execute_foreign(void)
{
    __asm__ volatile("blx %0" ::"r"(PLACE_KERNEL_TEXT + 1u) : "lr", "memory");
}

static void overflow_by_push(void)
{
    __asm__ volatile("mov sp, %0\n\tpush {r4}" ::"r"(_s_stack) : "memory");
}

static void overflow_at_call(void)
{
    call_with_stack((uint32_t)(uintptr_t)_s_stack + 16);
}

static void stack_in_own_data(void)
{
    call_with_stack((uint32_t)(uintptr_t)&data[32]);
}

static void stack_in_own_area(void)
{
    call_with_stack((uint32_t)(uintptr_t)&_s_svc_exchange[128]);
}

static void stack_above_stack(void)
{
    call_with_stack((uint32_t)(uintptr_t)_e_stack + 64);
}

static void stack_in_kernel(void)
{
    call_with_stack(PLACE_KERNEL_TEXT);
}

static void stack_in_own_code(void)
{
    call_with_stack((uint32_t)(uintptr_t)&stack_in_own_code & ~7u);
}

static void stack_nowhere(void)
{
    call_with_stack(0xfffffff0u);
}

static void stack_at_zero(void)
{
    call_with_stack(0);
}

/* The exception here is the fault's own: its frame cannot be stored either. */
static void undefined_without_stack(void)
{
    __asm__ volatile("mov sp, %0\n\tudf #0" ::"r"(PLACE_KERNEL_TEXT) : "memory");
}

/* And here it is a HardFault. */
static void breakpoint_without_stack(void)
{
    __asm__ volatile("mov sp, %0\n\tbkpt #0" ::"r"(PLACE_KERNEL_TEXT) : "memory");
}

/* The frame can be stored, but nothing in it is the thread's stack. */
static void undefined_in_own_data(void)
{
    __asm__ volatile("mov sp, %0\n\tudf #0" ::"r"(&data[32]) : "memory");
}

/* The same, when the exception is an interrupt: the alarm's. */
static void interrupted_in_own_data(void)
{
    (void)sys_alarm(1, ALARM_START);
    __asm__ volatile("mov sp, %0\n\t1: b 1b" ::"r"(&data[32]) : "memory");
}

static void bus_read(void)
{
    (void)*(volatile uint32_t *)PLACE_VOID;
}

static void bus_write(void)
{
    *(volatile uint32_t *)PLACE_VOID = 1;
    __asm__ volatile("dsb" ::: "memory");
}

static void system_control(void)
{
    (void)*(volatile uint32_t *)0xe000ed00u;
}

static void undefined(void)
{
    __asm__ volatile("udf #0");
}

static void coprocessor(void)
{
    __asm__ volatile("mcr p1, 0, r0, c0, c0, 0");
}

static void arm_state(void)
{
    __asm__ volatile("bx %0" ::"r"((uintptr_t)&arm_state & ~1u) : "memory");
}

/* Code that pretends to be a handler and returns from an exception: a branch to nowhere. */
static void exception_return(void)
{
    __asm__ volatile("bx %0" ::"r"(0xfffffff1u) : "memory");
}

static void unaligned(void)
{
    __asm__ volatile("ldrd r0, r1, [%0]" ::"r"((uintptr_t)data + 2) : "r0", "r1", "memory");
}

static void divide(void)
{
    __asm__ volatile("movs r0, #0\n\tudiv r0, r0, r0" ::: "r0");
}

static void breakpoint(void)
{
    __asm__ volatile("bkpt #0");
}

/* A request to the debugger to end the session with status 0. */
static void semihosting(void)
{
    static const uint32_t block[2] = {0x20026, 0};
    register uint32_t operation __asm__("r0") = 0x20;
    register const uint32_t *argument __asm__("r1") = block;
    __asm__ volatile("bkpt #0xab" : "+r"(operation) : "r"(argument) : "memory");
}

/* Tries to become privileged and to switch interrupts off; both do nothing to user code. */
static void privilege(void)
{
    __asm__ volatile("msr control, %0\n\tisb\n\tcpsid i\n\tcpsid f\n\tmsr basepri, %1" ::"r"(0),
                     "r"(0x20));
    read_foreign();
}

static const struct {
    const char *name;
    void (*make)(void);
} mistakes[] = {
    {"read foreign", read_foreign},
    {"write foreign", write_foreign},
    {"write own code", write_own_code},
    {"execute data", execute_data},
    {"execute foreign", execute_foreign},
    {"overflow by push", overflow_by_push},
    {"overflow at call", overflow_at_call},
    {"stack in own data", stack_in_own_data},
    {"stack in own area", stack_in_own_area},
    {"stack above stack", stack_above_stack},
    {"stack in kernel", stack_in_kernel},
    {"stack in own code", stack_in_own_code},
    {"stack nowhere", stack_nowhere},
    {"stack at zero", stack_at_zero},
    {"undefined without stack", undefined_without_stack},
    {"breakpoint without stack", breakpoint_without_stack},
    {"bus read", bus_read},
    {"bus write", bus_write},
    {"system control", system_control},
    {"undefined", undefined},
    {"coprocessor", coprocessor},
    {"arm state", arm_state},
    {"exception return", exception_return},
    {"unaligned", unaligned},
    {"divide", divide},
    {"breakpoint", breakpoint},
    {"semihosting", semihosting},
    {"privilege", privilege},
    {"undefined in own data", undefined_in_own_data},
    {"interrupted in own data", interrupted_in_own_data},
};
_Static_assert(sizeof mistakes / sizeof mistakes[0] == MISTAKES, "a victim for each mistake");

int main(void)
{
    if (sys_wait_for_event(EVENT_TYPE_IPC, 0) != STATUS_OK) {
        return 1;
    }
    report("%s", mistakes[MISTAKE].name);
    mistakes[MISTAKE].make();
    report("%s: came back", mistakes[MISTAKE].name);
    while (sys_wait_for_event(EVENT_TYPE_IPC, 0) == STATUS_OK) {
        /* Read, so that the witness gets no broken pipe. */
    }
    return 2;
}
