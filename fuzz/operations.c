/*
 * Plays the operations of an input on a machine and, when there is one, on the model.
 *
 * The model is asked first, since it knows whether a call will be refused; then the machine acts,
 * and compare.c judges. Must not choose anything by what the model says.
 */
#include <string.h>

#include <anvil/syscalls.h>

#include "expect.h"
#include "model/stuck.h"
#include "named.h"
#include "program.h"
#include "session.h"

/* For which threads may take turns. */
static const uint64_t ticks_max = (uint64_t)1024 * MACHINE_TICKS_PER_MS;

/* User code has written something of its own into its exchange area. */
static void area_fill(struct session *s, thread_id thread)
{
    uint8_t *area = machine_area(s->machine, thread);
    if (area == NULL) {
        return;
    }
    for (unsigned i = 0; i < MODEL_AREA; i++) {
        area[i] = (uint8_t)(s->serial * 31u + i);
    }
    if (s->model != NULL) {
        memcpy(s->model->thread[thread].area, area, MODEL_AREA);
    }
}

/* The log has grown by these bytes and no others, as far as it is kept. */
static void compare_log(const struct session *s, uint32_t before, const uint8_t *bytes,
                        uint32_t count)
{
    uint32_t after = 0;
    const char *log = machine_log(s->machine, &after);
    uint32_t room = MACHINE_LOG_SIZE - before;
    count = count < room ? count : room;
    EXPECT(after == before + count, "log grew by %u, not %u", after - before, count);
    EXPECT(memcmp(log + before, bytes, count) == 0, "log contents differ");
}

static void call_compared(struct session *s, thread_id caller, uint32_t number,
                          const uint32_t arguments[CALL_REGISTERS])
{
    uint32_t log_size = 0;
    uint8_t area[MODEL_AREA];
    (void)machine_log(s->machine, &log_size);
    memcpy(area, s->model->thread[caller].area, MODEL_AREA);
    struct model_outcome expected = model_call(s->model, number, arguments);
    uint64_t before = expected.refused ? machine_hash(s->machine) : 0;
    struct machine_result result = machine_call(s->machine, number, arguments);
    trace("thread %u: call %u(%#x, %#x, %#x, %d): %s %d; then thread %u\n", caller, number,
          arguments[0], arguments[1], arguments[2], (int)arguments[3],
          result.returned ? "returns" : "waits", (int)result.value, machine_current(s->machine));
    compare_result(&expected, &result);
    if (expected.random) {
        memcpy(s->model->thread[caller].area, machine_area(s->machine, caller), sizeof(uint32_t));
    }
    EXPECT(!expected.refused || machine_hash(s->machine) == before,
           "call %u was refused and changed something", number);
    if (number != SYS_EXIT) {
        bool logs = number == SYS_LOG && expected.value == MODEL_OK;
        compare_log(s, log_size, area, logs ? arguments[0] : 0);
    }
}

static void call_play(struct session *s, thread_id caller, uint32_t number,
                      const uint32_t arguments[CALL_REGISTERS])
{
    count_call();
    area_fill(s, caller);
    if (s->model == NULL) {
        (void)machine_call(s->machine, number, arguments);
    } else {
        call_compared(s, caller, number, arguments);
    }
}

/* No board lets time pass with another thread than the most urgent one. */
static void time_play(struct session *s, uint64_t ticks)
{
    uint32_t ready = s->kernel->sched.ready;
    if (ready != 0) {
        unsigned highest = PRIORITY_MAX - (unsigned)__builtin_clz(ready);
        session_run(s, s->kernel->sched.ready_queue[highest].first);
    }
    machine_advance(s->machine, ticks);
    if (s->model != NULL) {
        trace("%llu ticks pass; then thread %u\n", (unsigned long long)ticks,
              machine_current(s->machine));
        model_advance(s->model, ticks);
    }
}

/* Ticks until the earliest deadline, 0 when there is none. */
static uint64_t ticks_to_deadline(const struct session *s)
{
    timer_id first = s->kernel->time.first;
    return first == NONE ? 0 : s->kernel->time.timer[first].deadline - machine_now(s->machine);
}

static void operation_call(struct session *s, thread_id caller)
{
    uint32_t arguments[CALL_REGISTERS];
    for (unsigned i = 0; i < CALL_REGISTERS; i++) {
        arguments[i] = 0xa5a5a5a5u ^ s->serial << i;
    }
    uint8_t byte = reader_byte(&s->reader);
    bool far = byte >= NUMBER_FAR;
    uint32_t number = far ? UINT32_MAX << (byte - NUMBER_FAR) : byte % (SYS_CALLS + 1);
    unsigned values = number == SYS_SEND_AND_WAIT ? SEND_AND_WAIT_VALUES : CALL_VALUES;
    for (unsigned i = 0; i < values; i++) {
        arguments[i] = session_value(s);
    }
    call_play(s, caller, number, arguments);
}

