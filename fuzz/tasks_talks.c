/*
 * What a thread does by channels, to exceptions and families: each call, and the model's.
 */
#include <string.h>

#include "expect.h"
#include "tasks_scene.h"
#include "zircon.h"

/* ---- Channels. ---- */

void operation_channel_create(struct scene *s, unsigned self)
{
    int32_t status = can_channel_create(&s->model, self);
    scene_expect(s, self, SYS_CHANNEL_CREATE,
                 ARGUMENTS(0, at_part(s, self, OUT), at_part(s, self, OUT_2)), status);
    if (status == Z_OK) {
        do_channel_create(&s->model, self, scene_made(s, self, CHANNEL, 2));
    }
    call_ends(&s->model, self, status, true, P_NEW_CHANNEL);
}

void operation_write(struct scene *s, unsigned self)
{
    unsigned channel = read_slot(s, self, CHANNEL);
    bool carries =
        reader_below(&s->reader, 4) != 0 && at(&s->model, process_of(&s->model, self))->memory;
    unsigned carried = carries ? read_slot(s, self, NOTHING) : NO_NAME;
    int32_t status = can_write(&s->model, self, channel, carried);
    word_put(s, self, LIST, carries ? name_value(s, self, carried) : 0);
    scene_expect(s, self, SYS_CHANNEL_WRITE,
                 ARGUMENTS(name_value(s, self, channel), 0, 0, 0,
                           carries ? at_part(s, self, LIST) : 0, carries ? 1 : 0),
                 status);
    if (status == Z_OK) {
        do_write(&s->model, self, channel, carried);
    } else {
        do_close(&s->model, self, carried);
    }
    call_ends(&s->model, self, status, NOT_ASKED);
}

/* What the message said. */
static void compare_message(struct scene *s, unsigned self, const struct letter *read)
{
    if (read->thread == 0) {
        return;
    }
    struct exception_message told;
    memcpy(&told, machine_memory(s->machine, at_part(s, self, BYTES), sizeof told), sizeof told);
    EXPECT(told.type == read->type, "thread %u is told of %#x, not %#x", self, told.type,
           read->type);
    EXPECT(told.tid == s->k->object[read->thread].koid, "thread %u is told of %u", self,
           (unsigned)told.tid);
}

void operation_read(struct scene *s, unsigned self)
{
    unsigned channel = read_slot(s, self, scene_has(s, self, UNREAD) ? UNREAD : CHANNEL);
    int32_t status = can_read(&s->model, self, channel);
    word_put(s, self, TAKEN, 0);
    scene_expect(s, self, SYS_CHANNEL_READ,
                 ARGUMENTS(name_value(s, self, channel), 0, at_part(s, self, BYTES),
                           at_part(s, self, TAKEN), sizeof(struct exception_message), 1,
                           at_part(s, self, OUT), at_part(s, self, OUT_2)),
                 status);
    if (status == Z_OK) {
        EXPECT((word_get(s, self, TAKEN) != 0) ==
                   (message_oldest(&s->model, object_in(s, self, channel))->held.object != 0),
               "thread %u reads a name: %#x", self, word_get(s, self, TAKEN));
        word_put(s, self, OUT, word_get(s, self, TAKEN));
        struct letter read = do_read(&s->model, self, channel, scene_made(s, self, NOTHING, 1));
        compare_message(s, self, &read);
    }
    call_ends(&s->model, self, status, NOT_ASKED);
}

/* ---- Exceptions. ---- */

void operation_listen(struct scene *s, unsigned self)
{
    unsigned task = read_slot(s, self, KINDS);
    bool debugger = reader_below(&s->reader, 2) != 0;
    bool asked = false;
    int32_t status = can_listen(&s->model, self, task, debugger, &asked);
    scene_expect(s, self, SYS_TASK_CREATE_EXCEPTION_CHANNEL,
                 ARGUMENTS(name_value(s, self, task), debugger, at_part(s, self, OUT)), status);
    if (status == Z_OK) {
        do_listen(&s->model, self, task, debugger, scene_made(s, self, CHANNEL, 1));
    }
    call_ends(&s->model, self, status, asked, P_NEW_CHANNEL);
}

void operation_get(struct scene *s, unsigned self)
{
    unsigned exception = read_slot(s, self, EXCEPTION);
    bool process = reader_below(&s->reader, 2) != 0;
    int32_t status = can_get(&s->model, self, exception, process);
    scene_expect(s, self, process ? SYS_EXCEPTION_GET_PROCESS : SYS_EXCEPTION_GET_THREAD,
                 ARGUMENTS(name_value(s, self, exception), at_part(s, self, OUT)), status);
    if (status == Z_OK) {
        do_get(&s->model, self, exception, process, scene_made(s, self, NOTHING, 1));
    }
    call_ends(&s->model, self, status, NOT_ASKED);
}

void operation_set(struct scene *s, unsigned self)
{
    enum { STATE = 16, STRATEGY = 18 };
    unsigned exception = read_slot(s, self, EXCEPTION);
    unsigned byte = reader_byte(&s->reader);
    bool strategy = byte % 4 == 3;
    uint32_t value = byte / 4 % 4;
    int32_t status = can_set(&s->model, self, exception, strategy, value);
    word_put(s, self, LIST, value);
    scene_expect(s, self, SYS_OBJECT_SET_PROPERTY,
                 ARGUMENTS(name_value(s, self, exception), strategy ? STRATEGY : STATE,
                           at_part(s, self, LIST), 4),
                 status);
    if (status == Z_OK) {
        do_set(&s->model, self, exception, strategy, value);
    }
    call_ends(&s->model, self, status, NOT_ASKED);
}

