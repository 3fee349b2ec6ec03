/*
 * For tests of the port in which no thread runs and nothing is switched on: whatever comes of that
 * is wrong.
 */
#ifndef PORT_THREADLESS_H
#define PORT_THREADLESS_H

#include "stage.h"

uint32_t kernel_syscall(struct kernel *k, uint32_t number, const uint32_t registers[12])
{
    (void)number;
    (void)registers;
    expect(k, "no thread was started", false);
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

#endif
