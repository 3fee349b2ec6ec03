/*
 * image.c: every way in which an entry of the task table can be wrong, one at a time.
 *
 * A good image is laid out by hand; each row of a table spoils one thing in it and says which
 * entry must be blamed and why. A row of good changes shows that the check is no stricter than the
 * rules. The arithmetic of regions is tried on its own.
 */
#include "fixture.h"

#include <string.h>

#define FLASH   0x00004000u
#define RAM     0x20001000u
#define DEVICES 0x40000000u
enum { TASKS = 3, READ_WRITE = ACCESS_READ | ACCESS_WRITE, FETCH = ACCESS_READ | ACCESS_EXECUTE };

/* A table that may be spoilt: three tasks, the second with two devices, the third with one. */
struct board {
    struct image image;
    struct image_task tasks[CONFIG_TASKS + 1];
    struct region devices[4];
    uint16_t irqs[3]; /* two for the first task, one for the third */
};

/* Each task: 1 KiB of code; stack, then data, then area, with a gap before the stack. */
static void board_make(struct board *b)
{
    memset(b, 0, sizeof *b);
    for (unsigned i = 0; i < TASKS; i++) {
        uint32_t ram = RAM + i * 0x400;
        uint32_t code = FLASH + i * 0x400;
        b->tasks[i] = (struct image_task){
            .label = 10 * (i + 1),
            .priority = (uint8_t)(i + 1),
            .domain = 1,
            .quantum_ms = 10,
            .entry = code + 0x11,
            .area = ram + 0x300,
            .data_load = code + 0x200,
            .data_size = 0x80,
            .code = {.base = code, .order = 10, .access = FETCH},
            .stack = {.base = ram + 0x100, .order = 8, .access = READ_WRITE},
            .data = {.base = ram + 0x200, .order = 8, .access = READ_WRITE},
        };
    }
    for (unsigned i = 0; i < 3; i++) {
        b->devices[i] = (struct region){
            .base = DEVICES + i * 0x1000, .order = 12, .access = READ_WRITE, .kind = MEMORY_DEVICE};
    }
    b->tasks[1].device_first = 0;
    b->tasks[1].device_count = 2;
    b->tasks[2].device_first = 2;
    b->tasks[2].device_count = 1;
    memcpy(b->irqs, (const uint16_t[]){5, CONFIG_IRQS - 1, 7}, sizeof b->irqs);
    b->tasks[0].irq_count = 2;
    b->tasks[1].irq_first = 2;
    b->tasks[2].irq_first = 2;
    b->tasks[2].irq_count = 1;
    b->image = (struct image){.tasks = b->tasks,
                              .devices = b->devices,
                              .task_flash = {FLASH, 0x1000},
                              .task_ram = {RAM, 0x1000},
                              .memory = {{0, 0x10000}, {0x20000000, 0x10000}},
                              .ticks_per_ms = 25000,
                              .task_count = TASKS,
                              .device_count = 3,
                              .irqs = b->irqs,
                              .irq_count = 3,
                              .cycles_per_tick = 1,
                              .arena = RAM + 0xc00,
                              .area_count = 2,
                              .main = TASK_NONE,
                              .window = 4};
}

#define TABLE TASKS /* the table itself is to blame */

