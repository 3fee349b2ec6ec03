/*
 * The model's object_get_info: what can be asked of an object, and the records that tell it.
 *
 * A topic has one record of each object of its type, or a list of koids. Whatever is written before
 * an address turns out to be bad stays written. Must not know any kernel structure.
 */
#include "spaces.h"

#include <stddef.h>

#define RECORD 80u /* bytes, at most */
#define KOID   8u

enum topic {
    HANDLE_VALID = 1,
    HANDLE_BASIC = 2,
    PROCESS = 3,
    PROCESS_THREADS = 4,
    JOB_CHILDREN = 8,
    JOB_PROCESSES = 9,
    THREAD = 10,
    THREAD_EXCEPTION_REPORT = 11,
    HANDLE_COUNT = 19,
    JOB = 24,
    ANVIL_TASK = 0x0a000001
};

static void long_put(uint8_t *at, uint64_t value)
{
    model_word_put(at, (uint32_t)value);
    model_word_put(at + 4, (uint32_t)(value >> 32));
}

/* ---- Records: of the object that a name means, and how many bytes. ---- */

static unsigned record_nothing(struct model *m, const struct model_handle *of,
                               uint8_t record[RECORD])
{
    (void)m;
    (void)of;
    (void)record;
    return 0;
}

static unsigned record_handle_basic(struct model *m, const struct model_handle *of,
                                    uint8_t record[RECORD])
{
    static const uint32_t types[] = {
        [NAMES_PROCESS] = 1, [NAMES_THREAD] = 2,     [NAMES_CHANNEL] = 4,
        [NAMES_EVENT] = 5,   [NAMES_EVENTPAIR] = 16, [NAMES_JOB] = 17};
    const struct model_object *object = model_object_at(m, of->type, of->object);
    long_put(record, object->koid);
    model_word_put(record + 8, of->rights);
    model_word_put(record + 12, types[of->type]);
    long_put(record + 16, object->related);
    model_word_put(record + 24, 1); /* it can be waited for */
    return 32;
}

static unsigned record_handle_count(struct model *m, const struct model_handle *of,
                                    uint8_t record[RECORD])
{
    model_word_put(record, model_handles(m, of->type, of->object));
    return 4;
}

static unsigned record_process(struct model *m, const struct model_handle *of,
                               uint8_t record[RECORD])
{
    enum { STARTED = 1, EXITED = 2 };
    const struct model_process *process = &m->process[of->object];
    bool ended = process->ending != MODEL_HAS_NOT_ENDED;
    long_put(record, (uint64_t)process->return_code);
    long_put(record + 8, model_units(m, process->began_at, 1000000));
    model_word_put(record + 16, (process->began ? STARTED : 0) | (ended ? EXITED : 0));
    return 24;
}

static unsigned record_anvil_task(struct model *m, const struct model_handle *of,
                                  uint8_t record[RECORD])
{
    const struct model_process *process = &m->process[of->object];
    model_word_put(record, process->running ? process->handle : 0);
    return 4;
}

static unsigned record_job(struct model *m, const struct model_handle *of, uint8_t record[RECORD])
{
    const struct model_task *task = &m->task[of->object - 1];
    long_put(record, (uint64_t)task->job_code);
    record[8] = task->job == MODEL_KILLED;
    return 16;
}

static unsigned record_thread(struct model *m, const struct model_handle *of,
                              uint8_t record[RECORD])
{
    enum { WAITS_FOR_MANY = 0x703 };
    static const uint16_t states[] = {
        [MODEL_ABSENT] = 5,       [MODEL_READY] = 1,        [MODEL_SENDING] = 0x503,
        [MODEL_WAITING] = 0x503,  [MODEL_SLEEPING] = 0x203, [MODEL_NANOSLEEPING] = 0x203,
        [MODEL_AWAITING] = 0x603,
    };
    const struct model_thread *thread = &m->thread[of->object];
    bool many = thread->state == MODEL_AWAITING && thread->wait.many;
    model_word_put(record, many ? (unsigned)WAITS_FOR_MANY : states[thread->state]);
    long_put(record + 8, 1); /* the only processor */
    return 72;
}

/* ---- Lists: the n-th member of a job or process that has not ended; 0: there is none. ---- */

static unsigned nth_of_threads(const struct model *m, unsigned process, unsigned n)
{
    for (unsigned i = 1; i < MODEL_THREADS; i++) {
        bool member = m->thread[i].state != MODEL_ABSENT && m->thread[i].process == process;
        if (member && n-- == 0) {
            return i;
        }
    }
    return 0;
}

static unsigned nth_of_processes(const struct model *m, unsigned job, unsigned n)
{
    for (unsigned i = 1; i < MODEL_PROCESSES; i++) {
        if (model_has_space(m, i) && m->process[i].task == job - 1 && n-- == 0) {
            return i;
        }
    }
    return 0;
}

