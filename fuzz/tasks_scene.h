/*
 * What one input of fuzz_tasks is about: three tasks with a machine, what they make at run time,
 * and the model of all their lives. fuzz_tasks.c plays, tasks_compare.c compares.
 */
#ifndef ANVIL_FUZZ_TASKS_SCENE_H
#define ANVIL_FUZZ_TASKS_SCENE_H

#include <anvil/machine.h>
#include <anvil/syscalls.h>

#include "formats.h"
#include "model/tasks_calls.h"
#include "reader.h"

_Static_assert(TASKS_OBJECTS == OBJECT_END, "the model counts what the kernel has");

#define ACTORS 3u /* tasks that act; one more only keeps the board from halting */

/* Places in the part of its process's page that each thread has. */
enum { PART = 64, OUT = 0, OUT_2 = 4, LIST = 8, BYTES = 32, TAKEN = 56 };

struct scene {
    struct reader reader;
    struct machine *machine;
    struct kernel *k;
    bool compares; /* all of it, after each step */
    struct tasks model;
    unsigned called[CONFIG_THREADS + 1]; /* object.born of the thread that has made a call there */
};

#define ARGUMENTS(...) ((const uint32_t[CALL_REGISTERS]){__VA_ARGS__})
#define NOT_ASKED      false, 0 /* of a policy */

/* ---- tasks_scene.c: choosing, and calling. ---- */
static inline unsigned model_thread(thread_id thread)
{
    return object_of_thread(thread);
}
/* The thread's own part of its process's page, or a place where there is no memory. */
uint32_t part_of(struct scene *s, unsigned self);
static inline uint32_t at_part(struct scene *s, unsigned self, unsigned offset)
{
    return part_of(s, self) + offset;
}
/* What the caller names by the slot; 0: nothing. */
static inline unsigned object_in(struct scene *s, unsigned self, unsigned slot)
{
    return slot == 0 ? 0 : at(&s->model, process_of(&s->model, self))->slot[slot].object;
}
void word_put(struct scene *s, unsigned self, unsigned offset, uint32_t word);
uint32_t word_get(struct scene *s, unsigned self, unsigned offset);
/* More kinds of names. */
enum { TASK_KINDS = KINDS, /* a job, process or thread */ UNREAD /* an end with a message */ };
/* Whether the thread's process has such a name. */
bool scene_has(struct scene *s, unsigned self, unsigned kind);
/* A slot of the caller, mostly of this kind, rarely a bad one. */
unsigned read_slot(struct scene *s, unsigned self, unsigned kind);
/* How the caller spells it. */
uint32_t name_value(struct scene *s, unsigned self, unsigned slot);
/* The caller runs; what it has been told since it last did is compared. */
void scene_run(struct scene *s, unsigned self);
/* A call that does not block by itself. What it returns is compared, unless its thread has ended.
 */
struct machine_result scene_call(struct scene *s, unsigned self, uint32_t number,
                                 const uint32_t arguments[CALL_REGISTERS]);
/* The same; the result is to be that. */
void scene_expect(struct scene *s, unsigned self, uint32_t number,
                  const uint32_t arguments[CALL_REGISTERS], int32_t expected);
/* What was made of this kind, by the value written to OUT (OUT_2). */
struct made scene_made(struct scene *s, unsigned self, unsigned kind, unsigned count);
/* A process that runs; 0: there is none. */
unsigned read_running(struct scene *s);

typedef void operation(struct scene *s, unsigned self);
/* ---- tasks_moves.c, tasks_talks.c, tasks_blocks.c ---- */
operation operation_job_create, operation_process_create, operation_thread_create,
    operation_give_memory, operation_give_area, operation_process_start, operation_thread_start,
    operation_child, operation_further_thread, operation_thread_exit, operation_process_exit,
    operation_kill, operation_suspend, operation_close, operation_close_many, operation_duplicate,
    operation_channel_create, operation_write, operation_read, operation_listen, operation_get,
    operation_set, operation_fault, operation_get_child, operation_critical, operation_policy,
    operation_read_state, operation_start;
operation operation_send, operation_send_and_wait, operation_wait_event, operation_sleep,
    operation_nanosleep, operation_wait_one, operation_wait_many;

/* ---- tasks_compare.c ---- */
void scene_compare(struct scene *s);
/* The same when all is dead: nothing is left. */
void scene_compare_baseline(struct scene *s);

#endif