/* Bad changes: the entry to blame, a word of the reason, what to spoil. */
#define BAD_CHANGES(ROW)                                                                           \
    ROW(TABLE, "no tasks", b->image.task_count = 0)                                                \
    ROW(TABLE, "main is no task", b->image.main = TASKS)                                           \
    ROW(TABLE, "main is no task", b->image.main = TASK_NONE - 1)                                   \
    ROW(TABLE, "window", b->image.window = CONFIG_SLOTS)                                           \
    ROW(TABLE, "window", b->image.window = 0xffff)                                                 \
    ROW(TABLE, "clock", b->image.cycles_per_tick = 0)                                              \
    ROW(TABLE, "exchange areas", b->image.area_count = CONFIG_AREAS + 1)                           \
    ROW(TABLE, "arena", b->image.arena += 0x80)                                                    \
    ROW(TABLE, "arena", b->image.arena += 1)                                                       \
    ROW(TABLE, "arena", b->image.arena = RAM - 0x100)                                              \
    ROW(TABLE, "arena", b->image.arena = RAM + 0xf00)                                              \
    ROW(TABLE, "arena", b->image.arena = RAM + 0x1000)                                             \
    ROW(TABLE, "arena", b->image.arena = RAM; b->image.task_ram.size = 0x100)                      \
    ROW(0, "overlaps the arena", b->image.arena = b->tasks[0].stack.base)                          \
    ROW(1, "overlaps the arena", b->image.arena = b->tasks[1].data.base - 0x200)                   \
    ROW(1, "overlaps the arena", b->image.arena = b->tasks[1].data.base)                           \
    ROW(1, "overlaps the arena", b->image.arena = b->tasks[1].area; b->image.area_count = 1)       \
    ROW(2, "overlaps the arena", b->tasks[2].area = RAM + 0xd00)                                   \
    ROW(0, "stack begins", b->image.arena = RAM; b->image.area_count = 1)                          \
    ROW(0, "start", b->tasks[0].start = START_MANUAL + 1)                                          \
    ROW(2, "capability", b->tasks[2].capabilities = CAPABILITIES_ALL + 1)                          \
    ROW(2, "capability", b->tasks[2].capabilities = 0x81)                                          \
    ROW(0, "interrupt table", b->tasks[0].irq_first = 1)                                           \
    ROW(0, "interrupt table", b->tasks[0].irq_count = 4)                                           \
    ROW(1, "interrupt table", b->tasks[1].irq_first = 0)                                           \
    ROW(1, "interrupt table", b->tasks[1].irq_first = 3)                                           \
    ROW(2, "interrupt table", b->tasks[1].irq_count = 1)                                           \
    ROW(2, "interrupt table", b->tasks[2].irq_first = 0)                                           \
    ROW(2, "interrupt table", b->tasks[2].irq_count = 2)                                           \
    ROW(2, "interrupt table", b->tasks[2].irq_count = 0xffff)                                      \
    ROW(2, "interrupt table", b->image.irq_count = 2)                                              \
    ROW(0, "interrupt line", b->irqs[0] = CONFIG_IRQS)                                             \
    ROW(2, "interrupt line", b->irqs[2] = 0xffff)                                                  \
    ROW(0, "granted twice", b->irqs[0] = b->irqs[1])                                               \
    ROW(0, "granted twice", b->irqs[0] = b->irqs[2])                                               \
    ROW(0, "granted twice", b->irqs[2] = b->irqs[1])                                               \
    ROW(TABLE, "clock", b->image.ticks_per_ms = 0)                                                 \
    ROW(1, "label", b->tasks[1].label = b->tasks[0].label)                                         \
    ROW(1, "label", b->tasks[1].label = b->tasks[0].label - 1)                                     \
    ROW(2, "label", b->tasks[2].label = b->tasks[1].label)                                         \
    ROW(2, "label", b->tasks[2].label = 0)                                                         \
    ROW(0, "priority", b->tasks[0].priority = 32)                                                  \
    ROW(2, "priority", b->tasks[2].priority = 255)                                                 \
    ROW(0, "quantum", b->tasks[0].quantum_ms = 0)                                                  \
    ROW(1, "quantum", b->tasks[1].quantum_ms = 256)                                                \
    ROW(1, "quantum", b->tasks[1].quantum_ms = 0xffff)                                             \
    ROW(0, "ending", b->tasks[0].on_exit = ENDING_RESTART + 1)                                     \
    ROW(0, "ending", b->tasks[0].on_fault = ENDING_RESTART + 1)                                    \
    ROW(0, "access", b->tasks[0].code.access = READ_WRITE | ACCESS_EXECUTE)                        \
    ROW(0, "access", b->tasks[0].code.access = ACCESS_READ)                                        \
    ROW(0, "access", b->tasks[0].data.access = ACCESS_READ)                                        \
    ROW(0, "access", b->tasks[0].stack.access = ACCESS_READ)                                       \
    ROW(0, "access", b->tasks[0].stack.kind = MEMORY_DEVICE)                                       \
    ROW(0, "access", b->tasks[0].data.kind = MEMORY_DEVICE)                                        \
    ROW(0, "access", b->tasks[0].code.kind = MEMORY_DEVICE)                                        \
    ROW(0, "kind", b->tasks[0].data.kind = 2)                                                      \
    ROW(0, "small", b->tasks[0].code.order = 9)                                                    \
    ROW(0, "small", b->tasks[0].data.order = 6)                                                    \
    ROW(0, "small", b->tasks[0].data.order = 32)                                                   \
    ROW(0, "stack under", b->tasks[0].stack.order = 7)                                             \
    ROW(0, "aligned", b->tasks[0].data.base += 0x80)                                               \
    ROW(0, "aligned", b->tasks[0].code.base += 0x200)                                              \
    ROW(0, "aligned", b->tasks[0].stack.base += 4)                                                 \
    ROW(0, "aligned", b->tasks[0].area += 0x80)                                                    \
    ROW(0, "aligned", b->tasks[0].area += 1)                                                       \
    ROW(0, "outside the tasks'", b->tasks[0].code.base = FLASH - 0x400)                            \
    ROW(0, "outside the tasks'", b->tasks[0].code.base = FLASH + 0x1000)                           \
    ROW(0, "outside the tasks'", b->tasks[0].code.base = RAM + 0xc00)                              \
    ROW(0, "outside the tasks'", b->tasks[0].data.base = RAM - 0x100)                              \
    ROW(0, "outside the tasks'", b->tasks[0].data.base = RAM + 0x1000)                             \
    ROW(0, "outside the tasks'", b->tasks[0].data.base = FLASH + 0xc00)                            \
    ROW(0, "outside the tasks'", b->tasks[0].stack.base = RAM - 0x100)                             \
    ROW(0, "outside the tasks'", b->tasks[0].area = RAM + 0x1000)                                  \
    ROW(0, "outside the tasks'", b->tasks[0].area = 0)                                             \
    ROW(0, "entry", b->tasks[0].entry = FLASH + 0x10)                                              \
    ROW(0, "entry", b->tasks[0].entry = FLASH - 1)                                                 \
    ROW(0, "entry", b->tasks[0].entry = FLASH + 0x401)                                             \
    ROW(1, "entry", b->tasks[1].entry = b->tasks[0].entry)                                         \
    ROW(0, "initial data", b->tasks[0].data_size = 0x101)                                          \
    ROW(0, "initial data", b->tasks[0].data_size = 0xffffffff)                                     \
    ROW(0, "initial data", b->tasks[0].data_load = FLASH - 1)                                      \
    ROW(0, "initial data", b->tasks[0].data_load = FLASH + 0x400 - 0x7f)                           \
    ROW(0, "initial data", b->tasks[0].data_load = FLASH + 0x401)                                  \
    ROW(0, "initial data", b->tasks[0].data_load = 0xffffffff)                                     \
    ROW(1, "overlaps", b->tasks[1].code = b->tasks[0].code; b->tasks[1].entry = b->tasks[0].entry; \
        b->tasks[1].data_load = b->tasks[0].data_load)                                             \
    ROW(1, "overlaps", b->tasks[1].data.base = b->tasks[0].data.base)                              \
    ROW(2, "overlaps", b->tasks[2].data.base = b->tasks[0].stack.base)                             \
    ROW(2, "overlaps", b->tasks[2].data.base = b->tasks[1].area)                                   \
    ROW(2, "overlaps", b->tasks[2].stack.base = b->tasks[0].data.base)                             \
    ROW(2, "overlaps", b->tasks[2].area = b->tasks[0].area)                                        \
    ROW(2, "overlaps", b->tasks[2].area = b->tasks[1].data.base)                                   \
    ROW(1, "overlaps", b->tasks[0].data.order = 7; b->tasks[1].data.base = RAM + 0x200)            \
    ROW(0, "overlaps", b->tasks[0].data.base = b->tasks[0].stack.base)                             \
    ROW(0, "overlaps", b->tasks[0].area = b->tasks[0].stack.base)                                  \
    ROW(0, "overlaps", b->tasks[0].area = b->tasks[0].data.base)                                   \
    ROW(0, "stack begins", b->tasks[0].data.base = RAM)                                            \
    ROW(0, "stack begins", b->tasks[0].area = RAM)                                                 \
    ROW(0, "stack begins", b->image.task_ram.base = FLASH; b->image.task_ram.size = 0x1000;        \
        b->tasks[0].stack.base = FLASH + 0x400; b->tasks[0].data.base = FLASH + 0x600;             \
        b->tasks[0].area = FLASH + 0x700; b->image.area_count = 0)                                 \
    ROW(1, "outside the device", b->tasks[1].device_first = 2)                                     \
    ROW(1, "outside the device", b->tasks[1].device_count = 4)                                     \
    ROW(1, "outside the device", b->tasks[1].device_first = 4; b->tasks[1].device_count = 0)       \
    ROW(2, "outside the device", b->tasks[2].device_first = 3)                                     \
    ROW(1, "device", b->devices[0].access = ACCESS_READ)                                           \
    ROW(1, "device", b->devices[1].access = ACCESS_READ)                                           \
    ROW(2, "device", b->devices[2].access = READ_WRITE | ACCESS_EXECUTE)                           \
    ROW(1, "device", b->devices[0].kind = MEMORY_NORMAL)                                           \
    ROW(1, "small", b->devices[0].order = 4)                                                       \
    ROW(1, "device in the board's", b->devices[0].base = 0x20000000)                               \
    ROW(1, "device in the board's", b->devices[1].base = 0x2000f000)                               \
    ROW(1, "device in the board's", b->devices[1].base = 0xf000)                                   \
    ROW(2, "device in the board's", b->devices[2].base = 0)                                        \
    ROW(1, "device in the board's", b->devices[1].base = 0x20000000; b->devices[1].order = 24)     \
    ROW(1, "overlap", b->devices[1].base = b->devices[0].base)                                     \
    ROW(1, "overlap", b->devices[1].base = b->devices[0].base + 0x100; b->devices[1].order = 5)    \
    ROW(1, "system control", b->devices[0].base = 0xe000e000u)                                     \
    ROW(1, "bit-band", b->devices[0].base = 0x42000000u)                                           \
    ROW(1, "stack begins", b->image.memory[1].base = RAM; b->tasks[1].stack.base = RAM;            \
        b->devices[0].base = RAM - 0x1000)

