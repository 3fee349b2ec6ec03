/*
 * Handle validation: names are given out, closed, placed and tried, in every spelling, by every
 * process, while processes end and begin.
 *
 * Oracle: model/names.h, a log of every name ever given out. After each operation a stretch of the
 * log is tried in every process, and at the end all of it; so a dead name that is accepted again,
 * by whatever route, does not stay unnoticed. Names are read without changing anything.
 *
 * The byte format is in formats.h.
 */
#include <anvil/machine.h>

#include "expect.h"
#include "formats.h"
#include "model/names.h"
#include "named.h"
#include "reader.h"
#include "world.h"

#define RIGHTS 19u /* there are so many */
#define SWEEP  8u  /* entries of the log tried after each operation */
/* Room in the log for what one operation adds at most: a process begins. */
#define SPARE (1u + NAMES_INITIAL)

/* Everything one input is about. */
struct scene {
    struct reader reader;
    const struct world *world;
    struct machine *machine;
    struct kernel *k;
    struct names *names;
    unsigned cursor;             /* where the next stretch of the log begins */
    uint32_t runs[CONFIG_TASKS]; /* of each task, as far as the model knows */
};

/* ---- What the kernel's answers are called in the model. ---- */

static const enum names_answer answers[REFUSALS] = {
    [REFUSED_NOTHING] = NAMES_ACCEPTED,      [REFUSED_RANGE] = NAMES_ACCEPTED,
    [REFUSED_BAD_HANDLE] = NAMES_BAD_HANDLE, [REFUSED_WRONG_TYPE] = NAMES_WRONG_TYPE,
    [REFUSED_ACCESS] = NAMES_NO_RIGHT,       [REFUSED_CAPABILITY] = NAMES_ACCEPTED,
};

static const enum object_type types[] = {
    [NAMES_JOB] = OBJECT_JOB,       [NAMES_PROCESS] = OBJECT_PROCESS,
    [NAMES_THREAD] = OBJECT_THREAD, [NAMES_CHANNEL] = OBJECT_CHANNEL,
    [NAMES_EVENT] = OBJECT_EVENT,
};

/* ---- Comparing. ---- */

static void compare_slot(const struct scene *s, process_id owner, uint32_t value)
{
    const struct names_entry *entry = names_find(s->names, owner, value);
    slot_id slot = name_slot(s->k, owner, value);
    EXPECT(slot == (entry == NULL ? NONE : entry->slot), "name %#x of process %u is slot %u", value,
           owner, slot);
}

static void compare_decode(const struct scene *s, process_id owner, uint32_t value,
                           enum names_type type, uint32_t rights)
{
    unsigned number = 0;
    struct named named = {0};
    enum names_answer expected = names_decode(s->names, owner, value, type, rights, &number);
    enum names_answer answer =
        answers[name_decode(s->k, owner, value, types[type], rights, &named)];
    trace("name %#x of process %u, type %u, rights %#x: %u\n", value, owner, type, rights, answer);
    EXPECT(answer == expected, "name %#x of process %u: %u, model %u", value, owner, answer,
           expected);
    if (answer == NAMES_ACCEPTED) {
        EXPECT(named.object == named_object(type, number), "name %#x of process %u means object %u",
               value, owner, named.object);
        EXPECT(named.slot == names_find(s->names, owner, value)->slot,
               "name %#x of process %u is in slot %u", value, owner, named.slot);
    }
}

static void compare_peer(const struct scene *s, process_id owner, uint32_t value, uint32_t right)
{
    unsigned number = 0;
    process_id process = NONE;
    enum names_answer expected = names_decode_peer(s->names, owner, value, right, &number);
    enum names_answer answer = answers[name_decode_peer(s->k, owner, value, right, &process)];
    trace("peer %#x of process %u: %u\n", value, owner, answer);
    EXPECT(answer == expected, "peer %#x of process %u: %u, model %u", value, owner, answer,
           expected);
    EXPECT(answer != NAMES_ACCEPTED || process == number, "peer %#x of process %u means %u", value,
           owner, process);
}

