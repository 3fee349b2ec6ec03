/*
 * MAIN of the isolation images: learns where everybody's memory lies, sends one intruder after the
 * other to a place it has no right to, and tells what became of it and of the rest. The exit status
 * is the number of things that went wrong. An image has the intruders FIRST to LAST, labelled by
 * their places.
 *
 * Intruders have lower priority: they run only while the witness waits.
 */
#include "layout.h"
#include "report.h"

#define ECHO 0xecc0

static const char *const intrusion_names[] = {"read", "write", "execute"};

/* Where an intruder goes: a fixed address, or one relative to somebody's memory. */
enum base { FIXED, KERNEL_RAM, WITNESS_BLOCK, OWN_BLOCK };
enum block { CODE, DATA, STACK, AREA };

static const struct place {
    const char *name;
    uint8_t base;  /* enum base */
    uint8_t block; /* enum block, of WITNESS_BLOCK and OWN_BLOCK */
    uint8_t end;   /* 0: relative to the block's first byte; 1: to its end */
    int32_t offset;
} places[] = {
    {"the vector table", FIXED, 0, 0, PLACE_VECTORS},
    {"kernel text", FIXED, 0, 0, PLACE_KERNEL_TEXT},
    {"the end of the kernel's flash", FIXED, 0, 0, PLACE_KERNEL_FLASH_LAST},
    {"kernel data", KERNEL_RAM, 0, 0, 0},
    {"kernel data further up", KERNEL_RAM, 0, 0, 0x1000},
    {"the end of RAM", FIXED, 0, 0, PLACE_RAM_LAST},
    {"foreign code, first word", WITNESS_BLOCK, CODE, 0, 0},
    {"foreign code, last word", WITNESS_BLOCK, CODE, 1, -4},
    {"foreign data, first word", WITNESS_BLOCK, DATA, 0, 0},
    {"foreign data, last word", WITNESS_BLOCK, DATA, 1, -4},
    {"foreign stack, first word", WITNESS_BLOCK, STACK, 0, 0},
    {"foreign stack, last word", WITNESS_BLOCK, STACK, 1, -4},
    {"foreign area, first word", WITNESS_BLOCK, AREA, 0, 0},
    {"foreign area, last word", WITNESS_BLOCK, AREA, 1, -4},
    {"the word before the own code", OWN_BLOCK, CODE, 0, -4},
    {"the word after the own code", OWN_BLOCK, CODE, 1, 0},
    {"the word before the own data", OWN_BLOCK, DATA, 0, -4},
    {"the word after the own data", OWN_BLOCK, DATA, 1, 0},
    {"the word before the own stack", OWN_BLOCK, STACK, 0, -4},
    {"the word after the own stack", OWN_BLOCK, STACK, 1, 0},
    {"the word before the own area", OWN_BLOCK, AREA, 0, -4},
    {"the word after the own area", OWN_BLOCK, AREA, 1, 0},
    {"a timer of the kernel", FIXED, 0, 0, PLACE_TIMER},
    {"the log port", FIXED, 0, 0, PLACE_LOG},
    {"the console, somebody else's", FIXED, 0, 0, PLACE_CONSOLE},
    {"the bit-band alias of RAM", FIXED, 0, 0, 0x22000000},
    {"the bit-band alias of devices", FIXED, 0, 0, 0x42000000},
    {"SysTick", FIXED, 0, 0, (int32_t)0xe000e010},
    {"interrupt enables", FIXED, 0, 0, (int32_t)0xe000e100},
    {"MPU control", FIXED, 0, 0, (int32_t)0xe000ed94},
    {"the software trigger of interrupts", FIXED, 0, 0, (int32_t)0xe000ef00},
    {"the vendor's system space", FIXED, 0, 0, (int32_t)0xe0100000},
    {"the last word of all", FIXED, 0, 0, (int32_t)0xfffffffc},
};
#define PLACES (sizeof places / sizeof places[0])
_Static_assert(FIRST <= LAST && LAST < PLACES, "an intruder for each place");
_Static_assert(IS_LAST_PART == (LAST + 1 == PLACES), "no place is left out");