#define GOOD_CHANGES(ROW)                                                                          \
    ROW(0, "", b->image.main = 0)                                                                  \
    ROW(0, "", b->image.main = TASKS - 1)                                                          \
    ROW(0, "", b->image.arena = RAM + 0xe00)                                                       \
    ROW(0, "", b->image.arena = 1; b->image.area_count = 0)                                        \
    ROW(0, "", b->tasks[2].area = RAM + 0xe00)                                                     \
    ROW(0, "", b->image.window = CONFIG_SLOTS - 1)                                                 \
    ROW(0, "", b->image.window = 0)                                                                \
    ROW(0, "", b->image.cycles_per_tick = 0xffffffff)                                              \
    ROW(0, "", b->tasks[0].start = START_MANUAL)                                                   \
    ROW(0, "", b->tasks[0].capabilities = CAPABILITIES_ALL)                                        \
    ROW(0, "", b->tasks[1].on_exit = ENDING_RESTART)                                               \
    ROW(0, "", b->tasks[1].on_fault = ENDING_RESTART)                                              \
    ROW(0, "", b->irqs[0] = 0)                                                                     \
    ROW(0, "", b->irqs[2] = CONFIG_IRQS - 2)                                                       \
    ROW(0, "", b->tasks[2].irq_count = 0)                                                          \
    ROW(0, "", b->tasks[0].irq_count = 0; b->tasks[1].irq_first = 0; b->tasks[2].irq_first = 0;    \
        b->tasks[2].irq_count = 3)                                                                 \
    ROW(0, "", b->image.ticks_per_ms = 1)                                                          \
    ROW(0, "", b->tasks[0].label = 0)                                                              \
    ROW(0, "", b->tasks[1].label = b->tasks[0].label + 1)                                          \
    ROW(0, "", b->tasks[2].label = 0xffffffff)                                                     \
    ROW(0, "", b->tasks[0].priority = 0)                                                           \
    ROW(0, "", b->tasks[0].priority = 31)                                                          \
    ROW(0, "", b->tasks[0].quantum_ms = 1)                                                         \
    ROW(0, "", b->tasks[0].quantum_ms = 255)                                                       \
    ROW(0, "", b->tasks[0].on_exit = ENDING_PANIC)                                                 \
    ROW(0, "", b->tasks[0].on_fault = ENDING_PANIC)                                                \
    ROW(0, "", b->tasks[0].domain = 255)                                                           \
    ROW(0, "", b->tasks[0].data.order = 7)                                                         \
    ROW(0, "", b->tasks[0].entry = FLASH + 1)                                                      \
    ROW(0, "", b->tasks[0].entry = FLASH + 0x3ff)                                                  \
    ROW(0, "", b->tasks[0].data_load = FLASH)                                                      \
    ROW(0, "", b->tasks[0].data_load = FLASH + 0x400 - 0x80)                                       \
    ROW(0, "", b->tasks[0].data_load = FLASH + 0x400; b->tasks[0].data_size = 0)                   \
    ROW(0, "", b->tasks[0].data_size = 0x100)                                                      \
    ROW(0, "", b->tasks[0].code.base = FLASH + 0xc00; b->tasks[0].entry = FLASH + 0xc01;           \
        b->tasks[0].data_load = FLASH + 0xc00)                                                     \
    ROW(0, "", b->tasks[2].area = RAM + 0xf00)                                                     \
    ROW(0, "", b->tasks[2].area = RAM + 0x400)                                                     \
    ROW(0, "", b->tasks[2].data.base = RAM)                                                        \
    ROW(0, "", b->tasks[1].device_count = 3)                                                       \
    ROW(0, "", b->tasks[1].device_count = 0)                                                       \
    ROW(0, "", b->tasks[2].device_first = 0)                                                       \
    ROW(0, "", b->tasks[0].device_first = 3)                                                       \
    ROW(0, "", b->devices[0].order = 5)                                                            \
    ROW(0, "", b->devices[0].base = 0xdffff000u)                                                   \
    ROW(0, "", b->devices[0].base = 0x20010000)                                                    \
    ROW(0, "", b->devices[0].base = 0x10000)                                                       \
    ROW(0, "", b->devices[0].base = 0x1ffff000)

