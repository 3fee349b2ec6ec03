/* The steps before samples of jobs, processes and threads. None of this is counted. */
#include "life_stage.h"

#include "marker.h"
#include "stage.h"
#include "task_stage.h"

#define CODE_ORDER  16u /* all of the client's code lies in so much */
#define STACK_ORDER 8u
#define AREA_ORDER  8u
#define LEVELS      5u /* of jobs that fit below one of the client's */

struct life life;

/* Nothing of a process ends where its stack begins. */
static uint8_t room[4][1u << STACK_ORDER] __attribute__((aligned(4u << STACK_ORDER)));

extern const uint8_t __code_base[]; /* of task.ld */

zx_vaddr_t life_stack(void)
{
    return (zx_vaddr_t)room[3];
}

/* ---- What is executed. ---- */

void life_sleeps(void)
{
    for (;;) {
        (void)zx_nanosleep(ZX_TIME_INFINITE);
    }
}

void life_exits(void)
{
    MARK_START(ROW_PROCESS_EXIT);
    zx_process_exit(0);
}

void life_thread_exits(void)
{
    MARK_START(ROW_THREAD_EXIT);
    zx_thread_exit();
}

void life_faults(void)
{
    for (;;) {
        MARK_START(ROW_FAULT_HANDLED);
        __asm__ volatile("udf #0");
        MARK_STOP();
    }
}

/* ---- Making. ---- */

static bool map(zx_handle_t process, uintptr_t address, unsigned order, unsigned char rights)
{
    l4_fpage_t page = l4_fpage((l4_addr_t)address, order, rights);
    l4_umword_t place = l4_map_control((l4_addr_t)address, 0, L4_MAP_ITEM_MAP);
    return l4_error(l4_task_map(process, ANVIL_SELF_PROCESS, page, place)) >= 0;
}

/* The client's own second thread has the first area of the arena. */
static bool furnish(zx_handle_t process, unsigned area)
{
    uintptr_t code = (uintptr_t)__code_base >> CODE_ORDER << CODE_ORDER;
    l4_fpage_t arena =
        l4_fpage(task_stage.arena.address + ((area + 1) << AREA_ORDER), AREA_ORDER, L4_FPAGE_RW);
    return map(process, code, CODE_ORDER, L4_FPAGE_RX) &&
           map(process, (uintptr_t)room[2], STACK_ORDER, L4_FPAGE_RW) &&
           l4_error(l4_task_add_ku_mem(process, arena)) == 0;
}

static void forget(zx_handle_t *handle)
{
    (void)zx_handle_close(*handle);
    *handle = ZX_HANDLE_INVALID;
}

void life_end(void)
{
    zx_handle_t *const handles[] = {&life.exception, &life.channel, &life.second, &life.thread,
                                    &life.process,   &life.job,     &life.made};
    (void)zx_task_kill(life.process);
    for (unsigned i = 0; i < sizeof handles / sizeof handles[0]; i++) {
        forget(handles[i]);
    }
}

bool life_make(void)
{
    zx_info_handle_basic_t basic = {.koid = 0};
    life_end();
    bool good =
        zx_process_create(ANVIL_SELF_JOB, NAME, NAME_LEN, 0, &life.process, NULL) == ZX_OK &&
        zx_thread_create(life.process, NAME, NAME_LEN, 0, &life.thread) == ZX_OK &&
        furnish(life.process, 0);
    (void)zx_object_get_info(life.process, ZX_INFO_HANDLE_BASIC, &basic, sizeof basic, NULL, NULL);
    life.koid = basic.koid;
    return good;
}

bool life_start(program *entry)
{
    return zx_process_start(life.process, life.thread, (zx_vaddr_t)entry, life_stack(),
                            ZX_HANDLE_INVALID, 0) == ZX_OK;
}

static void rest(void)
{
    (void)zx_nanosleep(zx_deadline_after(ZX_MSEC(1)));
}

bool life_sleep(void)
{
    bool good = life_make() && life_start(life_sleeps);
    rest();
    return good;
}

bool life_second(void)
{
    return life_sleep() && zx_thread_create(life.process, NAME, NAME_LEN, 0, &life.second) == ZX_OK;
}

bool life_read(void)
{
    zx_exception_info_t info;
    return zx_object_wait_one(life.channel, ZX_CHANNEL_READABLE, ZX_TIME_INFINITE, NULL) == ZX_OK &&
           zx_channel_read(life.channel, 0, &info, &life.exception, sizeof info, 1, NULL, NULL) ==
               ZX_OK;
}

bool life_fault(void)
{
    return life_make() &&
           zx_task_create_exception_channel(life.process, 0, &life.channel) == ZX_OK &&
           life_start(life_faults) && life_read();
}

bool life_fault_kept(void)
{
    return life_close_made() && (life.exception != ZX_HANDLE_INVALID || life_fault());
}

bool life_close_made(void)
{
    forget(&life.made);
    return true;
}

bool life_suspend(zx_handle_t task)
{
    return life_close_made() && zx_task_suspend(task, &life.made) == ZX_OK;
}

bool life_job(void)
{
    forget(&life.job);
    return zx_job_create(ANVIL_SELF_JOB, 0, &life.job) == ZX_OK;
}

bool life_job_with_process(void)
{
    forget(&life.made);
    return life_job() && zx_process_create(life.job, NAME, NAME_LEN, 0, &life.made, NULL) == ZX_OK;
}

/* A process that sleeps, in the job. */
static bool plant(zx_handle_t job, unsigned area)
{
    zx_handle_t process = ZX_HANDLE_INVALID;
    zx_handle_t thread = ZX_HANDLE_INVALID;
    bool good = zx_process_create(job, NAME, NAME_LEN, 0, &process, NULL) == ZX_OK &&
                zx_thread_create(process, NAME, NAME_LEN, 0, &thread) == ZX_OK &&
                furnish(process, area) &&
                zx_process_start(process, thread, (zx_vaddr_t)life_sleeps, life_stack(),
                                 ZX_HANDLE_INVALID, 0) == ZX_OK;
    (void)zx_handle_close(thread);
    (void)zx_handle_close(process);
    return good;
}

unsigned life_tree(void)
{
    unsigned count = 0;
    zx_handle_t job = ZX_HANDLE_INVALID;
    if (!life_job() || zx_handle_duplicate(life.job, ZX_RIGHT_SAME_RIGHTS, &job) != ZX_OK) {
        return 0;
    }
    while (plant(job, count)) {
        zx_handle_t below = ZX_HANDLE_INVALID;
        count++;
        /* Down as far as it goes, then beside each other. */
        if (zx_job_create(job, 0, &below) == ZX_OK && count % LEVELS != 0) {
            forget(&job);
            job = below;
        } else {
            (void)zx_handle_close(below);
        }
    }
    forget(&job);
    rest();
    return count;
}
