/*
 * The Sentry family: labelled tasks, events and deadlock-free IPC.
 *
 * Source: Sentry's UAPI documentation. Calls exchange their data through the exchange area: what a
 * call sends is put at its start, what it receives is found there. Each call is also there under
 * upstream's __sys_ name.
 */
#ifndef UAPI_UAPI_H
#define UAPI_UAPI_H

#include <anvil/syscalls.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* Names one run of a task; dead for ever once that run has ended. */
typedef uint32_t taskh_t;

enum Status {
    STATUS_OK = 0,
    STATUS_OKAY = 0,
    STATUS_INVALID = 1,
    STATUS_DENIED = 2,
    STATUS_NO_ENTITY = 3,
    STATUS_BUSY = 4,
    STATUS_ALREADY_MAPPED = 5,
    STATUS_CRITICAL = 6,
    STATUS_TIMEOUT = 7,
    STATUS_AGAIN = 8,
    STATUS_INTR = 9,
    STATUS_DEADLK = 10,
    STATUS_NON_SENSE = 11, /* kernel-internal upstream; never returned */
    STATUS_BROKENPIPE = 12
};
typedef enum Status Status;

/* Kinds of events, as bits of a mask. */
enum EventType {
    EVENT_TYPE_NONE = 0,
    EVENT_TYPE_IPC = 1,
    EVENT_TYPE_SIGNAL = 2,
    EVENT_TYPE_IRQ = 4,
    EVENT_TYPE_DMA = 8,
    EVENT_TYPE_ALL = 15
};
typedef enum EventType EventType;

enum SleepMode { SLEEP_MODE_SHALLOW = 0, SLEEP_MODE_DEEP = 1 };
typedef enum SleepMode SleepMode;

/* Signals, by number. */
enum Signal {
    SIGNAL_ABORT = 1,
    SIGNAL_ALARM = 2,
    SIGNAL_BUS = 3,
    SIGNAL_CONT = 4,
    SIGNAL_ILL = 5,
    SIGNAL_IO = 6,
    SIGNAL_PIPE = 7,
    SIGNAL_POLL = 8,
    SIGNAL_TERM = 9,
    SIGNAL_TRAP = 10,
    SIGNAL_USR1 = 11,
    SIGNAL_USR2 = 12
};
typedef enum Signal Signal;

enum AlarmFlag { ALARM_START = 0, ALARM_START_PERIODIC = 1, ALARM_STOP = 2 };
typedef enum AlarmFlag AlarmFlag;

enum Precision {
    PRECISION_CYCLE = 0,
    PRECISION_NANOSECONDS = 1,
    PRECISION_MICROSECONDS = 2,
    PRECISION_MILLISECONDS = 3
};
typedef enum Precision Precision;

/* What wait_for_event leaves at the start of the exchange area. */
typedef struct exchange_event {
    uint8_t type;    /* enum EventType, one bit */
    uint8_t length;  /* bytes of data */
    uint16_t magic;  /* EXCHANGE_EVENT_MAGIC */
    uint32_t source; /* task handle of the sender */
    uint8_t data[];
} exchange_event_t;

#define EXCHANGE_EVENT_MAGIC  0x4242u
#define SVC_EXCHANGE_AREA_LEN 256u /* bytes */
#define IPC_MAX_LEN           248u /* bytes: the area less the event's header */

/* The first thread's exchange area; placed by the linker. */
extern uint8_t _s_svc_exchange[SVC_EXCHANGE_AREA_LEN];
/* The first thread's stack, by which it knows itself; placed by the linker. */
extern uint8_t _s_stack[];
extern uint8_t _e_stack[];

/*
 * The calling thread's exchange area, NULL when it has none. The first thread, known by its stack,
 * needs no system call for it.
 */
static inline uint8_t *sys_exchange_area(void)
{
    uintptr_t here = (uintptr_t)__builtin_frame_address(0);
    if (here - (uintptr_t)_s_stack < (uintptr_t)_e_stack - (uintptr_t)_s_stack) {
        return _s_svc_exchange;
    }
    return (uint8_t *)(uintptr_t)anvil_exchange_area();
}

