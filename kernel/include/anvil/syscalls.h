/*
 * System call numbers and user stubs. Generated from kernel/syscalls.def; do not edit.
 *
 * A call passes its number in r6 and its arguments in r0-r3, r4, r5, r8, r9; its result
 * comes back in r0 and no other register changes. r7 is left alone, since compilers use it
 * as the frame pointer.
 */
#ifndef ANVIL_SYSCALLS_H
#define ANVIL_SYSCALLS_H

#include <stdint.h>

/* clang-format off */
#define SYS_NOP 0u
#define SYS_EXCHANGE_AREA 1u
#define SYS_GET_TASK_HANDLE 2u
#define SYS_SEND_IPC 3u
#define SYS_WAIT_FOR_EVENT 4u
#define SYS_SCHED_YIELD 5u
#define SYS_SLEEP 6u
#define SYS_LOG 7u
#define SYS_EXIT 8u
#define SYS_SEND_AND_WAIT 9u
#define SYS_SEND_SIGNAL 10u
#define SYS_ALARM 11u
#define SYS_IRQ_ACKNOWLEDGE 12u
#define SYS_IRQ_ENABLE 13u
#define SYS_IRQ_DISABLE 14u
#define SYS_START 15u
#define SYS_GET_RANDOM 16u
#define SYS_GET_CYCLE 17u
#define SYS_HAS_RESPAWNED 18u
#define SYS_TASK_INFO 19u
#define SYS_HANDLE_DUPLICATE 20u
#define SYS_HANDLE_REPLACE 21u
#define SYS_HANDLE_CLOSE 22u
#define SYS_HANDLE_CLOSE_MANY 23u
#define SYS_OBJECT_GET_INFO 24u
#define SYS_OBJECT_SIGNAL 25u
#define SYS_OBJECT_SIGNAL_PEER 26u
#define SYS_OBJECT_WAIT_ONE 27u
#define SYS_OBJECT_WAIT_MANY 28u
#define SYS_EVENT_CREATE 29u
#define SYS_EVENTPAIR_CREATE 30u
#define SYS_CHANNEL_CREATE 31u
#define SYS_CHANNEL_WRITE 32u
#define SYS_CHANNEL_READ 33u
#define SYS_CLOCK_GET_MONOTONIC 34u
#define SYS_NANOSLEEP 35u
#define SYS_TASK_MAP 36u
#define SYS_TASK_UNMAP 37u
#define SYS_TASK_UNMAP_BATCH 38u
#define SYS_TASK_CAP_VALID 39u
#define SYS_TASK_CAP_HAS_CHILD 40u
#define SYS_TASK_CAP_EQUAL 41u
#define SYS_TASK_ADD_KU_MEM 42u
#define SYS_FACTORY_CREATE_TASK 43u
#define SYS_GET_ARENA 44u
#define SYS_JOB_CREATE 45u
#define SYS_PROCESS_CREATE 46u
#define SYS_PROCESS_START 47u
#define SYS_PROCESS_EXIT 48u
#define SYS_THREAD_CREATE 49u
#define SYS_THREAD_START 50u
#define SYS_THREAD_EXIT 51u
#define SYS_TASK_KILL 52u
#define SYS_TASK_SUSPEND 53u
#define SYS_TASK_CREATE_EXCEPTION_CHANNEL 54u
#define SYS_EXCEPTION_GET_THREAD 55u
#define SYS_EXCEPTION_GET_PROCESS 56u
#define SYS_THREAD_READ_STATE 57u
#define SYS_THREAD_WRITE_STATE 58u
#define SYS_OBJECT_GET_CHILD 59u
#define SYS_OBJECT_GET_PROPERTY 60u
#define SYS_OBJECT_SET_PROPERTY 61u
#define SYS_JOB_SET_POLICY 62u
#define SYS_JOB_SET_CRITICAL 63u
#define SYS_CALLS 64u /* numbers from here on are refused with BAD_SYSCALL */
#define SYS_BAD_SYSCALL 0xfffffff3u /* -13: no such call */

#if defined(__arm__)

static inline uint32_t anvil_call0(uint32_t number)
{
    register uint32_t r6 __asm__("r6") = number;
    register uint32_t r0 __asm__("r0");
    __asm__ volatile("svc 0" : "=r"(r0) : "r"(r6) : "memory");
    return r0;
}

