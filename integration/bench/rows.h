/*
 * What is measured, and the markers by which the tasks tell the plugin.
 *
 * A marker is a reserved Thumb-2 hint, 0xf3af8000 plus its number: a NOP for the processor. Every
 * instruction executed between a row's start and the stop counts, in whatever task or handler it
 * is, but not the markers, and not what lies between pause and resume.
 *
 * A row's name in the reports is its constant in lower case. Each call of kernel/syscalls.def must
 * have the row of its own name, which report.py checks.
 */
#ifndef BENCH_ROWS_H
#define BENCH_ROWS_H

/*
 * One call, made by the client and returning to it with nobody else running in between, sleep
 * aside. CALL(constant, text, what the client does before each sample, the call, its result)
 */
#define CALL_ROWS(CALL)                                                                            \
    CALL(NOP, "null call", nothing(), anvil_nop(), 0)                                              \
    CALL(EXCHANGE_AREA, "exchange_area", nothing(), anvil_exchange_area(),                         \
         (uint32_t)(uintptr_t)_s_svc_exchange)                                                     \
    CALL(GET_TASK_HANDLE, "get_task_handle", nothing(), sys_get_task_handle(LABEL_SERVER),         \
         STATUS_OK)                                                                                \
    CALL(SEND_IPC, "send_ipc 64 B, target waits at a lower priority",                              \
         sys_sleep(1, SLEEP_MODE_DEEP), sys_send_ipc(client.listener, 64), STATUS_OK)              \
    CALL(SEND_IPC_REFUSED, "send_ipc to a name that means nothing", nothing(),                     \
         sys_send_ipc(UINT32_MAX, 64), STATUS_INVALID)                                             \
    CALL(WAIT_FOR_EVENT, "wait_for_event, a signal is there",                                      \
         sys_send_signal(client.self, SIGNAL_USR1), sys_wait_for_event(EVENT_TYPE_SIGNAL, 0),      \
         STATUS_OK)                                                                                \
    CALL(WAIT_POLL, "wait_for_event, polls, nothing is there", nothing(),                          \
         sys_wait_for_event(EVENT_TYPE_ALL, -1), STATUS_AGAIN)                                     \
    CALL(SCHED_YIELD, "sched_yield, nobody else is ready", nothing(), sys_sched_yield(),           \
         STATUS_OK)                                                                                \
    CALL(SLEEP, "sleep for 1 ms, timer and idle loop included", nothing(),                         \
         sys_sleep(1, SLEEP_MODE_DEEP), STATUS_TIMEOUT)                                            \
    CALL(LOG, "log of 64 B", nothing(), sys_log(64), STATUS_OK)                                    \
    CALL(SEND_SIGNAL, "send_signal, nobody waits", sys_wait_for_event(EVENT_TYPE_SIGNAL, -1),      \
         sys_send_signal(client.self, SIGNAL_USR1), STATUS_OK)                                     \
    CALL(ALARM, "alarm, started", sys_alarm(0, ALARM_STOP), sys_alarm(1000, ALARM_START),          \
         STATUS_OK)                                                                                \
    CALL(ALARM_STOP, "alarm, stopped", sys_alarm(1000, ALARM_START), sys_alarm(0, ALARM_STOP),     \
         STATUS_OK)                                                                                \
    CALL(IRQ_ENABLE, "irq_enable", sys_irq_disable(CLIENT_LINE), sys_irq_enable(CLIENT_LINE),      \
         STATUS_OK)                                                                                \
    CALL(IRQ_DISABLE, "irq_disable", sys_irq_enable(CLIENT_LINE), sys_irq_disable(CLIENT_LINE),    \
         STATUS_OK)                                                                                \
    CALL(GET_RANDOM, "get_random", nothing(), sys_get_random(), STATUS_OK)                         \
    CALL(GET_CYCLE, "get_cycle in nanoseconds", nothing(), sys_get_cycle(PRECISION_NANOSECONDS),   \
         STATUS_OK)                                                                                \
    CALL(HAS_RESPAWNED, "has_respawned", nothing(), sys_has_respawned(), STATUS_AGAIN)             \
    CALL(TASK_INFO, "task_info of a task with a stack of 512 B", nothing(),                        \
         anvil_task_info(LABEL_CLIENT - 1), STATUS_OK)                                             \
    CALL(TASK_INFO_LARGE, "task_info of a task with a stack of 32 KiB, hardly used", nothing(),    \
         anvil_task_info(LABEL_LARGE - 1), STATUS_OK)                                              \
    CALL(HANDLE_DUPLICATE, "handle_duplicate", zx_handle_close(stage.made[0]),                     \
         zx_handle_duplicate(stage.event, ZX_RIGHT_SAME_RIGHTS, &stage.made[0]), ZX_OK)            \
    CALL(HANDLE_REPLACE, "handle_replace", nothing(),                                              \
         zx_handle_replace(stage.made[0], ZX_RIGHT_SAME_RIGHTS, &stage.made[0]), ZX_OK)            \
    CALL(HANDLE_CLOSE, "handle_close, the object has another", stage_duplicate(1),                 \
         zx_handle_close(stage.made[0]), ZX_OK)                                                    \
    CALL(HANDLE_CLOSE_LAST, "handle_close, an event ends with it",                                 \
         zx_event_create(0, &stage.made[0]), zx_handle_close(stage.made[0]), ZX_OK)                \
    CALL(HANDLE_CLOSE_MANY, "handle_close_many of 8", stage_duplicate(8),                          \
         zx_handle_close_many(stage.made, 8), ZX_OK)                                               \
    CALL(OBJECT_GET_INFO, "object_get_info of a handle", nothing(),                                \
         zx_object_get_info(stage.event, ZX_INFO_HANDLE_BASIC, &stage.info, sizeof stage.info,     \
                            NULL, NULL),                                                           \
         ZX_OK)                                                                                    \
    CALL(OBJECT_SIGNAL, "object_signal, nobody waits", nothing(),                                  \
         zx_object_signal(stage.event, 0, ZX_EVENT_SIGNALED), ZX_OK)                               \
    CALL(OBJECT_SIGNAL_PEER, "object_signal_peer, nobody waits", nothing(),                        \
         zx_object_signal_peer(stage.pair[0], 0, ZX_EVENTPAIR_SIGNALED), ZX_OK)                    \
    CALL(OBJECT_WAIT_ONE, "object_wait_one, the signal is there", nothing(),                       \
         zx_object_wait_one(stage.event, ZX_EVENT_SIGNALED, ZX_TIME_INFINITE, &stage.shown),       \
         ZX_OK)                                                                                    \
    CALL(OBJECT_WAIT_MANY, "object_wait_many of 8, a signal is there", nothing(),                  \
         zx_object_wait_many(stage.items, 8, ZX_TIME_INFINITE), ZX_OK)                             \
    CALL(EVENT_CREATE, "event_create", zx_handle_close(stage.made[0]),                             \
         zx_event_create(0, &stage.made[0]), ZX_OK)                                                \
    CALL(EVENTPAIR_CREATE, "eventpair_create", stage_close(2),                                     \
         zx_eventpair_create(0, &stage.made[0], &stage.made[1]), ZX_OK)                            \
    CALL(CHANNEL_CREATE, "channel_create", stage_close(2),                                         \
         zx_channel_create(0, &stage.made[0], &stage.made[1]), ZX_OK)                              \
    CALL(CHANNEL_WRITE, "channel_write 64 B", stage_read(),                                        \
         zx_channel_write(stage.channel[0], 0, stage.bytes, 64, NULL, 0), ZX_OK)                   \
    CALL(CHANNEL_READ, "channel_read 64 B", stage_write(0),                                        \
         zx_channel_read(stage.channel[1], 0, stage.bytes, NULL, 64, 0, NULL, NULL), ZX_OK)        \
    CALL(CHANNEL_WRITE_HANDLE, "channel_write 64 B and a handle", stage_read_and_duplicate(),      \
         zx_channel_write(stage.channel[0], 0, stage.bytes, 64, stage.made, 1), ZX_OK)             \
    CALL(CHANNEL_READ_HANDLE, "channel_read 64 B and a handle", stage_close_and_write(),           \
         zx_channel_read(stage.channel[1], 0, stage.bytes, stage.made, 64, 1, NULL, NULL), ZX_OK)  \
    CALL(CHANNEL_READ_EMPTY, "channel_read, no message", stage_read(),                             \
         zx_channel_read(stage.channel[1], 0, stage.bytes, NULL, 64, 0, NULL, NULL),               \
         ZX_ERR_SHOULD_WAIT)                                                                       \
    CALL(CLOCK_GET_MONOTONIC, "clock_get_monotonic", nothing(),                                    \
         anvil_clock_get_monotonic((uint32_t)(uintptr_t)&stage.time), ZX_OK)                       \
    CALL(NANOSLEEP, "nanosleep for 1 ms, timer and idle loop included", stage_time(ZX_MSEC(1)),    \
         zx_nanosleep(stage.time), ZX_OK)                                                          \
    CALL(GET_ARENA, "get_arena", nothing(), anvil_arena_get(&task_stage.arena), 0)                 \
    CALL(TASK_MAP, "task_map of 128 B of memory", stage_unmap(),                                   \
         l4_error(l4_task_map(CHILD, ANVIL_SELF_PROCESS, stage_page(0, L4_FPAGE_RW),               \
                              stage_place(stage_page(0, 0)))),                                     \
         0)                                                                                        \
    CALL(TASK_MAP_UNITED, "task_map of memory that is there already", stage_map(1),                \
         l4_error(l4_task_map(CHILD, ANVIL_SELF_PROCESS, stage_page(0, L4_FPAGE_RW),               \
                              stage_place(stage_page(0, 0)))),                                     \
         0)                                                                                        \
    CALL(TASK_MAP_8, "task_map of 8 pieces of memory", stage_map(8),                               \
         l4_error(                                                                                 \
             l4_task_map(OTHER, CHILD, stage_pages(L4_FPAGE_RW), stage_place(stage_pages(0)))),    \
         0)                                                                                        \
    CALL(TASK_MAP_8_OVER, "task_map of 8 pieces in the place of 8 others", stage_map_twice(8),     \
         l4_error(                                                                                 \
             l4_task_map(OTHER, CHILD, stage_pages(L4_FPAGE_RW), stage_place(stage_pages(0)))),    \
         0)                                                                                        \
    CALL(TASK_MAP_NAME, "task_map of a name", stage_unmap_name(),                                  \
         l4_error(l4_task_map(CHILD, ANVIL_SELF_PROCESS,                                           \
                              l4_obj_fpage(MAPPED_NAME, 0, L4_CAP_FPAGE_RWS), MAPPED_SLOT)),       \
         0)                                                                                        \
    CALL(TASK_CAP_VALID, "task_cap_valid", nothing(),                                              \
         l4_error(l4_task_cap_valid(ANVIL_SELF_PROCESS, MAPPED_NAME)), 1)                          \
    CALL(TASK_CAP_HAS_CHILD, "task_cap_has_child", nothing(),                                      \
         l4_error(l4_task_cap_has_child(ANVIL_SELF_PROCESS, MAPPED_NAME)), 1)                      \
    CALL(TASK_CAP_EQUAL, "task_cap_equal", nothing(),                                              \
         l4_error(l4_task_cap_equal(ANVIL_SELF_PROCESS, MAPPED_NAME, CHILD)), 0)                   \
    CALL(TASK_UNMAP, "task_unmap of 128 B of memory", stage_map(1),                                \
         l4_error(l4_task_unmap(CHILD, stage_page(0, L4_FPAGE_RWX), L4_FP_ALL_SPACES)), 0)         \
    CALL(TASK_UNMAP_NAME, "task_unmap of a name", stage_map_name(),                                \
         l4_error(l4_task_release_cap(CHILD, MAPPED_SLOT)), 0)                                     \
    CALL(TASK_UNMAP_WRITE, "task_unmap of the right W on 128 B, none made from it", stage_map(1),  \
         l4_error(l4_task_unmap(CHILD, stage_page(0, L4_FPAGE_W), L4_FP_ALL_SPACES)), 0)           \
    CALL(TASK_UNMAP_BATCH, "task_unmap_batch of 8 times 128 B", stage_map(8),                      \
         l4_error(l4_task_unmap_batch(CHILD, task_stage.batch, 8, L4_FP_ALL_SPACES)), 0)           \
    CALL(REVOKE_1, "task_unmap of what was made from memory, 1 mapping", stage_map(1),             \
         l4_error(                                                                                 \
             l4_task_unmap(ANVIL_SELF_PROCESS, stage_pages(L4_FPAGE_RWX), L4_FP_OTHER_SPACES)),    \
         0)                                                                                        \
    CALL(REVOKE_8, "the same, 8 mappings", stage_map(8),                                           \
         l4_error(                                                                                 \
             l4_task_unmap(ANVIL_SELF_PROCESS, stage_pages(L4_FPAGE_RWX), L4_FP_OTHER_SPACES)),    \
         0)                                                                                        \
    CALL(REVOKE_16, "the same, 16 mappings", stage_map(16),                                        \
         l4_error(                                                                                 \
             l4_task_unmap(ANVIL_SELF_PROCESS, stage_pages(L4_FPAGE_RWX), L4_FP_OTHER_SPACES)),    \
         0)                                                                                        \
    CALL(TASK_ADD_KU_MEM, "task_add_ku_mem of one exchange area", stage_task(CHILD),               \
         l4_error(l4_task_add_ku_mem(CHILD, l4_fpage(task_stage.arena.address, 8, L4_FPAGE_RW))),  \
         0)                                                                                        \
    CALL(TASK_ENDS, "task_unmap of a name, an empty task ends with it", stage_task(CHILD),         \
         l4_error(l4_task_release_cap(ANVIL_SELF_PROCESS, CHILD)), 0)                              \
    CALL(FACTORY_CREATE_TASK, "factory_create_task",                                               \
         l4_task_release_cap(ANVIL_SELF_PROCESS, CHILD),                                           \
         l4_error(l4_factory_create_task(ANVIL_SELF_JOB, CHILD, l4_fpage_invalid())), 0)           \
    CALL(JOB_CREATE, "job_create", life_close_made(),                                              \
         zx_job_create(ANVIL_SELF_JOB, 0, &life.made), ZX_OK)                                      \
    CALL(JOB_SET_POLICY, "job_set_policy of one decision", life_job(),                             \
         zx_job_set_policy(life.job, ZX_JOB_POL_RELATIVE, ZX_JOB_POL_BASIC, &life.policy, 1),      \
         ZX_OK)                                                                                    \
    CALL(JOB_SET_CRITICAL, "job_set_critical", life_job_with_process(),                            \
         zx_job_set_critical(life.job, 0, life.made), ZX_OK)                                       \
    CALL(PROCESS_CREATE, "process_create", life_close_made(),                                      \
         zx_process_create(ANVIL_SELF_JOB, NAME, NAME_LEN, 0, &life.made, NULL), ZX_OK)            \
    CALL(PROCESS_START, "process_start", life_make(),                                              \
         zx_process_start(life.process, life.thread, (zx_vaddr_t)life_sleeps, life_stack(),        \
                          ZX_HANDLE_INVALID, 0),                                                   \
         ZX_OK)                                                                                    \
    CALL(THREAD_CREATE, "thread_create", life_close_made(),                                        \
         zx_thread_create(life.process, NAME, NAME_LEN, 0, &life.made), ZX_OK)                     \
    CALL(THREAD_START, "thread_start", life_second(),                                              \
         zx_thread_start(life.second, (zx_vaddr_t)life_sleeps, life_stack(), 0, 0), ZX_OK)         \
    CALL(TASK_SUSPEND, "task_suspend of a thread that could run",                                  \
         life_make() && life_start(life_sleeps), zx_task_suspend(life.thread, &life.made), ZX_OK)  \
    CALL(RESUME, "handle_close of a suspend token, its thread can run again",                      \
         life_make() && life_start(life_sleeps) && life_suspend(life.thread),                      \
         zx_handle_close(life.made), ZX_OK)                                                        \
    CALL(TASK_SUSPEND_WAITING, "task_suspend of a process, its thread waits", life_sleep(),        \
         zx_task_suspend(life.process, &life.made), ZX_OK)                                         \
    CALL(TASK_KILL, "task_kill of a process with a thread, two mappings, an area", life_sleep(),   \
         zx_task_kill(life.process), ZX_OK)                                                        \
    CALL(TASK_CREATE_EXCEPTION_CHANNEL, "task_create_exception_channel", life_make(),              \
         zx_task_create_exception_channel(life.process, 0, &life.made), ZX_OK)                     \
    CALL(EXCEPTION_GET_THREAD, "exception_get_thread", life_fault_kept(),                          \
         zx_exception_get_thread(life.exception, &life.made), ZX_OK)                               \
    CALL(EXCEPTION_GET_PROCESS, "exception_get_process", life_close_made(),                        \
         zx_exception_get_process(life.exception, &life.made), ZX_OK)                              \
    CALL(THREAD_READ_STATE, "thread_read_state of the general registers", life_close_made(),       \
         zx_thread_read_state(life.thread, ZX_THREAD_STATE_GENERAL_REGS, &life.registers,          \
                              sizeof life.registers),                                              \
         ZX_OK)                                                                                    \
    CALL(THREAD_WRITE_STATE, "thread_write_state of the general registers", life_close_made(),     \
         zx_thread_write_state(life.thread, ZX_THREAD_STATE_GENERAL_REGS, &life.registers,         \
                               sizeof life.registers),                                             \
         ZX_OK)                                                                                    \
    CALL(OBJECT_GET_CHILD, "object_get_child, a process of a job", life_close_made(),              \
         zx_object_get_child(ANVIL_SELF_JOB, life.koid, ZX_RIGHT_SAME_RIGHTS, &life.made), ZX_OK)  \
    CALL(OBJECT_GET_PROPERTY, "object_get_property, a name", nothing(),                            \
         zx_object_get_property(life.process, ZX_PROP_NAME, life.name, sizeof life.name), ZX_OK)   \
    CALL(OBJECT_SET_PROPERTY, "object_set_property, the state of an exception", nothing(),         \
         zx_object_set_property(life.exception, ZX_PROP_EXCEPTION_STATE, &life.state,              \
                                sizeof life.state),                                                \
         ZX_OK)

