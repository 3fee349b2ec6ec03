/*
 * What the tests of the port alone share: they stand in the place of the core, note what is not as
 * it should be, and halt with the number of such things.
 */
#ifndef PORT_STAGE_H
#define PORT_STAGE_H

#include "port.h"

/* The unprivileged threads' memory. Code is in .user, see tasks.ld; nothing lies around DATA. */
#define CODE  PLACE_TASK_FLASH /* readable; a kibibyte */
#define STACK 0x20000000u      /* writable; a kibibyte */
#define ABOVE 0x20000400u      /* writable; a kibibyte right above the stack */
#define DATA  0x20001000u      /* writable; 128 bytes */
#define CONST 0x20002000u      /* readable; 256 bytes */

extern const struct image anvil_image;
const struct image anvil_image = {.tasks = NULL};

static uint32_t wrong;

static inline void expect(struct kernel *k, const char *what, bool condition)
{
    if (!condition) {
        wrong++;
        arch_report(k, what);
        arch_report(k, "\n");
    }
}

static inline void finish(struct kernel *k)
{
    arch_report(k, wrong == 0 ? "everything as it should be\n" : "things went wrong\n");
    arch_halt(k, wrong > 100 ? 100 : wrong);
}

/* No call is ever parked here that would have to be finished. */
uint32_t kernel_resume(struct kernel *k)
{
    expect(k, "a call to finish that nobody made", false);
    return 0;
}

/* Nor is there ever any work. */
void kernel_work(struct kernel *k)
{
    expect(k, "work that nobody has", false);
}

/* The thread is to begin at entry, with this stack and nothing else but the threads' code. */
static inline void stage_start(struct kernel *k, thread_id thread, const struct region *stack,
                               void (*entry)(void))
{
    static const struct region code = {CODE, 10, ACCESS_READ | ACCESS_EXECUTE, MEMORY_NORMAL, 0};
    const struct thread_start start = {.stack = *stack,
                                       .sp = stack->base + region_size(stack),
                                       .entry = (uint32_t)(uintptr_t)entry};
    arch_context_init(k, thread, &start);
    arch_region_set(k, thread, REGION_STACK, stack);
    arch_region_set(k, thread, REGION_CODE, &code);
}

/* Thread memory from outside, as the kernel sees it. */
static inline const uint8_t *memory(uint32_t address)
{
    return (const uint8_t *)(uintptr_t)address;
}

#endif
