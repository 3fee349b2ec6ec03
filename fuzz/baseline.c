/*
 * The end of a program: the root job is killed, and nothing may be left but what the image keeps.
 *
 * Asked of the session without a model, since no program goes on from there. A board that has
 * halted, by itself or at the wish of a task that ends, is not asked.
 */
#include "expect.h"
#include "session.h"
#include "zircon.h"

/* The jobs of the image: the root, one for each domain, one for each task. */
static unsigned jobs_of_image(const struct world *world)
{
    unsigned count = 1 + world->count;
    for (unsigned i = 0; i < world->count; i++) {
        unsigned first = 0;
        while (world->tasks[first].domain != world->tasks[i].domain) {
            first++;
        }
        count += first == i;
    }
    return count;
}

static void expect_objects(const struct session *s)
{
    const struct kernel *k = s->kernel;
    const unsigned jobs = OBJECT_FIRST_JOB + jobs_of_image(s->world);
    const unsigned events = OBJECT_FIRST_EVENT + s->world->events;
    for (unsigned id = 1; id < OBJECT_END; id++) {
        bool image = id < jobs || (id >= OBJECT_FIRST_EVENT && id < events);
        EXPECT(image == (k->object[id].type != OBJECT_FREE), "object %u is left", id);
    }
}

void session_kill_root(struct session *s)
{
    const struct kernel *k = s->kernel;
    if (machine_halted(s->machine, NULL)) {
        return;
    }
    job_kill(s->kernel, job_of_object(OBJECT_FIRST_JOB), ZX_TASK_RETCODE_SYSCALL_KILL);
    machine_settle(s->machine);
    if (kernel_has_work(k)) {
        return; /* a task of the image has asked for a halt */
    }
    const char *broken = machine_check(s->machine);
    EXPECT(broken == NULL, "invariant: %s", broken);
    expect_objects(s);
    EXPECT(k->slot[NODE_ROOT].node.next == NODE_ROOT, "node %u is left",
           k->slot[NODE_ROOT].node.next);
    for (unsigned pool = POOL_PROCESSES; pool < POOLS; pool++) {
        EXPECT(k->job[1].used[pool] == 0, "pool %u is in use", pool);
    }
    for (timer_id timer = k->time.first; timer != NONE; timer = k->time.timer[timer].next) {
        EXPECT(timer >= TIMER_FIRST_RESTART, "timer %u is left", timer);
    }
}