static void compare_everywhere(const struct scene *s, uint32_t value)
{
    for (process_id owner = 1; owner <= CONFIG_PROCESSES; owner++) {
        if (s->names->process[owner].running) {
            compare_slot(s, owner, value);
            compare_peer(s, owner, value, RIGHT_WRITE);
            compare_decode(s, owner, value, NAMES_PROCESS, 0);
        }
    }
}

static void compare_stretch(struct scene *s)
{
    for (unsigned i = 0; i < SWEEP && i < s->names->count; i++) {
        s->cursor = (s->cursor + 1) % s->names->count;
        compare_everywhere(s, s->names->log[s->cursor].value);
    }
    const char *broken = machine_check(s->machine);
    EXPECT(broken == NULL, "invariant: %s", broken);
}

/* ---- Choosing. ---- */

/* The process of a task, or where its first run was if it does not run. */
static process_id process_of_task(const struct scene *s, unsigned number)
{
    unsigned task = number % s->world->count;
    process_id process = s->k->task.task[task].process;
    return process != NONE ? process : (process_id)(1 + 2 * task);
}

/* A name from the log, perhaps bent, or any word. Recent names are the interesting ones. */
static uint32_t value_read(struct scene *s)
{
    uint8_t byte = reader_byte(&s->reader);
    if (byte >= NAME_WORD) {
        return reader_word(&s->reader);
    }
    if (byte >= NAME_SELECTOR) {
        return name_of_selector(reader_byte(&s->reader));
    }
    unsigned back = byte % (unsigned)NAME_BENT % s->names->count;
    uint32_t value = s->names->log[s->names->count - 1 - back].value;
    return byte < NAME_BENT ? value : value ^ (uint32_t)1 << reader_below(&s->reader, 32);
}

static uint32_t rights_read(struct scene *s)
{
    uint8_t byte = reader_byte(&s->reader);
    if (byte >= RIGHTS_FULL) {
        return byte >= RIGHTS_NONE ? 0 : RIGHTS_ALL;
    }
    uint32_t one = (uint32_t)1 << byte % (unsigned)RIGHTS_BUT_ONE % RIGHTS;
    return byte >= RIGHTS_BUT_ONE ? RIGHTS_ALL & ~one : one;
}

/* What an object byte asks for. */
struct wanted {
    enum names_type type;
    process_id process;
};

static struct wanted object_read(struct scene *s)
{
    uint8_t byte = reader_byte(&s->reader);
    return (struct wanted){.type = (enum names_type)(1 + byte % NAMES_TYPES),
                           .process = process_of_task(s, byte >> OBJECT_BYTE_SHIFT)};
}

/* The number of an object of the owner's domain, which its caller names at once; 0: not today. */
static unsigned object_number(struct scene *s, process_id owner, const struct wanted *wanted)
{
    bool both_run = s->names->process[owner].running && s->names->process[wanted->process].running;
    if (!both_run || s->k->process[wanted->process].domain != s->k->process[owner].domain) {
        return 0;
    }
    return wanted->type > NAMED_TYPES ? named_made(s->k, wanted->process, wanted->type)
                                      : named_number(s->k, wanted->process, wanted->type);
}

/* ---- Operations. ---- */

static void handle_given(struct scene *s, const struct names_entry *entry)
{
    trace("process %u has slot %u, name %#x\n", entry->owner, entry->slot, entry->value);
    EXPECT(names_add(s->names, entry), "handle %#x of process %u was given out before",
           entry->value, entry->owner);
    EXPECT(name_of_selector((slot_id)entry->slot) == entry->slot << 12, "selector of slot %u",
           entry->slot);
    compare_everywhere(s, entry->value);
}