static void operation_raw(struct session *s, thread_id caller)
{
    uint32_t arguments[CALL_REGISTERS];
    uint32_t number = reader_word(&s->reader);
    for (unsigned i = 0; i < CALL_REGISTERS; i++) {
        arguments[i] = reader_word(&s->reader);
    }
    call_play(s, caller, number, arguments);
}

static void line_play(struct session *s, uint32_t line)
{
    bool armed = s->model != NULL && model_line_armed(s->model, line);
    bool fires = machine_irq(s->machine, line);
    if (s->model != NULL) {
        trace("line %u fires: %d; then thread %u\n", line, fires, machine_current(s->machine));
        EXPECT(fires == armed, "line %u fires: %d", line, fires);
    }
    if (armed) {
        model_line_fire(s->model, line);
    }
}

/* Nobody can run: what may come next from outside does. */
static void outside_play(struct session *s)
{
    for (uint32_t line = 0; s->kernel->time.first == NONE && line < CONFIG_IRQS; line++) {
        if (machine_irq_enabled(s->machine, line)) {
            line_play(s, line);
            return;
        }
    }
    time_play(s, ticks_to_deadline(s));
}

static void operation_time(struct session *s, thread_id unused)
{
    (void)unused;
    unsigned unit = reader_below(&s->reader, UNITS);
    uint64_t amount = reader_byte(&s->reader);
    uint64_t deadline = ticks_to_deadline(s);
    if (unit == UNIT_LINE) {
        line_play(s, (uint32_t)amount % CONFIG_IRQS);
        return;
    }
    const uint64_t ticks[UNITS] = {
        [UNIT_TICKS] = amount,
        [UNIT_MS] = amount * MACHINE_TICKS_PER_MS,
        [UNIT_DEADLINE] = deadline > amount ? deadline - amount : deadline,
        [UNIT_LONG] = (uint64_t)1 << amount % 36,
    };
    /* Threads that take turns take one every millisecond: no need to watch that for days. */
    bool contended = s->kernel->sched.sliced != 0 || unit != UNIT_DEADLINE;
    time_play(s, contended && ticks[unit] > ticks_max ? ticks_max : ticks[unit]);
}

/* Further threads that still are something: alive, or dead and named. */
static unsigned threads_taken(const struct model *m)
{
    bool taken[MODEL_THREADS] = {false};
    for (unsigned i = 1; i < MODEL_THREADS; i++) {
        taken[i] = m->thread[i].state != MODEL_ABSENT;
    }
    for (unsigned i = 0; i < m->names.count; i++) {
        const struct names_entry *entry = &m->names.log[i];
        if (entry->alive && entry->type == NAMES_THREAD) {
            taken[entry->object] = true;
        }
    }
    unsigned count = 0;
    for (unsigned i = RESERVED + 1; i < MODEL_THREADS; i++) {
        count += taken[i];
    }
    return count;
}

static void thread_started_compared(struct session *s, process_id process, thread_id thread)
{
    bool room = threads_taken(s->model) < CONFIG_THREADS - RESERVED;
    bool memory = s->kernel->space.free_first != NONE; /* for its stack's mapping */
    EXPECT(thread == NONE || room, "thread %u is one too many", thread);
    EXPECT(thread != NONE || !room || !memory, "no further thread, but there is room");
    if (thread == NONE) {
        return;
    }
    uint8_t priority = s->kernel->thread[thread].priority;
    trace("thread %u, priority %u, begins in process %u\n", thread, priority, process);
    EXPECT(s->model->thread[thread].state == MODEL_ABSENT, "thread %u exists", thread);
    const struct model_task *task = &s->model->task[s->model->process[process].task];
    model_thread_add(s->model, thread, process, priority, task->quantum,
                     session_learn_area(s, thread));
    model_settle(s->model);
}

/* The library gives all threads of a process one priority; a kernel may not rely on that. */
static void thread_set_priority(struct session *s, thread_id thread, uint8_t priority)
{
    sched_remove(s->kernel, thread);
    s->kernel->thread[thread].priority = priority;
    sched_add(s->kernel, thread);
    sched_settle(s->kernel);
}

static void operation_start(struct session *s, thread_id unused)
{
    (void)unused;
    process_id process = session_choose_process(s);
    uint8_t how = reader_byte(&s->reader);
    if (s->kernel->process[process].state != PROCESS_RUNNING ||
        session_threads(s) >= STUCK_LIVING) {
        return;
    }
    bool with_area = how % START_WITHOUT_AREA != 0;
    thread_id thread = machine_thread(s->machine, process, with_area);
    if (thread != NONE && how >= START_PRIORITY) {
        thread_set_priority(s, thread, (how - START_PRIORITY) % PRIORITIES);
    }
    EXPECT(thread == NONE || (machine_area(s->machine, thread) != NULL) == with_area,
           "thread %u's area", thread);
    if (s->model != NULL) {
        thread_started_compared(s, process, thread);
    }
}