/* What takes several calls or tasks. ROW(constant, text) */
#define COMPOUND_ROWS(ROW)                                                                         \
    ROW(EMPTY, "nothing: what the markers cost")                                                   \
    ROW(YIELD, "yield, one way, change of space")                                                  \
    ROW(YIELD_THREAD, "yield, one way, to a thread of the same process")                           \
    ROW(SIGNAL, "signal to itself and the wait for it")                                            \
    ROW(IPC_16, "IPC round trip 16 B, server of higher priority")                                  \
    ROW(IPC_64, "IPC round trip 64 B, server of higher priority")                                  \
    ROW(IPC_248, "IPC round trip 248 B, server of higher priority")                                \
    ROW(IPC_64_EQUAL, "IPC round trip 64 B, server of equal priority")                             \
    ROW(IPC_64_TIMEOUT, "the same, the client's wait has a limit of 1 s")                          \
    ROW(SEND_AND_WAIT, "IPC round trip 64 B by send_and_wait on both sides")                       \
    ROW(NOTIFICATION, "notification round trip: a signal, and one back")                           \
    ROW(INTERRUPT, "interrupt of a task until its driver's first instruction")                     \
    ROW(IRQ_ACKNOWLEDGE, "irq_acknowledge")                                                        \
    ROW(REFILL, "access that loads a region of the MPU")                                           \
    ROW(START, "start until the new task's main, change of space")                                 \
    ROW(EXIT, "exit until the next task runs, change of space")                                    \
    ROW(RESPAWN, "exit until main of the task's next run")                                         \
    ROW(RESPAWN_CHANNEL, "the same with a channel of the image, made anew")                        \
    ROW(FAULT_RESPAWN, "fault until main of the next run, report included")                        \
    ROW(RESPAWN_LARGE, "exit until main, 64 KiB to clear, a crowd of senders to wake")             \
    ROW(SIGNAL_WAKES, "object_signal until the one that waits for it runs")                        \
    ROW(CHANNEL_64, "channel round trip 64 B, server of higher priority")                          \
    ROW(CHANNEL_64_HANDLE, "the same with a handle there and back")                                \
    ROW(CLOSE_1, "handle_close, a message of 8 handles in the channel")                            \
    ROW(CLOSE_8, "handle_close, 8 messages of 8 handles in channels, one in the other")            \
    ROW(PROCESS_EXIT, "process_exit until the one that waits for it runs")                         \
    ROW(THREAD_EXIT, "thread_exit until the one that waits for it runs")                           \
    ROW(FAULT_HANDLED, "fault until its thread goes on: handler wakes, reads, moves pc, answers")  \
    ROW(KILL_JOB, "task_kill of a job with as many jobs and processes as there are left")

#define CALL_CONSTANT(constant, ...) ROW_##constant,
#define ROW_CONSTANT(constant, text) ROW_##constant,
enum row { CALL_ROWS(CALL_CONSTANT) COMPOUND_ROWS(ROW_CONSTANT) ROW_COUNT };

/* Numbers of markers. Hints below MARKER_START mean something, or do in other architectures. A
 * row's start is MARKER_START plus the row. After a start AT_ENTRY puts it off: counting begins
 * with the first instruction of the next exception's handler. */
#define MARKER_START    0x20
#define MARKER_STOP     0xf0
#define MARKER_PAUSE    0xf1
#define MARKER_RESUME   0xf2
#define MARKER_AT_ENTRY 0xf3

#define MARKER_OPCODE 0xf3af8000u

#endif
