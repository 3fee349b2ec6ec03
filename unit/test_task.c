/*
 * task.c: first starts, restarts and their delays, and what is left of an ended run: nothing.
 */
#include "fixture.h"

#include <string.h>

enum { A = 10, B = 20, C = 30, EVE = 40 };
#define MS ((uint64_t)MACHINE_TICKS_PER_MS)

/* A restarts whatever happens, B looks on, C starts by hand, Eve lives elsewhere. */
static struct machine *make_four(void)
{
    return MACHINE({.label = A,
                    .priority = 5,
                    .domain = 1,
                    .on_exit = ENDING_RESTART,
                    .on_fault = ENDING_RESTART},
                   {.label = B, .priority = 5, .domain = 1, .capabilities = CAPABILITY_START},
                   {.label = C, .priority = 5, .domain = 1, .start = START_MANUAL},
                   {.label = EVE, .priority = 5, .domain = 2, .capabilities = CAPABILITY_START});
}

static void end(struct machine *m, uint32_t label, bool fault)
{
    run(m, thread_of(m, label));
    if (fault) {
        machine_fault(m, FAULT_DIVIDE, 0);
        check(m);
    } else {
        call_parks(m, SYS_EXIT, 3);
    }
}

static void assert_respawned(struct machine *m, uint32_t label, bool respawned)
{
    run(m, thread_of(m, label));
    assert_int_equal(call_returns(m, SYS_HAS_RESPAWNED), respawned ? SENTRY_OK : SENTRY_AGAIN);
}

/* ---- Restarts. ---- */

static void each_ending_has_its_wish(void **state)
{
    (void)state;
    for (unsigned i = 0; i < 8; i++) {
        bool on_exit = (i & 1) != 0;
        bool on_fault = (i & 2) != 0;
        bool fault = (i & 4) != 0;
        struct machine *m = MACHINE({.label = A,
                                     .on_exit = on_exit ? ENDING_RESTART : ENDING_NONE,
                                     .on_fault = on_fault ? ENDING_RESTART : ENDING_NONE},
                                    {.label = B});
        end(m, A, fault);
        assert_int_equal(machine_process(m, A) != NONE, fault ? on_fault : on_exit);
        assert_false(machine_halted(m, NULL));
    }
}

/* Runs take the two reserved processes in turn; no handle of an ended run is ever good again. */
static void runs_alternate_and_old_handles_are_dead(void **state)
{
    (void)state;
    struct machine *m = make_four();
    process_id first = machine_process(m, A);
    uint32_t dead[4];
    for (unsigned i = 0; i < 4; i++) {
        assert_int_equal(machine_process(m, A), first + i % 2);
        assert_int_equal(thread_of(m, A), first + i % 2);
        assert_respawned(m, A, i > 0);
        dead[i] = handle_of(m, A);
        end(m, A, i % 2 == 0);
        advance_ms(m, 1100);
        for (unsigned j = 0; j <= i; j++) {
            run(m, thread_of(m, B));
            assert_int_not_equal(handle_of(m, A), dead[j]);
            assert_int_equal(call_returns(m, SYS_SEND_IPC, dead[j], 1), SENTRY_INVALID);
            assert_int_equal(call_returns(m, SYS_SEND_SIGNAL, dead[j], 1), SENTRY_INVALID);
        }
    }
    assert_respawned(m, B, false);
}

/* At once; then 1, 2, 4 ... 1000 ms, as long as it does not run for more than a second. */
static void restarts_that_follow_each_other_wait(void **state)
{
    (void)state;
    static const uint32_t delays[] = {0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1000, 1000, 1000};
    struct machine *m = make_four();
    for (unsigned i = 0; i < sizeof delays / sizeof delays[0]; i++) {
        end(m, A, i % 2 == 0);
        if (delays[i] > 0) {
            assert_int_equal(machine_process(m, A), NONE);
            advance_ticks(m, delays[i] * MS - 1);
            assert_int_equal(machine_process(m, A), NONE);
            advance_ticks(m, 1);
        }
        assert_int_not_equal(machine_process(m, A), NONE);
    }
}

/* A run of a second still counts as short, one tick more does not. */
static void calm_run_restarts_at_once(void **state)
{
    (void)state;
    for (unsigned over = 0; over < 2; over++) {
        struct machine *m = make_four();
        advance_ticks(m, 77);
        end(m, A, false);
        end(m, A, false); /* waits 1 ms */
        advance_ms(m, 1);
        advance_ticks(m, 1000 * MS + over);
        end(m, A, false);
        assert_int_equal(machine_process(m, A) != NONE, over == 1);
        if (over == 1) { /* and the delays begin anew */
            end(m, A, false);
            advance_ticks(m, MS);
            assert_int_not_equal(machine_process(m, A), NONE);
        }
    }
}