static void operation_leave(struct session *s, thread_id unused)
{
    (void)unused;
    thread_id thread = session_choose_started(s);
    if (thread == NONE) {
        return; /* what will happen next is time's or a line's */
    }
    machine_thread_exit(s->machine, thread);
    if (s->model != NULL) {
        trace("thread %u ends\n", thread);
        model_thread_exit(s->model, thread);
    }
}

static void operation_fault(struct session *s, thread_id victim)
{
    static const uint32_t system_space = 0xe000e000u; /* in nobody's space */
    enum fault_kind kind = (enum fault_kind)(1 + reader_below(&s->reader, FAULT_KINDS - 1));
    machine_fault(s->machine, kind, system_space + reader_byte(&s->reader));
    if (s->model != NULL) {
        trace("thread %u: fault %u\n", victim, kind);
        model_process_end(s->model, s->model->thread[victim].process, true, 0);
    }
}

static void operation_handle(struct session *s, thread_id unused)
{
    (void)unused;
    process_id owner = session_choose_process(s);
    enum names_type type = (enum names_type)(1 + reader_below(&s->reader, NAMED_TYPES));
    process_id process = session_choose_process(s);
    uint32_t rights = RIGHTS_ALL & ~((uint32_t)1 << reader_byte(&s->reader) % 32u);
    const struct process *processes = s->kernel->process;
    if (processes[owner].state != PROCESS_RUNNING || processes[process].state != PROCESS_RUNNING ||
        processes[owner].domain != processes[process].domain) {
        return; /* nothing is named across domains, nor in or after its end */
    }
    unsigned number = named_number(s->kernel, process, type);
    uint32_t value = machine_handle(s->machine, owner, named_object(type, number), rights);
    if (value != 0) {
        session_learn_name(s, value);
    }
    if (s->model != NULL) {
        struct names *names = &s->model->names;
        const struct names_entry entry = {.value = value,
                                          .rights = rights,
                                          .owner = owner,
                                          .slot = names_next_slot(names, owner),
                                          .object = number,
                                          .type = type,
                                          .alive = true};
        trace("process %u names %u of type %u: %#x\n", owner, number, type, value);
        EXPECT((value != 0) == (entry.slot != 0), "handle %#x, slot %u", value, entry.slot);
        EXPECT(value == 0 || names_add(names, &entry), "handle %#x was given out before", value);
    }
}

static void operation_close(struct session *s, thread_id unused)
{
    (void)unused;
    process_id owner = session_choose_process(s);
    uint32_t value = session_value(s);
    slot_id slot = name_slot(s->kernel, owner, value);
    if (s->model != NULL) {
        const struct names_entry *entry = names_find(&s->model->names, owner, value);
        trace("process %u closes %#x, slot %u\n", owner, value, slot);
        EXPECT(slot == (entry == NULL ? NONE : entry->slot), "name %#x means slot %u", value, slot);
        if (entry != NULL) {
            names_close(&s->model->names, owner, slot);
        }
    }
    if (slot != NONE) {
        handle_close(s->kernel, owner, slot);
    }
}

static void (*const operations[])(struct session *, thread_id) = {
    [OPERATION_CALL] = operation_call,     [OPERATION_RAW] = operation_raw,
    [OPERATION_TIME] = operation_time,     [OPERATION_START] = operation_start,
    [OPERATION_LEAVE] = operation_leave,   [OPERATION_FAULT] = operation_fault,
    [OPERATION_HANDLE] = operation_handle, [OPERATION_CLOSE] = operation_close,
};

/* Operations of the running thread; when all wait, the next thing that happens is time's. */
static bool needs_thread(unsigned operation)
{
    return operation == OPERATION_CALL || operation == OPERATION_RAW ||
           operation == OPERATION_FAULT;
}

void session_step(struct session *s)
{
    uint8_t byte = reader_byte(&s->reader);
    unsigned operation = byte % OPERATION_KINDS;
    unsigned who = byte >> OPERATION_SHIFT;
    bool by_thread = needs_thread(operation);
    thread_id thread = by_thread ? session_choose(s, who) : NONE;
    s->serial++;
    if (by_thread && thread == NONE) {
        outside_play(s);
    } else {
        operations[operation](s, thread);
    }
    session_learn_runs(s);
    if (s->model != NULL) {
        compare_all(s);
    }
}