static inline uint32_t anvil_call1(uint32_t number, uint32_t a0)
{
    register uint32_t r6 __asm__("r6") = number;
    register uint32_t r0 __asm__("r0") = a0;
    __asm__ volatile("svc 0" : "+r"(r0) : "r"(r6) : "memory");
    return r0;
}

static inline uint32_t anvil_call2(uint32_t number, uint32_t a0, uint32_t a1)
{
    register uint32_t r6 __asm__("r6") = number;
    register uint32_t r0 __asm__("r0") = a0;
    register uint32_t r1 __asm__("r1") = a1;
    __asm__ volatile("svc 0" : "+r"(r0) : "r"(r6), "r"(r1) : "memory");
    return r0;
}

static inline uint32_t anvil_call3(uint32_t number, uint32_t a0, uint32_t a1, uint32_t a2)
{
    register uint32_t r6 __asm__("r6") = number;
    register uint32_t r0 __asm__("r0") = a0;
    register uint32_t r1 __asm__("r1") = a1;
    register uint32_t r2 __asm__("r2") = a2;
    __asm__ volatile("svc 0" : "+r"(r0) : "r"(r6), "r"(r1), "r"(r2) : "memory");
    return r0;
}

static inline uint32_t anvil_call4(uint32_t number, uint32_t a0, uint32_t a1, uint32_t a2, uint32_t a3)
{
    register uint32_t r6 __asm__("r6") = number;
    register uint32_t r0 __asm__("r0") = a0;
    register uint32_t r1 __asm__("r1") = a1;
    register uint32_t r2 __asm__("r2") = a2;
    register uint32_t r3 __asm__("r3") = a3;
    __asm__ volatile("svc 0" : "+r"(r0) : "r"(r6), "r"(r1), "r"(r2), "r"(r3) : "memory");
    return r0;
}

static inline uint32_t anvil_call5(uint32_t number, uint32_t a0, uint32_t a1, uint32_t a2, uint32_t a3, uint32_t a4)
{
    register uint32_t r6 __asm__("r6") = number;
    register uint32_t r0 __asm__("r0") = a0;
    register uint32_t r1 __asm__("r1") = a1;
    register uint32_t r2 __asm__("r2") = a2;
    register uint32_t r3 __asm__("r3") = a3;
    register uint32_t r4 __asm__("r4") = a4;
    __asm__ volatile("svc 0" : "+r"(r0) : "r"(r6), "r"(r1), "r"(r2), "r"(r3), "r"(r4) : "memory");
    return r0;
}

static inline uint32_t anvil_call6(uint32_t number, uint32_t a0, uint32_t a1, uint32_t a2, uint32_t a3, uint32_t a4, uint32_t a5)
{
    register uint32_t r6 __asm__("r6") = number;
    register uint32_t r0 __asm__("r0") = a0;
    register uint32_t r1 __asm__("r1") = a1;
    register uint32_t r2 __asm__("r2") = a2;
    register uint32_t r3 __asm__("r3") = a3;
    register uint32_t r4 __asm__("r4") = a4;
    register uint32_t r5 __asm__("r5") = a5;
    __asm__ volatile("svc 0" : "+r"(r0) : "r"(r6), "r"(r1), "r"(r2), "r"(r3), "r"(r4), "r"(r5) : "memory");
    return r0;
}

static inline uint32_t anvil_call8(uint32_t number, uint32_t a0, uint32_t a1, uint32_t a2, uint32_t a3, uint32_t a4, uint32_t a5, uint32_t a6, uint32_t a7)
{
    register uint32_t r6 __asm__("r6") = number;
    register uint32_t r0 __asm__("r0") = a0;
    register uint32_t r1 __asm__("r1") = a1;
    register uint32_t r2 __asm__("r2") = a2;
    register uint32_t r3 __asm__("r3") = a3;
    register uint32_t r4 __asm__("r4") = a4;
    register uint32_t r5 __asm__("r5") = a5;
    register uint32_t r8 __asm__("r8") = a6;
    register uint32_t r9 __asm__("r9") = a7;
    __asm__ volatile("svc 0" : "+r"(r0) : "r"(r6), "r"(r1), "r"(r2), "r"(r3), "r"(r4), "r"(r5), "r"(r8), "r"(r9) : "memory");
    return r0;
}

