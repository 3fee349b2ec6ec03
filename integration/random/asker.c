/* Asks for many numbers, shows the first four. */
#include "events.h"

#define NUMBERS 256u
#define SHOWN   4u

static uint32_t random_number(void)
{
    uint32_t number = 0;
    if (sys_get_random() != STATUS_OK) {
        report("no number");
    }
    (void)copy_from_kernel((uint8_t *)&number, sizeof number);
    return number;
}

int main(void)
{
    static uint32_t numbers[NUMBERS];
    unsigned twice = 0;
    uint32_t ones = 0;
    uint32_t zeroes = 0;
    for (unsigned i = 0; i < NUMBERS; i++) {
        numbers[i] = random_number();
        ones |= numbers[i];
        zeroes |= ~numbers[i];
        for (unsigned j = 0; j < i; j++) {
            twice += numbers[i] == numbers[j];
        }
    }
    for (unsigned i = 0; i < SHOWN; i++) {
        report("0x%08lx", (unsigned long)numbers[i]);
    }
    report("numbers that came twice: %u", twice);
    report("bits that are always alike: %u", (unsigned)__builtin_popcount(~(ones & zeroes)));
    return 0;
}
