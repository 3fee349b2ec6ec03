/*
 * The loader: what happens after a reset and before the kernel boots.
 *
 * Every program begins with a reset of the board. The loader makes the image's table from the
 * script, so that it is constant for the kernel's life, and clears the tasks' RAM, which begins
 * with zeros on the host. It owns struct loaded, which is all that outlives the reset.
 */
#include "driver.h"

#define SCB_AIRCR   0xe000ed0cu
#define AIRCR_RESET 0x05fa0004u /* key, SYSRESETREQ */

static const struct script_header *script(void)
{
    return (const struct script_header *)(uintptr_t)SCRIPT_PLACE;
}

const struct script_program *loader_program(void)
{
    return (const struct script_program *)(uintptr_t)loaded()->place;
}

static struct image image_of(const struct script_program *program)
{
    return (struct image){
        .tasks = program->tasks,
        .irqs = program->irqs,
        .shares = program->shares,
        .task_flash = program->task_flash,
        .task_ram = program->task_ram,
        .memory = {program->memory[0], program->memory[1]},
        .ticks_per_ms = program->ticks_per_ms,
        .cycles_per_tick = program->cycles_per_tick,
        .task_count = (uint16_t)program->task_count,
        .irq_count = (uint16_t)program->irq_count,
        .channel_count = (uint16_t)program->channel_count,
        .event_count = (uint16_t)program->event_count,
        .share_count = (uint16_t)program->share_count,
        .arena = program->arena,
        .area_count = (uint16_t)program->area_count,
        .main = (task_index)program->main,
        .window = (uint16_t)program->window,
    };
}

/* As QEMU starts, RAM holds zeros. */
static void loader_begin(void)
{
    if (script()->magic != SCRIPT_MAGIC || script()->programs == 0) {
        report_refusal("there is no script");
    }
    if (script()->state_size != offsetof(struct kernel, arch)) {
        report_refusal("the script is of another configuration");
    }
    *loaded() = (struct loaded){.magic = SCRIPT_MAGIC, .place = SCRIPT_PLACE + sizeof *script()};
}

void loader_load(void)
{
    if (loaded()->magic != SCRIPT_MAGIC) {
        loader_begin();
    }
    loaded()->image = image_of(loader_program());
    (void)__builtin_memset((void *)(uintptr_t)SCRIPT_RAM, 0, SCRIPT_RAM_SIZE);
}

_Noreturn void loader_next(void)
{
    struct loaded *next = loaded();
    next->steps += driver.number + 1;
    next->calls += driver.calls;
    next->place += sizeof(struct script_program) + loader_program()->size;
    next->program++;
    if (next->program == script()->programs) {
        report_end();
    }
    __asm__ volatile("dsb" ::: "memory");
    *system_register(SCB_AIRCR) = AIRCR_RESET;
    for (;;) {
        __asm__ volatile("dsb");
    }
}