/* Does nothing. What a call costs at least. */
static inline uint32_t anvil_nop(void)
{
    return anvil_call0(SYS_NOP);
}

/* Returns the address of the calling thread's exchange area, 0 when it has none. */
static inline uint32_t anvil_exchange_area(void)
{
    return anvil_call0(SYS_EXCHANGE_AREA);
}

/* Writes the handle of the process that runs the task named by label to the start of the exchange area. */
static inline uint32_t anvil_get_task_handle(uint32_t label)
{
    return anvil_call1(SYS_GET_TASK_HANDLE, label);
}

/* Sends len bytes from the start of the exchange area and blocks until they are read. */
static inline uint32_t anvil_send_ipc(uint32_t target, uint32_t len)
{
    return anvil_call2(SYS_SEND_IPC, target, len);
}

/* Waits for one event of the kinds in mask and writes it to the exchange area. timeout: -1 polls, 0 waits for ever, else milliseconds. */
static inline uint32_t anvil_wait_for_event(uint32_t mask, int32_t timeout)
{
    return anvil_call2(SYS_WAIT_FOR_EVENT, mask, (uint32_t)timeout);
}

/* Lets the other ready threads of the same priority run first. */
static inline uint32_t anvil_sched_yield(void)
{
    return anvil_call0(SYS_SCHED_YIELD);
}

/* Sleeps for duration milliseconds. mode 0: an event that arrives ends it; 1: nothing does. */
static inline uint32_t anvil_sleep(uint32_t duration_ms, uint32_t mode)
{
    return anvil_call2(SYS_SLEEP, duration_ms, mode);
}

/* Writes len bytes from the start of the exchange area to the board's log port. */
static inline uint32_t anvil_log(uint32_t len)
{
    return anvil_call1(SYS_LOG, len);
}

/* Ends the calling process with this status. Does not return. */
static inline uint32_t anvil_exit(int32_t status)
{
    return anvil_call1(SYS_EXIT, (uint32_t)status);
}

/* Does send_ipc, then wait_for_event for any sender, in one call. */
static inline uint32_t anvil_send_and_wait(uint32_t target, uint32_t len, uint32_t mask, int32_t timeout)
{
    return anvil_call4(SYS_SEND_AND_WAIT, target, len, mask, (uint32_t)timeout);
}

/* Signals the target. Does not wait. */
static inline uint32_t anvil_send_signal(uint32_t target, uint32_t signal)
{
    return anvil_call2(SYS_SEND_SIGNAL, target, signal);
}

/* Signals the caller with ALARM after delay_ms milliseconds: flag 0 once, 1 again and again. flag 2 stops it and takes back a signal that was not read. */
static inline uint32_t anvil_alarm(uint32_t delay_ms, uint32_t flag)
{
    return anvil_call2(SYS_ALARM, delay_ms, flag);
}

/* Lets a line that has fired fire again. */
static inline uint32_t anvil_irq_acknowledge(uint32_t irq)
{
    return anvil_call1(SYS_IRQ_ACKNOWLEDGE, irq);
}

/* Lets a line fire. Lines are disabled when a task starts. */
static inline uint32_t anvil_irq_enable(uint32_t irq)
{
    return anvil_call1(SYS_IRQ_ENABLE, irq);
}

/* Keeps a line from firing. */
static inline uint32_t anvil_irq_disable(uint32_t irq)
{
    return anvil_call1(SYS_IRQ_DISABLE, irq);
}

/* Starts a task of the caller's domain that does not run. */
static inline uint32_t anvil_start(uint32_t label)
{
    return anvil_call1(SYS_START, label);
}

/* Writes an unpredictable 32-bit number to the start of the exchange area. */
static inline uint32_t anvil_get_random(void)
{
    return anvil_call0(SYS_GET_RANDOM);
}

/* Writes the 64-bit time since boot to the start of the exchange area. precision: 0 cycles, 1 nanoseconds, 2 microseconds, 3 milliseconds. */
static inline uint32_t anvil_get_cycle(uint32_t precision)
{
    return anvil_call1(SYS_GET_CYCLE, precision);
}