static void board_does_not_halt_before_a_restart(void **state)
{
    (void)state;
    struct machine *m = MACHINE({.label = A, .on_exit = ENDING_RESTART});
    end(m, A, false);
    end(m, A, false);
    assert_int_equal(machine_current(m), NONE);
    assert_false(machine_halted(m, NULL));
    assert_true(machine_advance_to_deadline(m));
    assert_int_equal(machine_current(m), thread_of(m, A));
}

/* ---- Nothing is left of the earlier run. ---- */

static void memory_is_as_after_boot(void **state)
{
    (void)state;
    struct machine_image *image = fixture_image(
        (const struct machine_task[]){{.label = A, .on_exit = ENDING_RESTART}, {.label = B}}, 2);
    image->tasks[0].data_size = 8;
    struct machine *m = fixture_boot(image);
    const struct image_task *task = &image->tasks[0];
    static const uint8_t initial[8] = {1, 2, 3, 4, 5, 6, 7, 8};
    const uint8_t zeros[256] = {0};
    memcpy(machine_memory(m, task->data_load, 8), initial, 8);
    memset(machine_memory(m, task->data.base, 256), 0xaa, 256);
    memset(machine_memory(m, task->stack.base, 256), 0xaa, 256);
    memset(machine_memory(m, task->area, 256), 0xaa, 256);
    end(m, A, false);
    assert_memory_equal(machine_memory(m, task->data.base, 8), initial, 8);
    assert_memory_equal(machine_memory(m, task->data.base + 8, 248), zeros, 248);
    assert_memory_equal(machine_memory(m, task->stack.base, 256), zeros, 256);
    assert_memory_equal(machine_memory(m, task->area, 256), zeros, 256);
}

/* Events sent to the ended run are not the new one's; who sent them is told. */
static void events_of_the_earlier_run_are_gone(void **state)
{
    (void)state;
    struct machine *m = make_four();
    uint32_t ended = handle_of(m, A);
    run(m, thread_of(m, B));
    assert_int_equal(call_returns(m, SYS_SEND_SIGNAL, ended, SIGNAL_USR1), SENTRY_OK);
    call_parks(m, SYS_SEND_IPC, ended, 4);
    end(m, A, true);
    assert_int_equal(machine_call_result(m, thread_of(m, B)), SENTRY_BROKENPIPE);
    run(m, thread_of(m, B));
    assert_polled(m, EVENT_MASK_ALL, EVENT_SIGNAL, ended, SIGNAL_PIPE);
    run(m, thread_of(m, A));
    assert_nothing(m, EVENT_MASK_ALL);
}

/* Names of the run before the last are revoked, so that its entry can be taken. */
static void stale_handles_cannot_stop_a_restart(void **state)
{
    (void)state;
    struct machine *m = make_four();
    struct kernel *k = machine_kernel(m);
    process_id first = machine_process(m, A);
    process_id b = machine_process(m, B);
    thread_id thread = thread_of(m, A);
    uint32_t process_name = machine_handle(m, b, object_of_process(first), RIGHTS_ALL);
    uint32_t thread_name = machine_handle(m, b, object_of_thread(thread), RIGHTS_ALL);
    end(m, A, false);
    assert_int_equal(k->process[first].state, PROCESS_DEAD); /* still named */
    assert_int_not_equal(name_slot(k, b, process_name), NONE);
    end(m, A, false);
    advance_ms(m, 1);
    assert_int_equal(machine_process(m, A), first);
    assert_int_equal(name_slot(k, b, process_name), NONE);
    assert_int_equal(name_slot(k, b, thread_name), NONE);
}

static void deadlines_of_the_earlier_run_are_gone(void **state)
{
    (void)state;
    struct machine *m = make_four();
    thread_id second = machine_thread(m, machine_process(m, A), true);
    run(m, thread_of(m, A));
    call_parks(m, SYS_WAIT_FOR_EVENT, EVENT_IPC, 5);
    run(m, second);
    call_parks(m, SYS_EXIT, 0);
    assert_int_equal(machine_kernel(m)->time.first, NONE);
    advance_ms(m, 10);
    assert_int_not_equal(machine_process(m, A), NONE);
}

/* ---- sys_start ---- */