static void operation_create(struct scene *s, process_id owner)
{
    struct wanted wanted = object_read(s);
    struct names_entry entry = {.owner = owner, .type = wanted.type, .alive = true};
    entry.rights = rights_read(s);
    entry.slot = names_next_slot(s->names, owner);
    if (entry.slot == 0 && wanted.type > NAMED_TYPES) {
        return; /* a new object must have a name */
    }
    entry.object = object_number(s, owner, &wanted);
    if (entry.object == 0) {
        return;
    }
    slot_id slot = handle_create(s->k, owner, named_object(entry.type, entry.object), entry.rights);
    EXPECT(slot == entry.slot, "process %u: slot %u, model %u", owner, slot, entry.slot);
    if (slot != NONE) {
        entry.value = name_of_handle(s->k, owner, slot);
        handle_given(s, &entry);
    }
}

static void operation_place(struct scene *s, process_id owner)
{
    unsigned slot = 1 + reader_below(&s->reader, s->names->window);
    struct wanted wanted = object_read(s);
    struct names_entry entry = {.owner = owner, .slot = slot, .type = wanted.type, .alive = true};
    entry.rights = rights_read(s);
    if (s->names->process[owner].occupant[slot] != 0) {
        return;
    }
    entry.object = object_number(s, owner, &wanted);
    if (entry.object == 0) {
        return;
    }
    handle_place(s->k, owner, (slot_id)entry.slot, named_object(entry.type, entry.object),
                 entry.rights);
    entry.value = name_of_handle(s->k, owner, (slot_id)entry.slot);
    handle_given(s, &entry);
}

static void operation_close(struct scene *s, process_id owner)
{
    uint32_t value = value_read(s);
    if (!s->names->process[owner].running) {
        return;
    }
    compare_slot(s, owner, value);
    slot_id slot = name_slot(s->k, owner, value);
    if (slot != NONE) {
        handle_close(s->k, owner, slot);
        machine_settle(s->machine);
        names_close(s->names, owner, slot);
        compare_everywhere(s, value);
    }
}

static void operation_decode(struct scene *s, process_id owner)
{
    uint32_t value = value_read(s);
    enum names_type type = (enum names_type)(1 + reader_below(&s->reader, NAMES_TYPES));
    uint32_t rights = rights_read(s);
    if (s->names->process[owner].running) {
        compare_decode(s, owner, value, type, rights);
    }
}

static void operation_peer(struct scene *s, process_id owner)
{
    uint32_t value = value_read(s);
    uint32_t right = rights_read(s);
    if (s->names->process[owner].running) {
        compare_peer(s, owner, value, right);
    }
}

static unsigned processes_running(const struct scene *s)
{
    unsigned count = 0;
    for (process_id process = 1; process <= CONFIG_PROCESSES; process++) {
        count += s->names->process[process].running;
    }
    return count;
}

/* A process has begun: its task handle is new, and its window has what the task finds. */
static void process_given(struct scene *s, process_id process)
{
    uint32_t value = name_of_task(s->k, process);
    EXPECT(names_task_handle_is_new(s->names, process, value), "task handle %#x of process %u",
           value, process);
    names_process_starts(s->names, process, s->k->process[process].domain, value);
    uint32_t initial[NAMES_INITIAL];
    for (unsigned i = 0; i < NAMES_INITIAL; i++) {
        initial[i] = name_of_handle(s->k, process, (slot_id)(1 + i));
    }
    EXPECT(names_add_initial(s->names, process, s->k->process[process].job,
                             named_number(s->k, process, NAMES_THREAD), initial),
           "initial handles of process %u", process);
    compare_everywhere(s, value);
    for (unsigned i = 1; i <= NAMES_INITIAL; i++) {
        const struct names_entry *entry = &s->names->log[s->names->count - i];
        compare_everywhere(s, entry->value);
        for (unsigned right = 0; right < RIGHTS; right++) {
            compare_decode(s, process, entry->value, entry->type, (uint32_t)1 << right);
        }
    }
}

