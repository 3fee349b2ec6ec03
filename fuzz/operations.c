/*
 * Plays the steps of a program on a machine and, when there is one, on the model.
 *
 * A call is calls.c's, what user code does to memory user_memory.c's; here is what else happens to
 * a board. Must not choose anything by what the model says. The operation of a row of
 * operations.def is operation_<name>.
 */
#include <string.h>

#include "deeds.h"
#include "expect.h"
#include "model/spaces.h"
#include "model/stuck.h"
#include "named.h"
#include "session.h"

#define NS_PER_TICK (1000000u / MACHINE_TICKS_PER_MS)
#define STACK_SIZE  256u /* of a further thread */

/* For which threads may take turns, and alarms come, which can be every millisecond. */
static uint64_t ticks_bounded(uint64_t ticks)
{
    static const uint64_t ticks_max = (uint64_t)1024 * MACHINE_TICKS_PER_MS;
    return ticks < ticks_max ? ticks : ticks_max;
}

/* No board lets time pass with another thread than the most urgent one. */
static void time_play(struct session *s, uint64_t ticks)
{
    uint32_t ready = s->kernel->sched.ready;
    if (ready != 0) {
        unsigned highest = PRIORITY_MAX - (unsigned)__builtin_clz(ready);
        session_run(s, s->kernel->sched.ready_queue[highest].first);
    }
    ticks = s->kernel->sched.sliced != 0 ? ticks_bounded(ticks) : ticks;
    SCRIPT(s, "    advance_ticks(m, %llu);\n", (unsigned long long)ticks);
    machine_advance(s->machine, ticks);
    if (s->model != NULL) {
        model_advance(s->model, ticks);
    }
}

/* Ticks until the earliest deadline, 0 when there is none. */
static uint64_t ticks_to_deadline(const struct session *s)
{
    timer_id first = s->kernel->time.first;
    return first == NONE ? 0 : s->kernel->time.timer[first].deadline - machine_now(s->machine);
}

/* A time, in two registers. */
static void deadline_put(const struct session *s, const struct value *value, uint32_t registers[2])
{
    uint64_t now_ns = machine_now(s->machine) * NS_PER_TICK;
    uint64_t deadline = (uint64_t)operand_deadline(value, registers[0], now_ns);
    registers[0] = (uint32_t)deadline;
    registers[1] = (uint32_t)(deadline >> 32);
}

/* A register that the call has no argument in holds anything. */
static void operation_call(struct session *s, thread_id caller, const struct step *step)
{
    const struct verb *verb = verb_at(step->verb);
    uint32_t arguments[CALL_REGISTERS];
    for (unsigned i = 0; i < CALL_REGISTERS; i++) {
        arguments[i] =
            verb->operand[i].name == NULL
                ? 0xa5a5a5a5u ^ s->serial << i
                : session_value_after(s, s->kernel->thread[caller].process, &verb->operand[i],
                                      &step->value[i], i == 0 ? 0 : arguments[i - 1]);
        if (i > 0 && verb->operand[i].kind == OPERAND_SECOND) {
            deadline_put(s, &step->value[i - 1], &arguments[i - 1]);
        }
    }
    call_play(s, caller, step->verb, arguments);
}

static void operation_raw(struct session *s, thread_id caller, const struct step *step)
{
    uint32_t arguments[CALL_REGISTERS];
    for (unsigned i = 0; i < CALL_REGISTERS; i++) {
        arguments[i] = step->value[i].word;
    }
    call_play(s, caller, verb_number(step->value[CALL_REGISTERS].word), arguments);
}

