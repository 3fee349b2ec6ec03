/*
 * What a thread does to jobs, processes, threads and names: each call, and the model's.
 */
#include <string.h>

#include "expect.h"
#include "tasks_scene.h"
#include "zircon.h"

/* ---- Making. ---- */

void operation_job_create(struct scene *s, unsigned self)
{
    struct tasks *m = &s->model;
    unsigned parent = read_slot(s, self, JOB);
    int32_t status = can_job_create(m, self, parent);
    scene_expect(s, self, SYS_JOB_CREATE,
                 ARGUMENTS(name_value(s, self, parent), 0, at_part(s, self, OUT)), status);
    if (status == Z_OK) {
        do_job_create(m, self, parent, scene_made(s, self, JOB, 1));
    }
    call_ends(m, self, status, NOT_ASKED);
}

/* The slot of the new process; 0: it was refused. */
static unsigned process_create_in(struct scene *s, unsigned self, unsigned job)
{
    struct tasks *m = &s->model;
    struct made made = {0};
    bool asked = false;
    int32_t status = can_process_create(m, self, job, &asked);
    scene_expect(s, self, SYS_PROCESS_CREATE,
                 ARGUMENTS(name_value(s, self, job), 0, 0, 0, at_part(s, self, OUT), 0), status);
    if (status == Z_OK) {
        made = scene_made(s, self, PROCESS, 1);
        do_process_create(m, self, job, made);
    }
    call_ends(m, self, status, asked, P_NEW_PROCESS);
    return made.slot;
}

static unsigned thread_create_in(struct scene *s, unsigned self, unsigned process)
{
    struct tasks *m = &s->model;
    struct made made = {0};
    int32_t status = can_thread_create(m, self, process);
    scene_expect(s, self, SYS_THREAD_CREATE,
                 ARGUMENTS(name_value(s, self, process), 0, 0, 0, at_part(s, self, OUT)), status);
    if (status == Z_OK) {
        made = scene_made(s, self, THREAD, 1);
        do_thread_create(m, self, process, made);
    }
    call_ends(m, self, status, NOT_ASKED);
    return made.slot;
}

/* Whether the thread can go on calling. */
static bool goes_on(struct scene *s, unsigned self)
{
    const struct thing *thread = at(&s->model, self);
    return started(&s->model, self) && thread->doing == READY && !thread->stopped;
}

#define PAGE_ORDER                    12u
#define CODE_ORDER                    10u
#define WRITABLE                      (ACCESS_READ | ACCESS_WRITE)
#define EXECUTABLE                    (ACCESS_READ | ACCESS_EXECUTE)
#define FLEXPAGE(base, order, access) ((base) | 1u << ((order) - 1u) | 1u << 4 | (uint32_t)(access))

/* Whether it is given; that there may be no room for it is not foretold. */
static bool page_give(struct scene *s, unsigned self, unsigned process, uint32_t page)
{
    uint32_t there = page >> SELECTOR_SHIFT << SELECTOR_SHIFT;
    struct machine_result result = scene_call(
        s, self, SYS_TASK_MAP,
        ARGUMENTS(name_value(s, self, process), name_of_selector(SLOT_PROCESS), page, there));
    call_ends(&s->model, self, (int32_t)result.value, NOT_ASKED);
    return result.returned && (int32_t)result.value >= 0;
}

/* The caller's page, and, so that boards can execute something there, its code. */
static void give_memory_to(struct scene *s, unsigned self, unsigned process)
{
    const struct thing *giver = at(&s->model, process_of(&s->model, self));
    if (!can_give(&s->model, self, process)) {
        return;
    }
    if (!page_give(s, self, process, FLEXPAGE(giver->page, PAGE_ORDER, WRITABLE))) {
        return;
    }
    do_give(&s->model, self, process);
    if (goes_on(s, self)) {
        (void)page_give(s, self, process, FLEXPAGE(giver->code_at, CODE_ORDER, EXECUTABLE));
    }
}

static void give_area_to(struct scene *s, unsigned self, unsigned process)
{
    if (!can_give_area(&s->model, self, process)) {
        return;
    }
    unsigned number = 0;
    while (number + 1 < CONFIG_AREAS && s->k->area.area[number].process != NONE) {
        number++;
    }
    uint32_t base = area_address(s->k, number);
    scene_expect(
        s, self, SYS_TASK_ADD_KU_MEM,
        ARGUMENTS(name_value(s, self, process), FLEXPAGE(base, EXCHANGE_AREA_ORDER, WRITABLE)), 0);
    do_give_area(&s->model, self, process);
    call_ends(&s->model, self, 0, NOT_ASKED);
}