void operation_fault(struct scene *s, unsigned self)
{
    static const struct {
        enum fault_kind kind;
        uint32_t type;
        bool loses; /* the thread's frame */
    } faults[] = {
        {FAULT_MEMORY, ZX_EXCP_FATAL_PAGE_FAULT, false},
        {FAULT_UNDEFINED, ZX_EXCP_UNDEFINED_INSTRUCTION, false},
        {FAULT_DIVIDE, ZX_EXCP_GENERAL, false},
        {FAULT_STACK, ZX_EXCP_FATAL_PAGE_FAULT, true},
        {FAULT_RETURN, ZX_EXCP_GENERAL, true},
    };
    unsigned n = reader_below(&s->reader, sizeof faults / sizeof faults[0]);
    trace("thread %u faults\n", self);
    machine_fault(s->machine, faults[n].kind, 0x30000000u);
    at(&s->model, self)->lost = faults[n].loses;
    exception_raised(&s->model, self, faults[n].type);
    settle(&s->model);
}

void operation_read_state(struct scene *s, unsigned self)
{
    enum { REGISTERS = 0xf00 }; /* behind all threads' parts */
    uint32_t registers[17];
    unsigned thread = read_slot(s, self, THREAD);
    int32_t status = can_read_state(&s->model, self, thread);
    const struct thing *process = at(&s->model, process_of(&s->model, self));
    uint32_t buffer = process->memory ? process->page + REGISTERS : at_part(s, self, OUT);
    scene_expect(s, self, SYS_THREAD_READ_STATE,
                 ARGUMENTS(name_value(s, self, thread), 0, buffer, sizeof registers), status);
    call_ends(&s->model, self, status, NOT_ASKED);
}

/* ---- Families. ---- */

void operation_get_child(struct scene *s, unsigned self)
{
    unsigned above = read_slot(s, self, KINDS);
    unsigned id = 1u + reader_byte(&s->reader) % (unsigned)(OBJECT_FIRST_EVENT - 1u);
    struct tasks *m = &s->model;
    while (id < OBJECT_FIRST_EVENT && at(m, id)->kind == NOTHING) {
        id++;
    }
    if (id >= OBJECT_FIRST_EVENT || s->k->object[id].domain != 1) {
        return;
    }
    uint64_t koid = s->k->object[id].koid;
    int32_t status = can_get_child(m, self, above, id);
    scene_expect(s, self, SYS_OBJECT_GET_CHILD,
                 ARGUMENTS(name_value(s, self, above), (uint32_t)koid, (uint32_t)(koid >> 32),
                           ZX_RIGHT_SAME_RIGHTS, at_part(s, self, OUT)),
                 status);
    if (status == Z_OK) {
        do_get_child(m, self, above, id, scene_made(s, self, NOTHING, 1));
    }
    call_ends(m, self, status, NOT_ASKED);
}

void operation_critical(struct scene *s, unsigned self)
{
    unsigned job = read_slot(s, self, JOB);
    unsigned process = read_slot(s, self, PROCESS);
    bool nonzero = reader_below(&s->reader, 2) != 0;
    int32_t status = can_set_critical(&s->model, self, job, process);
    scene_expect(s, self, SYS_JOB_SET_CRITICAL,
                 ARGUMENTS(name_value(s, self, job), nonzero, name_value(s, self, process)),
                 status);
    if (status == Z_OK) {
        do_set_critical(&s->model, self, job, process, nonzero);
    }
    call_ends(&s->model, self, status, NOT_ASKED);
}

void operation_policy(struct scene *s, unsigned self)
{
    static const unsigned conditions[] = {P_BAD_HANDLE, P_NEW_ANY, P_NEW_CHANNEL, P_NEW_PROCESS};
    unsigned job = read_slot(s, self, JOB);
    unsigned byte = reader_byte(&s->reader);
    unsigned condition = conditions[byte % 4];
    unsigned action = byte / 4 % 5;
    bool absolute = byte / 20 % 2 != 0;
    int32_t status = can_set_policy(&s->model, self, job, condition, action, absolute);
    word_put(s, self, LIST, condition);
    word_put(s, self, LIST + 4, action);
    scene_expect(s, self, SYS_JOB_SET_POLICY,
                 ARGUMENTS(name_value(s, self, job), absolute, 0, at_part(s, self, LIST), 1),
                 status);
    if (status == Z_OK) {
        do_set_policy(&s->model, self, job, condition, action);
    }
    call_ends(&s->model, self, status, NOT_ASKED);
}

void operation_start(struct scene *s, unsigned self)
{
    enum { DENIED = 2, INVALID = 1 };
    unsigned number = 1 + reader_below(&s->reader, ACTORS);
    struct program *task = &s->model.task[number];
    const struct thing *process = at(&s->model, process_of(&s->model, self));
    bool capable = process->task == 1;
    bool can = task->process == 0 && at(&s->model, task->job)->life == ALIVE;
    int32_t status = !capable ? DENIED : can ? S_OK : INVALID;
    scene_expect(s, self, SYS_START, ARGUMENTS(arch_image(s->k)->tasks[number - 1].label), status);
    if (status == S_OK) {
        if (task->timer != TASKS_NEVER) { /* the restart that was ahead is this one */
            task->timer = TASKS_NEVER;
            task->restarted = s->model.now;
        }
        task_due(&s->model, number);
    }
    call_ends(&s->model, self, status, NOT_ASKED);
}
