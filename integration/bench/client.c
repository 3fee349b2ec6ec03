/*
 * MAIN of the benchmark: measures one row after the other. Ends with the row's number plus one if a
 * call does not do what it is measured for.
 */
#include "marker.h"

#include <stdbool.h>
#include <uapi/uapi.h>

#include "life_stage.h"
#include "stage.h"
#include "task_stage.h"

/* The handles of those who never end. */
static struct {
    taskh_t self;
    taskh_t listener;
} client;

static void require(enum row row, bool good)
{
    if (!good) {
        sys_exit((int32_t)row + 1);
    }
}

static taskh_t find(enum row row, uint32_t label)
{
    taskh_t task = 0;
    require(row, sys_get_task_handle(label) == STATUS_OK);
    (void)copy_from_kernel((uint8_t *)&task, sizeof task);
    return task;
}

static void nothing(void)
{
}

#define MEASURE_CALL(row, text, before, call, expected)                                            \
    for (unsigned i = 0; i < SAMPLES; i++) {                                                       \
        (void)(before);                                                                            \
        MARK_START(ROW_##row);                                                                     \
        uint32_t result = (uint32_t)(call);                                                        \
        MARK_STOP();                                                                               \
        require(ROW_##row, result == (uint32_t)(expected));                                        \
    }

static void measure_calls(void)
{
    CALL_ROWS(MEASURE_CALL)
}

static void measure_empty(void)
{
    for (unsigned i = 0; i < SAMPLES; i++) {
        MARK_START(ROW_EMPTY);
        MARK_STOP();
    }
}

/* The yielder does the same: each stop belongs to the other one's start. */
static void measure_yield(void)
{
    taskh_t yielder = find(ROW_YIELD, LABEL_YIELDER);
    require(ROW_YIELD, sys_send_ipc(yielder, 1) == STATUS_OK);
    for (unsigned i = 0; i < SAMPLES; i++) {
        MARK_START(ROW_YIELD);
        (void)sys_sched_yield();
        MARK_STOP();
    }
    (void)sys_sleep(1, SLEEP_MODE_DEEP); /* the yielder has one turn left */
}

/* The other thread does the same, on a stack in the process's data. */
static void yields(void)
{
    for (unsigned i = 0; i < SAMPLES; i++) {
        MARK_START(ROW_YIELD_THREAD);
        (void)sys_sched_yield();
        MARK_STOP();
    }
    zx_thread_exit();
}

static void measure_yield_thread(void)
{
    zx_handle_t thread = ZX_HANDLE_INVALID;
    require(ROW_YIELD_THREAD,
            zx_thread_create(ANVIL_SELF_PROCESS, NAME, NAME_LEN, 0, &thread) == ZX_OK);
    require(ROW_YIELD_THREAD,
            zx_thread_start(thread, (zx_vaddr_t)yields, life_stack(), 0, 0) == ZX_OK);
    for (unsigned i = 0; i < SAMPLES; i++) {
        MARK_START(ROW_YIELD_THREAD);
        (void)sys_sched_yield();
        MARK_STOP();
    }
    (void)sys_sleep(1, SLEEP_MODE_DEEP);
    (void)zx_handle_close(thread);
}

/* A request and its answer of the same length, from the first call to the return of the second. */
#define MEASURE_IPC(row, label, length, timeout)                                                   \
    do {                                                                                           \
        taskh_t server = find(row, label);                                                         \
        for (unsigned i = 0; i < SAMPLES; i++) {                                                   \
            MARK_START(row);                                                                       \
            enum Status sent = sys_send_ipc(server, length);                                       \
            enum Status received = sys_wait_for_event(EVENT_TYPE_IPC, timeout);                    \
            MARK_STOP();                                                                           \
            require(row, sent == STATUS_OK && received == STATUS_OK);                              \
            require(row, _s_svc_exchange[1] == (length));                                          \
        }                                                                                          \
    } while (false)

static void measure_ipc(void)
{
    MEASURE_IPC(ROW_IPC_16, LABEL_SERVER, 16, 0);
    MEASURE_IPC(ROW_IPC_64, LABEL_SERVER, 64, 0);
    MEASURE_IPC(ROW_IPC_248, LABEL_SERVER, 248, 0);
    MEASURE_IPC(ROW_IPC_64_EQUAL, LABEL_EQUAL, 64, 0);
    MEASURE_IPC(ROW_IPC_64_TIMEOUT, LABEL_EQUAL, 64, 1000);
}

static void measure_send_and_wait(void)
{
    taskh_t replier = find(ROW_SEND_AND_WAIT, LABEL_REPLIER);
    for (unsigned i = 0; i < SAMPLES; i++) {
        MARK_START(ROW_SEND_AND_WAIT);
        enum Status status = sys_send_and_wait(replier, 64, EVENT_TYPE_IPC, 0);
        MARK_STOP();
        require(ROW_SEND_AND_WAIT, status == STATUS_OK && _s_svc_exchange[1] == 64);
    }
}

/* A signal and the wait for one; what comes has this number. */
#define MEASURE_SIGNAL(row, label, number)                                                         \
    do {                                                                                           \
        taskh_t target = find(row, label);                                                         \
        for (unsigned i = 0; i < SAMPLES; i++) {                                                   \
            MARK_START(row);                                                                       \
            enum Status sent = sys_send_signal(target, SIGNAL_USR1);                               \
            enum Status received = sys_wait_for_event(EVENT_TYPE_SIGNAL, 0);                       \
            MARK_STOP();                                                                           \
            require(row, sent == STATUS_OK && received == STATUS_OK);                              \
            require(row, _s_svc_exchange[8] == (number));                                          \
        }                                                                                          \
    } while (false)

static void measure_signals(void)
{
    MEASURE_SIGNAL(ROW_SIGNAL, LABEL_CLIENT, SIGNAL_USR1);
    MEASURE_SIGNAL(ROW_NOTIFICATION, LABEL_NOTIFIER, SIGNAL_USR2);
}

/* Longer than the driver's timer runs. */
#define SPINS 5000

/* The driver's timer interrupts the loop; the driver stops. */
static void measure_interrupt(void)
{
    taskh_t driver = find(ROW_INTERRUPT, LABEL_DRIVER);
    for (unsigned i = 0; i < SAMPLES; i++) {
        require(ROW_INTERRUPT, sys_send_ipc(driver, 1) == STATUS_OK);
        MARK_START(ROW_INTERRUPT);
        MARK(MARKER_AT_ENTRY);
        for (unsigned spin = 0; spin < SPINS; spin++) {
            __asm__ volatile("");
        }
    }
}

/* Measured by the refiller, which owns the devices. */
static void measure_refill(void)
{
    require(ROW_REFILL, sys_send_ipc(find(ROW_REFILL, LABEL_REFILLER), 1) == STATUS_OK);
    (void)sys_sleep(1, SLEEP_MODE_DEEP);
}

/* The newcomer stops, then starts what ends here. */
static void measure_start_and_exit(void)
{
    for (unsigned i = 0; i < SAMPLES; i++) {
        MARK_START(ROW_START);
        enum Status status = sys_start(LABEL_NEWCOMER);
        MARK_STOP();
        require(ROW_START, status == STATUS_OK);
    }
}

/* A task that was not restarted for this long is restarted at once. */
#define CALM_MS      1100
#define SAMPLES_CALM 16

/* Runs of these tasks end by a signal, and stop when they run again. */
static void measure_respawn(enum row row, uint32_t label, enum Signal order)
{
    for (unsigned i = 0; i < SAMPLES_CALM; i++) {
        (void)sys_sleep(CALM_MS, SLEEP_MODE_DEEP);
        require(row, sys_send_signal(find(row, label), order) == STATUS_OK);
    }
}

/* With the whole crowd waiting for a task that ends instead of reading. */
static void measure_respawn_large(void)
{
    for (unsigned i = 0; i < SAMPLES_CALM; i++) {
        for (uint32_t member = LABEL_CROWD1; member < LABEL_CROWD1 + CROWD_SIZE; member++) {
            taskh_t task = find(ROW_RESPAWN_LARGE, member);
            require(ROW_RESPAWN_LARGE, sys_send_ipc(task, 1) == STATUS_OK);
        }
        (void)sys_sleep(CALM_MS, SLEEP_MODE_DEEP);
        taskh_t large = find(ROW_RESPAWN_LARGE, LABEL_LARGE);
        require(ROW_RESPAWN_LARGE, sys_send_signal(large, SIGNAL_USR1) == STATUS_OK);
        (void)sys_sleep(1, SLEEP_MODE_DEEP);
    }
}

/* The waiter stops. */
static void measure_signal_wakes(void)
{
    for (unsigned i = 0; i < SAMPLES; i++) {
        MARK_START(ROW_SIGNAL_WAKES);
        zx_status_t status = zx_object_signal(SHARED_EVENT, 0, ZX_EVENT_SIGNALED);
        MARK_STOP();
        require(ROW_SIGNAL_WAKES, status == ZX_OK);
    }
}

/* To the courier and back, with a handle or without. */
#define MEASURE_CHANNEL(row, handles)                                                              \
    for (unsigned i = 0; i < SAMPLES; i++) {                                                       \
        require(row, stage_duplicate(handles));                                                    \
        MARK_START(row);                                                                           \
        zx_status_t written =                                                                      \
            zx_channel_write(SHARED_CHANNEL, 0, stage.bytes, 64, stage.made, handles);             \
        zx_status_t waited =                                                                       \
            zx_object_wait_one(SHARED_CHANNEL, ZX_CHANNEL_READABLE, ZX_TIME_INFINITE, NULL);       \
        zx_status_t read =                                                                         \
            zx_channel_read(SHARED_CHANNEL, 0, stage.bytes, stage.made, 64, handles, NULL, NULL);  \
        MARK_STOP();                                                                               \
        require(row, written == ZX_OK && waited == ZX_OK && read == ZX_OK);                        \
        require(row, stage_close(handles));                                                        \
    }

static void measure_channels(void)
{
    MEASURE_CHANNEL(ROW_CHANNEL_64, 0)
    MEASURE_CHANNEL(ROW_CHANNEL_64_HANDLE, 1)
}

/* One end goes, and with it all that lies in it. */
#define MEASURE_CLOSE(row, messages)                                                               \
    for (unsigned i = 0; i < SAMPLES_CALM; i++) {                                                  \
        require(row, stage_nest(messages) == (messages));                                          \
        MARK_START(row);                                                                           \
        zx_status_t status = zx_handle_close(stage.made[0]);                                       \
        MARK_STOP();                                                                               \
        require(row, status == ZX_OK);                                                             \
    }

static void measure_close(void)
{
    MEASURE_CLOSE(ROW_CLOSE_1, 1)
    MEASURE_CLOSE(ROW_CLOSE_8, 8)
}

/* Who ends starts; the client, which waits for the end, stops. */
static void measure_exits(void)
{
    for (unsigned i = 0; i < SAMPLES_CALM; i++) {
        require(ROW_PROCESS_EXIT, life_make() && life_start(life_exits));
        zx_status_t status =
            zx_object_wait_one(life.process, ZX_PROCESS_TERMINATED, ZX_TIME_INFINITE, NULL);
        MARK_STOP();
        require(ROW_PROCESS_EXIT, status == ZX_OK);
        require(ROW_THREAD_EXIT, life_second());
        require(ROW_THREAD_EXIT, zx_thread_start(life.second, (zx_vaddr_t)life_thread_exits,
                                                 life_stack(), 0, 0) == ZX_OK);
        status = zx_object_wait_one(life.second, ZX_THREAD_TERMINATED, ZX_TIME_INFINITE, NULL);
        MARK_STOP();
        require(ROW_THREAD_EXIT, status == ZX_OK);
    }
}

/* The thread's pc moves behind the instruction, which has two bytes. */
static bool fault_repair(void)
{
    const uint32_t handled = ZX_EXCEPTION_STATE_HANDLED;
    bool good = zx_thread_read_state(life.thread, ZX_THREAD_STATE_GENERAL_REGS, &life.registers,
                                     sizeof life.registers) == ZX_OK;
    life.registers.pc += 2;
    return good &&
           zx_thread_write_state(life.thread, ZX_THREAD_STATE_GENERAL_REGS, &life.registers,
                                 sizeof life.registers) == ZX_OK &&
           zx_object_set_property(life.exception, ZX_PROP_EXCEPTION_STATE, &handled,
                                  sizeof handled) == ZX_OK &&
           zx_handle_close(life.exception) == ZX_OK;
}

/* The thread that faults starts, and stops. */
static void measure_fault_handled(void)
{
    require(ROW_FAULT_HANDLED, life_fault());
    for (unsigned i = 0; i < SAMPLES; i++) {
        require(ROW_FAULT_HANDLED, fault_repair());
        require(ROW_FAULT_HANDLED, life_read());
    }
    life_end();
}

static void measure_kill_job(void)
{
    for (unsigned i = 0; i < SAMPLES_CALM; i++) {
        require(ROW_KILL_JOB, life_tree() >= TREE_SIZE);
        MARK_START(ROW_KILL_JOB);
        zx_status_t status = zx_task_kill(life.job);
        MARK_STOP();
        require(ROW_KILL_JOB, status == ZX_OK);
    }
}

int main(void)
{
    require(ROW_HANDLE_DUPLICATE, stage_set());
    require(ROW_TASK_MAP, task_stage_set());
    client.self = find(ROW_SIGNAL, LABEL_CLIENT);
    client.listener = find(ROW_SEND_IPC, LABEL_LISTENER);
    measure_empty();
    measure_calls();
    life_end();
    measure_yield();
    measure_yield_thread();
    measure_ipc();
    measure_send_and_wait();
    (void)sys_wait_for_event(EVENT_TYPE_SIGNAL, -1);
    measure_signals();
    measure_interrupt();
    measure_refill();
    measure_start_and_exit();
    measure_respawn(ROW_RESPAWN, LABEL_PHOENIX, SIGNAL_USR1);
    measure_respawn(ROW_RESPAWN_CHANNEL, LABEL_REBORN, SIGNAL_USR1);
    measure_respawn(ROW_FAULT_RESPAWN, LABEL_PHOENIX, SIGNAL_USR2);
    measure_respawn_large();
    measure_signal_wakes();
    measure_channels();
    measure_close();
    measure_exits();
    measure_fault_handled();
    measure_kill_job();
    return 0;
}
