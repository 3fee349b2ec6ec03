/*
 * The Zircon family's calls about properties, children and policies of tasks.
 *
 * It owns struct property_state. Invariant: a name ends with a zero.
 */
#include <string.h>

#include "property.h"

#include "syscall.h"
#include "zircon.h"

static process_id caller(const struct kernel *k)
{
    return k->thread[k->sched.current].process;
}

bool property_read_name(struct kernel *k, char name[NAME_SIZE], uint32_t address, uint32_t length)
{
    uint32_t size = length < NAME_SIZE - 1 ? length : NAME_SIZE - 1;
    (void)memset(name, 0, NAME_SIZE);
    if (!user_read(k, name, address, size)) {
        return false;
    }
    uint32_t used = 0;
    while (used < size && name[used] != '\0') {
        used++;
    }
    (void)memset(&name[used], 0, NAME_SIZE - used);
    return true;
}

void property_forget(struct kernel *k, object_id task)
{
    (void)memset(k->property.name[task], 0, NAME_SIZE);
}

/* ---- Properties. ---- */

/* As published. */
enum property {
    PROPERTY_NAME = 3,
    PROPERTY_EXCEPTION_STATE = 16,
    PROPERTY_EXCEPTION_STRATEGY = 18
};

/* Whether the object has the property, and a buffer of this size holds it. */
static enum zircon_status property_find(const struct kernel *k, object_id id, uint32_t property,
                                        uint32_t size, uint32_t size_needed)
{
    uint8_t type = k->object[id].type;
    bool is_task = type == OBJECT_JOB || type == OBJECT_PROCESS || type == OBJECT_THREAD;
    if (property != PROPERTY_NAME && property != PROPERTY_EXCEPTION_STATE &&
        property != PROPERTY_EXCEPTION_STRATEGY) {
        return ZX_INVALID_ARGS;
    }
    if (property == PROPERTY_NAME ? !is_task : type != OBJECT_EXCEPTION) {
        return ZX_WRONG_TYPE;
    }
    return size < size_needed ? ZX_BUFFER_TOO_SMALL : ZX_OK;
}

uint32_t call_object_get_property(struct kernel *k, struct object_get_property_arguments a)
{
    uint32_t size = a.property == PROPERTY_NAME ? NAME_SIZE : (uint32_t)sizeof(uint32_t);
    enum zircon_status status = property_find(k, a.handle.object, a.property, a.size, size);
    if (status != ZX_OK) {
        return zircon(status);
    }
    uint32_t value = 0;
    const void *from = &value;
    if (a.property == PROPERTY_NAME) {
        from = k->property.name[a.handle.object];
    } else {
        const struct exception *exception =
            &k->exception.thread[thread_of_exception(a.handle.object)];
        value = a.property == PROPERTY_EXCEPTION_STATE ? exception->answer : exception->strategy;
    }
    return zircon(user_write(k, a.value, from, size) ? ZX_OK : ZX_INVALID_ARGS);
}

static enum zircon_status exception_set(struct kernel *k, thread_id thread, uint32_t property,
                                        uint32_t value)
{
    struct exception *exception = &k->exception.thread[thread];
    bool is_state = property == PROPERTY_EXCEPTION_STATE;
    if (value > (is_state ? (uint32_t)ANSWER_THREAD_EXIT : 1u)) {
        return ZX_INVALID_ARGS;
    }
    if (k->thread[thread].state != THREAD_EXCEPTION ||
        (!is_state && !exception_at_debugger(k, thread))) {
        return ZX_BAD_STATE;
    }
    if (is_state) {
        exception->answer = (uint8_t)value;
    } else {
        exception->strategy = (uint8_t)value;
    }
    return ZX_OK;
}

uint32_t call_object_set_property(struct kernel *k, struct object_set_property_arguments a)
{
    uint32_t needed = a.property == PROPERTY_NAME ? 0 : (uint32_t)sizeof(uint32_t);
    enum zircon_status status = property_find(k, a.handle.object, a.property, a.size, needed);
    if (status != ZX_OK) {
        return zircon(status);
    }
    if (a.property == PROPERTY_NAME) {
        char name[NAME_SIZE];
        if (!property_read_name(k, name, a.value, a.size)) {
            return zircon(ZX_INVALID_ARGS);
        }
        (void)memcpy(k->property.name[a.handle.object], name, sizeof name);
        return zircon(ZX_OK);
    }
    uint32_t value;
    if (!user_read(k, &value, a.value, sizeof value)) {
        return zircon(ZX_INVALID_ARGS);
    }
    return zircon(exception_set(k, thread_of_exception(a.handle.object), a.property, value));
}