/* Whether this run of the task is a restart. */
static inline uint32_t anvil_has_respawned(void)
{
    return anvil_call0(SYS_HAS_RESPAWNED);
}

/* Writes what the index-th task of the caller's domain does, in the order of the labels, to the start of the exchange area (<anvil/inspect.h>). */
static inline uint32_t anvil_task_info(uint32_t index)
{
    return anvil_call1(SYS_TASK_INFO, index);
}

/* Makes another handle of the same object, with these rights or fewer, and writes it to out. */
static inline uint32_t anvil_handle_duplicate(uint32_t handle, uint32_t rights, uint32_t out)
{
    return anvil_call3(SYS_HANDLE_DUPLICATE, handle, rights, out);
}

/* Replaces the handle by one with these rights or fewer and writes that to out. */
static inline uint32_t anvil_handle_replace(uint32_t handle, uint32_t rights, uint32_t out)
{
    return anvil_call3(SYS_HANDLE_REPLACE, handle, rights, out);
}

/* Closes the handle. 0 is no handle and is fine. */
static inline uint32_t anvil_handle_close(uint32_t handle)
{
    return anvil_call1(SYS_HANDLE_CLOSE, handle);
}

/* Closes all handles of a list that can be closed, skipping 0. */
static inline uint32_t anvil_handle_close_many(uint32_t handles, uint32_t count)
{
    return anvil_call2(SYS_HANDLE_CLOSE_MANY, handles, count);
}

/* Writes what the topic says of the object to buffer, how many records that were to actual and how many there are to avail. */
static inline uint32_t anvil_object_get_info(uint32_t handle, uint32_t topic, uint32_t buffer, uint32_t size, uint32_t actual, uint32_t avail)
{
    return anvil_call6(SYS_OBJECT_GET_INFO, handle, topic, buffer, size, actual, avail);
}

/* Clears and sets signals of the object. */
static inline uint32_t anvil_object_signal(uint32_t handle, uint32_t clear, uint32_t set)
{
    return anvil_call3(SYS_OBJECT_SIGNAL, handle, clear, set);
}

/* Clears and sets signals of the object's peer. */
static inline uint32_t anvil_object_signal_peer(uint32_t handle, uint32_t clear, uint32_t set)
{
    return anvil_call3(SYS_OBJECT_SIGNAL_PEER, handle, clear, set);
}

/* Waits until the object has one of these signals, and writes all it has to observed. */
static inline uint32_t anvil_object_wait_one(uint32_t handle, uint32_t signals, int64_t deadline, uint32_t observed)
{
    return anvil_call5(SYS_OBJECT_WAIT_ONE, handle, signals, (uint32_t)deadline, (uint32_t)((uint64_t)deadline >> 32), observed);
}

/* Waits until one of the objects of a list has one of its signals, and writes what all have into the list. */
static inline uint32_t anvil_object_wait_many(uint32_t items, uint32_t count, int64_t deadline)
{
    return anvil_call4(SYS_OBJECT_WAIT_MANY, items, count, (uint32_t)deadline, (uint32_t)((uint64_t)deadline >> 32));
}

/* Makes an event and writes a handle of it to out. */
static inline uint32_t anvil_event_create(uint32_t options, uint32_t out)
{
    return anvil_call2(SYS_EVENT_CREATE, options, out);
}

/* Makes two events, each the other's peer. */
static inline uint32_t anvil_eventpair_create(uint32_t options, uint32_t out0, uint32_t out1)
{
    return anvil_call3(SYS_EVENTPAIR_CREATE, options, out0, out1);
}

/* Makes a channel and writes handles of its two ends. */
static inline uint32_t anvil_channel_create(uint32_t options, uint32_t out0, uint32_t out1)
{
    return anvil_call3(SYS_CHANNEL_CREATE, options, out0, out1);
}

/* Sends a message of bytes and handles to the channel's other end. */
static inline uint32_t anvil_channel_write(uint32_t channel, uint32_t options, uint32_t bytes, uint32_t num_bytes, uint32_t handles, uint32_t handles_count)
{
    return anvil_call6(SYS_CHANNEL_WRITE, channel, options, bytes, num_bytes, handles, handles_count);
}

