/*
 * The image's task table, checked before anything of it is used; and the arithmetic of regions.
 *
 * Pure. The image builder refuses the same mistakes with better words; this check is there because
 * everything that isolates tasks rests on this table.
 */
#include "image.h"

#include "config.h"

#define SYSTEM_SPACE  0xe0000000u /* private peripheral bus, system control, debug */
#define ALIAS_SRAM    0x22000000u /* bit-band alias of SRAM */
#define ALIAS_DEVICES 0x42000000u /* bit-band alias of peripherals */
#define ALIAS_SIZE    0x02000000u

static uint64_t region_end(const struct region *region)
{
    return (uint64_t)region->base + ((uint64_t)1 << region->order);
}

static bool region_meets(const struct region *region, uint32_t base, uint32_t size)
{
    return region->base < (uint64_t)base + size && base < region_end(region);
}

bool region_overlaps(const struct region *a, const struct region *b)
{
    return a->base < region_end(b) && b->base < region_end(a);
}

bool region_inside(const struct region *region, const struct memory_range *range)
{
    return region->base >= range->base && region_end(region) <= (uint64_t)range->base + range->size;
}

/* The smallest order a region may have. */
static uint8_t region_order_min(const struct region *region)
{
    if (region->kind == MEMORY_DEVICE) {
        return DEVICE_ORDER_MIN;
    }
    return (region->access & ACCESS_EXECUTE) != 0 ? CODE_ORDER_MIN : MEMORY_ORDER_MIN;
}

const char *region_error(const struct region *region)
{
    if (region->kind > MEMORY_DEVICE) {
        return "unknown kind of memory";
    }
    if (region->order < region_order_min(region) || region->order > ORDER_MAX) {
        return "region too small or too large";
    }
    if ((region->base & (region_size(region) - 1)) != 0) {
        return "region not aligned to its size";
    }
    if (region->access > (ACCESS_READ | ACCESS_WRITE | ACCESS_EXECUTE) ||
        (region->access & ACCESS_READ) == 0) {
        return "access that the MPU cannot express";
    }
    if (region_end(region) > SYSTEM_SPACE) {
        return "region in the system control space";
    }
    if (region_meets(region, ALIAS_SRAM, ALIAS_SIZE) ||
        region_meets(region, ALIAS_DEVICES, ALIAS_SIZE)) {
        return "region in a bit-band alias";
    }
    return NULL;
}

/* A region of a task: its own rules, the access it must have, and where it must lie. */
static const char *task_region_error(const struct region *region, uint8_t access,
                                     const struct memory_range *range)
{
    const char *reason = region_error(region);
    if (reason != NULL) {
        return reason;
    }
    if (region->access != access || region->kind != MEMORY_NORMAL) {
        return "wrong access for code, data or stack";
    }
    return region_inside(region, range) ? NULL : "region outside the tasks' memory";
}

static struct region task_area(const struct image_task *task)
{
    return (struct region){
        .base = task->area, .order = EXCHANGE_AREA_ORDER, .access = ACCESS_READ | ACCESS_WRITE};
}

static const char *check_properties(const struct image *image, uint32_t entry)
{
    const struct image_task *task = &image->tasks[entry];
    if (entry > 0 && task->label <= image->tasks[entry - 1].label) {
        return "label not above the one before";
    }
    if (task->priority > PRIORITY_MAX) {
        return "priority above 31";
    }
    if (task->quantum_ms < 1 || task->quantum_ms > QUANTUM_MAX_MS) {
        return "quantum outside 1 to 255 ms";
    }
    if (task->on_exit > ENDING_RESTART || task->on_fault > ENDING_RESTART) {
        return "unknown ending";
    }
    if (task->start > START_MANUAL || task->capabilities > CAPABILITIES_ALL) {
        return "unknown start or capability";
    }
    return NULL;
}