/* ---- Children. ---- */

/* Whether one object is a thread of the other, or a process or job below it. */
static bool task_below(const struct kernel *k, object_id id, object_id above)
{
    if (k->object[above].type == OBJECT_PROCESS) {
        return k->object[id].type == OBJECT_THREAD && k->object[id].parent == above;
    }
    object_id job = k->object[id].type == OBJECT_PROCESS ? k->object[id].parent : id;
    return id != above && k->object[job].type == OBJECT_JOB &&
           job_within(k, job_of_object(job), job_of_object(above));
}

static object_id task_by_koid(const struct kernel *k, uint64_t koid, object_id above)
{
    for (object_id id = 1; id < OBJECT_FIRST_EVENT; id++) {
        const struct object *object = &k->object[id];
        if (object->koid == koid && task_below(k, id, above) && task_lives(k, id) &&
            object->domain == k->process[caller(k)].domain) {
            return id;
        }
    }
    return NONE;
}

uint32_t call_object_get_child(struct kernel *k, struct object_get_child_arguments a)
{
    uint8_t type = k->object[a.handle.object].type;
    uint32_t own = k->slot[node_of_slot(caller(k), a.handle.slot)].rights;
    uint32_t rights = a.rights == ZX_RIGHT_SAME_RIGHTS ? own : a.rights;
    if ((rights & ~own) != 0) {
        return zircon(ZX_ACCESS_DENIED);
    }
    if (type != OBJECT_PROCESS && type != OBJECT_JOB) {
        return zircon(ZX_WRONG_TYPE);
    }
    object_id child = task_by_koid(k, (uint64_t)a.koid, a.handle.object);
    if (child == NONE) {
        return zircon(ZX_NOT_FOUND);
    }
    enum zircon_status status = handle_promise(k, a.out);
    if (status == ZX_OK) {
        /* Commit. */
        (void)handle_create(k, caller(k), child, rights);
    }
    return zircon(status);
}

/* ---- Policies. ---- */

#define POLICIES_MAX 16u
#define TOPIC_BASIC  0u
#define ABSOLUTE     1u

/* One decision, as published. */
struct policy_basic {
    uint32_t condition;
    uint32_t action;
};

/* Makes of the job's policy what the list of decisions adds to it. */
static enum zircon_status policy_add(uint64_t *policy, const struct policy_basic *basic,
                                     unsigned count, bool absolute)
{
    for (unsigned i = 0; i < count; i++) {
        if (basic[i].condition >= POLICY_CONDITIONS || basic[i].action >= ACTIONS) {
            return ZX_NOT_SUPPORTED;
        }
        if (!policy_decide(policy, basic[i].condition, basic[i].action, absolute)) {
            return ZX_ALREADY_EXISTS;
        }
    }
    return ZX_OK;
}

uint32_t call_job_set_policy(struct kernel *k, struct job_set_policy_arguments a)
{
    struct job *job = &k->job[job_of_object(a.job.object)];
    struct policy_basic basic[POLICIES_MAX];
    if (a.topic != TOPIC_BASIC || a.count == 0) {
        return zircon(ZX_INVALID_ARGS);
    }
    if (a.count > POLICIES_MAX) {
        return zircon(ZX_OUT_OF_RANGE);
    }
    if (!user_read(k, basic, a.policy, a.count * (uint32_t)sizeof basic[0])) {
        return zircon(ZX_INVALID_ARGS);
    }
    if (job->jobs + job->processes > 0 || job->state != JOB_READY) {
        return zircon(ZX_BAD_STATE);
    }
    uint64_t policy = job->policy;
    enum zircon_status status = policy_add(&policy, basic, a.count, a.options == ABSOLUTE);
    if (status == ZX_OK) {
        /* Commit. */
        job->policy = policy;
    }
    return zircon(status);
}

uint32_t call_job_set_critical(struct kernel *k, struct job_set_critical_arguments a)
{
    job_id job = job_of_object(a.job.object);
    struct process *process = &k->process[process_of_object(a.process.object)];
    if (!job_within(k, process->job, job)) {
        return zircon(ZX_INVALID_ARGS);
    }
    if (process->critical != NONE) {
        return zircon(ZX_ALREADY_BOUND);
    }
    if (!process_state_lives(process->state)) {
        return zircon(ZX_BAD_STATE);
    }
    /* Commit. */
    process->critical = job;
    process->only_nonzero = (uint8_t)a.options;
    return zircon(ZX_OK);
}
