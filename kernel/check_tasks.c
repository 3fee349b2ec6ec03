/*
 * kernel_check, seventh part: jobs, suspension, exceptions, and work that is under way.
 */
#include "check.h"
#include "zircon.h"

/* ---- Suspension. ---- */

static unsigned tokens_of(const struct kernel *k, object_id task)
{
    unsigned count = 0;
    for (unsigned token = 0; token < CONFIG_TOKENS; token++) {
        count += k->suspend.task[token] == task;
    }
    return count;
}

const char *check_suspension(const struct kernel *k, thread_id thread)
{
    const struct thread *t = &k->thread[thread];
    uint32_t shown = k->object[object_of_thread(thread)].signals;
    bool held = t->suspends > 0 || k->process[t->process].suspends > 0;
    bool due = check_alive(k, thread) && held && t->state != THREAD_EXCEPTION;
    REQUIRE(t->suspends == tokens_of(k, object_of_thread(thread)), "tokens counted wrong");
    REQUIRE((t->stopped != 0) == due, "stopped or not, against the counts");
    REQUIRE(((shown & ZX_SUSPENDED) != 0) == due, "suspended or not, and not shown");
    REQUIRE(((shown & ZX_RUNNING) != 0) == (check_alive(k, thread) && !due),
            "running or not, and not shown");
    REQUIRE(((shown & ZX_TERMINATED) != 0) == (t->state == THREAD_DEAD),
            "terminated or not, and not shown");
    REQUIRE(due || k->suspend.deadline[thread] == 0, "deadline of no stopped thread");
    return NULL;
}

/* ---- Exceptions. ---- */

static const char *check_exception(const struct kernel *k, thread_id thread)
{
    const struct exception *exception = &k->exception.thread[thread];
    const struct message *own = &k->channel.message[message_of_thread(thread)];
    const struct object *object = &k->object[object_of_exception(thread)];
    bool has = k->thread[thread].state == THREAD_EXCEPTION;
    bool work = k->sched.work != 0;
    REQUIRE((exception->stage != 0) == has, "asks handlers outside an exception");
    REQUIRE((exception->report.type != 0) == has, "report of no exception");
    REQUIRE(work || !has || object->handles == 1, "exception that nobody can answer");
    REQUIRE(object->handles <= 1, "exception with several names");
    REQUIRE(object->type != OBJECT_FREE || (exception->own == 0 && exception->told == 0),
            "remains of an exception");
    REQUIRE(own->end == NONE || own->handles == 1, "message about nothing");
    REQUIRE(own->end != NONE || k->slot[NODE_FIRST_OWN + thread - 1u].object == NONE,
            "exception in no message");
    return NULL;
}

static const char *check_listener(const struct kernel *k, object_id task, unsigned listener)
{
    object_id end = k->exception.channel[task][listener];
    if (end == NONE) {
        return NULL;
    }
    REQUIRE(end >= OBJECT_FIRST_CHANNEL && end < OBJECT_FIRST_EVENTPAIR, "listener is no channel");
    REQUIRE(k->object[end].type == OBJECT_CHANNEL && k->object[end].handles == 0,
            "listener that somebody names");
    REQUIRE(channel_listened(k, end) == task, "channel listens to another task");
    REQUIRE(k->object[task].type != OBJECT_FREE, "listener to nothing");
    return NULL;
}

static const char *check_listeners(const struct kernel *k)
{
    const char *broken = NULL;
    unsigned bound = 0;
    for (object_id task = 0; task < OBJECT_FIRST_EVENT; task++) {
        for (unsigned listener = 0; broken == NULL && listener < LISTENERS; listener++) {
            bound += k->exception.channel[task][listener] != NONE;
            broken = check_listener(k, task, listener);
        }
    }
    REQUIRE(broken != NULL || k->exception.bound == bound, "listeners counted wrong");
    return broken;
}

/* ---- Jobs. ---- */

static const char *check_job(const struct kernel *k, job_id job)
{
    const struct job *checked = &k->job[job];
    const struct object *object = &k->object[object_of_job(job)];
    REQUIRE((checked->state == JOB_FREE) == (object->type == OBJECT_FREE), "job and object differ");
    if (checked->state == JOB_FREE) {
        return NULL;
    }
    unsigned jobs = 0;
    unsigned processes = 0;
    for (job_id child = 1; child <= CONFIG_JOBS; child++) {
        uint8_t state = k->job[child].state;
        bool below = state != JOB_FREE && k->job[child].parent == job;
        jobs += below && state != JOB_DEAD;
        REQUIRE(!below || checked->state == JOB_READY || state != JOB_READY,
                "job that outlives the one above");
    }
    for (process_id process = 1; process <= CONFIG_PROCESSES; process++) {
        uint8_t state = k->process[process].state;
        bool lives = state == PROCESS_INITIAL || state == PROCESS_RUNNING;
        processes += lives && k->process[process].job == job;
    }
    REQUIRE(checked->jobs == jobs && checked->processes == processes, "members counted wrong");
    uint32_t shown = object->signals;
    REQUIRE(((shown & ZX_NO_JOBS) != 0) == (jobs == 0), "jobs or none, and not shown");
    REQUIRE(((shown & ZX_NO_PROCESSES) != 0) == (processes == 0), "processes or none, not shown");
    REQUIRE(((shown & ZX_NO_CHILDREN) != 0) == (jobs + processes == 0), "members, and not shown");
    REQUIRE(((shown & ZX_TERMINATED) != 0) == (checked->state == JOB_DEAD), "dead, not shown");
    REQUIRE(checked->state != JOB_DEAD || jobs + processes == 0, "members of a dead job");
    REQUIRE(checked->state != JOB_KILLING || (k->sched.work & WORK_KILL) != 0, "kill that stopped");
    return NULL;
}

static const char *check_work(const struct kernel *k)
{
    REQUIRE((k->sched.work &
             ~(uint32_t)(WORK_UNMAP | WORK_VACATE | WORK_UNNAMED | WORK_START | WORK_KILL)) == 0,
            "unknown work");
    REQUIRE(((k->sched.work & WORK_UNMAP) != 0) == (k->unmap.process != NONE),
            "process unmapped without work");
    REQUIRE(((k->sched.work & WORK_START) != 0) == (k->task.due != 0), "tasks due without work");
    REQUIRE(((k->sched.work & WORK_UNNAMED) != 0) == (k->objects.unnamed_first != NONE),
            "unnamed objects without work");
    return NULL;
}

const char *check_all_tasks(const struct kernel *k)
{
    const char *broken = check_work(k);
    for (job_id job = 1; broken == NULL && job <= CONFIG_JOBS; job++) {
        broken = check_job(k, job);
    }
    for (process_id process = 1; process <= CONFIG_PROCESSES; process++) {
        REQUIRE(k->process[process].suspends == tokens_of(k, object_of_process(process)),
                "tokens counted wrong");
    }
    for (thread_id thread = 1; broken == NULL && thread <= CONFIG_THREADS; thread++) {
        broken = check_exception(k, thread);
    }
    return broken == NULL ? check_listeners(k) : broken;
}