/* Receives the channel's oldest message. */
static inline uint32_t anvil_channel_read(uint32_t channel, uint32_t options, uint32_t bytes, uint32_t handles, uint32_t num_bytes, uint32_t num_handles, uint32_t actual_bytes, uint32_t actual_handles)
{
    return anvil_call8(SYS_CHANNEL_READ, channel, options, bytes, handles, num_bytes, num_handles, actual_bytes, actual_handles);
}

/* Writes the nanoseconds since boot to time. */
static inline uint32_t anvil_clock_get_monotonic(uint32_t time)
{
    return anvil_call1(SYS_CLOCK_GET_MONOTONIC, time);
}

/* Sleeps until the deadline. */
static inline uint32_t anvil_nanosleep(int64_t deadline)
{
    return anvil_call2(SYS_NANOSLEEP, (uint32_t)deadline, (uint32_t)((uint64_t)deadline >> 32));
}

/* Maps or grants what a flexpage means in the source task into the destination task. */
static inline uint32_t anvil_task_map(uint32_t destination, uint32_t source, uint32_t page, uint32_t base)
{
    return anvil_call4(SYS_TASK_MAP, destination, source, page, base);
}

/* Revokes rights of a flexpage in a task and of all that was made from it. */
static inline uint32_t anvil_task_unmap(uint32_t task, uint32_t page, uint32_t mask)
{
    return anvil_call3(SYS_TASK_UNMAP, task, page, mask);
}

/* Does task_unmap for each flexpage of a list. */
static inline uint32_t anvil_task_unmap_batch(uint32_t task, uint32_t fpages, uint32_t count, uint32_t mask)
{
    return anvil_call4(SYS_TASK_UNMAP_BATCH, task, fpages, count, mask);
}

/* Whether a name means an object in a task: label 1 or 0. */
static inline uint32_t anvil_task_cap_valid(uint32_t task, uint32_t cap)
{
    return anvil_call2(SYS_TASK_CAP_VALID, task, cap);
}

/* Whether anything was made from a name in a task: label 1 or 0. */
static inline uint32_t anvil_task_cap_has_child(uint32_t task, uint32_t cap)
{
    return anvil_call2(SYS_TASK_CAP_HAS_CHILD, task, cap);
}

/* Whether two names mean the same object in a task, with the same rights: label 1 or 0. */
static inline uint32_t anvil_task_cap_equal(uint32_t task, uint32_t cap_a, uint32_t cap_b)
{
    return anvil_call3(SYS_TASK_CAP_EQUAL, task, cap_a, cap_b);
}

/* Gives a task exchange areas for further threads: a stretch of the arena. */
static inline uint32_t anvil_task_add_ku_mem(uint32_t task, uint32_t page)
{
    return anvil_call2(SYS_TASK_ADD_KU_MEM, task, page);
}

/* Makes an empty process below a job and names it in a slot of the caller's window. */
static inline uint32_t anvil_factory_create_task(uint32_t factory, uint32_t target, uint32_t areas)
{
    return anvil_call3(SYS_FACTORY_CREATE_TASK, factory, target, areas);
}

/* Writes where the arena of exchange areas begins and how many bytes it has to out. */
static inline uint32_t anvil_get_arena(uint32_t out)
{
    return anvil_call1(SYS_GET_ARENA, out);
}

/* Makes a job below another. */
static inline uint32_t anvil_job_create(uint32_t parent, uint32_t options, uint32_t out)
{
    return anvil_call3(SYS_JOB_CREATE, parent, options, out);
}

/* Makes an empty process in a job. */
static inline uint32_t anvil_process_create(uint32_t job, uint32_t process_name, uint32_t name_size, uint32_t options, uint32_t out, uint32_t vmar)
{
    return anvil_call6(SYS_PROCESS_CREATE, job, process_name, name_size, options, out, vmar);
}

/* Starts a process by its first thread, and gives it a handle. */
static inline uint32_t anvil_process_start(uint32_t process, uint32_t thread, uint32_t entry, uint32_t stack, uint32_t given, uint32_t argument)
{
    return anvil_call6(SYS_PROCESS_START, process, thread, entry, stack, given, argument);
}