void operation_process_create(struct scene *s, unsigned self)
{
    (void)process_create_in(s, self, read_slot(s, self, JOB));
}

void operation_thread_create(struct scene *s, unsigned self)
{
    (void)thread_create_in(s, self, read_slot(s, self, PROCESS));
}

void operation_give_memory(struct scene *s, unsigned self)
{
    give_memory_to(s, self, read_slot(s, self, PROCESS));
}

void operation_give_area(struct scene *s, unsigned self)
{
    give_area_to(s, self, read_slot(s, self, PROCESS));
}

/* ---- Starting. ---- */

static uint32_t stack_of(struct scene *s, unsigned process)
{
    const struct thing *of = at(&s->model, process);
    return of->kind == PROCESS && of->memory ? of->page + (1u << PAGE_ORDER) : 8;
}

/* The given handle's value in the new process is its first argument. */
static struct made made_given(struct scene *s, unsigned process, uint32_t value)
{
    process_id id = process_of_object((object_id)process);
    struct made made = {.slot = name_slot(s->k, id, value)};
    made.slot = made.slot != NONE ? made.slot : s->model.window + 1u;
    return made;
}

static void process_start_of(struct scene *s, unsigned self, unsigned process, unsigned thread,
                             unsigned given)
{
    struct tasks *m = &s->model;
    unsigned starts = object_in(s, self, process);
    unsigned by = object_in(s, self, thread);
    int32_t status = can_process_start(m, self, process, thread, given);
    uint32_t value = given == NO_NAME ? 0 : name_value(s, self, given);
    scene_expect(s, self, SYS_PROCESS_START,
                 ARGUMENTS(name_value(s, self, process), name_value(s, self, thread), 1,
                           stack_of(s, starts), value, 7),
                 status);
    if (status == Z_OK) {
        uint32_t there = machine_call_result(s->machine, thread_of_object((object_id)by));
        do_process_start(m, self, process, thread, given, made_given(s, starts, there));
    } else {
        do_close(m, self, given);
    }
    call_ends(m, self, status, NOT_ASKED);
}

static void thread_start_of(struct scene *s, unsigned self, unsigned thread)
{
    struct tasks *m = &s->model;
    unsigned starts = object_in(s, self, thread);
    bool is_thread = starts != 0 && at(m, starts)->kind == THREAD;
    int32_t status = can_thread_start(m, self, thread);
    scene_expect(s, self, SYS_THREAD_START,
                 ARGUMENTS(name_value(s, self, thread), 1,
                           stack_of(s, is_thread ? process_of(m, starts) : starts), 0, 0),
                 status);
    if (status == Z_OK) {
        do_thread_start(m, self, thread);
    }
    call_ends(m, self, status, NOT_ASKED);
}

void operation_process_start(struct scene *s, unsigned self)
{
    unsigned process = read_slot(s, self, PROCESS);
    unsigned thread = read_slot(s, self, THREAD);
    bool gives = reader_below(&s->reader, 2) != 0;
    process_start_of(s, self, process, thread, gives ? read_slot(s, self, NOTHING) : NO_NAME);
}

void operation_thread_start(struct scene *s, unsigned self)
{
    thread_start_of(s, self, read_slot(s, self, THREAD));
}

void operation_child(struct scene *s, unsigned self)
{
    unsigned job = read_slot(s, self, JOB);
    bool gives = reader_below(&s->reader, 2) != 0;
    unsigned given = gives ? read_slot(s, self, NOTHING) : NO_NAME;
    unsigned process = process_create_in(s, self, job);
    unsigned thread = 0;
    if (process != 0 && goes_on(s, self)) {
        give_memory_to(s, self, process);
        give_area_to(s, self, process);
        thread = thread_create_in(s, self, process);
    }
    if (thread != 0 && goes_on(s, self)) {
        process_start_of(s, self, process, thread, given);
    }
}

void operation_further_thread(struct scene *s, unsigned self)
{
    unsigned process = read_slot(s, self, PROCESS);
    bool closes = reader_below(&s->reader, 2) != 0;
    unsigned thread = thread_create_in(s, self, process);
    if (thread != 0 && goes_on(s, self)) {
        thread_start_of(s, self, thread);
    }
    if (thread != 0 && closes && goes_on(s, self)) {
        scene_expect(s, self, SYS_HANDLE_CLOSE, ARGUMENTS(name_value(s, self, thread)), Z_OK);
        do_close(&s->model, self, thread);
        call_ends(&s->model, self, Z_OK, NOT_ASKED);
    }
}

