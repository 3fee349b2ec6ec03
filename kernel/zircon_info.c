/*
 * object_get_info: what can be asked of an object. It owns no state and changes none.
 *
 * A topic has one record, or a list of koids; each is written by its own function, which is asked
 * for the n-th record until there is none.
 */
#include "syscall.h"
#include "zircon.h"

static process_id caller(const struct kernel *k)
{
    return k->thread[k->sched.current].process;
}

/* ---- The published records. ---- */

struct info_handle_basic {
    uint64_t koid;
    uint32_t rights;
    uint32_t type; /* as published */
    uint64_t related_koid;
    uint32_t properties; /* 1: it can be waited for, as all can */
    uint32_t reserved;
};

struct info_process {
    int64_t return_code;
    int64_t start_time; /* in nanoseconds since boot */
    uint32_t flags;
    uint32_t reserved;
};
enum { PROCESS_FLAG_STARTED = 1, PROCESS_FLAG_EXITED = 2, PROCESS_FLAG_DEBUGGER = 4 };

struct info_job {
    int64_t return_code;
    uint8_t exited;
    uint8_t kill_on_oom;
    uint8_t debugger_attached;
    uint8_t reserved[5];
};

struct info_thread {
    uint32_t state;
    uint32_t wait_exception_channel_type;
    uint64_t affinity[8]; /* processors it may run on: the first */
};

struct info_exception_report {
    uint32_t size;
    uint32_t type;
    uint32_t status; /* CFSR */
    uint32_t address;
    uint32_t pc;
    uint32_t synth_code;
    uint32_t synth_data;
    uint32_t reserved;
};

union info {
    struct info_handle_basic basic;
    struct info_process process;
    struct info_job job;
    struct info_thread thread;
    struct info_exception_report report;
    uint32_t word;
    uint64_t koid;
};

/* What is asked: an object by a name of the caller's, and which of its records. */
struct question {
    object_id object;
    uint32_t rights;
    unsigned n;
};

/* ---- Any object. ---- */

static const uint8_t published_type[OBJECT_TYPES] = {
    [OBJECT_PROCESS] = 1,    [OBJECT_THREAD] = 2, [OBJECT_CHANNEL] = 4, [OBJECT_EVENT] = 5,
    [OBJECT_EVENTPAIR] = 16, [OBJECT_JOB] = 17,   [OBJECT_TOKEN] = 27,  [OBJECT_EXCEPTION] = 29,
};

/* The koid of what an object belongs to: the other end of a pair, a thread's process, a process's
 * job, a job's parent, an exception's thread. The ends of a pair have koids that follow each other.
 */
static uint64_t related_koid(const struct kernel *k, object_id id)
{
    const struct object *object = &k->object[id];
    if (object->type == OBJECT_CHANNEL || object->type == OBJECT_EVENTPAIR) {
        return object_peer(id) > id ? object->koid + 1 : object->koid - 1;
    }
    bool has_none = object->type == OBJECT_EVENT || object->type == OBJECT_TOKEN;
    return has_none ? 0 : k->object[object->parent].koid;
}

static bool info_handle_basic(const struct kernel *k, const struct question *q, union info *info)
{
    info->basic = (struct info_handle_basic){
        .koid = k->object[q->object].koid,
        .rights = q->rights,
        .type = published_type[k->object[q->object].type],
        .related_koid = related_koid(k, q->object),
        .properties = 1,
    };
    return q->n == 0;
}

static bool info_handle_count(const struct kernel *k, const struct question *q, union info *info)
{
    info->word = k->object[q->object].handles;
    return q->n == 0;
}

/* ---- Tasks. ---- */

static bool info_process(const struct kernel *k, const struct question *q, union info *info)
{
    const struct process *process = &k->process[process_of_object(q->object)];
    bool exited = process->state == PROCESS_DEAD;
    info->process = (struct info_process){
        .return_code = process->return_code,
        .start_time = (int64_t)time_ns_of(k, process->started),
        .flags = (process->was_started != 0 ? (uint32_t)PROCESS_FLAG_STARTED : 0) |
                 (exited ? (uint32_t)PROCESS_FLAG_EXITED : 0) |
                 (exception_debugged(k, q->object) ? (uint32_t)PROCESS_FLAG_DEBUGGER : 0),
    };
    return q->n == 0;
}

