/*
 * What the session calls, watched: see watch.h and watched.txt.
 *
 * Invariant: hash is that of the state after the last step, shadow the tasks' RAM as the board has
 * it then. The functions that are watched call each other too; only the outermost call is an
 * action.
 */
#include "watch.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "deeds.h"
#include "script.h"

_Static_assert(MACHINE_FLASH_BASE == 0 && MACHINE_FLASH_SIZE == SCRIPT_FLASH_SIZE, "one place");
_Static_assert(MACHINE_RAM_BASE == SCRIPT_RAM, "one place");
_Static_assert(MACHINE_RAM_SIZE == SCRIPT_RAM_SIZE, "one place");

#define LINE_SIZE 256u /* bytes of RAM that are written at once */

static struct {
    struct machine *machine; /* NULL: nothing is watched */
    FILE *out;               /* the script */
    const uint8_t *ram;      /* the machine's */
    uint64_t hash;           /* of its state after the last step */
    uint32_t log;            /* sum over the log since boot */
    unsigned inside;         /* calls under way that have been noted */
    thread_id removed;       /* whose priority is being changed */
    struct watch_counts counts;
    uint32_t stop;         /* the step after which to end */
    const char *stop_file; /* NULL: never */
    uint8_t shadow[SCRIPT_RAM_SIZE];
} watch;

static _Noreturn void fail(const char *message)
{
    (void)fprintf(stderr, "lockstep-record: step %u: %s\n", watch.counts.steps, message);
    exit(2);
}

/* Whether a call is an action: of the machine that is watched, and not part of another action. */
static bool is_action(const void *machine_or_kernel)
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
    static const char *const names[ACTIONS] = {"boot",     "write",  "call",  "run",   "timer",
                                               "time",     "line",   "fault", "begin", "leave",
                                               "priority", "handle", "close", "end"};
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
    for (uint32_t piece = 0; piece < pieces_of(image->task_count); piece++) {
        const struct memory_range range = piece_at(image->tasks, image->task_count, piece);
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
        .memory = sum_tasks(watch.ram, image->tasks, image->task_count),
        .log = watch.log,
        .current = machine_current(watch.machine),
        .halted = halted ? 1 + status : 0,
    };
}

/* Before an action; the result is to be handed to action_end. */
static struct script_step action_begin(enum action action)
{
    if (machine_hash(watch.machine) != watch.hash) {
        fail("something that is not watched has changed the state");
    }
    memory_write();
    watch.inside++;
    return (struct script_step){.action = action};
}

static void action_end(struct script_step *step)
{
    watch.inside--;
    step->state = state_now();
    watch.hash = step->state.hash;
    memcpy(watch.shadow, watch.ram, sizeof watch.shadow);
    step_write(step, NULL);
}

