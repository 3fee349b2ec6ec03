/*
 * Choosing what to do with what, and calling the kernel as a chosen thread.
 */
#include "tasks_scene.h"

#include <string.h>

#include "expect.h"

#define NOWHERE  0x30000000u /* no memory */
#define BAD_NAME 6u          /* a spelling that is always refused */

uint32_t part_of(struct scene *s, unsigned self)
{
    const struct thing *process = at(&s->model, process_of(&s->model, self));
    return process->memory ? process->page + PART * thread_of_object((object_id)self) : NOWHERE;
}

void word_put(struct scene *s, unsigned self, unsigned offset, uint32_t word)
{
    if (part_of(s, self) != NOWHERE) {
        memcpy(machine_memory(s->machine, part_of(s, self) + offset, 4), &word, 4);
    }
}

uint32_t word_get(struct scene *s, unsigned self, unsigned offset)
{
    uint32_t word = 0;
    if (part_of(s, self) != NOWHERE) {
        memcpy(&word, machine_memory(s->machine, part_of(s, self) + offset, 4), 4);
    }
    return word;
}

/* ---- Choosing. ---- */

static bool is_of_kind(struct scene *s, unsigned id, unsigned kind)
{
    unsigned is = id == 0 ? NOTHING : at(&s->model, id)->kind;
    if (kind == UNREAD) {
        return is == CHANNEL && (at(&s->model, id)->signals & READABLE) != 0;
    }
    bool is_task = is == JOB || is == PROCESS || is == THREAD;
    return id != 0 && (kind == NOTHING || is == kind || (kind == KINDS && is_task));
}

/* The n-th of the caller's slots with such a name, round and round; 0: it has none. */
static unsigned slot_of_kind(struct scene *s, unsigned self, unsigned kind, unsigned n)
{
    const struct thing *process = at(&s->model, process_of(&s->model, self));
    unsigned found[CONFIG_SLOTS];
    unsigned count = 0;
    for (unsigned slot = 1; slot <= CONFIG_SLOTS; slot++) {
        if (is_of_kind(s, process->slot[slot].object, kind)) {
            found[count++] = slot;
        }
    }
    return count == 0 ? 0 : found[n % count];
}

bool scene_has(struct scene *s, unsigned self, unsigned kind)
{
    return slot_of_kind(s, self, kind, 0) != 0;
}

unsigned read_slot(struct scene *s, unsigned self, unsigned kind)
{
    unsigned byte = reader_byte(&s->reader);
    if (byte >= TASKS_NO_NAME) {
        return 0;
    }
    unsigned slot = byte >= TASKS_ANY_NAME ? 0 : slot_of_kind(s, self, kind, byte);
    return slot != 0 ? slot : slot_of_kind(s, self, NOTHING, byte);
}

uint32_t name_value(struct scene *s, unsigned self, unsigned slot)
{
    process_id process = process_of_object((object_id)process_of(&s->model, self));
    if (slot == 0) {
        return BAD_NAME;
    }
    return slot % 2 == 0 ? name_of_selector((slot_id)slot)
                         : name_of_handle(s->k, process, (slot_id)slot);
}

unsigned read_running(struct scene *s)
{
    unsigned found[CONFIG_PROCESSES];
    unsigned count = 0;
    unsigned byte = reader_byte(&s->reader);
    for (process_id i = 1; i <= CONFIG_PROCESSES; i++) {
        unsigned id = object_of_process(i);
        bool runs = at(&s->model, id)->kind == PROCESS && at(&s->model, id)->life == ALIVE;
        if (runs && s->k->process[i].domain == 1) {
            found[count++] = id;
        }
    }
    return count == 0 ? 0 : found[byte % count];
}

/* ---- Calling. ---- */