static const char *check_regions(const struct image *image, uint32_t entry)
{
    const struct image_task *task = &image->tasks[entry];
    const struct region area = task_area(task);
    const uint8_t writable = ACCESS_READ | ACCESS_WRITE;
    const char *reasons[] = {
        task_region_error(&task->code, ACCESS_READ | ACCESS_EXECUTE, &image->task_flash),
        task_region_error(&task->data, writable, &image->task_ram),
        task_region_error(&task->stack, writable, &image->task_ram),
        task_region_error(&area, writable, &image->task_ram),
        task->stack.order < STACK_ORDER_MIN ? "stack under 256 bytes" : NULL,
    };
    for (unsigned i = 0; i < sizeof reasons / sizeof reasons[0]; i++) {
        if (reasons[i] != NULL) {
            return reasons[i];
        }
    }
    return NULL;
}

static const char *check_start(const struct image *image, uint32_t entry)
{
    const struct image_task *task = &image->tasks[entry];
    uint32_t first = task->entry & ~1u;
    if ((task->entry & 1u) == 0 || first - task->code.base >= region_size(&task->code)) {
        return "entry not a Thumb address in the task's code";
    }
    uint32_t offset = task->data_load - task->code.base;
    if (task->data_size > region_size(&task->data) || offset > region_size(&task->code) ||
        task->data_size > region_size(&task->code) - offset) {
        return "initial data outside code, or larger than data";
    }
    return NULL;
}

/* A stack overflows into nothing. */
static const char stack_rule[] = "memory that ends where the stack begins";

/* All that a task owns of RAM and flash must be its own alone. */
static bool tasks_overlap(const struct image_task *a, const struct image_task *b)
{
    const struct region area_a = task_area(a);
    const struct region area_b = task_area(b);
    const struct region *of_a[] = {&a->code, &a->data, &a->stack, &area_a};
    const struct region *of_b[] = {&b->code, &b->data, &b->stack, &area_b};
    for (unsigned i = 0; i < 4; i++) {
        for (unsigned j = 0; j < 4; j++) {
            bool same = a == b && i == j;
            if (!same && region_overlaps(of_a[i], of_b[j])) {
                return true;
            }
        }
    }
    return false;
}

/* Nothing of a task lies in the arena, nor does the arena end where its stack begins. */
static const char *check_arena(const struct image *image, uint32_t entry)
{
    const struct image_task *task = &image->tasks[entry];
    const struct region area = task_area(task);
    const struct region *regions[] = {&task->code, &task->data, &task->stack, &area};
    uint32_t size = image->area_count * EXCHANGE_AREA_SIZE;
    for (unsigned i = 0; i < sizeof regions / sizeof regions[0]; i++) {
        if (size > 0 && region_meets(regions[i], image->arena, size)) {
            return "memory that overlaps the arena";
        }
    }
    return size > 0 && image->arena + size == task->stack.base ? stack_rule : NULL;
}

static const char *check_overlaps(const struct image *image, uint32_t entry)
{
    const struct image_task *task = &image->tasks[entry];
    for (uint32_t other = 0; other <= entry; other++) {
        if (tasks_overlap(task, &image->tasks[other])) {
            return "memory that overlaps another region";
        }
    }
    const struct region area = task_area(task);
    if (region_end(&task->data) == task->stack.base || region_end(&area) == task->stack.base ||
        region_end(&task->code) == task->stack.base) {
        return stack_rule;
    }
    return NULL;
}

static const char *device_error(const struct image *image, const struct region *device)
{
    const char *reason = region_error(device);
    if (reason != NULL) {
        return reason;
    }
    if (device->kind != MEMORY_DEVICE || device->access != (ACCESS_READ | ACCESS_WRITE)) {
        return "device that is not plain read-write device memory";
    }
    for (unsigned i = 0; i < 2; i++) {
        if (region_meets(device, image->memory[i].base, image->memory[i].size)) {
            return "device in the board's memory";
        }
    }
    return NULL;
}

static const char *check_devices(const struct image *image, uint32_t entry)
{
    const struct image_task *task = &image->tasks[entry];
    if (task->device_first > image->device_count ||
        task->device_count > image->device_count - task->device_first) {
        return "devices outside the device table";
    }
    for (uint32_t i = 0; i < task->device_count; i++) {
        const struct region *device = &image->devices[task->device_first + i];
        const char *reason = device_error(image, device);
        if (reason != NULL) {
            return reason;
        }
        if (region_end(device) == task->stack.base) {
            return stack_rule;
        }
        for (uint32_t j = 0; j < i; j++) {
            if (region_overlaps(device, &image->devices[task->device_first + j])) {
                return "devices that overlap";
            }
        }
    }
    return NULL;
}

