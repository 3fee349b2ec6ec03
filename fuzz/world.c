/*
 * The table of worlds and the machines made of it. A machine, once created, lives as long as the
 * program; every use begins with a reset, so no input can leave a trace for the next one.
 */
#include "world.h"

#include <stdbool.h>
#include <string.h>

#include "expect.h"

#define COUNT(array) ((unsigned)(sizeof(array) / sizeof(array)[0]))
/* As many of a world's tasks as the configuration has room for. */
#define PLAIN(list, number, decides) {.tasks = (list), .count = (number), .main = (decides)}
#define ROOM(tasks)                  (COUNT(tasks) < CONFIG_TASKS ? COUNT(tasks) : CONFIG_TASKS)

static const struct machine_task crowd[] = {
    {.label = 1, .priority = 8, .domain = 1, .quantum_ms = 1},
    {.label = 2, .priority = 8, .domain = 1, .quantum_ms = 2},
    {.label = 3, .priority = 8, .domain = 1, .quantum_ms = 3},
    {.label = 4, .priority = 8, .domain = 1, .quantum_ms = 4},
    {.label = 5, .priority = 8, .domain = 1, .quantum_ms = 5},
    {.label = 6, .priority = 8, .domain = 1, .quantum_ms = 6},
    {.label = 7, .priority = 8, .domain = 1, .quantum_ms = 7},
    {.label = 8, .priority = 8, .domain = 1, .quantum_ms = 8},
};

/* The ends of the range of priorities included. */
static const struct machine_task ladder[] = {
    {.label = 0xcafe, .priority = 0, .domain = 0, .quantum_ms = 10},
    {.label = 0xbabe, .priority = 1, .domain = 0, .quantum_ms = 10},
    {.label = 0, .priority = 30, .domain = 0, .quantum_ms = 10},
    {.label = 0xffffffff, .priority = 31, .domain = 0, .quantum_ms = 255},
};

static const struct machine_task domains[] = {
    {.label = 10, .priority = 4, .domain = 0, .quantum_ms = 3},
    {.label = 11, .priority = 4, .domain = 0, .quantum_ms = 3},
    {.label = 20, .priority = 4, .domain = 1, .quantum_ms = 3},
    {.label = 21, .priority = 5, .domain = 1, .quantum_ms = 3},
    {.label = 30, .priority = 5, .domain = 255, .quantum_ms = 3},
    {.label = 31, .priority = 6, .domain = 255, .quantum_ms = 3},
};

/* A server above its clients, and a task that only uses up time. */
static const struct machine_task servers[] = {
    {.label = 0x100, .priority = 20, .domain = 3, .quantum_ms = 20},
    {.label = 0x101, .priority = 10, .domain = 3, .quantum_ms = 5},
    {.label = 0x102, .priority = 10, .domain = 3, .quantum_ms = 5},
    {.label = 0x103, .priority = 10, .domain = 3, .quantum_ms = 5},
    {.label = 0x104, .priority = 1, .domain = 3, .quantum_ms = 1},
};

/* Ends that the image's author wants to stop the board. */
static const struct machine_task panics[] = {
    {.label = 1, .priority = 7, .domain = 1},
    {.label = 2, .priority = 7, .domain = 1, .on_exit = ENDING_PANIC},
    {.label = 3, .priority = 7, .domain = 1, .on_fault = ENDING_PANIC},
    {.label = 4, .priority = 7, .domain = 1},
};

static const struct machine_task lone[] = {
    {.label = 0x80000000, .priority = 31, .domain = 255, .quantum_ms = 1},
};

/* Lines at both ends of the range, more than one for some, none for others. */
static const struct machine_task drivers[] = {
    {.label = 0x200,
     .priority = 12,
     .domain = 2,
     .irq_count = 3,
     .capabilities = CAPABILITY_CYCLES},
    {.label = 0x201, .priority = 8, .domain = 2, .irq_first = 8, .irq_count = 8},
    {.label = 0x202, .priority = 8, .domain = 2, .capabilities = CAPABILITY_RANDOM},
    {.label = 0x203, .priority = 8, .domain = 4, .irq_first = CONFIG_IRQS - 1, .irq_count = 1},
};