/*
 * Copy to and from the start of the calling thread's exchange area, length in bytes.
 * STATUS_INVALID, and nothing copied: no area, null pointer or a length over its size.
 */
static inline enum Status copy_to_kernel(const uint8_t *from, size_t length)
{
    uint8_t *area = sys_exchange_area();
    if (area == NULL || from == NULL || length > SVC_EXCHANGE_AREA_LEN) {
        return STATUS_INVALID;
    }
    (void)memcpy(area, from, length);
    return STATUS_OK;
}

static inline enum Status copy_from_kernel(uint8_t *to, size_t length)
{
    const uint8_t *area = sys_exchange_area();
    if (area == NULL || to == NULL || length > SVC_EXCHANGE_AREA_LEN) {
        return STATUS_INVALID;
    }
    (void)memcpy(to, area, length);
    return STATUS_OK;
}

/*
 * Writes the task handle of the process that runs the task with this label to the start of the
 * exchange area. Errors: STATUS_INVALID: no running task of that label in the caller's domain, or
 * no exchange area.
 */
static inline enum Status sys_get_task_handle(uint32_t label)
{
    return (enum Status)anvil_get_task_handle(label);
}

/*
 * Sends len bytes (1 to IPC_MAX_LEN) from the start of the exchange area to the process named by
 * target: a task handle of the caller's domain, or a handle or selector of a process with
 * ZX_RIGHT_WRITE. Blocks until the target has read them. Errors, in order: STATUS_INVALID (length,
 * exchange area, target), STATUS_DEADLK (every thread that could read it waits, directly or not,
 * for this send); later: STATUS_BROKENPIPE (the target ended without reading), STATUS_DEADLK (a
 * thread's end left nobody who could ever read it).
 */
static inline enum Status sys_send_ipc(taskh_t target, uint32_t len)
{
    return (enum Status)anvil_send_ipc(target, len);
}

/*
 * Waits for one event of the kinds in mask and writes it, an exchange_event_t, to the exchange
 * area. timeout: -1 polls, 0 waits for ever, else milliseconds. Errors: STATUS_INVALID (unknown
 * bits, timeout below -1, empty mask for ever, no exchange area), STATUS_AGAIN (polled and nothing
 * is there), STATUS_TIMEOUT.
 */
static inline enum Status sys_wait_for_event(uint8_t mask, int32_t timeout)
{
    return (enum Status)anvil_wait_for_event(mask, timeout);
}

/* Lets the other ready threads of the same priority run first. */
static inline enum Status sys_sched_yield(void)
{
    return (enum Status)anvil_sched_yield();
}

/*
 * Sleeps for duration_ms milliseconds. STATUS_TIMEOUT: they have passed; STATUS_INTR: an event
 * arrived (shallow mode only); STATUS_INVALID: mode.
 */
static inline enum Status sys_sleep(uint32_t duration_ms, enum SleepMode mode)
{
    return (enum Status)anvil_sleep(duration_ms, (uint32_t)mode);
}

/*
 * Writes len bytes (0 to SVC_EXCHANGE_AREA_LEN) from the start of the exchange area to the board's
 * log port, as they are. Errors: STATUS_INVALID (length, or no exchange area).
 */
static inline enum Status sys_log(uint32_t len)
{
    return (enum Status)anvil_log(len);
}

/* Ends the calling process, all its threads included. Does not return. */
static inline _Noreturn void sys_exit(int32_t status)
{
    (void)anvil_exit(status);
    __builtin_unreachable();
}

/*
 * sys_send_ipc, then sys_wait_for_event for any sender, in one system call. When the send fails its
 * status is returned without waiting; the wait's arguments are checked before the send.
 */
static inline enum Status sys_send_and_wait(taskh_t target, uint32_t len, uint8_t mask,
                                            int32_t timeout)
{
    return (enum Status)anvil_send_and_wait(target, len, mask, timeout);
}

