/*
 * syscall.c, with anything at all in the registers: whatever a task calls, the kernel stays whole.
 */
#include "callers.h"

/* xorshift: the same values in every run. */
static uint32_t next_value(uint64_t *seed)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    return (uint32_t)(*seed >> 16);
}

/* Values that mean something to one call or another, mixed with some that mean nothing. */
static uint32_t any_value(struct machine *m, uint64_t *seed)
{
    uint32_t value = next_value(seed);
    switch (value % 5) {
    case 0:
        return value >> 8;
    case 1:
        return value >> 24;
    case 2:
        return (uint32_t)-1 - (value >> 30);
    case 3:
        return name_of_task(machine_kernel(m), (process_id)(value >> 8 & 3));
    default:
        return value >> 8 & 0x8000001fu;
    }
}

static void any_registers_leave_the_kernel_whole(void **state)
{
    (void)state;
    struct machine *m = make_machine();
    uint64_t seed = 88172645463325252u;
    for (unsigned i = 0; i < 20000; i++) {
        if (machine_halted(m, NULL) || i % 50 == 0) {
            machine_reset(m);
        }
        for (unsigned j = 0; j < 8 && machine_current(m) == NONE; j++) {
            (void)machine_advance_to_deadline(m); /* a periodic alarm may wake nobody */
            check(m);
        }
        if (machine_current(m) == NONE) {
            continue;
        }
        uint32_t registers[1 + CALL_REGISTERS] = {next_value(&seed) % (SYS_CALLS + 1)};
        for (unsigned place = 0; place < CALL_REGISTERS; place++) {
            registers[1 + place] = any_value(m, &seed);
        }
        (void)fixture_call(m, registers);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {TEST(any_registers_leave_the_kernel_whole)};
    return cmocka_run_group_tests_name("any_call", tests, NULL, NULL);
}