static void time_put(struct script_step *step, uint64_t time)
{
    step->operand[0] = (uint32_t)time;
    step->operand[1] = (uint32_t)(time >> 32);
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

/* ---- What is watched. WATCHED(result, name, parameters) declares both ends of the detour. ---- */

#define WATCHED(result, name, ...)                                                                 \
    result __real_##name(__VA_ARGS__);                                                             \
    result __wrap_##name(__VA_ARGS__);                                                             \
    result __wrap_##name(__VA_ARGS__)

/* Bit p: the call reads from an address in place p. */
#define NO_ARGUMENTS
#define ANY(place, name)
#define INT(place, name)
#define RANGE(place, name, low, high)
#define MIN(place, name, low)
#define PEER(place, name, right)
#define IRQ(place, name)
#define HANDLE(place, name, type, rights)
#define NAME(place, name)
#define IN(place, name) | 1u << (place)
#define OUT(place, name)
#define COUNT(place, name)
#define DEADLINE(place, name)
#define CONSUMED(place, name) | 1u << (place)
#define NEEDS(capability)
#define SYSCALL(number, name, family, blocking, summary, results, arguments)                       \
    [number] = 0u arguments,
static const uint8_t reads[SYS_CALLS] = {
#include "syscalls.def"
};
#undef SYSCALL

static bool reads_code(uint32_t number, const uint32_t arguments[CALL_REGISTERS])
{
    bool found = false;
    for (unsigned place = 0; number < SYS_CALLS && place < CALL_REGISTERS; place++) {
        found =
            found || ((reads[number] >> place & 1u) != 0 && arguments[place] < SCRIPT_FLASH_SIZE);
    }
    return found;
}

WATCHED(struct machine_result, machine_call, struct machine *m, uint32_t number,
        const uint32_t arguments[CALL_REGISTERS])
{
    thread_id caller = machine_current(m);
    struct script_step step = action_begin(ACTION_CALL);
    watch.counts.reads_code = watch.counts.reads_code || reads_code(number, arguments);
    memcpy(step.operand, arguments, CALL_REGISTERS * sizeof arguments[0]);
    step.operand[OPERAND_NUMBER] = number;
    struct machine_result result = __real_machine_call(m, number, arguments);
    if (result.returned) {
        answer_level(number, result.value, machine_area(m, caller));
    }
    action_end(&step);
    return result;
}

WATCHED(void, machine_run, struct machine *m, thread_id thread)
{
    struct script_step step = action_begin(ACTION_RUN);
    step.operand[0] = thread;
    __real_machine_run(m, thread);
    action_end(&step);
}

/* Each time the timer fires is a step of its own: see kernel_timer. */
WATCHED(void, machine_advance, struct machine *m, uint64_t ticks)
{
    __real_machine_advance(m, ticks);
    struct script_step step = action_begin(ACTION_TIME);
    time_put(&step, machine_now(m));
    action_end(&step);
}

WATCHED(void, kernel_timer, struct kernel *k)
{
    if (!is_action(k)) {
        __real_kernel_timer(k);
        return;
    }
    struct script_step step = action_begin(ACTION_TIMER);
    time_put(&step, machine_now(watch.machine));
    __real_kernel_timer(k);
    deed_resume(watch.machine);
    action_end(&step);
}

WATCHED(bool, machine_irq, struct machine *m, uint32_t line)
{
    struct script_step step = action_begin(ACTION_LINE);
    bool fires = __real_machine_irq(m, line);
    step.operand[0] = line;
    step.operand[1] = fires;
    action_end(&step);
    return fires;
}

WATCHED(void, machine_fault, struct machine *m, enum fault_kind kind, uint32_t address)
{
    struct script_step step = action_begin(ACTION_FAULT);
    step.operand[0] = kind;
    step.operand[1] = script_fault_of(kind).is_foreign ? SCRIPT_FOREIGN : address;
    __real_machine_fault(m, kind, step.operand[1]);
    action_end(&step);
}

/* The kernel is told what the board's hardware will tell it. */
WATCHED(void, kernel_fault, struct kernel *k, const struct fault *fault)
{
    const struct script_fault made = script_fault_of(fault->kind);
    const struct process *process = &k->process[k->thread[k->sched.current].process];
    const struct fault told = {.kind = fault->kind,
                               .address = fault->address,
                               .pc = arch_image(k)->tasks[process->task].code.base + made.code,
                               .has_address = made.has_address,
                               .has_pc = made.has_pc};
    __real_kernel_fault(k, &told);
}

WATCHED(thread_id, machine_thread, struct machine *m, process_id process, bool with_area)
{
    struct script_step step = action_begin(ACTION_BEGIN);
    thread_id thread = __real_machine_thread(m, process, with_area);
    step.operand[0] = process;
    step.operand[1] = with_area;
    step.operand[2] = thread;
    action_end(&step);
    return thread;
}

WATCHED(void, machine_thread_exit, struct machine *m, thread_id thread)
{
    struct script_step step = action_begin(ACTION_LEAVE);
    step.operand[0] = thread;
    __real_machine_thread_exit(m, thread);
    action_end(&step);
}

WATCHED(uint32_t, machine_handle, struct machine *m, process_id process, object_id object,
        uint32_t rights)
{
    struct script_step step = action_begin(ACTION_HANDLE);
    uint32_t value = __real_machine_handle(m, process, object, rights);
    step.operand[0] = process;
    step.operand[1] = object;
    step.operand[2] = rights;
    step.operand[3] = value;
    action_end(&step);
    return value;
}

void __real_sched_settle(struct kernel *k);

/* A close (deeds.h) goes on with sched_settle and the call that is finished by it. */
WATCHED(void, handle_close, struct kernel *k, process_id process, slot_id slot)
{
    if (!is_action(k)) {
        __real_handle_close(k, process, slot);
        return;
    }
    struct script_step step = action_begin(ACTION_CLOSE);
    step.operand[0] = process;
    step.operand[1] = slot;
    __real_handle_close(k, process, slot);
    __real_sched_settle(k);
    deed_resume(watch.machine);
    action_end(&step);
}

/* A change of priority (deeds.h) begins with sched_remove and ends with sched_settle. */
WATCHED(void, sched_remove, struct kernel *k, thread_id thread)
{
    if (is_action(k)) {
        struct script_step unused = action_begin(ACTION_PRIORITY);
        (void)unused;
        watch.removed = thread;
    }
    __real_sched_remove(k, thread);
}

WATCHED(void, sched_settle, struct kernel *k)
{
    __real_sched_settle(k);
    if (watch.removed != NONE && watch.inside == 1) {
        struct script_step step = {.action = ACTION_PRIORITY};
        step.operand[0] = watch.removed;
        step.operand[1] = k->thread[watch.removed].priority;
        watch.removed = NONE;
        deed_resume(watch.machine);
        action_end(&step);
    }
}

static void log_add(const void *bytes, uint32_t size)
{
    for (uint32_t i = 0; i < size; i++) {
        watch.log = sum_add(watch.log, ((const uint8_t *)bytes)[i]);
    }
}

WATCHED(void, arch_log, struct kernel *k, uint32_t from, uint32_t size)
{
    log_add(machine_memory((struct machine *)k, from, size), size);
    __real_arch_log(k, from, size);
}

WATCHED(void, arch_report, struct kernel *k, const char *text)
{
    log_add(text, (uint32_t)strlen(text));
    __real_arch_report(k, text);
}