/*
 * Signals the target (a task handle of the caller's domain, or a handle or selector of a process
 * with ZX_RIGHT_SIGNAL) and goes on. Errors: STATUS_INVALID (signal, target), STATUS_BUSY (the
 * target has not read the caller's last signal yet).
 */
static inline enum Status sys_send_signal(taskh_t target, uint32_t signal)
{
    return (enum Status)anvil_send_signal(target, signal);
}

/*
 * Signals the caller with SIGNAL_ALARM delay_ms milliseconds from now, once or periodically, or
 * stops that and takes back a SIGNAL_ALARM not read yet (delay_ms means nothing then). One alarm
 * per process. Errors: STATUS_INVALID (flag, no delay), STATUS_BUSY (an alarm is running),
 * STATUS_NO_ENTITY (nothing to stop).
 */
static inline enum Status sys_alarm(uint32_t delay_ms, uint32_t flag)
{
    return (enum Status)anvil_alarm(delay_ms, flag);
}

/*
 * Interrupt lines the image grants to the caller's task. A line is disabled when the task starts;
 * enabled, it is masked when it fires until it is acknowledged. Errors: STATUS_INVALID (no such
 * line), STATUS_DENIED (not granted to the caller).
 */
static inline enum Status sys_irq_acknowledge(uint16_t irq)
{
    return (enum Status)anvil_irq_acknowledge(irq);
}
static inline enum Status sys_irq_enable(uint16_t irq)
{
    return (enum Status)anvil_irq_enable(irq);
}
static inline enum Status sys_irq_disable(uint16_t irq)
{
    return (enum Status)anvil_irq_disable(irq);
}

/*
 * Starts the task with this label, which starts by hand or has ended. Needs the start capability.
 * Errors: STATUS_DENIED, STATUS_INVALID (no such task in the caller's domain, or it runs).
 */
static inline enum Status sys_start(uint32_t label)
{
    return (enum Status)anvil_start(label);
}

/*
 * Writes an unpredictable uint32_t to the exchange area. Needs the random capability. Errors:
 * STATUS_DENIED, STATUS_CRITICAL (the board has no entropy), STATUS_INVALID (no exchange area).
 */
static inline enum Status sys_get_random(void)
{
    return (enum Status)anvil_get_random();
}

/*
 * Writes the time since boot, a uint64_t, to the exchange area, in cycles (needs the cycles
 * capability), nanoseconds, microseconds or milliseconds. Errors: STATUS_INVALID (precision, no
 * exchange area), STATUS_DENIED.
 */
static inline enum Status sys_get_cycle(uint32_t precision)
{
    return (enum Status)anvil_get_cycle(precision);
}

/* STATUS_OK: this run of the task is a restart; STATUS_AGAIN: it is the first. */
static inline enum Status sys_has_respawned(void)
{
    return (enum Status)anvil_has_respawned();
}

/* The same calls under the documents' and upstream's other names. */
static inline enum Status sys_get_handle(uint32_t label)
{
    return sys_get_task_handle(label);
}
static inline enum Status sys_recv_event(uint8_t mask, int32_t timeout)
{
    return sys_wait_for_event(mask, timeout);
}
#define __sys_get_task_handle    sys_get_task_handle
#define __sys_get_process_handle sys_get_task_handle
#define __sys_get_handle         sys_get_task_handle
#define __sys_send_ipc           sys_send_ipc
#define __sys_wait_for_event     sys_wait_for_event
#define __sys_recv_event         sys_recv_event
#define __sys_sched_yield        sys_sched_yield
#define __sys_sleep              sys_sleep
#define __sys_log                sys_log
#define __sys_exit               sys_exit
#define __sys_send_and_wait      sys_send_and_wait
#define __sys_send_signal        sys_send_signal
#define __sys_alarm              sys_alarm
#define __sys_irq_acknowledge    sys_irq_acknowledge
#define __sys_irq_enable         sys_irq_enable
#define __sys_irq_disable        sys_irq_disable
#define __sys_start              sys_start
#define __sys_get_random         sys_get_random
#define __sys_get_cycle          sys_get_cycle
#define __sys_has_respawned      sys_has_respawned

#endif
