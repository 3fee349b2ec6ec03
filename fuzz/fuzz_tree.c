/*
 * The derivation tree: handles and mappings of four tasks are made from each other, moved, sent,
 * closed and revoked, while processes end and begin.
 *
 * Oracle: model/tree.h, where everything knows its parent. After each operation all of it is
 * compared (tree_compare.c); in the end every process ends, and nothing may be left. Each input is
 * played twice, and both times must end in the same state.
 *
 * What has a call and no choice of its own is called inside the kernel, as the calls do it; what
 * sends, receives and waits is called as tasks call it. The byte format is in formats.h.
 */
#include <string.h>

#include "expect.h"
#include "tree_scene.h"

/* ---- The image. ---- */

static const struct machine_task tasks[TREE_TASKS] = {
    {.label = 1, .priority = 8, .domain = 1},
    {.label = 2, .priority = 8, .domain = 1},
    {.label = 3, .priority = 8, .domain = 1},
    {.label = 4, .priority = 8, .domain = 1},
};

/* Two have the ends of a channel, the others an event. */
static const struct image_share shares[TREE_TASKS] = {
    {.kind = SHARE_CHANNEL, .task = 0, .slot = SLOT_FIRST_SHARED},
    {.kind = SHARE_CHANNEL, .task = 1, .slot = SLOT_FIRST_SHARED},
    {.kind = SHARE_EVENT, .task = 2, .slot = SLOT_FIRST_SHARED},
    {.kind = SHARE_EVENT, .task = 3, .slot = SLOT_FIRST_SHARED},
};

enum { MACHINE_PLAIN = 0, MACHINE_SHARING = 1, MACHINES };
static struct machine *machines[MACHINES];

/* Before the first input, so that this is like every other one. */
__attribute__((constructor)) static void machines_create(void)
{
    static struct machine_image images[MACHINES];
    for (unsigned i = 0; i < MACHINES; i++) {
        machine_image_build(&images[i], tasks, TREE_TASKS);
        if (i == MACHINE_SHARING) {
            images[i].image.shares = shares;
            images[i].image.share_count = TREE_TASKS;
            images[i].image.channel_count = 1;
            images[i].image.event_count = 1;
            images[i].image.window = SLOT_FIRST_SHARED;
        }
        machines[i] = machine_create(&images[i].image);
    }
}

/* ---- Lives. ---- */

static void slot_given(struct scene *s, process_id process, slot_id slot, object_id object)
{
    node_id node = node_of_slot(process, slot);
    (void)lineage_remove(&s->lineage, node);
    scene_add(s, node, NODE_ROOT, object, s->k->slot[node].rights);
}

/* Both ends of the image's channel are new; an end whose task does not run is closed at once. */
static void channel_given(struct scene *s)
{
    object_id job = s->k->object[OBJECT_FIRST_CHANNEL].parent;
    for (unsigned side = 0; side < 2; side++) {
        lineage_remove_names(&s->lineage, OBJECT_FIRST_CHANNEL + side);
    }
    lineage_settle(&s->lineage);
    for (unsigned side = 0; side < 2; side++) {
        EXPECT(!s->lineage.object[OBJECT_FIRST_CHANNEL + side].lives, "end %u is kept", side);
        lineage_object_begins(&s->lineage, OBJECT_FIRST_CHANNEL + side, job, false);
    }
    lineage_objects_pair(&s->lineage, OBJECT_FIRST_CHANNEL, OBJECT_FIRST_CHANNEL + 1);
    for (unsigned side = 0; side < 2; side++) {
        if (s->running[side] != NONE) {
            slot_given(s, s->running[side], SLOT_FIRST_SHARED,
                       (object_id)(OBJECT_FIRST_CHANNEL + side));
        }
    }
}

static void shares_given(struct scene *s, task_index task)
{
    if (arch_image(s->k)->share_count == 0) {
        return;
    }
    if (shares[task].kind == SHARE_CHANNEL) {
        channel_given(s);
    } else {
        slot_given(s, s->running[task], SLOT_FIRST_SHARED, OBJECT_FIRST_EVENT);
    }
}

/* A process has begun. What ran in the same place before has no name any more. */
static void process_given(struct scene *s, task_index task, process_id process)
{
    trace("process %u begins\n", process);
    object_id self = object_of_process(process);
    object_id thread = object_of_thread(process);
    object_id job = object_of_job(s->k->process[process].job);
    lineage_remove_names(&s->lineage, thread);
    lineage_remove_names(&s->lineage, self);
    lineage_settle(&s->lineage);
    EXPECT(!s->lineage.object[self].lives, "process %u is kept", process);
    lineage_object_begins(&s->lineage, self, job, true);
    lineage_object_begins(&s->lineage, thread, self, true);
    for (slot_id slot = 1; slot <= CONFIG_SLOTS; slot++) {
        s->slot[node_of_slot(process, slot)] = (struct seen_slot){0};
    }
    s->running[task] = process;
    s->process[process] = process; /* its first thread has the same number */
    scene_add_mappings(s, process);
    slot_given(s, process, SLOT_PROCESS, self);
    slot_given(s, process, SLOT_JOB, job);
    slot_given(s, process, SLOT_THREAD, thread);
    shares_given(s, task);
}

