/*
 * check_events.c: each row spoils one thing about events, signals, interrupts, alarms or tasks;
 * kernel_check must complain, in these words.
 */
#include "check.h"

#include "corruption.h"
#include "fixture.h"

enum { A = 10, B = 20, C = 30, D = 40, LINE = 4 };

/* A has two signals, two interrupts and a message to read; its alarm beats; D waits to restart. */
struct scene {
    struct machine *m;
    struct kernel *k;
    process_id a, b, dead;
};

static struct machine *make_machine(void)
{
    return MACHINE({.label = A, .priority = 5, .irq_first = LINE, .irq_count = 3},
                   {.label = B, .priority = 5, .irq_first = LINE + 3, .irq_count = 1},
                   {.label = C, .priority = 5},
                   {.label = D, .priority = 5, .on_exit = ENDING_RESTART});
}

static void scene_make(struct scene *s)
{
    struct machine *m = s->m;
    *s = (struct scene){.m = m, .k = machine_kernel(m)};
    s->a = machine_process(m, A);
    s->b = machine_process(m, B);
    s->dead = CONFIG_PROCESSES;
    for (unsigned i = 0; i < 2; i++) {
        run(m, thread_of(m, D));
        call_parks(m, SYS_EXIT, 0);
    }
    run(m, thread_of(m, A));
    assert_int_equal(call_returns(m, SYS_ALARM, 9, ALARM_PERIODIC), SENTRY_OK);
    for (uint32_t line = LINE; line < LINE + 3; line++) {
        assert_int_equal(call_returns(m, SYS_IRQ_ENABLE, line), SENTRY_OK);
    }
    assert_true(machine_irq(m, LINE));
    assert_true(machine_irq(m, LINE + 1));
    run(m, thread_of(m, B));
    assert_int_equal(call_returns(m, SYS_SEND_SIGNAL, handle_of(m, A), SIGNAL_IO), SENTRY_OK);
    run(m, thread_of(m, C));
    assert_int_equal(call_returns(m, SYS_SEND_SIGNAL, handle_of(m, A), SIGNAL_IO), SENTRY_OK);
    call_parks(m, SYS_SEND_IPC, handle_of(m, A), 4);
}

#define ROWS      s->k->signal.row
#define CELL(n)   s->k->signal.row[s->a].cell[n]
#define QUEUE     s->k->irq.queue
#define IRQ(n)    s->k->irq.line[LINE + (n)]
#define PENDING   s->k->event.process[s->a].pending
#define ALARMS(p) s->k->alarm.alarm[p]
#define TASK(n)   s->k->task.task[n]

#define CORRUPTIONS(ROW)                                                                           \
    ROW("signals are no list", ROWS[s->a].first = CELLS)                                           \
    ROW("signals are no list", CELL(ROWS[s->a].last).next = ROWS[s->a].first)                      \
    ROW("empty cell in the list", CELL(ROWS[s->a].first).number = 0)                               \
    ROW("empty cell in the list", ROWS[s->b].first = 1)                                            \
    ROW("wrong end of the signals", ROWS[s->a].last = ROWS[s->a].first)                            \
    ROW("unknown signal", CELL(s->b).number = SIGNAL_USR2 + 1)                                     \
    ROW("unknown signal", CELL(0).number = 255)                                                    \
    ROW("signal that is not listed", CELL(CELL_PIPE).number = SIGNAL_PIPE)                         \
    ROW("signal that is not listed", CELL(0).number = SIGNAL_PIPE)                                 \
    ROW("signal that is not listed", ROWS[s->a].first = CELL(ROWS[s->a].first).next)               \
    ROW("signal to nobody", ROWS[s->dead].first = ROWS[s->dead].last = 1;                          \
        ROWS[s->dead].cell[1].number = 1)                                                          \
    ROW("interrupts are no list", QUEUE[s->a].first = CONFIG_IRQS)                                 \
    ROW("interrupts are no list", IRQ(1).next = LINE)                                              \
    ROW("interrupt of somebody else", IRQ(1).owner = s->b)                                         \
    ROW("interrupt of somebody else", QUEUE[s->b].first = LINE)                                    \
    ROW("listed but not queued", IRQ(0).queued = 0)                                                \
    ROW("wrong end of the interrupts", QUEUE[s->a].last = LINE)                                    \
    ROW("wrong end of the interrupts", QUEUE[s->b].last = LINE)                                    \
    ROW("interrupt that is not listed", IRQ(2).queued = 1)                                         \
    ROW("interrupt that is not listed", QUEUE[s->a].first = LINE + 1)                              \
    ROW("line in no state", IRQ(2).enabled = 2)                                                    \
    ROW("line in no state", IRQ(2).masked = 2)                                                     \
    ROW("line in no state", IRQ(9).queued = 2)                                                     \
    ROW("line of nobody", IRQ(9).enabled = 1)                                                      \
    ROW("line of nobody", IRQ(9).masked = 1)                                                       \
    ROW("line of nobody", IRQ(9).queued = 1)                                                       \
    ROW("line of a dead process", IRQ(9).owner = s->dead)                                          \
    ROW("wrong count of armed lines", s->k->irq.armed++)                                           \
    ROW("wrong count of armed lines", IRQ(0).masked = 0)                                           \
    ROW("wrong count of armed lines", IRQ(2).masked = 1)                                           \
    ROW("wrong count of armed lines", IRQ(3).enabled = 1)                                          \
    ROW("wrong mask of pending", PENDING = EVENT_SIGNAL | EVENT_IRQ)                               \
    ROW("wrong mask of pending", PENDING = EVENT_IPC | EVENT_IRQ)                                  \
    ROW("wrong mask of pending", PENDING = EVENT_IPC | EVENT_SIGNAL)                               \
    ROW("wrong mask of pending", PENDING = EVENT_MASK_ALL)                                         \
    ROW("wrong mask of pending", s->k->event.process[s->b].pending = EVENT_IPC)                    \
    ROW("alarm of a dead process", timer_start(s->k, timer_of_alarm(s->dead), TIME_NEVER - 1))     \
    ROW("period of no alarm", ALARMS(s->b).period_ms = 1)                                          \
    ROW("period of no alarm", timer_stop(s->k, timer_of_alarm(s->a)))                              \
    ROW("with a restart ahead", timer_start(s->k, timer_of_restart(1), TIME_NEVER - 1))            \
    ROW("task does not know its process", TASK(0).process = NONE)                                  \
    ROW("task does not know its process", TASK(0).process = s->b)                                  \
    ROW("too many or too few processes", TASK(3).process = s->dead;                                \
        timer_stop(s->k, timer_of_restart(3)))

static const struct corruption corruptions[] = {CORRUPTIONS(DESCRIPTION)};

static void corrupt(struct scene *s, int n)
{
    CORRUPTIONS(CASE)
}

static void corruptions_are_noticed(void **state)
{
    (void)state;
    struct scene s = {.m = make_machine()};
    assert_noticed(corruptions, s.m, &s, scene_make, corrupt, kernel_check);
}

int main(void)
{
    const struct CMUnitTest tests[] = {TEST(corruptions_are_noticed)};
    return cmocka_run_group_tests_name("check_events", tests, NULL, NULL);
}