static bool info_anvil_task(const struct kernel *k, const struct question *q, union info *info)
{
    process_id process = process_of_object(q->object);
    info->word = k->process[process].state == PROCESS_RUNNING ? name_of_task(k, process) : 0;
    return q->n == 0;
}

static bool info_job(const struct kernel *k, const struct question *q, union info *info)
{
    const struct job *job = &k->job[job_of_object(q->object)];
    info->job = (struct info_job){
        .return_code = job->return_code,
        .exited = job->state != JOB_READY,
        .debugger_attached = exception_debugged(k, q->object),
    };
    return q->n == 0;
}

/* The published states of a thread, whose blocked ones say by what. */
static const uint16_t published_state[] = {
    [THREAD_INITIAL] = 0,      [THREAD_READY] = 1,         [THREAD_SENDING] = 0x503,
    [THREAD_WAITING] = 0x503,  [THREAD_SLEEPING] = 0x203,  [THREAD_NANOSLEEPING] = 0x203,
    [THREAD_AWAITING] = 0x603, [THREAD_EXCEPTION] = 0x103, [THREAD_DEAD] = 5,
};
#define STATE_SUSPENDED 2u
#define STATE_WAIT_MANY 0x703u

/* Which channel has a thread's exception, as published: 0 none, 1 debugger, 2 thread, 3 process, 4
 * job, 5 job debugger. */
static uint32_t exception_channel_type(const struct kernel *k, thread_id thread)
{
    static const uint8_t types[OBJECT_TYPES] = {
        [OBJECT_THREAD] = 2, [OBJECT_PROCESS] = 3, [OBJECT_JOB] = 4};
    if (k->thread[thread].state != THREAD_EXCEPTION) {
        return 0;
    }
    const struct handler handler = exception_handler(k, thread);
    uint32_t type = types[k->object[handler.task].type];
    return handler.listener == LISTENER_REGULAR ? type : type == 3 ? 1 : 5;
}

static bool info_thread(const struct kernel *k, const struct question *q, union info *info)
{
    thread_id id = thread_of_object(q->object);
    const struct thread *thread = &k->thread[id];
    uint32_t state = published_state[thread->state];
    if (thread->state == THREAD_AWAITING && k->wait.thread[id].many != 0) {
        state = STATE_WAIT_MANY;
    }
    info->thread = (struct info_thread){
        .state = thread->stopped != 0 ? STATE_SUSPENDED : state,
        .wait_exception_channel_type = exception_channel_type(k, id),
        .affinity = {1},
    };
    return q->n == 0;
}

static bool info_exception_report(const struct kernel *k, const struct question *q,
                                  union info *info)
{
    const struct report *report = &k->exception.thread[thread_of_object(q->object)].report;
    info->report = (struct info_exception_report){
        .size = sizeof info->report,
        .type = report->type,
        .status = report->status,
        .address = report->address,
        .pc = report->pc,
        .synth_code = report->synth_code,
    };
    return q->n == 0;
}

/* ---- Children. ---- */

/* The n-th living object of the type in this range whose parent is the one asked about. */
static bool info_child(const struct kernel *k, const struct question *q, union info *info,
                       object_id first, object_id end)
{
    unsigned left = q->n;
    for (object_id id = first; id < end; id++) {
        bool child = k->object[id].parent == q->object && task_lives(k, id);
        if (child && left-- == 0) {
            info->koid = k->object[id].koid;
            return true;
        }
    }
    return false;
}

static bool info_threads(const struct kernel *k, const struct question *q, union info *info)
{
    return info_child(k, q, info, OBJECT_FIRST_THREAD, OBJECT_FIRST_EVENT);
}

static bool info_processes(const struct kernel *k, const struct question *q, union info *info)
{
    return info_child(k, q, info, OBJECT_FIRST_PROCESS, OBJECT_FIRST_THREAD);
}

static bool info_jobs(const struct kernel *k, const struct question *q, union info *info)
{
    return info_child(k, q, info, OBJECT_FIRST_JOB, OBJECT_FIRST_PROCESS);
}

/* ---- The call. ---- */

#define KOID ((uint32_t)sizeof(uint64_t))

