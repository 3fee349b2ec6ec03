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

void action_obstruct(enum obstacle obstacle)
{
    if (!watch.is_over) {
        watch.counts.obstacle = obstacle;
        watch.is_over = true;
    }
}

bool is_compared(uint32_t address)
{
    bool found = false;
    const struct image *image = arch_image(machine_kernel(watch.machine));
    for (uint32_t piece = 0; piece < pieces_of(image); piece++) {
        const struct memory_range range = piece_at(image, piece);
        found = found || address - range.base < range.size;
    }
    return found && !frames_hold(&watch.frames, address);
}

bool has_stack(const struct kernel *k, thread_id thread)
{
    const struct arch_context *context = &k->arch.context[thread];
    uint32_t frame = context->psp - SCRIPT_FRAME;
    return frame - context->stack_base < context->stack_span &&
           space_permits(k, k->thread[thread].process, frame, SCRIPT_FRAME,
                         ACCESS_READ | ACCESS_WRITE);
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
    static const char *const names[SCRIPT_ACTIONS] = {
        "boot",  "write",  "stack", "call",  "run",      "timer",  "time",  "line",
        "fault", "access", "begin", "leave", "priority", "handle", "close", "end"};
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

/* One line for each stretch of it that is compared. */
static void piece_print(struct memory_range range)
{
    uint32_t size = 0;
    for (uint32_t i = 0; i <= range.size; i += FRAME_LINE) {
        if (i < range.size && is_compared(range.base + i)) {
            size += FRAME_LINE;
        } else if (size > 0) {
            printf("%#x %u\n", range.base + i - size - SCRIPT_RAM, size);
            size = 0;
        }
    }
}

/* The step that was asked for, and where memory is compared; state and memory go to the file. */
static _Noreturn void stop(const struct script_step *step)
{
    const struct image *image = arch_image(machine_kernel(watch.machine));
    FILE *file = fopen(watch.stop_file, "wb");
    if (file == NULL || fwrite(watch.kernel, sizeof watch.kernel, 1, file) != 1 ||
        fwrite(watch.shadow, sizeof watch.shadow, 1, file) != 1 || fclose(file) != 0) {
        fail("cannot write the state");
    }
    step_print(step);
    for (uint32_t piece = 0; piece < pieces_of(image); piece++) {
        piece_print(piece_at(image, piece));
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
        if (is_caller(&watch.callers, k, thread)) {
            sum = sum_add(sum_add(sum, thread), machine_call_result(m, thread));
        }
    }
    return sum;
}

static struct script_state state_now(void)
{
    const struct kernel *k = machine_kernel(watch.machine);
    const struct image *image = arch_image(k);
    uint32_t status = 0;
    bool halted = machine_halted(watch.machine, &status);
    return (struct script_state){
        .hash = machine_hash(watch.machine),
        .now = machine_now(watch.machine),
        .results = results_sum(watch.machine, k),
        .memory = sum_tasks(watch.ram, image, &watch.frames),
        .log = watch.log,
        .current = machine_current(watch.machine),
        .halted = halted ? 1 + status : 0,
    };
}

static void state_take(void)
{
    watch.state = state_now();
    memcpy(watch.kernel, machine_kernel(watch.machine), sizeof watch.kernel);
    memcpy(watch.shadow, watch.ram, sizeof watch.shadow);
}

/* The frames that a board has by now and had not before the step. */
static void frames_note(const struct kernel *k)
{
    for (thread_id thread = 1; thread <= CONFIG_THREADS; thread++) {
        uint32_t sp = k->arch.context[thread].psp;
        bool is_new = false;
        for (uint32_t size = 1; size <= SCRIPT_FRAME; size += FRAME_LINE) {
            is_new = is_new || is_compared(sp - size);
        }
        if (is_new && thread_started(k, thread)) {
            const struct script_step step = {.action = ACTION_STACK, .operand = {sp}};
            step_write(&step, NULL);
            frames_add(&watch.frames, sp);
        }
    }
}

struct script_step action_begin(enum action action)
{
    if (!watch.has_halted && !watch.is_over) {
        if (machine_hash(watch.machine) != watch.state.hash) {
            fail("something that is not watched has changed the state");
        }
        memory_write();
    }
    watch.self = watch.inside == 0 ? machine_current(watch.machine) : watch.self;
    watch.inside++;
    return (struct script_step){.action = action};
}

void action_halt(void)
{
    if (!watch.has_halted) {
        state_take();
        watch.has_halted = true;
    }
}

/* The board's counter has 32 bits, and is led through every half of its period. */
#define TIME_MAX ((uint64_t)1 << 36)

/* A board stores a result in the frame of whoever is to run. */
static void limits_check(const struct kernel *k)
{
    thread_id current = k->sched.current;
    if (current != NONE && !has_stack(k, current)) {
        action_obstruct(OBSTACLE_STACK);
    }
    if (watch.counts.steps >= watch.steps_max) {
        action_obstruct(OBSTACLE_STEPS);
    }
    if (machine_now(watch.machine) > TIME_MAX) {
        action_obstruct(OBSTACLE_TIME);
    }
}

void action_end(struct script_step *step)
{
    watch.inside--;
    limits_check(machine_kernel(watch.machine));
    if (watch.is_over) {
        return;
    }
    if (!watch.has_halted) {
        frames_note(machine_kernel(watch.machine));
        callers_step(&watch.callers, machine_kernel(watch.machine), step, watch.self);
        state_take();
    }
    step->state = watch.state;
    step_write(step, NULL);
    watch.is_over = watch.has_halted;
}

/* ---- A program's beginning and end. ---- */

void watch_stop_at(uint32_t step, const char *file)
{
    watch.stop = step;
    watch.stop_file = file;
}

void watch_begin(struct machine *m, FILE *out, uint32_t steps_max)
{
    watch.steps_max = steps_max;
    watch.machine = m;
    watch.out = out;
    watch.ram = machine_memory(m, SCRIPT_RAM, SCRIPT_RAM_SIZE);
    watch.state.hash = machine_hash(m);
    watch.has_halted = watch.is_over = false;
    watch.log = SUM_START;
    watch.counts = (struct watch_counts){.obstacle = OBSTACLE_NONE};
    watch.callers = (struct script_callers){0};
    watch.frames = (struct script_frames){0};
    memset(watch.shadow, 0, sizeof watch.shadow);
    struct script_step step = action_begin(ACTION_BOOT);
    action_end(&step);
}

struct watch_counts watch_end(void)
{
    const struct script_step step = {.action = ACTION_END};
    step_write(&step, NULL);
    watch.machine = NULL;
    return watch.counts;
}
