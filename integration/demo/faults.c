/*
 * One function per fault. Each does the wrong thing once; where that works, isolation is broken and
 * the worker's going on shows it. Assembly, wherever the compiler would know better.
 */
#include "faults.h"

#include <stddef.h>
#include <stdint.h>
#include <uapi/uapi.h>

#define PROCESSOR_ID 0xe000ed00u

static void load(uint32_t address)
{
    __asm__ volatile("ldr r0, [%0]" : : "r"(address) : "r0", "memory");
}

static void store(uint32_t address)
{
    __asm__ volatile("str %0, [%1]" : : "r"('!'), "r"(address) : "memory");
}

static void fault_null(void)
{
    store(0);
}

static void fault_read(void)
{
    load(PLACE_VECTORS);
}

static void fault_write(void)
{
    store(PLACE_CONSOLE);
}

static void fault_execute(void)
{
    const uint16_t code[] = {0x4770, 0x4770}; /* bx lr */
    __asm__ volatile("blx %0"
                     :
                     : "r"((uintptr_t)code | 1u)
                     : "r0", "r1", "r2", "r3", "lr", "memory");
}

static void fault_stack(void)
{
    __asm__ volatile("1: push {r0-r7}\n b 1b" : : : "memory");
}

static void fault_bus(void)
{
    load(PROCESSOR_ID);
}

static void fault_undefined(void)
{
    __asm__ volatile("udf #0");
}

static void fault_unaligned(void)
{
    __asm__ volatile("ldrd r0, r1, [%0]"
                     :
                     : "r"((uintptr_t)_s_svc_exchange + 1u)
                     : "r0", "r1", "memory");
}

/* In known registers, r0 and r1. They are set by the caller: QEMU 7.2 forgets what was written to
 * registers just in front of a division by zero. */
__attribute__((naked)) static void divide(__attribute__((unused)) uint32_t dividend,
                                          __attribute__((unused)) uint32_t divisor)
{
    __asm__ volatile("udiv r0, r0, r1\n bx lr");
}

static void fault_divide(void)
{
    divide(1, 0);
}

static void fault_breakpoint(void)
{
    __asm__ volatile("bkpt #0");
}

static void fault_call(void)
{
    (void)anvil_call0(SYS_CALLS);
}

#define FAULT_FUNCTION(name, what) [FAULT_##name] = fault_##name,
static void (*const functions[])(void) = {FAULTS(FAULT_FUNCTION)};

void fault_provoke(unsigned index)
{
    if (index < FAULT_COUNT) {
        functions[index]();
    }
}