static const struct machine_task restarts[] = {
    {.label = 0x300,
     .priority = 8,
     .domain = 5,
     .on_exit = ENDING_RESTART,
     .on_fault = ENDING_RESTART,
     .capabilities = CAPABILITY_START | CAPABILITY_RANDOM,
     .irq_count = 2},
    {.label = 0x301,
     .priority = 8,
     .domain = 5,
     .on_exit = ENDING_RESTART,
     .capabilities = CAPABILITY_START},
    {.label = 0x302, .priority = 9, .domain = 5, .on_fault = ENDING_RESTART, .start = START_MANUAL},
    {.label = 0x303,
     .priority = 8,
     .domain = 6,
     .capabilities = CAPABILITY_START | CAPABILITY_CYCLES | CAPABILITY_INSPECT,
     .irq_first = 4,
     .irq_count = 1},
    {.label = 0x304, .priority = 8, .domain = 6, .start = START_MANUAL},
    {.label = 0x305,
     .priority = 3,
     .domain = 6,
     .on_exit = ENDING_RESTART,
     .on_fault = ENDING_RESTART},
};

/* All but the supervisor's: the models of these targets know the jobs of tasks, not of domains. */
static const struct machine_task reborn[] = {
    {.label = 1,
     .priority = 8,
     .domain = 1,
     .on_fault = ENDING_RESTART,
     .capabilities = CAPABILITIES_ALL - CAPABILITY_SUPERVISOR},
    {.label = 2, .priority = 9, .domain = 1, .irq_first = 16, .irq_count = 2},
    {.label = 3,
     .priority = 8,
     .domain = 1,
     .on_exit = ENDING_RESTART,
     .on_fault = ENDING_PANIC,
     .capabilities = CAPABILITY_START},
};

/* Those that both have the first channel begin anew, whatever ends them. */
static const struct machine_task sharers[] = {
    {.label = 1, .priority = 8, .domain = 1, .on_exit = ENDING_RESTART, .on_fault = ENDING_RESTART},
    {.label = 2, .priority = 8, .domain = 1, .on_fault = ENDING_RESTART},
    {.label = 3, .priority = 9, .domain = 1, .capabilities = CAPABILITY_START},
    {.label = 4, .priority = 8, .domain = 1, .start = START_MANUAL},
};

/* The first two rows are a whole: where slots are few there are no others. */
static const struct image_share shares[] = {
    {.kind = SHARE_CHANNEL, .number = 0, .task = 0, .slot = 8},
    {.kind = SHARE_CHANNEL, .number = 0, .task = 1, .slot = 8},
    {.kind = SHARE_CHANNEL, .number = 1, .task = 3, .slot = 8},
    {.kind = SHARE_CHANNEL, .number = 1, .task = 1, .slot = 9},
    {.kind = SHARE_EVENT, .number = 0, .task = 0, .slot = 9},
    {.kind = SHARE_EVENT, .number = 0, .task = 1, .slot = 10},
    {.kind = SHARE_EVENT, .number = 0, .task = 3, .slot = 9},
};
#define SHARES_ALL (CONFIG_SLOTS > 12 && CONFIG_CHANNELS > 2)

#define NO_LIMIT QUOTA_UNLIMITED
static const uint16_t quota[][POOLS] = {
    {[POOL_JOBS] = NO_LIMIT,
     [POOL_PROCESSES] = NO_LIMIT,
     [POOL_THREADS] = NO_LIMIT,
     [POOL_EVENTS] = 2,
     [POOL_CHANNELS] = 2,
     [POOL_EVENTPAIRS] = 1,
     [POOL_MESSAGES] = 2,
     [POOL_MAPPINGS] = NO_LIMIT,
     [POOL_AREAS] = NO_LIMIT},
    {[POOL_JOBS] = NO_LIMIT,
     [POOL_PROCESSES] = NO_LIMIT,
     [POOL_THREADS] = NO_LIMIT,
     [POOL_EVENTS] = 1,
     [POOL_CHANNELS] = NO_LIMIT,
     [POOL_EVENTPAIRS] = 2,
     [POOL_MESSAGES] = 1,
     [POOL_MAPPINGS] = NO_LIMIT,
     [POOL_AREAS] = NO_LIMIT},
    {[POOL_JOBS] = NO_LIMIT,
     [POOL_PROCESSES] = NO_LIMIT,
     [POOL_THREADS] = NO_LIMIT,
     [POOL_MAPPINGS] = NO_LIMIT,
     [POOL_AREAS] = NO_LIMIT},
};

/* Blocks of several sizes can be taken of their data. */
static const struct machine_task spaces[] = {
    {.label = 1,
     .priority = 8,
     .domain = 1,
     .data_order = 10,
     .on_exit = ENDING_RESTART,
     .on_fault = ENDING_RESTART},
    {.label = 2, .priority = 8, .domain = 1, .data_order = 10, .on_fault = ENDING_RESTART},
    {.label = 3,
     .priority = 9,
     .domain = 1,
     .data_order = 11,
     .on_exit = ENDING_RESTART,
     .capabilities = CAPABILITY_START},
    {.label = 4, .priority = 8, .domain = 2, .data_order = 9, .on_fault = ENDING_RESTART},
};

