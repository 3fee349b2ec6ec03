/*
 * The port alone, with this file in the place of the core: user copies at the edges of the MPU's
 * regions, in each kind of handler.
 *
 * One unprivileged thread makes a call, waits for the timer, and faults. Each time the kernel's
 * side walks through the same table of copies; in the fault handler a fault in a copy window is a
 * HardFault. The exit status is the number of copies that went wrong.
 */
#include "stage.h"

#define VOID     PLACE_VOID /* writable for the MPU, but nothing answers */
#define VECTORS  PLACE_VECTORS
#define LAST_ROM PLACE_KERNEL_FLASH_LAST
#define LAST_RAM PLACE_RAM_LAST
#define LOG      PLACE_LOG
#define PATTERN  0x5a

static const struct region regions[] = {
    [REGION_STACK] = {STACK, 10, ACCESS_READ | ACCESS_WRITE, MEMORY_NORMAL, 0},
    [REGION_CODE] = {CODE, 10, ACCESS_READ | ACCESS_EXECUTE, MEMORY_NORMAL, 0},
    [REGION_DATA] = {DATA, 7, ACCESS_READ | ACCESS_WRITE, MEMORY_NORMAL, 0},
    [REGION_AREA] = {CONST, 8, ACCESS_READ, MEMORY_NORMAL, 0},
    [REGIONS_PINNED] = {VOID, 12, ACCESS_READ | ACCESS_WRITE, MEMORY_DEVICE, 0},
};

/* A copy, and whether it must succeed in each direction. */
static const struct copy {
    uint32_t address;
    uint32_t size;
    bool read;
    bool write;
} copies[] = {
    {DATA, 128, true, true},       {DATA, 1, true, true},         {DATA + 1, 127, true, true},
    {DATA + 3, 5, true, true},     {DATA + 124, 4, true, true},   {DATA + 127, 1, true, true},
    {DATA + 124, 5, false, false}, {DATA + 124, 8, false, false}, {DATA + 125, 4, false, false},
    {DATA + 128, 4, false, false}, {DATA + 128, 1, false, false}, {DATA - 1, 1, false, false},
    {DATA - 1, 2, false, false},   {DATA - 4, 4, false, false},   {DATA - 4, 8, false, false},
    {CONST, 256, true, false},     {CONST + 255, 1, true, false}, {CONST + 255, 2, false, false},
    {CODE, 64, true, false},       {CODE + 1020, 4, true, false}, {CODE + 1020, 8, false, false},
    {CODE - 4, 4, false, false},   {VECTORS, 4, false, false},    {VECTORS + 1, 1, false, false},
    {LAST_ROM, 4, false, false},   {LAST_RAM, 4, false, false},   {LOG, 4, false, false},
    {VOID, 4, false, false},       {VOID + 1, 3, false, false},   {0xe000ed00, 4, false, false},
    {0xe000ed94, 1, false, false}, {0xfffffffc, 4, false, false}, {0xffffffff, 2, false, false},
    {0x00000000, 0, true, true},   {0xffffffff, 0, true, true},
};

static uint8_t buffer[256 + 1];

static void buffer_fill(uint8_t first)
{
    for (uint32_t i = 0; i < sizeof buffer; i++) {
        buffer[i] = (uint8_t)(first + i);
    }
}

static bool memory_is_buffer(uint32_t address, uint32_t size)
{
    bool same = true;
    for (uint32_t i = 0; i < size; i++) {
        same = same && memory(address)[i] == buffer[i];
    }
    return same;
}

static void try_copy(struct kernel *k, const struct copy *copy)
{
    buffer_fill(PATTERN);
    bool read = arch_user_read(k, buffer, copy->address, copy->size);
    expect(k, "read: wrong result", read == copy->read);
    expect(k, "read: wrong bytes", !read || memory_is_buffer(copy->address, copy->size));
    expect(k, "read: too many bytes", buffer[copy->size] == (uint8_t)(PATTERN + copy->size));
    bool has_next = copy->write && copy->size > 0;
    uint8_t next = has_next ? memory(copy->address)[copy->size] : 0;
    buffer_fill((uint8_t)~PATTERN);
    bool write = arch_user_write(k, copy->address, buffer, copy->size);
    expect(k, "write: wrong result", write == copy->write);
    expect(k, "write: wrong bytes", !write || memory_is_buffer(copy->address, copy->size));
    expect(k, "write: too many bytes", !has_next || memory(copy->address)[copy->size] == next);
}

