/*
 * Compares a machine with the model: who runs, what each thread does, what it will find in its
 * register and in its exchange area, which processes run, which lines may fire, the time, and
 * whether the board has halted.
 *
 * The only file that knows both the kernel's structures and the model's. It changes neither.
 */
#include <string.h>

#include "expect.h"
#include "session.h"

/* What the model calls the states of a thread. */
static const enum model_state states[] = {
    [THREAD_FREE] = MODEL_ABSENT,
    [THREAD_INITIAL] = MODEL_ABSENT,
    [THREAD_READY] = MODEL_READY,
    [THREAD_SENDING] = MODEL_SENDING,
    [THREAD_WAITING] = MODEL_WAITING,
    [THREAD_SLEEPING] = MODEL_SLEEPING,
    [THREAD_NANOSLEEPING] = MODEL_NANOSLEEPING,
    [THREAD_AWAITING] = MODEL_AWAITING,
    [THREAD_DEAD] = MODEL_ABSENT,
};

static void compare_thread(const struct session *s, thread_id thread)
{
    const struct model_thread *expected = &s->model->thread[thread];
    enum model_state state = states[s->kernel->thread[thread].state];
    EXPECT(state == expected->state, "thread %u: %u, model %u", thread, state, expected->state);
    if (state == MODEL_ABSENT) {
        return;
    }
    if (state == MODEL_READY && expected->has_result) {
        uint32_t result = machine_call_result(s->machine, thread);
        EXPECT(result == expected->result, "thread %u: result %u, model %u", thread, result,
               expected->result);
    }
    const uint8_t *area = machine_area(s->machine, thread);
    EXPECT((area != NULL) == (expected->area_at != 0), "thread %u's area", thread);
    EXPECT(area == NULL || memcmp(area, expected->area, MODEL_AREA) == 0,
           "thread %u's area: contents differ", thread);
}

/* What the model calls the ways to end. */
static const enum model_ending endings[] = {
    [ENDED_NOT] = MODEL_HAS_NOT_ENDED,
    [ENDED_EXIT] = MODEL_EXITED,
    [ENDED_FAULT] = MODEL_FAULTED,
    [ENDED_KILLED] = MODEL_KILLED,
};

/* What has been forgotten is nobody's business. */
static void compare_ending(const struct session *s, process_id process)
{
    const struct process *ended = &s->kernel->process[process];
    const struct model_process *expected = &s->model->process[process];
    if (ended->state == PROCESS_DEAD) {
        EXPECT(endings[ended->ending] == expected->ending &&
                   ended->return_code == expected->return_code,
               "process %u: ended by %u with %lld, model %u, %lld", process, ended->ending,
               (long long)ended->return_code, expected->ending, (long long)expected->return_code);
    }
}

static void compare_processes(const struct session *s)
{
    for (process_id process = 1; process <= CONFIG_PROCESSES; process++) {
        bool runs = s->kernel->process[process].state == PROCESS_RUNNING;
        EXPECT(runs == s->model->process[process].running, "process %u runs: %d", process, runs);
        EXPECT(!runs || s->kernel->process[process].task == s->model->process[process].task,
               "process %u runs another task", process);
        compare_ending(s, process);
    }
}

static void compare_lines(const struct session *s)
{
    for (unsigned line = 0; line < CONFIG_IRQS; line++) {
        bool enabled = machine_irq_enabled(s->machine, line);
        EXPECT(enabled == model_line_armed(s->model, line), "line %u may fire: %d", line, enabled);
    }
}

void compare_new_name(const struct session *s, process_id process, uint32_t name)
{
    const struct names *names = &s->model->names;
    EXPECT(s->model->process[process].running && s->model->process[process].handle == 0,
           "process %u has begun", process);
    EXPECT(names_task_handle_is_new(names, process, name), "task handle %#x of process %u", name,
           process);
}

static void compare_halt(const struct session *s)
{
    uint32_t status = 0;
    bool halted = machine_halted(s->machine, &status);
    EXPECT(halted == s->model->halted, "halted: %d, model %d", halted, s->model->halted);
    EXPECT(!halted || status == s->model->halt_status, "halted with %u, model %u", status,
           s->model->halt_status);
}

void compare_all(const struct session *s)
{
    const char *broken = machine_check(s->machine);
    EXPECT(broken == NULL, "invariant: %s", broken);
    compare_halt(s);
    if (s->model->halted) {
        return; /* a halted board's threads are nobody's business */
    }
    thread_id current = machine_current(s->machine);
    EXPECT(current == s->model->current, "thread %u runs, model %u", current, s->model->current);
    EXPECT(machine_now(s->machine) == s->model->now, "the clocks differ");
    for (thread_id thread = 1; thread <= CONFIG_THREADS; thread++) {
        compare_thread(s, thread);
    }
    compare_processes(s);
    compare_lines(s);
    compare_objects(s);
    compare_spaces(s);
}

void compare_result(const struct model_outcome *expected, const struct machine_result *result)
{
    EXPECT(result->returned == expected->returned, "returned: %d, model %d", result->returned,
           expected->returned);
    EXPECT(!result->returned || result->value == expected->value, "returned %u, model %u",
           result->value, expected->value);
}