static void process_taken(struct scene *s, task_index task, process_id process)
{
    trace("process %u ends\n", process);
    for (slot_id slot = 1; slot <= CONFIG_SLOTS; slot++) {
        (void)lineage_remove(&s->lineage, node_of_slot(process, slot));
    }
    for (mapping_id mapping = 1; mapping <= CONFIG_MAPPINGS; mapping++) {
        if (s->owner[mapping] == process) {
            lineage_remove_descendants(&s->lineage, node_of_mapping(mapping));
            (void)lineage_remove(&s->lineage, node_of_mapping(mapping));
        }
    }
    for (thread_id thread = 1; thread <= CONFIG_THREADS; thread++) {
        if (s->process[thread] == process) {
            lineage_object_released(&s->lineage, object_of_thread(thread));
            s->lineage.waits[thread] = 0;
            s->process[thread] = NONE;
        }
    }
    lineage_object_released(&s->lineage, object_of_process(process));
    s->running[task] = NONE;
    lineage_settle(&s->lineage);
}

static void operation_end(struct scene *s, process_id process)
{
    bool alone = true;
    for (unsigned task = 0; task < TREE_TASKS; task++) {
        alone = alone && (s->running[task] == process || s->running[task] == NONE);
    }
    if (!alone) { /* else the board would halt */
        task_index task = s->k->process[process].task;
        process_end(s->k, process, ENDED_EXIT, 0);
        process_taken(s, task, process);
    }
}

static void task_begins(struct scene *s, task_index task)
{
    task_request(s->k, task);
    machine_settle(s->machine);
    process_given(s, task, s->k->task.task[task].process);
}

/* ---- An input. ---- */

static void (*const operations[TREE_OPERATIONS])(struct scene *, process_id) = {
    [TREE_CREATE] = operation_create,
    [TREE_NAME] = operation_name,
    [TREE_DUPLICATE] = operation_duplicate,
    [TREE_REPLACE] = operation_replace,
    [TREE_SEND] = operation_send,
    [TREE_READ] = operation_read,
    [TREE_DISCARD] = operation_discard,
    [TREE_DERIVE] = operation_derive,
    [TREE_CLOSE] = operation_close,
    [TREE_REVOKE] = operation_revoke,
    [TREE_UNMAP] = operation_unmap,
    [TREE_DELETE] = operation_delete,
    [TREE_MAP] = operation_map,
    [TREE_END] = operation_end,
    [TREE_WAIT] = operation_wait,
};

static void operation_play(struct scene *s)
{
    uint8_t byte = reader_byte(&s->reader);
    unsigned operation = byte % TREE_OPERATIONS;
    task_index task = (task_index)((byte >> TREE_SHIFT) % TREE_TASKS);
    process_id process = scene_process(s, task);
    if (operation == TREE_BEGIN) {
        if (process == NONE) {
            task_begins(s, task);
        }
    } else if (process != NONE) {
        operations[operation](s, process);
    }
    scene_settle(s);
    scene_compare(s);
}

/* What the machine has done when it booted, in its order. */
static void scene_begin(struct scene *s, unsigned machine)
{
    s->machine = machines[machine];
    s->k = machine_kernel(s->machine);
    machine_reset(s->machine);
    lineage_init(&s->lineage);
    for (object_id job = OBJECT_FIRST_JOB; job < OBJECT_FIRST_PROCESS; job++) {
        if (s->k->object[job].type != OBJECT_FREE) {
            lineage_object_begins(&s->lineage, job, s->k->object[job].parent, true);
        }
    }
    if (arch_image(s->k)->event_count > 0) {
        lineage_object_begins(&s->lineage, OBJECT_FIRST_EVENT,
                              s->k->object[OBJECT_FIRST_EVENT].parent, true);
    }
    for (task_index task = 0; task < TREE_TASKS; task++) {
        process_given(s, task, s->k->task.task[task].process);
    }
    scene_compare(s);
}

/* All end; the board, which would halt then, is not asked. */
static void scene_end(struct scene *s)
{
    for (task_index task = 0; task < TREE_TASKS; task++) {
        process_id process = scene_process(s, task);
        if (process != NONE) {
            process_end(s->k, process, ENDED_EXIT, 0);
            process_taken(s, task, process);
        }
    }
    machine_settle(s->machine);
    scene_compare_baseline(s);
}

/* The hash of the last state in which tasks ran. */
static uint64_t scene_play(const uint8_t *data, size_t size)
{
    static struct scene scene;
    memset(&scene, 0, sizeof scene);
    scene.reader = (struct reader){data, size};
    scene_begin(&scene, reader_below(&scene.reader, MACHINES));
    while (reader_has_more(&scene.reader)) {
        operation_play(&scene);
    }
    uint64_t hash = machine_hash(scene.machine);
    scene_end(&scene);
    return hash;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    count_execution();
    uint64_t hash = scene_play(data, size);
    EXPECT(scene_play(data, size) == hash, "the same input leads elsewhere");
    count_state(hash);
    return 0;
}
