/*
 * Owns more devices than the MPU has regions for, and uses all of them again and again, with
 * another task doing the same in between. What it writes to a register it must find there. One of
 * the devices ends where another one begins: single words at both ends are reached too.
 *
 * DEVICE_REGISTER is the offset of a UART's baud rate divider. Only UARTs keep what is written
 * there: the others are touched, no more.
 */
#include "report.h"

#include <stdbool.h>

#define ROUNDS 20u

static const struct {
    uint32_t address;
    bool keeps;
} devices[] = {DEVICE_LIST};
#define DEVICES (sizeof devices / sizeof devices[0])

static volatile uint32_t *device_register(uint32_t device, uint32_t offset)
{
    return (volatile uint32_t *)(uintptr_t)(devices[device].address + offset);
}

static uint32_t value(uint32_t round, uint32_t device)
{
    return SEED + 16 * round + device;
}

static unsigned use_devices(uint32_t round)
{
    unsigned wrong = 0;
    for (uint32_t device = 0; device < DEVICES; device++) {
        *device_register(device, DEVICE_REGISTER) = value(round, device);
        (void)*device_register(device, DEVICE_SIZE - 4);
        if (round % 2 == 0) {
            (void)sys_sched_yield();
        }
    }
    for (uint32_t device = DEVICES; device-- > 0;) {
        uint32_t found = *device_register(device, DEVICE_REGISTER);
        wrong += devices[device].keeps && found != value(round, device);
    }
    return wrong;
}

int main(void)
{
    unsigned wrong = 0;
    for (uint32_t round = 0; round < ROUNDS; round++) {
        wrong += use_devices(round);
        (void)sys_sched_yield();
    }
    report("owner %#x: %u registers were wrong", SEED, wrong);
    return (int)wrong;
}