struct change {
    uint32_t entry;
    const char *words;
    const char *text; /* the change itself, for the message */
};

#define CHANGE(entry, words, statement) {entry, words, #statement},
#define CASE(entry, words, statement)                                                              \
    if (n-- == 0) {                                                                                \
        statement;                                                                                 \
    }

static const struct change bad_changes[] = {BAD_CHANGES(CHANGE)};
static const struct change good_changes[] = {GOOD_CHANGES(CHANGE)};

static void spoil(struct board *b, int n)
{
    BAD_CHANGES(CASE)
}

static void vary(struct board *b, int n)
{
    GOOD_CHANGES(CASE)
}

static void bad_changes_are_refused_with_their_entry(void **state)
{
    (void)state;
    for (unsigned i = 0; i < sizeof bad_changes / sizeof bad_changes[0]; i++) {
        struct board b;
        board_make(&b);
        spoil(&b, (int)i);
        struct image_error error = image_check(&b.image);
        const struct change *c = &bad_changes[i];
        uint32_t entry = c->entry == TABLE ? b.image.task_count : c->entry;
        if (error.reason == NULL || error.entry != entry ||
            strstr(error.reason, c->words) == NULL) {
            print_error("%s: entry %u, %s\n", c->text, (unsigned)error.entry,
                        error.reason == NULL ? "accepted" : error.reason);
            fail();
        }
    }
}