/* A task's job has no jobs in it. */
static unsigned nth_of_jobs(const struct model *m, unsigned job, unsigned n)
{
    (void)m;
    (void)job;
    (void)n;
    return 0;
}

/* ---- The call. ---- */

static const struct row {
    enum topic topic;
    enum names_type type; /* of what can be asked, NAMES_ANY: of all */
    uint32_t rights;
    enum names_type member_type; /* of a list */
    unsigned (*record)(struct model *m, const struct model_handle *of, uint8_t record[RECORD]);
    unsigned (*member)(const struct model *m, unsigned number, unsigned n);
} rows[] = {
    {HANDLE_VALID, NAMES_ANY, 0, NAMES_ANY, record_nothing, NULL},
    {HANDLE_BASIC, NAMES_ANY, 0, NAMES_ANY, record_handle_basic, NULL},
    {HANDLE_COUNT, NAMES_ANY, MODEL_INSPECT, NAMES_ANY, record_handle_count, NULL},
    {PROCESS, NAMES_PROCESS, MODEL_INSPECT, NAMES_ANY, record_process, NULL},
    {ANVIL_TASK, NAMES_PROCESS, MODEL_INSPECT, NAMES_ANY, record_anvil_task, NULL},
    {JOB, NAMES_JOB, MODEL_INSPECT, NAMES_ANY, record_job, NULL},
    {THREAD, NAMES_THREAD, MODEL_INSPECT, NAMES_ANY, record_thread, NULL},
    {THREAD_EXCEPTION_REPORT, NAMES_THREAD, MODEL_INSPECT, NAMES_ANY, record_nothing, NULL},
    {PROCESS_THREADS, NAMES_PROCESS, MODEL_ENUMERATE, NAMES_THREAD, NULL, nth_of_threads},
    {JOB_PROCESSES, NAMES_JOB, MODEL_ENUMERATE, NAMES_PROCESS, NULL, nth_of_processes},
    {JOB_CHILDREN, NAMES_JOB, MODEL_ENUMERATE, NAMES_JOB, NULL, nth_of_jobs},
};

static const struct row *row_of(uint32_t topic)
{
    for (unsigned i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (rows[i].topic == topic) {
            return &rows[i];
        }
    }
    return NULL;
}

/* So many of so many records have been written: tells the caller, who may not want to know. */
static int32_t counts_put(struct model *m, const uint32_t a[8], uint32_t actual, uint32_t available)
{
    bool written = model_word_wanted(m, a[4], actual) && model_word_wanted(m, a[5], available);
    return written ? MODEL_ZX_OK : MODEL_ZX_INVALID_ARGS;
}

static int32_t record_write(struct model *m, const struct row *row, const struct model_handle *of,
                            const uint32_t a[8])
{
    uint8_t record[RECORD] = {0};
    unsigned size = row->record(m, of, record);
    bool fits = size <= a[3];
    if (size == 0) {
        return MODEL_ZX_OK;
    }
    if (fits && !model_memory_write(m, a[2], record, size)) {
        return MODEL_ZX_INVALID_ARGS;
    }
    int32_t status = counts_put(m, a, fits, 1);
    return status == MODEL_ZX_OK && !fits ? MODEL_ZX_BUFFER_TOO_SMALL : status;
}

static int32_t list_write(struct model *m, const struct row *row, const struct model_handle *of,
                          const uint32_t a[8])
{
    uint32_t room = a[3] / KOID;
    uint32_t count = 0;
    for (unsigned member = row->member(m, of->object, 0); member != 0;
         member = row->member(m, of->object, count)) {
        uint8_t koid[KOID];
        long_put(koid, model_object_at(m, row->member_type, member)->koid);
        if (count < room && !model_memory_write(m, a[2] + count * KOID, koid, KOID)) {
            return MODEL_ZX_INVALID_ARGS;
        }
        count++;
    }
    return counts_put(m, a, count < room ? count : room, count);
}

struct model_outcome model_object_get_info(struct model *m, const uint32_t a[8])
{
    const struct row *row = row_of(a[1]);
    struct model_named named;
    if (row == NULL) {
        return model_fails(m, MODEL_ZX_NOT_SUPPORTED);
    }
    int32_t status = model_look_up(m, a[0], row->type, row->rights, &named);
    if (status == MODEL_ZX_OK && row->topic == THREAD_EXCEPTION_REPORT) {
        status = MODEL_ZX_BAD_STATE; /* nobody handles exceptions: no thread is in one */
    }
    if (status != MODEL_ZX_OK) {
        return model_fails(m, status);
    }
    status = row->record != NULL ? record_write(m, row, &named.handle, a)
                                 : list_write(m, row, &named.handle, a);
    return model_fails(m, status);
}
