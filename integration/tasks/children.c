/*
 * See children.h. It owns the memory that is given to children: for each a piece to share and a
 * stack, with nothing of it in front of the stack.
 */
#include "children.h"

#define SHARED_SIZE 512u

static struct room {
    union {
        struct shared shared;
        uint8_t page[SHARED_SIZE]; /* all of it is mapped */
    };
    uint8_t gap[SHARED_SIZE]; /* nobody's: nothing may end where a stack begins */
    uint8_t stack[STACK_SIZE];
    uint8_t rest[STACK_SIZE];
} rooms[CHILDREN] __attribute__((aligned(2048)));

extern const uint8_t __code_base[]; /* of task.ld */

#define NAME(text) text, sizeof(text) - 1

static uint32_t address_of(const volatile void *memory)
{
    return (uint32_t)(uintptr_t)memory;
}

unsigned children_wrong(void)
{
    return wrong;
}

/* ---- Making. ---- */

zx_handle_t job_make(zx_handle_t parent)
{
    zx_handle_t job = ZX_HANDLE_INVALID;
    expect_status("job_create", ZX_OK, zx_job_create(parent, 0, &job));
    return job;
}

zx_handle_t process_make(zx_handle_t job)
{
    zx_handle_t process = ZX_HANDLE_INVALID;
    zx_handle_t vmar = 1;
    expect_status("process_create", ZX_OK,
                  zx_process_create(job, NAME("child"), 0, &process, &vmar));
    expect("there are no address regions", vmar == ZX_HANDLE_INVALID);
    return process;
}

zx_handle_t thread_make(zx_handle_t process)
{
    zx_handle_t thread = ZX_HANDLE_INVALID;
    expect_status("thread_create", ZX_OK, zx_thread_create(process, NAME("first"), 0, &thread));
    return thread;
}

static uint32_t flexpage(uint32_t base, unsigned order, uint32_t rights)
{
    return base | 1u << (order - 1) | 1u << 4 | rights;
}

int32_t memory_give(zx_handle_t process, uint32_t base, unsigned order, uint32_t rights)
{
    return (int32_t)anvil_task_map(process, ANVIL_SELF_PROCESS, flexpage(base, order, rights),
                                   base >> 12 << 12);
}

int32_t area_give(zx_handle_t process, unsigned n)
{
    uint32_t arena[2] = {0, 0};
    (void)anvil_get_arena(address_of(arena));
    return (int32_t)anvil_task_add_ku_mem(process,
                                          flexpage(arena[0] + n * SVC_EXCHANGE_AREA_LEN, 8, 6));
}

/* All code of the task, however large. */
static void code_give(zx_handle_t process)
{
    expect("code", memory_give(process, address_of(__code_base) & ~0xffffu, 16, 5) >= 0);
}

struct child child_make(zx_handle_t job, unsigned place)
{
    struct room *room = &rooms[place];
    uint32_t arena[2] = {0, 0};
    (void)anvil_get_arena(address_of(arena));
    struct child child = {.process = process_make(job),
                          .place = place,
                          .shared = &room->shared,
                          .stack_end = address_of(room->stack) + STACK_SIZE};
    child.thread = thread_make(child.process);
    code_give(child.process);
    expect("shared", memory_give(child.process, address_of(room->page), 9, 6) >= 0);
    expect("stack", memory_give(child.process, address_of(room->stack), 9, 6) >= 0);
    expect("exchange area", area_give(child.process, place) == 0);
    memset(room, 0, sizeof *room);
    uint32_t self = 0;
    expect_status(
        "task handle", ZX_OK,
        zx_object_get_info(zx_process_self(), ZX_INFO_ANVIL_TASK, &self, sizeof self, NULL, NULL));
    child.shared->supervisor = self;
    child.shared->area = (uint8_t *)(uintptr_t)(arena[0] + place * SVC_EXCHANGE_AREA_LEN);
    return child;
}

void child_start(const struct child *child, program *entry, uint32_t what, zx_handle_t given)
{
    child->shared->what = what;
    expect_status("process_start", ZX_OK,
                  zx_process_start(child->process, child->thread, (uintptr_t)entry,
                                   child->stack_end, given, (uintptr_t)child->shared));
}

struct child child_run(zx_handle_t job, unsigned place, program *entry, uint32_t what)
{
    struct child child = child_make(job, place);
    child_start(&child, entry, what, ZX_HANDLE_INVALID);
    return child;
}

void child_close(const struct child *child)
{
    const zx_handle_t names[] = {child->process, child->thread};
    close_all(names, 2);
}

void child_bury(const struct child *child, int64_t return_code)
{
    expect_status("it ends", ZX_OK,
                  zx_object_wait_one(child->process, ZX_PROCESS_TERMINATED,
                                     zx_deadline_after(ZX_SEC(1)), NULL));
    expect("its thread has ended", (signals_of(child->thread) & ZX_THREAD_TERMINATED) != 0);
    expect_number("return code", (uint32_t)return_code, (uint32_t)return_code_of(child->process));
    child_close(child);
}

void rest(void)
{
    (void)zx_nanosleep(zx_deadline_after(ZX_MSEC(2)));
}

/* ---- What can be learnt. ---- */

int64_t return_code_of(zx_handle_t process)
{
    zx_info_process_t info = {0};
    expect_status("info of a process", ZX_OK,
                  zx_object_get_info(process, ZX_INFO_PROCESS, &info, sizeof info, NULL, NULL));
    return info.return_code;
}

zx_thread_state_t thread_state_of(zx_handle_t thread)
{
    zx_info_thread_t info = {0};
    expect_status("info of a thread", ZX_OK,
                  zx_object_get_info(thread, ZX_INFO_THREAD, &info, sizeof info, NULL, NULL));
    return info.state;
}