/* A line belongs to one task: nobody else's grant, this entry's others included, names it. */
static bool irq_granted_once(const struct image *image, uint32_t line)
{
    uint32_t grants = 0;
    for (uint32_t i = 0; i < image->irq_count; i++) {
        grants += image->irqs[i] == line;
    }
    return grants == 1;
}

static const char *check_irqs(const struct image *image, uint32_t entry)
{
    const struct image_task *task = &image->tasks[entry];
    uint32_t granted = 0;
    for (uint32_t before = 0; before < entry; before++) {
        granted += image->tasks[before].irq_count;
    }
    if (task->irq_first != granted || task->irq_count > image->irq_count - granted) {
        return "interrupts outside the interrupt table, or shared";
    }
    for (uint32_t i = 0; i < task->irq_count; i++) {
        uint16_t line = image->irqs[task->irq_first + i];
        if (line >= CONFIG_IRQS || !irq_granted_once(image, line)) {
            return "no such interrupt line, or granted twice";
        }
    }
    return NULL;
}

/* How many different domains the table names; their jobs come from the pool. */
static uint32_t domain_count(const struct image *image)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < image->task_count; i++) {
        uint32_t j = 0;
        while (image->tasks[j].domain != image->tasks[i].domain) {
            j++;
        }
        count += j == i;
    }
    return count;
}

uint32_t image_mappings(const struct image *image, uint32_t tasks)
{
    uint32_t mappings = 0;
    for (uint32_t i = 0; i < tasks; i++) {
        mappings += TASK_MAPPINGS + image->tasks[i].device_count;
    }
    return mappings;
}

/* The arena of exchange areas: part of the tasks' memory, but of no task's. */
static const char *arena_error(const struct image *image)
{
    const struct memory_range *ram = &image->task_ram;
    uint32_t size = image->area_count * EXCHANGE_AREA_SIZE;
    if (image->area_count > CONFIG_AREAS) {
        return "more exchange areas than the kernel was built for";
    }
    if (image->area_count > 0 &&
        (image->arena % EXCHANGE_AREA_SIZE != 0 || image->arena < ram->base || size > ram->size ||
         image->arena - ram->base > ram->size - size)) {
        return "arena not aligned, or outside the tasks' memory";
    }
    return NULL;
}

static const char *check_table(const struct image *image)
{
    if (image->task_count < 1 || image->task_count > CONFIG_TASKS) {
        return "no tasks, or more than the kernel was built for";
    }
    if (image->main != TASK_NONE && image->main >= image->task_count) {
        return "main is no task";
    }
    if (image->window >= CONFIG_SLOTS || image->ticks_per_ms == 0 || image->cycles_per_tick == 0) {
        return "no slot above the window, or no clock";
    }
    if (image_mappings(image, image->task_count) > CONFIG_MAPPINGS ||
        1 + domain_count(image) + image->task_count > CONFIG_JOBS) {
        return "more mappings or jobs than the kernel was built for";
    }
    const char *reason = arena_error(image);
    return reason != NULL ? reason : shares_error(image);
}

typedef const char *entry_check(const struct image *image, uint32_t entry);

/* In this order: later checks rely on what earlier ones have accepted. */
static entry_check *const entry_checks[] = {
    check_properties, check_regions, check_start, check_overlaps,
    check_arena,      check_devices, check_irqs,
};

struct image_error image_check(const struct image *image)
{
    const char *reason = check_table(image);
    if (reason != NULL) {
        return (struct image_error){reason, image->task_count};
    }
    for (uint32_t entry = 0; entry < image->task_count; entry++) {
        for (unsigned i = 0; i < sizeof entry_checks / sizeof entry_checks[0]; i++) {
            reason = entry_checks[i](image, entry);
            if (reason != NULL) {
                return (struct image_error){reason, entry};
            }
        }
    }
    return (struct image_error){NULL, 0};
}