/* ---- Ending. ---- */

void operation_thread_exit(struct scene *s, unsigned self)
{
    struct machine_result result = scene_call(s, self, SYS_THREAD_EXIT, ARGUMENTS(0));
    EXPECT(!result.returned, "thread %u is still there", self);
    do_thread_exit(&s->model, self);
    settle(&s->model);
}

void operation_process_exit(struct scene *s, unsigned self)
{
    int64_t code = reader_below(&s->reader, 3) - 1;
    struct machine_result result =
        scene_call(s, self, SYS_PROCESS_EXIT, ARGUMENTS((uint32_t)code, (uint32_t)(code >> 32)));
    EXPECT(!result.returned, "thread %u is still there", self);
    process_ends(&s->model, process_of(&s->model, self), false, code);
    settle(&s->model);
}

void operation_kill(struct scene *s, unsigned self)
{
    unsigned task = read_slot(s, self, KINDS);
    int32_t status = can_kill(&s->model, self, task);
    scene_expect(s, self, SYS_TASK_KILL, ARGUMENTS(name_value(s, self, task)), status);
    if (status == Z_OK) {
        do_kill(&s->model, self, task);
    }
    call_ends(&s->model, self, status, NOT_ASKED);
}

void operation_suspend(struct scene *s, unsigned self)
{
    unsigned task = read_slot(s, self, KINDS);
    int32_t status = can_suspend(&s->model, self, task);
    scene_expect(s, self, SYS_TASK_SUSPEND,
                 ARGUMENTS(name_value(s, self, task), at_part(s, self, OUT)), status);
    if (status == Z_OK) {
        do_suspend(&s->model, self, task, scene_made(s, self, TOKEN, 1));
    }
    call_ends(&s->model, self, status, NOT_ASKED);
}

/* ---- Names. ---- */

void operation_close(struct scene *s, unsigned self)
{
    static const uint8_t kinds[] = {NOTHING, TOKEN, EXCEPTION, CHANNEL};
    unsigned slot = read_slot(s, self, kinds[reader_below(&s->reader, 4)]);
    int32_t status = slot == 0 ? Z_BAD_HANDLE : Z_OK;
    scene_expect(s, self, SYS_HANDLE_CLOSE, ARGUMENTS(name_value(s, self, slot)), status);
    do_close(&s->model, self, slot);
    call_ends(&s->model, self, status, NOT_ASKED);
}

void operation_close_many(struct scene *s, unsigned self)
{
    bool memory =
        part_of(s, self) % PART == 0 && at(&s->model, process_of(&s->model, self))->memory;
    unsigned slot[2];
    for (unsigned i = 0; i < 2; i++) {
        slot[i] = read_slot(s, self, NOTHING);
        word_put(s, self, LIST + 4 * i, name_value(s, self, slot[i]));
    }
    bool good = slot[0] != 0 && slot[1] != 0 && slot[0] != slot[1];
    int32_t status = !memory ? Z_INVALID_ARGS : good ? Z_OK : Z_BAD_HANDLE;
    scene_expect(s, self, SYS_HANDLE_CLOSE_MANY, ARGUMENTS(at_part(s, self, LIST), 2), status);
    for (unsigned i = 0; memory && i < 2; i++) {
        do_close(&s->model, self, slot[i]);
    }
    call_ends(&s->model, self, status, NOT_ASKED);
}

void operation_duplicate(struct scene *s, unsigned self)
{
    enum { LAST_RIGHT = 18 };
    unsigned slot = read_slot(s, self, NOTHING);
    unsigned bit = reader_below(&s->reader, 4 * LAST_RIGHT);
    unsigned process = process_of(&s->model, self);
    uint32_t rights = slot == 0 ? 0 : at(&s->model, process)->slot[slot].rights;
    rights = bit <= LAST_RIGHT ? rights ^ 1u << bit : rights;
    int32_t status = can_duplicate(&s->model, self, slot, rights);
    scene_expect(s, self, SYS_HANDLE_DUPLICATE,
                 ARGUMENTS(name_value(s, self, slot), rights, at_part(s, self, OUT)), status);
    if (status == Z_OK) {
        do_duplicate(&s->model, self, slot, rights, scene_made(s, self, NOTHING, 1));
    }
    call_ends(&s->model, self, status, NOT_ASKED);
}
