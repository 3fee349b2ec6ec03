/*
 * Writes steps: see steps.h, and watch.h for a program's beginning and end.
 */
#include "steps.h"

#include <stdlib.h>
#include <string.h>

_Static_assert(MACHINE_FLASH_BASE == 0 && MACHINE_FLASH_SIZE == SCRIPT_FLASH_SIZE, "one place");
_Static_assert(MACHINE_RAM_BASE == SCRIPT_RAM, "one place");
_Static_assert(MACHINE_RAM_SIZE == SCRIPT_RAM_SIZE, "one place");

#define LINE_SIZE 256u /* bytes of RAM that are written at once */

struct watch watch;

static _Noreturn void fail(const char *message)
{
    (void)fprintf(stderr, "lockstep-record: step %u: %s\n", watch.counts.steps, message);
    exit(2);
}

bool is_action(const void *machine_or_kernel)
{
    return watch.machine != NULL && watch.inside == 0 && machine_or_kernel == watch.machine;
}

/* ---- Writing. ---- */

static void bytes_write(const void *bytes, size_t size)
{
    if (fwrite(bytes, 1, size, watch.out) != size) {
        fail("cannot write the script");
    }
}

static void step_print(const struct script_step *step)
{
    static const char *const names[ACTIONS] = {"boot",  "write",    "call",   "run",    "timer",
                                               "time",  "line",     "fault",  "access", "begin",
                                               "leave", "priority", "handle", "close",  "end"};
    static const char *const calls[SYS_CALLS] = {
#define SYSCALL(number, name, ...) [number] = #name,
#include "syscalls.def"
#undef SYSCALL
    };
    printf("%s", names[step->action]);
    uint32_t number = step->operand[OPERAND_NUMBER];
    if (step->action == ACTION_CALL) {
        printf(" %s", number < SYS_CALLS ? calls[number] : "of no such number");
    }
    for (unsigned i = 0; i < SCRIPT_OPERANDS; i++) {
        printf("%s%#x", i == 0 ? ": " : " ", step->operand[i]);
    }
    printf("\n");
}

/* The step that was asked for, and where memory is compared; state and memory go to the file. */
static _Noreturn void stop(const struct script_step *step)
{
    const struct kernel *k = machine_kernel(watch.machine);
    const struct image *image = arch_image(k);
    FILE *file = fopen(watch.stop_file, "wb");
    if (file == NULL || fwrite(k, offsetof(struct kernel, arch), 1, file) != 1 ||
        fwrite(watch.ram, SCRIPT_RAM_SIZE, 1, file) != 1 || fclose(file) != 0) {
        fail("cannot write the state");
    }
    step_print(step);
    for (uint32_t piece = 0; piece < pieces_of(image); piece++) {
        const struct memory_range range = piece_at(image, piece);
        printf("%#x %u\n", range.base - SCRIPT_RAM, range.size);
    }
    exit(0);
}

static void step_write(const struct script_step *step, const void *bytes)
{
    bytes_write(step, sizeof *step);
    if (step->size > 0) {
        bytes_write(bytes, step->size);
    }
    if (watch.stop_file != NULL && watch.counts.steps == watch.stop) {
        stop(step);
    }
    watch.counts.steps++;
    watch.counts.calls += step->action == ACTION_CALL;
}

/* What user code would have written since the last step. */
static void memory_write(void)
{
    for (uint32_t line = 0; line < SCRIPT_RAM_SIZE; line += LINE_SIZE) {
        if (memcmp(&watch.shadow[line], &watch.ram[line], LINE_SIZE) != 0) {
            const struct script_step step = {
                .action = ACTION_WRITE, .size = LINE_SIZE, .operand = {SCRIPT_RAM + line}};
            step_write(&step, &watch.ram[line]);
        }
    }
}

static uint32_t results_sum(const struct machine *m, const struct kernel *k)
{
    uint32_t sum = SUM_START;
    for (thread_id thread = 1; thread <= CONFIG_THREADS; thread++) {
        if (k->thread[thread].state == THREAD_READY) {
            sum = sum_add(sum_add(sum, thread), machine_call_result(m, thread));
        }
    }
    return sum;
}

static struct script_state state_now(void)
{
    struct kernel *k = machine_kernel(watch.machine);
    const struct image *image = arch_image(k);
    uint32_t status = 0;
    bool halted = machine_halted(watch.machine, &status);
    return (struct script_state){
        .hash = machine_hash(watch.machine),
        .now = machine_now(watch.machine),
        .results = results_sum(watch.machine, k),
        .memory = sum_tasks(watch.ram, image),
        .log = watch.log,
        .current = machine_current(watch.machine),
        .halted = halted ? 1 + status : 0,
    };
}

struct script_step action_begin(enum action action)
{
    if (machine_hash(watch.machine) != watch.hash) {
        fail("something that is not watched has changed the state");
    }
    memory_write();
    watch.inside++;
    return (struct script_step){.action = action};
}

void action_end(struct script_step *step)
{
    watch.inside--;
    step->state = state_now();
    watch.hash = step->state.hash;
    memcpy(watch.shadow, watch.ram, sizeof watch.shadow);
    step_write(step, NULL);
}

/* ---- A program's beginning and end. ---- */

void watch_stop_at(uint32_t step, const char *file)
{
    watch.stop = step;
    watch.stop_file = file;
}

void watch_begin(struct machine *m, FILE *out)
{
    watch.machine = m;
    watch.out = out;
    watch.ram = machine_memory(m, SCRIPT_RAM, SCRIPT_RAM_SIZE);
    watch.hash = machine_hash(m);
    watch.log = SUM_START;
    watch.counts = (struct watch_counts){0};
    memset(watch.shadow, 0, sizeof watch.shadow);
    struct script_step step = action_begin(ACTION_BOOT);
    action_end(&step);
}

struct watch_counts watch_end(void)
{
    const struct script_step step = {.action = ACTION_END};
    step_write(&step, NULL);
    watch.counts.time = machine_now(watch.machine);
    watch.machine = NULL;
    return watch.counts;
}
