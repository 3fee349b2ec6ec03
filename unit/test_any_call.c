/*
 * syscall.c, with anything at all in the registers: whatever a task calls, the kernel stays whole.
 */
#include "callers.h"

#include <string.h>

/* xorshift: the same values in every run. */
static uint32_t next_value(uint64_t *seed)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    return (uint32_t)(*seed >> 16);
}

/* A handle or a selector that the running task may have, or another may. */
static uint32_t any_name(struct machine *m, uint32_t value)
{
    const struct kernel *k = machine_kernel(m);
    process_id self = k->thread[machine_current(m)].process;
    slot_id slot = (slot_id)(1 + value % CONFIG_SLOTS);
    switch (value >> 8 & 3) {
    case 0:
        return name_of_selector(slot);
    case 1:
        return name_of_task(k, (process_id)(value >> 10 & 7));
    default:
        return name_of_handle(k, self, slot);
    }
}

/* An address of the running task's data, with the words to be found there. */
static uint32_t any_memory(struct machine *m, uint64_t *seed)
{
    const struct kernel *k = machine_kernel(m);
    const struct process *self = &k->process[k->thread[machine_current(m)].process];
    const struct region *data = &k->mapping[self->data].region;
    uint32_t offset = next_value(seed) % region_size(data) & ~3u;
    uint32_t words[4];
    for (unsigned i = 0; i < 4; i++) {
        words[i] =
            next_value(seed) % 2 == 0 ? any_name(m, next_value(seed)) : next_value(seed) % 64;
    }
    uint32_t room = region_size(data) - offset;
    uint32_t size = room < sizeof words ? room : sizeof words;
    memcpy(machine_memory(m, data->base + offset, size), words, size);
    return data->base + offset;
}

/* Values that mean something to one call or another, mixed with some that mean nothing. */
static uint32_t any_value(struct machine *m, uint64_t *seed)
{
    uint32_t value = next_value(seed);
    switch (value % 8) {
    case 0:
        return value >> 8;
    case 1:
        return value >> 24;
    case 2:
        return (uint32_t)-1 - (value >> 30);
    case 3:
        return value >> 8 & 0x8000001fu;
    case 4:
        return value >> 8 & 1;
    case 5:
        return any_memory(m, seed);
    default:
        return any_name(m, value >> 3);
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