static void line_play(struct session *s, uint32_t line)
{
    bool armed = s->model != NULL && model_line_armed(s->model, line);
    SCRIPT(s, "    assert_int_equal(machine_irq(m, %u), %d);\n", line, armed);
    bool fires = machine_irq(s->machine, line);
    EXPECT(s->model == NULL || fires == armed, "line %u fires: %d", line, fires);
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

static void operation_ticks(struct session *s, thread_id unused, const struct step *step)
{
    (void)unused;
    time_play(s, step->value[0].index);
}

static void operation_milliseconds(struct session *s, thread_id unused, const struct step *step)
{
    (void)unused;
    time_play(s, (uint64_t)step->value[0].index * MACHINE_TICKS_PER_MS);
}

static void operation_deadline(struct session *s, thread_id unused, const struct step *step)
{
    (void)unused;
    uint64_t ticks = ticks_to_deadline(s);
    ticks = ticks > step->value[0].index ? ticks - step->value[0].index : ticks;
    time_play(s, ticks);
}

static void operation_power(struct session *s, thread_id unused, const struct step *step)
{
    (void)unused;
    time_play(s, ticks_bounded((uint64_t)1 << step->value[0].index));
}

static void operation_line(struct session *s, thread_id unused, const struct step *step)
{
    (void)unused;
    line_play(s, step->value[0].index % CONFIG_IRQS);
}

/* Where the library puts the stacks of further threads. */
static uint32_t stack_of(unsigned thread)
{
    return MACHINE_RAM_BASE + MACHINE_RAM_SIZE / 2 + (thread - RESERVED - 1u) * 1024u;
}

/* The model's thread begins, if it can: it needs a stack and perhaps an exchange area. */
static void thread_started_compared(struct session *s, process_id process, thread_id thread,
                                    bool with_area)
{
    unsigned number = s->model->process[process].task;
    const struct model_task *task = &s->model->task[number];
    unsigned next = model_thread_next(s->model, number);
    bool fits = next != 0 && model_stack_make(s->model, process, stack_of(next), STACK_SIZE);
    uint32_t area = fits && with_area ? model_area_take(s->model, process, next) : 0;
    bool begins = fits && (area != 0 || !with_area);
    EXPECT(thread == (begins ? next : NONE), "thread %u begins, model %u", thread, next);
    if (!begins) {
        s->model->koids += next != 0; /* it was made, and had to go */
        return;
    }
    model_thread_object(s->model, thread, process);
    model_thread_add(s->model, thread, process, task->priority, task->quantum, area,
                     stack_of(thread));
    model_settle(s->model);
}

static void priority_play(struct session *s, thread_id thread, uint8_t priority)
{
    SCRIPT(s, "    deed_priority(m, %u, %u);\n", thread, priority);
    deed_priority(s->machine, thread, priority);
    if (s->model != NULL) {
        s->model->thread[thread].priority = priority;
        model_place_last(s->model, thread);
        model_settle(s->model);
    }
}

static void operation_begin(struct session *s, thread_id unused, const struct step *step)
{
    (void)unused;
    process_id process = session_choose_process(s, step->who);
    uint8_t how = step->value[0].index;
    if (s->kernel->process[process].state != PROCESS_RUNNING ||
        session_threads(s) >= STUCK_LIVING) {
        return;
    }
    bool with_area = how % HOW_WITHOUT_AREA != 0;
    thread_id thread = machine_thread(s->machine, process, with_area);
    SCRIPT(s, "    assert_int_equal(machine_thread(m, %u, %d), %u);\n", process, with_area, thread);
    EXPECT(thread == NONE || (machine_area(s->machine, thread) != NULL) == with_area,
           "thread %u's area", thread);
    if (s->model != NULL) {
        thread_started_compared(s, process, thread, with_area);
    }
    if (thread != NONE && how >= HOW_PRIORITY) {
        priority_play(s, thread, (how - HOW_PRIORITY) % PRIORITIES);
    }
}

static void operation_leave(struct session *s, thread_id thread, const struct step *step)
{
    (void)step;
    SCRIPT(s, "    machine_thread_exit(m, %u);\n", thread);
    machine_thread_exit(s->machine, thread);
    if (s->model != NULL) {
        model_thread_exit(s->model, thread);
    }
}

static void operation_fault(struct session *s, thread_id victim, const struct step *step)
{
    static const uint32_t system_space = 0xe000e000u; /* in nobody's space */
    enum fault_kind kind = (enum fault_kind)(1 + step->value[0].index);
    uint32_t address = system_space + step->value[1].index;
    SCRIPT(s, "    machine_fault(m, %u, %#x);\n", kind, address);
    machine_fault(s->machine, kind, address);
    if (s->model != NULL) {
        model_process_fault(s->model, s->model->thread[victim].process);
    }
}

/* Of a job the model knows the task. */
static void handle_compared(struct session *s, process_id owner, uint32_t value,
                            const struct model_handle *handle)
{
    unsigned slot = names_next_slot(&s->model->names, owner);
    EXPECT((value != 0) == (slot != 0), "handle %#x, slot %u", value, slot);
    if (slot != 0) {
        model_handle_make(s->model, owner, slot, handle, 0);
    }
}

static void operation_handle(struct session *s, thread_id unused, const struct step *step)
{
    (void)unused;
    process_id owner = session_choose_process(s, step->who);
    enum names_type type = (enum names_type)(1 + step->value[0].index);
    process_id process = session_choose_process(s, step->value[1].index);
    uint32_t rights = RIGHTS_ALL & ~((uint32_t)1 << step->value[2].index);
    const struct process *processes = s->kernel->process;
    if (processes[owner].state != PROCESS_RUNNING || processes[process].state != PROCESS_RUNNING ||
        processes[owner].domain != processes[process].domain) {
        return; /* nothing is named across domains, nor in or after its end */
    }
    unsigned number = named_number(s->kernel, process, type);
    object_id object = named_object(type, number);
    uint32_t value = machine_handle(s->machine, owner, object, rights);
    SCRIPT(s, "    assert_int_equal(machine_handle(m, %u, %u, %#x), %#x);\n", owner, object, rights,
           value);
    if (s->model != NULL) {
        unsigned task = s->kernel->process[process].task;
        const struct model_handle handle = {
            .type = type, .object = type == NAMES_JOB ? 1 + task : number, .rights = rights};
        handle_compared(s, owner, value, &handle);
    }
}

static void operation_close(struct session *s, thread_id unused, const struct step *step)
{
    (void)unused;
    process_id owner = session_choose_process(s, step->who);
    uint32_t value = session_value(s, owner, &verb_at(step->verb)->operand[0], &step->value[0]);
    slot_id slot = name_slot(s->kernel, owner, value);
    if (s->model != NULL) {
        const struct names_entry *entry = names_find(&s->model->names, owner, value);
        unsigned expected = entry == NULL ? NONE : entry->slot;
        SCRIPT(s, "    assert_int_equal(name_slot(machine_kernel(m), %u, %#x), %u);\n", owner,
               value, expected);
        EXPECT(slot == expected, "name %#x means slot %u", value, slot);
        if (entry != NULL) {
            model_handle_close(s->model, owner, slot);
            model_settle(s->model);
        }
    }
    if (slot != NONE) {
        SCRIPT(s, "    deed_close(m, %u, %u);\n", owner, slot);
        deed_close(s->machine, owner, slot);
    }
}

#define OPERATION(number, constant, name, actor, operands) [number] = operation_##name,
static void (*const operations[OPERATIONS])(struct session *, thread_id, const struct step *) = {
#include "operations.def"
};

/* The thread that acts or is acted upon; NONE: the actor is no thread, or there is none. */
static thread_id actor_choose(struct session *s, enum actor actor, unsigned who)
{
    if (actor == ACTOR_THREAD) {
        return session_choose(s, who);
    }
    return actor == ACTOR_STARTED ? session_choose_started(s, who) : NONE;
}

static void step_play(struct session *s, const struct step *step)
{
    enum actor actor = verb_at(step->verb)->actor;
    thread_id thread = actor_choose(s, actor, step->who);
    if (actor == ACTOR_THREAD && thread == NONE) {
        outside_play(s);
    } else if (actor == ACTOR_STARTED && thread == NONE) {
        return; /* what will happen next is time's or a line's */
    } else if (step->verb < VERB_OPERATION) {
        operation_call(s, thread, step);
    } else {
        operations[step->verb - VERB_OPERATION](s, thread, step);
    }
}

void session_step(struct session *s, const struct step *step)
{
    s->serial++;
    step_play(s, step);
    session_learn_handles(s);
    if (s->model != NULL && s->script != NULL) {
        script_expect(s);
    }
    session_learn_runs(s);
    if (s->model != NULL) {
        counters_state(s->kernel);
        compare_all(s);
    }
}

uint64_t session_play(struct session *s, struct reader *steps)
{
    while (reader_has_more(steps) && !machine_halted(s->machine, NULL) &&
           s->given < SESSION_GIVEN) {
        const struct step step = step_next(steps);
        session_step(s, &step);
    }
    return machine_hash(s->machine);
}
