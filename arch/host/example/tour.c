/*
 * A tour of the host library: two tasks that send to each other, in a machine inside this program.
 *
 * Shown in arch/host/README.md, and run as a test.
 */
#include <anvil/machine.h>
#include <anvil/syscalls.h>
#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "sentry.h"

/* The handle that thread gets for the task with this label. */
static uint32_t look_up(struct machine *m, thread_id thread, uint32_t label)
{
    machine_run(m, thread);
    struct machine_result got = machine_call(m, SYS_GET_TASK_HANDLE, (uint32_t[8]){label});
    assert(got.returned && got.value == SENTRY_OK);
    uint32_t handle;
    (void)memcpy(&handle, machine_area(m, thread), sizeof handle);
    return handle;
}

int main(void)
{
    /* Two tasks, and the machine that has booted them. */
    const struct machine_task tasks[] = {{.label = 0xcafe, .priority = 8},
                                         {.label = 0xbeef, .priority = 8}};
    struct machine_image image;
    machine_image_build(&image, tasks, 2);
    struct machine *m = machine_create(&image.image);
    thread_id ping = machine_first_thread(m, machine_process(m, 0xcafe));
    thread_id pong = machine_first_thread(m, machine_process(m, 0xbeef));
    uint32_t to_pong = look_up(m, ping, 0xbeef);
    uint32_t to_ping = look_up(m, pong, 0xcafe);

    /* ping sends, and is parked; pong sends back, and is refused. */
    machine_run(m, ping);
    (void)memcpy(machine_area(m, ping), "hello", 5);
    struct machine_result sent = machine_call(m, SYS_SEND_IPC, (uint32_t[8]){to_pong, 5});
    assert(!sent.returned && machine_current(m) == pong);
    uint64_t before = machine_hash(m);
    sent = machine_call(m, SYS_SEND_IPC, (uint32_t[8]){to_ping, 5});
    assert(sent.returned && sent.value == SENTRY_DEADLK);
    assert(machine_hash(m) == before); /* a refused call changes nothing */

    /* pong reads; that wakes ping. */
    struct machine_result read = machine_call(m, SYS_WAIT_FOR_EVENT, (uint32_t[8]){EVENT_IPC, 0});
    assert(read.returned && read.value == SENTRY_OK);
    assert(memcmp(machine_area(m, pong) + EVENT_HEADER_SIZE, "hello", 5) == 0);
    assert(machine_call_result(m, ping) == SENTRY_OK);

    /* pong touches memory that is not its own, and ends; ping goes on. */
    uint32_t word = 0;
    bool stored = machine_store(m, MACHINE_RAM_BASE + MACHINE_RAM_SIZE - 4, &word, sizeof word);
    assert(!stored);
    assert(machine_process(m, 0xbeef) == NONE && machine_current(m) == ping);
    uint32_t logged;
    (void)printf("%s", machine_log(m, &logged));

    /* Every invariant of the kernel holds; and back to where it was after boot. */
    assert(machine_check(m) == NULL);
    machine_reset(m);
    assert(machine_process(m, 0xbeef) != NONE);
    machine_destroy(m);
    return 0;
}