#define NO_OBJECT_LIMIT                                                                            \
    [POOL_JOBS] = NO_LIMIT, [POOL_THREADS] = NO_LIMIT, [POOL_EVENTS] = NO_LIMIT,                   \
    [POOL_CHANNELS] = NO_LIMIT, [POOL_EVENTPAIRS] = NO_LIMIT, [POOL_MESSAGES] = NO_LIMIT
static const uint16_t space_quota[][POOLS] = {
    {NO_OBJECT_LIMIT, [POOL_PROCESSES] = 1, [POOL_MAPPINGS] = 4, [POOL_AREAS] = 2},
    {NO_OBJECT_LIMIT, [POOL_PROCESSES] = NO_LIMIT, [POOL_MAPPINGS] = NO_LIMIT,
     [POOL_AREAS] = NO_LIMIT},
    {NO_OBJECT_LIMIT, [POOL_PROCESSES] = 2, [POOL_MAPPINGS] = 6, [POOL_AREAS] = NO_LIMIT},
    {NO_OBJECT_LIMIT, [POOL_PROCESSES] = NO_LIMIT, [POOL_MAPPINGS] = NO_LIMIT, [POOL_AREAS] = 4},
};

static const struct world worlds[WORLDS_ALL] = {
    [WORLD_CROWD] = PLAIN(crowd, ROOM(crowd), MAIN_NONE),
    [WORLD_LADDER] = PLAIN(ladder, ROOM(ladder), 0),
    [WORLD_DOMAINS] = PLAIN(domains, ROOM(domains), 2),
    [WORLD_SERVERS] = PLAIN(servers, ROOM(servers), 1),
    [WORLD_PANICS] = PLAIN(panics, ROOM(panics), 0),
    [WORLD_LONE] = PLAIN(lone, ROOM(lone), 0),
    [WORLD_NO_MAIN] = PLAIN(servers, ROOM(servers), MAIN_NONE),
    [WORLD_THREE] = PLAIN(crowd, 3, 2),
    [WORLD_DRIVERS] = PLAIN(drivers, ROOM(drivers), MAIN_NONE),
    [WORLD_RESTARTS] = PLAIN(restarts, ROOM(restarts), MAIN_NONE),
    [WORLD_REBORN] = PLAIN(reborn, ROOM(reborn), 0),
    [WORLD_SHARES] = {.tasks = sharers,
                      .count = ROOM(sharers),
                      .main = MAIN_NONE,
                      .shares = shares,
                      .share_count = SHARES_ALL ? COUNT(shares) : 2,
                      .channels = SHARES_ALL ? 2 : 1,
                      .events = SHARES_ALL,
                      .window = SHARES_ALL ? 10 : 8},
    [WORLD_QUOTA] = {.tasks = crowd, .count = 3, .main = MAIN_NONE, .quota = quota},
    [WORLD_SPACES] = {.tasks = spaces,
                      .count = ROOM(spaces),
                      .main = MAIN_NONE,
                      .quota = space_quota},
};

const struct world *world_at(unsigned world)
{
    return &worlds[world];
}

static void image_build(struct machine_image *image, const struct world *world)
{
    machine_image_build(image, world->tasks, world->count);
    for (unsigned i = 0; i < world->count; i++) {
        if (world->main != MAIN_NONE && image->tasks[i].label == world->tasks[world->main].label) {
            image->image.main = (task_index)i;
        }
        if (world->quota != NULL) {
            memcpy(image->tasks[i].quota, world->quota[i], sizeof image->tasks[i].quota);
        }
    }
    if (world->share_count > 0) {
        image->image.shares = world->shares;
        image->image.share_count = (uint16_t)world->share_count;
        image->image.channel_count = (uint16_t)world->channels;
        image->image.event_count = (uint16_t)world->events;
        image->image.window = (uint16_t)world->window;
    }
}

struct machine *world_machine(unsigned world, unsigned twin)
{
    static struct machine_image images[WORLDS_ALL];
    static struct machine *machines[WORLDS_ALL][2];
    struct machine **machine = &machines[world][twin];
    if (images[world].image.task_count == 0) {
        image_build(&images[world], &worlds[world]);
    }
    if (*machine == NULL) {
        *machine = machine_create(&images[world].image);
    }
    machine_reset(*machine);
    return *machine;
}

/*
 * The engines call it before the first input. Machines boot here, so that what an input does is the
 * same whether or not it is the first of its world: only then do an engine's traces mean anything.
 */
int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc;
    (void)argv;
    for (unsigned world = 0; world < WORLDS_ALL; world++) {
        (void)world_machine(world, 0);
        (void)world_machine(world, 1);
    }
    return 0;
}