/* Ends the caller's process. Does not return. */
static inline uint32_t anvil_process_exit(int64_t return_code)
{
    return anvil_call2(SYS_PROCESS_EXIT, (uint32_t)return_code, (uint32_t)((uint64_t)return_code >> 32));
}

/* Makes a thread of a process, of the caller's priority. */
static inline uint32_t anvil_thread_create(uint32_t process, uint32_t thread_name, uint32_t name_size, uint32_t options, uint32_t out)
{
    return anvil_call5(SYS_THREAD_CREATE, process, thread_name, name_size, options, out);
}

/* Starts a further thread of a running process. */
static inline uint32_t anvil_thread_start(uint32_t thread, uint32_t entry, uint32_t stack, uint32_t argument1, uint32_t argument2)
{
    return anvil_call5(SYS_THREAD_START, thread, entry, stack, argument1, argument2);
}

/* Ends the calling thread. Does not return. */
static inline uint32_t anvil_thread_exit(void)
{
    return anvil_call0(SYS_THREAD_EXIT);
}

/* Ends a process, or a job with all that is below it. */
static inline uint32_t anvil_task_kill(uint32_t task)
{
    return anvil_call1(SYS_TASK_KILL, task);
}

/* Keeps a thread or process from running until the token that is written to out is gone. */
static inline uint32_t anvil_task_suspend(uint32_t task, uint32_t out)
{
    return anvil_call2(SYS_TASK_SUSPEND, task, out);
}

/* Makes a channel by which the exceptions of a task can be read and answered. */
static inline uint32_t anvil_task_create_exception_channel(uint32_t task, uint32_t options, uint32_t out)
{
    return anvil_call3(SYS_TASK_CREATE_EXCEPTION_CHANNEL, task, options, out);
}

/* Names the thread that is in an exception. */
static inline uint32_t anvil_exception_get_thread(uint32_t exception, uint32_t out)
{
    return anvil_call2(SYS_EXCEPTION_GET_THREAD, exception, out);
}

/* Names the process of the thread that is in an exception. */
static inline uint32_t anvil_exception_get_process(uint32_t exception, uint32_t out)
{
    return anvil_call2(SYS_EXCEPTION_GET_PROCESS, exception, out);
}

/* Reads the registers of a thread that is suspended or in an exception. */
static inline uint32_t anvil_thread_read_state(uint32_t thread, uint32_t kind, uint32_t buffer, uint32_t size)
{
    return anvil_call4(SYS_THREAD_READ_STATE, thread, kind, buffer, size);
}

/* Writes the registers of a thread that is suspended or in an exception. */
static inline uint32_t anvil_thread_write_state(uint32_t thread, uint32_t kind, uint32_t buffer, uint32_t size)
{
    return anvil_call4(SYS_THREAD_WRITE_STATE, thread, kind, buffer, size);
}

/* Names a thread of a process, or a process or job below a job, by its koid. */
static inline uint32_t anvil_object_get_child(uint32_t handle, int64_t koid, uint32_t rights, uint32_t out)
{
    return anvil_call5(SYS_OBJECT_GET_CHILD, handle, (uint32_t)koid, (uint32_t)((uint64_t)koid >> 32), rights, out);
}

/* Reads a property of an object. */
static inline uint32_t anvil_object_get_property(uint32_t handle, uint32_t property, uint32_t value, uint32_t size)
{
    return anvil_call4(SYS_OBJECT_GET_PROPERTY, handle, property, value, size);
}

/* Sets a property of an object. */
static inline uint32_t anvil_object_set_property(uint32_t handle, uint32_t property, uint32_t value, uint32_t size)
{
    return anvil_call4(SYS_OBJECT_SET_PROPERTY, handle, property, value, size);
}

/* Sets what the processes of an empty job may do. */
static inline uint32_t anvil_job_set_policy(uint32_t job, uint32_t options, uint32_t topic, uint32_t policy, uint32_t count)
{
    return anvil_call5(SYS_JOB_SET_POLICY, job, options, topic, policy, count);
}

/* Lets a job be killed when a process ends. */
static inline uint32_t anvil_job_set_critical(uint32_t job, uint32_t options, uint32_t process)
{
    return anvil_call3(SYS_JOB_SET_CRITICAL, job, options, process);
}

#endif /* __arm__ */
/* clang-format on */

#endif