/* The witness's own memory, to be seen untouched. */
#define GUARD_WORDS 16u
#define GUARD(word) (0x600d0000u + (word))
static uint32_t guard_in_data[GUARD_WORDS];

static unsigned wrong;
static struct layout layouts[PLACES];

static void expect(const char *what, enum Status expected, enum Status status)
{
    if (status != expected) {
        wrong++;
        report("%s: %s, not %s", what, status_name(status), status_name(expected));
    }
}

static void fill_guard(uint32_t *guard)
{
    for (uint32_t word = 0; word < GUARD_WORDS; word++) {
        guard[word] = GUARD(word);
    }
}

static void expect_guard(const volatile uint32_t *guard)
{
    for (uint32_t word = 0; word < GUARD_WORDS; word++) {
        if (guard[word] != GUARD(word)) {
            wrong++;
            report("the witness's memory has changed");
        }
    }
}

/* A peer that has nothing to do with the intruders still answers. */
static void expect_answer(taskh_t echo)
{
    expect("send to echo", STATUS_OK, send_text(echo, "still there?"));
    expect("answer of echo", STATUS_OK, sys_wait_for_event(EVENT_TYPE_IPC, 1000));
    if (strcmp((const char *)received()->data, "still there?") != 0) {
        wrong++;
        report("echo answered something else");
    }
}

/* Intruders report in the order of their labels: all have the same priority. */
static void collect_layouts(void)
{
    for (unsigned label = FIRST; label <= LAST; label++) {
        expect("layout", STATUS_OK, sys_wait_for_event(EVENT_TYPE_IPC, 0));
        struct layout layout;
        (void)memcpy(&layout, received()->data, sizeof layout);
        taskh_t sender = received()->source;
        if (sender != find_task(label)) {
            wrong++;
            report("intruder %u did not report in its turn", label);
        }
        layouts[label] = layout;
    }
}

static uint32_t higher(uint32_t a, uint32_t b)
{
    return a > b ? a : b;
}

/* The kernel's RAM follows the tasks'. */
static uint32_t kernel_ram(void)
{
    struct layout own = own_layout();
    uint32_t end = higher(own.area[1], higher(own.data[1], own.stack[1]));
    for (unsigned label = FIRST; label <= LAST; label++) {
        const struct layout *layout = &layouts[label];
        end = higher(end, higher(layout->area[1], higher(layout->data[1], layout->stack[1])));
    }
    return end;
}

static uint32_t block_address(const struct layout *layout, const struct place *place)
{
    const uint32_t *blocks[] = {layout->code, layout->data, layout->stack, layout->area};
    return blocks[place->block][place->end] + (uint32_t)place->offset;
}

static uint32_t place_address(const struct place *place, const struct layout *intruder)
{
    struct layout own = own_layout();
    switch ((enum base)place->base) {
    case FIXED:
        break;
    case KERNEL_RAM:
        return kernel_ram() + (uint32_t)place->offset;
    case WITNESS_BLOCK:
        return block_address(&own, place);
    case OWN_BLOCK:
        return block_address(intruder, place);
    }
    return (uint32_t)place->offset;
}

static void send_intruder(unsigned label)
{
    taskh_t intruder = find_task(label);
    const struct order order = {INTRUSION, place_address(&places[label], &layouts[label])};
    report("%s %s", intrusion_names[INTRUSION], places[label].name);
    (void)copy_to_kernel((const uint8_t *)&order, sizeof order);
    expect("order", STATUS_OK, sys_send_ipc(intruder, sizeof order));
    expect("second message", STATUS_BROKENPIPE, send_text(intruder, "gone?"));
    expect("look-up", STATUS_INVALID, sys_get_task_handle(label));
}

int main(void)
{
    uint32_t guard_in_stack[GUARD_WORDS];
    fill_guard(guard_in_data);
    fill_guard(guard_in_stack);
    collect_layouts();
    taskh_t echo = find_task(ECHO);
    for (unsigned label = FIRST; label <= LAST; label++) {
        send_intruder(label);
        expect_guard(guard_in_data);
        expect_guard(guard_in_stack);
        expect_answer(echo);
    }
    report("%u things went wrong", wrong);
    return (int)wrong;
}