static void good_changes_are_accepted(void **state)
{
    (void)state;
    struct board b;
    board_make(&b);
    assert_null(image_check(&b.image).reason);
    for (unsigned i = 0; i < sizeof good_changes / sizeof good_changes[0]; i++) {
        board_make(&b);
        vary(&b, (int)i);
        struct image_error error = image_check(&b.image);
        if (error.reason != NULL) {
            print_error("%s: %s\n", good_changes[i].text, error.reason);
        }
        assert_null(error.reason);
    }
}

/* ---- As much as the pools hold, and one more. ---- */

static void as_many_tasks_as_there_are_entries(void **state)
{
    (void)state;
    struct machine_task tasks[CONFIG_TASKS] = {{0}};
    for (unsigned i = 0; i < CONFIG_TASKS; i++) {
        tasks[i].label = i;
    }
    struct machine_image *image = fixture_image(tasks, CONFIG_TASKS);
    assert_null(image_check(&image->image).reason);
    image->image.task_count++;
    struct image_error error = image_check(&image->image);
    assert_non_null(error.reason);
    assert_int_equal(error.entry, CONFIG_TASKS + 1);
}

static void as_many_mappings_as_there_are(void **state)
{
    (void)state;
    static struct region devices[CONFIG_MAPPINGS];
    struct board b;
    board_make(&b);
    uint16_t room = CONFIG_MAPPINGS - 3 * TASKS;
    for (unsigned i = 0; i < CONFIG_MAPPINGS; i++) {
        devices[i] = b.devices[0];
        devices[i].base = DEVICES + i * 0x1000;
    }
    b.image.devices = devices;
    b.image.device_count = CONFIG_MAPPINGS;
    b.tasks[1].device_count = (uint16_t)(room - 1);
    b.tasks[2].device_first = 0;
    assert_null(image_check(&b.image).reason);
    b.tasks[1].device_count++;
    assert_non_null(strstr(image_check(&b.image).reason, "mappings"));
    b.tasks[2].device_count = 0;
    assert_null(image_check(&b.image).reason);
}

/* Each domain needs a job besides the root's and the tasks'. */
static void as_many_domains_as_there_are_jobs(void **state)
{
    (void)state;
    for (unsigned domains = 1; domains <= CONFIG_TASKS; domains++) {
        struct machine_task tasks[CONFIG_TASKS] = {{0}};
        for (unsigned i = 0; i < CONFIG_TASKS; i++) {
            tasks[i].label = i;
            tasks[i].domain = (uint8_t)(i % domains);
        }
        struct machine_image *image = fixture_image(tasks, CONFIG_TASKS);
        bool good = 1 + domains + CONFIG_TASKS <= CONFIG_JOBS;
        assert_int_equal(image_check(&image->image).reason == NULL, good);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(bad_changes_are_refused_with_their_entry), TEST(good_changes_are_accepted),
        TEST(as_many_tasks_as_there_are_entries),       TEST(as_many_mappings_as_there_are),
        TEST(as_many_domains_as_there_are_jobs),
    };
    return cmocka_run_group_tests_name("image", tests, NULL, NULL);
}