/* Tasks that have begun: nothing is left of what ran in the same place before. */
static void runs_given(struct scene *s)
{
    for (task_index task = 0; task < s->world->count; task++) {
        const struct task *state = &s->k->task.task[task];
        if (state->runs != s->runs[task] && state->process != NONE) {
            s->runs[task] = state->runs;
            names_revoke(s->names, NAMES_THREAD, state->process);
            names_revoke(s->names, NAMES_PROCESS, state->process);
            process_given(s, state->process);
        }
    }
}

static void operation_end(struct scene *s, process_id process)
{
    if (!s->names->process[process].running || processes_running(s) == 1) {
        return; /* the last one's end would halt the board */
    }
    process_end(s->k, process, ENDED_EXIT, 0);
    machine_settle(s->machine);
    names_process_ends(s->names, process);
    runs_given(s);
}

/* As start does; the process says which task. */
static void operation_begin(struct scene *s, process_id process)
{
    task_index task = (task_index)((process - 1u) / 2);
    if (s->k->task.task[task].process != NONE) {
        return;
    }
    if (s->k->time.timer[timer_of_restart(task)].running != 0) {
        timer_stop(s->k, timer_of_restart(task));
    }
    task_request(s->k, task);
    machine_settle(s->machine);
    runs_given(s);
}

/* Generations pass: names given out and closed at once, in turn. */
static void operation_age(struct scene *s, process_id owner)
{
    unsigned times = reader_below(&s->reader, 64);
    if (!s->names->process[owner].running) {
        return;
    }
    for (unsigned i = 0; i < times && s->names->count + SPARE < NAMES_LOG; i++) {
        slot_id slot = handle_create(s->k, owner, object_of_process(owner), RIGHTS_ALL);
        EXPECT(slot == names_next_slot(s->names, owner), "process %u: slot %u", owner, slot);
        if (slot == NONE) {
            return;
        }
        struct names_entry entry = {.value = name_of_handle(s->k, owner, slot),
                                    .rights = RIGHTS_ALL,
                                    .owner = owner,
                                    .slot = slot,
                                    .object = owner,
                                    .type = NAMES_PROCESS,
                                    .alive = true};
        handle_given(s, &entry);
        handle_close(s->k, owner, slot);
        machine_settle(s->machine);
        names_close(s->names, owner, slot);
    }
}

static void (*const operations[OPERATION_KINDS])(struct scene *, process_id) = {
    [NAME_CREATE] = operation_create, [NAME_PLACE] = operation_place,
    [NAME_CLOSE] = operation_close,   [NAME_DECODE] = operation_decode,
    [NAME_PEER] = operation_peer,     [NAME_BEGIN] = operation_begin,
    [NAME_END] = operation_end,       [NAME_AGE] = operation_age,
};

static void scene_begin(struct scene *s)
{
    unsigned world = reader_below(&s->reader, WORLDS);
    s->world = world_at(world);
    s->machine = world_machine(world, 0);
    s->k = machine_kernel(s->machine);
    names_init(s->names, CONFIG_SLOTS, arch_image(s->k)->window);
    runs_given(s);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct names names;
    struct scene scene = {.reader = {data, size}, .names = &names};
    count_execution();
    scene_begin(&scene);
    while (reader_has_more(&scene.reader) && names.count + SPARE < NAMES_LOG &&
           !machine_halted(scene.machine, NULL)) {
        uint8_t byte = reader_byte(&scene.reader);
        process_id process = process_of_task(&scene, byte >> OPERATION_SHIFT);
        count_call();
        operations[byte % OPERATION_KINDS](&scene, process);
        compare_stretch(&scene);
    }
    for (unsigned i = 0; i < names.count; i++) {
        compare_everywhere(&scene, names.log[i].value);
    }
    count_state(machine_hash(scene.machine));
    return 0;
}