static void try_copies(struct kernel *k, const char *where)
{
    arch_report(k, where);
    arch_report(k, "\n");
    for (unsigned i = 0; i < sizeof copies / sizeof copies[0]; i++) {
        try_copy(k, &copies[i]);
        expect(k, "a fault left its status behind", *system_register(SCB_CFSR) == 0);
    }
}

/* Unprivileged: r0 is 1 after the first call, then it waits for a word that the timer writes. */
__attribute__((naked, section(".user"))) static void user_main(void)
{
    __asm__ volatile("movs r6, #0\n\t"
                     "svc 0\n\t"
                     "cmp r0, #1\n\t"
                     "bne 2f\n\t"
                     "1: ldr r1, [r5]\n\t"
                     "cmp r1, #0\n\t"
                     "beq 1b\n\t"
                     "udf #0\n\t"
                     "2: movs r6, #1\n\t"
                     "svc 0");
}

/* A byte that is not zero is found wherever it lies, and the count never runs beyond the end. */
static void try_zeros(struct kernel *k)
{
    enum { SIZE = 128 };
    static const uint8_t zero = 0;
    expect(k, "zeros: all of them", arch_memory_zeros(k, STACK, SIZE) == SIZE);
    expect(k, "zeros: of nothing", arch_memory_zeros(k, STACK, 0) == 0);
    for (uint32_t i = 0; i <= SIZE; i++) {
        uint8_t byte = (uint8_t)(1u << i % 8);
        arch_memory_write(k, STACK + i, &byte, sizeof byte);
        uint32_t zeros = i < SIZE ? i & ~3u : SIZE;
        expect(k, "zeros: wrong count", arch_memory_zeros(k, STACK, SIZE) == zeros);
        arch_memory_write(k, STACK + i, &zero, sizeof zero);
    }
}

/* Where the user's loop looks. */
#define FLAG (STACK + 0x10u)

void kernel_boot(struct kernel *k, const struct entropy *entropy)
{
    (void)entropy;
    const struct region *stack = &regions[REGION_STACK];
    const struct thread_start start = {.stack = *stack,
                                       .sp = stack->base + region_size(stack),
                                       .entry = (uint32_t)(uintptr_t)&user_main};
    arch_context_init(k, 1, &start);
    k->arch.context[1].r[5] = FLAG;
    for (unsigned index = 0; index < sizeof regions / sizeof regions[0]; index++) {
        arch_region_set(k, 1, index, &regions[index]);
    }
    arch_memory_zero(k, STACK, 1024);
    try_zeros(k);
    arch_timer_set(k, UINT64_MAX);
    arch_switch(k, NONE, 1);
}

uint32_t kernel_syscall(struct kernel *k, uint32_t number, const uint32_t registers[12])
{
    (void)registers;
    expect(k, "the result of a call did not arrive", number == 0);
    if (number != 0) {
        finish(k);
    }
    try_copies(k, "in a system call");
    arch_timer_set(k, arch_now(k) + 1000);
    return 1;
}

void kernel_timer(struct kernel *k)
{
    const uint32_t one = 1;
    try_copies(k, "in an interrupt");
    arch_timer_set(k, UINT64_MAX);
    arch_memory_write(k, FLAG, &one, sizeof one);
}

void kernel_irq(struct kernel *k, uint32_t line)
{
    (void)line;
    expect(k, "no line was enabled", false);
}

void kernel_fault(struct kernel *k, const struct fault *fault)
{
    expect(k, "not the fault that was made", fault->kind == FAULT_UNDEFINED);
    try_copies(k, "in a fault");
    finish(k);
}