static void start_needs_a_task_that_does_not_run(void **state)
{
    (void)state;
    struct machine *m = make_four();
    assert_int_equal(machine_process(m, C), NONE);
    run(m, thread_of(m, A));
    assert_int_equal(call_returns(m, SYS_START, C), SENTRY_DENIED);
    assert_int_equal(call_returns(m, SYS_START, 1), SENTRY_DENIED); /* first of all */
    run(m, thread_of(m, EVE));
    assert_int_equal(call_returns(m, SYS_START, C), SENTRY_INVALID); /* another domain */
    run(m, thread_of(m, B));
    assert_int_equal(call_returns(m, SYS_START, 1), SENTRY_INVALID);
    assert_int_equal(call_returns(m, SYS_START, A), SENTRY_INVALID);
    assert_int_equal(call_returns(m, SYS_START, B), SENTRY_INVALID);
    assert_int_equal(call_returns(m, SYS_START, C), SENTRY_OK);
    assert_int_equal(call_returns(m, SYS_START, C), SENTRY_INVALID);
    assert_respawned(m, C, false); /* its first run */
    end(m, C, true);
    assert_int_equal(machine_process(m, C), NONE);
    run(m, thread_of(m, B));
    assert_int_equal(call_returns(m, SYS_START, C), SENTRY_OK);
    assert_respawned(m, C, true);
}

static void started_task_preempts(void **state)
{
    (void)state;
    struct machine *m = MACHINE({.label = A, .priority = 5, .capabilities = CAPABILITY_START},
                                {.label = B, .priority = 6, .start = START_MANUAL});
    struct machine_result r = fixture_call(m, FIXTURE_CALL(SYS_START, B));
    assert_int_equal(r.value, SENTRY_OK);
    assert_int_equal(machine_current(m), thread_of(m, B));
}

/* It starts now, once; the delay it was in does not shrink. */
static void start_replaces_the_restart_ahead(void **state)
{
    (void)state;
    struct machine *m = make_four();
    for (unsigned late = 0; late < 2; late++) { /* it ends before or after that time */
        machine_reset(m);
        for (unsigned i = 0; i < 4; i++) { /* at once, 1, 2; then 4 ms are ahead */
            end(m, A, false);
            advance_ms(m, i < 3 ? i : 0);
        }
        assert_int_equal(machine_process(m, A), NONE);
        run(m, thread_of(m, B));
        assert_int_equal(call_returns(m, SYS_START, A), SENTRY_OK);
        process_id process = machine_process(m, A);
        assert_int_equal(machine_kernel(m)->time.first, NONE);
        advance_ms(m, late != 0 ? 20 : 0);
        assert_int_equal(machine_process(m, A), process);
        end(m, A, false);
        assert_int_equal(machine_process(m, A), NONE);
        advance_ticks(m, 8 * MS - 1);
        assert_int_equal(machine_process(m, A), NONE);
        advance_ticks(m, 1);
        assert_int_not_equal(machine_process(m, A), NONE);
    }
}

/* ---- What the board halts with. ---- */

static void last_run_of_main_counts(void **state)
{
    (void)state;
    struct machine_image *image = fixture_image(
        (const struct machine_task[]){
            {.label = A, .priority = 5, .on_fault = ENDING_RESTART},
            {.label = B, .priority = 4, .capabilities = CAPABILITY_START}},
        2);
    image->image.main = 0;
    for (unsigned last = 0; last < 3; last++) {
        struct machine *m = fixture_boot(image);
        uint32_t status = 77;
        end(m, A, true); /* restarted */
        if (last == 0) {
            end(m, A, false);
        } else if (last == 1) {
            run(m, thread_of(m, A));
            call_parks(m, SYS_WAIT_FOR_EVENT, EVENT_IPC, 0);
        }
        if (last < 2) {
            end(m, B, false);
            assert_true(machine_halted(m, &status));
            assert_int_equal(status, last == 0 ? 3 : BOARD_MAIN_BLOCKED);
        } else {
            assert_false(machine_halted(m, &status));
        }
    }
}

/* A task that was to start by hand and never did is a main that nobody can wait for. */
static void main_that_never_started(void **state)
{
    (void)state;
    struct machine_image *image = fixture_image(
        (const struct machine_task[]){{.label = A, .start = START_MANUAL}, {.label = B}}, 2);
    image->image.main = 0;
    struct machine *m = fixture_boot(image);
    uint32_t status = 77;
    end(m, B, false);
    assert_true(machine_halted(m, &status));
    assert_int_equal(status, BOARD_MAIN_BLOCKED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(each_ending_has_its_wish),
        TEST(runs_alternate_and_old_handles_are_dead),
        TEST(restarts_that_follow_each_other_wait),
        TEST(calm_run_restarts_at_once),
        TEST(board_does_not_halt_before_a_restart),
        TEST(memory_is_as_after_boot),
        TEST(events_of_the_earlier_run_are_gone),
        TEST(stale_handles_cannot_stop_a_restart),
        TEST(deadlines_of_the_earlier_run_are_gone),
        TEST(start_needs_a_task_that_does_not_run),
        TEST(started_task_preempts),
        TEST(start_replaces_the_restart_ahead),
        TEST(last_run_of_main_counts),
        TEST(main_that_never_started),
    };
    return cmocka_run_group_tests_name("task", tests, NULL, NULL);
}