zx_handle_t token_make(zx_handle_t task)
{
    zx_handle_t token = ZX_HANDLE_INVALID;
    expect_status("suspend", ZX_OK, zx_task_suspend(task, &token));
    return token;
}

/* ---- Exceptions. ---- */

zx_handle_t listen_to(zx_handle_t task, uint32_t options)
{
    zx_handle_t channel = ZX_HANDLE_INVALID;
    expect_status("exception channel", ZX_OK,
                  zx_task_create_exception_channel(task, options, &channel));
    return channel;
}

zx_handle_t exception_read(zx_handle_t channel, zx_excp_type_t type, const struct child *child)
{
    zx_exception_info_t info = {0};
    zx_handle_t exception = ZX_HANDLE_INVALID;
    expect_status(
        "an exception comes", ZX_OK,
        zx_object_wait_one(channel, ZX_CHANNEL_READABLE, zx_deadline_after(ZX_SEC(1)), NULL));
    expect_status("read", ZX_OK,
                  zx_channel_read(channel, 0, &info, &exception, sizeof info, 1, NULL, NULL));
    expect_number("type", type, info.type);
    expect("whose process", info.pid == basic_of(child->process).koid);
    expect("whose thread", info.tid == basic_of(child->thread).koid);
    return exception;
}

void exception_answer(zx_handle_t exception, uint32_t answer)
{
    expect_status(
        "answer", ZX_OK,
        zx_object_set_property(exception, ZX_PROP_EXCEPTION_STATE, &answer, sizeof answer));
    expect_status("close", ZX_OK, zx_handle_close(exception));
}

/* ---- Census: takes of each pool what it can, then gives all of it back. ---- */

enum { CENSUS_MAX = 40 }; /* handles at a time; no pool of the image is larger */

/* Takes one more of the pool. */
typedef zx_status_t taker(zx_handle_t *out);

static zx_handle_t census_process;

static zx_status_t take_job(zx_handle_t *out)
{
    return zx_job_create(zx_job_default(), 0, out);
}

static zx_status_t take_process(zx_handle_t *out)
{
    return zx_process_create(zx_job_default(), NAME("census"), 0, out, NULL);
}

static zx_status_t take_thread(zx_handle_t *out)
{
    return zx_thread_create(census_process, NAME("census"), 0, out);
}

static zx_status_t take_event(zx_handle_t *out)
{
    return zx_event_create(0, out);
}

static zx_status_t take_channel(zx_handle_t *out)
{
    zx_handle_t other = ZX_HANDLE_INVALID;
    zx_status_t status = zx_channel_create(0, out, &other);
    (void)zx_handle_close(other);
    return status;
}

static zx_status_t take_eventpair(zx_handle_t *out)
{
    zx_handle_t other = ZX_HANDLE_INVALID;
    zx_status_t status = zx_eventpair_create(0, out, &other);
    (void)zx_handle_close(other);
    return status;
}

/* Of a thread that has not started nobody can be sure that it stops; of the process one can. */
static zx_status_t take_token(zx_handle_t *out)
{
    return zx_task_suspend(census_process, out);
}

static uint32_t census_objects(taker *take)
{
    zx_handle_t taken[CENSUS_MAX];
    uint32_t count = 0;
    while (count < CENSUS_MAX && take(&taken[count]) == ZX_OK) {
        count++;
    }
    close_all(taken, count);
    return count;
}

static uint32_t census_messages(void)
{
    zx_handle_t end[2] = {ZX_HANDLE_INVALID, ZX_HANDLE_INVALID};
    uint32_t count = 0;
    if (zx_channel_create(0, &end[0], &end[1]) != ZX_OK) {
        return 0;
    }
    while (zx_channel_write(end[0], 0, NULL, 0, NULL, 0) == ZX_OK) {
        count++;
    }
    close_all(end, 2);
    return count;
}

static uint32_t census_areas(void)
{
    uint32_t count = 0;
    for (unsigned n = 0; n < CENSUS_MAX; n++) {
        count += area_give(census_process, n) == 0;
    }
    return count;
}

static uint32_t census_mappings(void)
{
    uint32_t count = 0;
    for (uint32_t at = 0; at < sizeof rooms; at += 128) {
        count += memory_give(census_process, address_of(rooms) + at, 7, 6) >= 0;
    }
    return count;
}

struct census census_take(void)
{
    static taker *const takers[] = {take_job,     take_process,   take_thread, take_event,
                                    take_channel, take_eventpair, take_token};
    enum { OBJECTS = sizeof takers / sizeof takers[0] };
    struct census census = {{0}};
    census_process = process_make(zx_job_default());
    for (unsigned i = 0; i < OBJECTS; i++) {
        census.left[i] = census_objects(takers[i]);
    }
    census.left[OBJECTS] = census_messages();
    census.left[OBJECTS + 1] = census_areas();
    census.left[OBJECTS + 2] = census_mappings();
    for (unsigned i = 0; i < CENSUS_POOLS; i++) {
        if (census.left[i] == 0 || census.left[i] >= CENSUS_MAX) {
            wrong++;
            report("WRONG: census: %u left of pool %u", (unsigned)census.left[i], i);
        }
    }
    expect_status("close", ZX_OK, zx_handle_close(census_process));
    return census;
}

void census_expect(const char *what, const struct census *before)
{
    struct census now = census_take();
    for (unsigned i = 0; i < CENSUS_POOLS; i++) {
        if (now.left[i] != before->left[i]) {
            wrong++;
            report("WRONG: %s: pool %u has %u left, not %u", what, i, (unsigned)now.left[i],
                   (unsigned)before->left[i]);
        }
    }
}
