/*
 * The port alone, with this file in the place of the core: what can only be a bug of the kernel
 * ends the board with a panic, at once and in words. Each image does one such thing (PANIC, a row
 * of the table below), at the end of boot, and must not come back from it.
 */
#include "threadless.h"

/* Outside every copy window. */
static void read_void(void)
{
    (void)*(volatile uint32_t *)PLACE_VOID;
}

static void run_undefined(void)
{
    __asm__ volatile("udf #0");
}

/* Not even the port can mask it, and nobody has enabled it. */
static void pend_nmi(void)
{
    *system_register(SCB_ICSR) = 1u << 31;
    __asm__ volatile("dsb\n\tisb" ::: "memory");
}

static void (*const panics[])(void) = {read_void, run_undefined, pend_nmi};

void kernel_boot(struct kernel *k, const struct entropy *entropy)
{
    (void)entropy;
    panics[PANIC]();
    expect(k, "it came back", false);
    finish(k);
}

void kernel_fault(struct kernel *k, const struct fault *fault)
{
    (void)fault;
    expect(k, "a bug of the kernel was charged to a thread", false);
    finish(k);
}