/* What can be asked: of which type, with which right, and who writes a record of which size. */
static const struct topic {
    uint32_t number; /* enum zircon_topic */
    uint32_t rights;
    uint16_t size;
    uint8_t type; /* enum object_type */
    bool (*record)(const struct kernel *k, const struct question *q, union info *info);
} topics[] = {
    {ZX_INFO_HANDLE_VALID, 0, 0, OBJECT_ANY, NULL},
    {ZX_INFO_HANDLE_BASIC, 0, sizeof(struct info_handle_basic), OBJECT_ANY, info_handle_basic},
    {ZX_INFO_PROCESS, RIGHT_INSPECT, sizeof(struct info_process), OBJECT_PROCESS, info_process},
    {ZX_INFO_PROCESS_THREADS, RIGHT_ENUMERATE, KOID, OBJECT_PROCESS, info_threads},
    {ZX_INFO_JOB_CHILDREN, RIGHT_ENUMERATE, KOID, OBJECT_JOB, info_jobs},
    {ZX_INFO_JOB_PROCESSES, RIGHT_ENUMERATE, KOID, OBJECT_JOB, info_processes},
    {ZX_INFO_THREAD, RIGHT_INSPECT, sizeof(struct info_thread), OBJECT_THREAD, info_thread},
    {ZX_INFO_THREAD_EXCEPTION_REPORT, RIGHT_INSPECT, sizeof(struct info_exception_report),
     OBJECT_THREAD, info_exception_report},
    {ZX_INFO_HANDLE_COUNT, RIGHT_INSPECT, sizeof(uint32_t), OBJECT_ANY, info_handle_count},
    {ZX_INFO_JOB, RIGHT_INSPECT, sizeof(struct info_job), OBJECT_JOB, info_job},
    {ZX_INFO_ANVIL_TASK, RIGHT_INSPECT, sizeof(uint32_t), OBJECT_PROCESS, info_anvil_task},
};

static const struct topic *topic_find(uint32_t number)
{
    for (unsigned i = 0; i < sizeof topics / sizeof topics[0]; i++) {
        if (topics[i].number == number) {
            return &topics[i];
        }
    }
    return NULL;
}

static bool write_count(struct kernel *k, uint32_t to, uint32_t count)
{
    return to == 0 || user_write(k, to, &count, sizeof count);
}

/* Writes as many whole records as fit, and the counts. */
static enum zircon_status info_write(struct kernel *k, const struct topic *topic,
                                     struct question question,
                                     const struct object_get_info_arguments *a)
{
    union info info;
    uint32_t room = a->size / topic->size;
    uint32_t avail = 0;
    while (question.n = avail, topic->record(k, &question, &info)) {
        if (avail < room && !user_write(k, a->buffer + avail * topic->size, &info, topic->size)) {
            return ZX_INVALID_ARGS;
        }
        avail++;
    }
    if (!write_count(k, a->actual, avail < room ? avail : room) ||
        !write_count(k, a->avail, avail)) {
        return ZX_INVALID_ARGS;
    }
    bool is_list = topic->size == KOID;
    return is_list || room > 0 ? ZX_OK : ZX_BUFFER_TOO_SMALL;
}

/* What can go wrong before the object is asked. */
static enum zircon_status question_decode(const struct kernel *k, const struct topic *topic,
                                          uint32_t name, struct question *question)
{
    static const enum zircon_status statuses[REFUSALS] = {
        [REFUSED_BAD_HANDLE] = ZX_BAD_HANDLE,
        [REFUSED_WRONG_TYPE] = ZX_WRONG_TYPE,
        [REFUSED_ACCESS] = ZX_ACCESS_DENIED,
    };
    struct named named;
    enum refusal refusal = name_decode(k, caller(k), name, topic->type, topic->rights, &named);
    if (refusal != REFUSED_NOTHING) {
        return statuses[refusal];
    }
    question->object = named.object;
    question->rights = k->slot[node_of_slot(caller(k), named.slot)].rights;
    bool no_report = topic->number == ZX_INFO_THREAD_EXCEPTION_REPORT &&
                     k->thread[thread_of_object(named.object)].state != THREAD_EXCEPTION;
    return no_report ? ZX_BAD_STATE : ZX_OK;
}

uint32_t call_object_get_info(struct kernel *k, struct object_get_info_arguments a)
{
    const struct topic *topic = topic_find(a.topic);
    if (topic == NULL) {
        return zircon(ZX_NOT_SUPPORTED);
    }
    struct question question;
    enum zircon_status status = question_decode(k, topic, a.handle, &question);
    if (status == ZX_OK && topic->size > 0) {
        status = info_write(k, topic, question, &a);
    }
    return zircon(status);
}