/* What it waited for is reported to it now. */
static void compare_report(struct scene *s, unsigned self)
{
    enum { RECORD = 12, PENDING = 8 };
    struct thing *thread = at(&s->model, self);
    uint32_t result = machine_call_result(s->machine, thread_of_object((object_id)self));
    bool memory = at(&s->model, process_of(&s->model, self))->memory;
    thread->reports = false;
    EXPECT(result == thread->result || (!memory && result == (uint32_t)Z_INVALID_ARGS),
           "thread %u waited for %d, not %d", self, (int32_t)result, (int32_t)thread->result);
    for (unsigned i = 0; memory && i < thread->items; i++) {
        uint32_t seen = word_get(s, self, thread->many ? LIST + RECORD * i + PENDING : OUT);
        EXPECT(seen == thread->item[i].signals, "thread %u saw %#x, not %#x", self, seen,
               thread->item[i].signals);
    }
    thread->items = 0;
    thread->result = result;
}

/* What it was sent. */
static void compare_heard(struct scene *s, unsigned self)
{
    struct thing *thread = at(&s->model, self);
    if (thread->heard == 0) {
        return;
    }
    const uint8_t *area = machine_area(s->machine, thread_of_object((object_id)self));
    EXPECT(area != NULL && area[0] == EVENT_IPC, "thread %u has no message", self);
    EXPECT(area[1] == thread_of_object((object_id)thread->heard),
           "thread %u has a message of thread %u, not of %u", self, area[1],
           thread_of_object((object_id)thread->heard));
    thread->heard = 0;
}

void scene_run(struct scene *s, unsigned self)
{
    thread_id thread = thread_of_object((object_id)self);
    machine_run(s->machine, thread);
    if (at(&s->model, self)->reports) {
        compare_report(s, self);
    }
    compare_heard(s, self);
}

struct machine_result scene_call(struct scene *s, unsigned self, uint32_t number,
                                 const uint32_t arguments[CALL_REGISTERS])
{
    count_call();
    scene_run(s, self); /* another one may have taken over since it was chosen */
    s->called[thread_of_object((object_id)self)] = at(&s->model, self)->born;
    struct machine_result result = machine_call(s->machine, number, arguments);
    trace("thread %u calls %u(%#x %#x %#x %#x): %s %d\n", self, number, arguments[0], arguments[1],
          arguments[2], arguments[3], result.returned ? "returns" : "parks", (int32_t)result.value);
    return result;
}

void scene_expect(struct scene *s, unsigned self, uint32_t number,
                  const uint32_t arguments[CALL_REGISTERS], int32_t expected)
{
    struct machine_result result = scene_call(s, self, number, arguments);
    EXPECT(!result.returned || (int32_t)result.value == expected,
           "call %u of thread %u returns %d, not %d", number, self, (int32_t)result.value,
           expected);
}

/* A place that nobody has: what was made is gone already, and might have been there. */
static unsigned any_free_object(struct scene *s, unsigned kind)
{
    unsigned id = s->model.first[kind];
    while (at(&s->model, id)->kind != NOTHING || at(&s->model, id)->image) {
        id++;
    }
    return id;
}

/* The last one if there is none: then no name has been made. */
static unsigned any_free_slot(struct scene *s, unsigned self, unsigned after)
{
    const struct thing *process = at(&s->model, process_of(&s->model, self));
    unsigned slot = after + 1;
    while (slot < CONFIG_SLOTS && process->slot[slot].object != 0) {
        slot++;
    }
    return slot;
}

struct made scene_made(struct scene *s, unsigned self, unsigned kind, unsigned count)
{
    process_id process = process_of_object((object_id)process_of(&s->model, self));
    struct made made = {0};
    made.slot = name_slot(s->k, process, word_get(s, self, OUT));
    bool is_there = made.slot != NONE;
    if (is_there) {
        made.id = s->k->slot[node_of_slot(process, (slot_id)made.slot)].object;
    } else {
        made.slot = any_free_slot(s, self, s->model.window);
        made.id = kind == NOTHING ? 0 : any_free_object(s, kind);
    }
    if (kind == CHANNEL) {
        made.other = object_peer((object_id)made.id);
    }
    if (count == 2) {
        made.other_slot = is_there ? name_slot(s->k, process, word_get(s, self, OUT_2))
                                   : any_free_slot(s, self, made.slot);
    }
    return made;
}
