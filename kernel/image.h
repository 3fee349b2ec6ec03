/*
 * The image: what the image builder tells the kernel about the tasks it was built with.
 *
 * All of it is constant data in flash. The kernel trusts none of it before image_check has
 * accepted it, since a wrong table would break isolation at the first instruction.
 */
#ifndef ANVIL_IMAGE_H
#define ANVIL_IMAGE_H

#include "quota.h"
#include "types.h"

#define EXCHANGE_AREA_SIZE  256u
#define EXCHANGE_AREA_ORDER 8u
#define STACK_ORDER_MIN     8u  /* a stack is at least 256 bytes */
#define MEMORY_ORDER_MIN    7u  /* nodes under 128 bytes could livelock the refill */
#define CODE_ORDER_MIN      10u /* fetches are checked per KiB by some implementations */
#define DEVICE_ORDER_MIN    5u  /* the smallest MPU region */
#define ORDER_MAX           31u
#define PRIORITY_MAX        31u
#define QUANTUM_MAX_MS      255u

/* Access rights of a piece of memory; the bits are L4's (l4_fpage_rights). */
enum access { ACCESS_EXECUTE = 1, ACCESS_WRITE = 2, ACCESS_READ = 4 };

/* How memory behaves: normal memory is cacheable, a device's is not. */
enum memory_kind { MEMORY_NORMAL = 0, MEMORY_DEVICE = 1 };

/* A naturally aligned block of 2^order bytes, as one MPU region holds it. */
struct region {
    uint32_t base;
    uint8_t order;
    uint8_t access; /* enum access */
    uint8_t kind;   /* enum memory_kind */
    uint8_t reserved;
};

/* What happens when a task's process ends. */
enum task_ending { ENDING_NONE = 0, ENDING_PANIC = 1, ENDING_RESTART = 2 };

/* When a task's first run begins. */
enum task_first_start { START_BOOT = 0, START_MANUAL = 1 };

/* What a task may do beyond talking to its domain; checked at each use. */
enum capability {
    CAPABILITY_START = 1,       /* start */
    CAPABILITY_RANDOM = 2,      /* get_random */
    CAPABILITY_CYCLES = 4,      /* get_cycle in cycles */
    CAPABILITY_INSPECT = 8,     /* task_info */
    CAPABILITY_SUPERVISOR = 16, /* its slot 2 names its domain's job */
    CAPABILITIES_ALL = 31
};

struct image_task {
    uint32_t label;        /* unique; the table is sorted by it */
    uint8_t priority;      /* 0 to 31, larger is more urgent */
    uint8_t domain;        /* tasks of different domains never meet */
    uint8_t on_exit;       /* enum task_ending */
    uint8_t on_fault;      /* enum task_ending */
    uint16_t quantum_ms;   /* 1 to 255 */
    uint16_t device_first; /* into struct image.devices */
    uint16_t device_count;
    uint16_t irq_first; /* into struct image.irqs */
    uint16_t irq_count;
    uint8_t start;         /* enum task_first_start */
    uint8_t capabilities;  /* enum capability */
    uint32_t entry;        /* of the first thread, Thumb bit included */
    uint32_t area;         /* the first thread's exchange area */
    uint32_t data_load;    /* in code: initial contents of data, from its start */
    uint32_t data_size;    /* bytes of them; the rest of data is zero */
    uint16_t quota[POOLS]; /* of its job: what it may hold, QUOTA_UNLIMITED: no limit */
    struct region code;
    struct region data;
    struct region stack;
};

/* What tasks of one domain are given together. */
enum share_kind { SHARE_CHANNEL = 0, SHARE_EVENT = 1, SHARE_KINDS };

/* One task's part in it: the n-th channel has two tasks, the n-th event one or more. */
struct image_share {
    uint8_t kind; /* enum share_kind */
    uint8_t reserved;
    uint16_t number; /* from 0, of its kind */
    task_index task;
    slot_id slot; /* of the window, where the task finds it: SLOT_FIRST_SHARED or later */
};

/* A stretch of the board's memory, not necessarily a power of two. */
struct memory_range {
    uint32_t base;
    uint32_t size;
};

struct image {
    const struct image_task *tasks;
    const struct region *devices;
    const struct image_share *shares;
    const uint16_t *irqs;           /* lines of the interrupt controller, each granted once */
    struct memory_range task_flash; /* where code may lie; the kernel's own lies elsewhere */
    struct memory_range task_ram;   /* where data, stacks and exchange areas may lie */
    struct memory_range memory[2];  /* all flash and RAM of the board: no device lies there */
    uint32_t arena;        /* of area_count exchange areas, multiple of their size; in task_ram */
    uint32_t ticks_per_ms; /* of arch_now */
    uint32_t cycles_per_tick; /* the processor's cycles */
    uint16_t task_count;
    uint16_t device_count;
    uint16_t irq_count;
    uint16_t channel_count;
    uint16_t event_count;
    uint16_t share_count;
    uint16_t area_count;
    task_index main; /* its exit status is the board's; TASK_NONE: nobody's */
    uint16_t window; /* slots 1 .. window are the L4 window */
};

/* Why image_check refuses an image: which entry of the task table, and the reason in words. */
struct image_error {
    const char *reason; /* NULL: the image is good */
    uint32_t entry;     /* index into the task table; task_count: the table itself */
};

#define TASK_MAPPINGS 3u /* of each task: code, data, stack; its devices come on top */
/* How many mappings the image gives to the first tasks of its table. */
COLD uint32_t image_mappings(const struct image *image, uint32_t tasks);

COLD struct image_error image_check(const struct image *image);

/* What is wrong with what the tasks share; NULL: nothing. */
COLD const char *shares_error(const struct image *image);

/* The natural rules of one region, whoever owns it; NULL when it keeps them. */
COLD const char *region_error(const struct region *region);
COLD bool region_overlaps(const struct region *a, const struct region *b);
COLD bool region_inside(const struct region *region, const struct memory_range *range);
static inline uint32_t region_size(const struct region *region)
{
    return (uint32_t)1 << region->order;
}
static inline bool region_has(const struct region *region, uint32_t address)
{
    return address - region->base < region_size(region);
}
/* Whether it shares a byte with 2^order of them, aligned to their size like every region. */
static inline bool region_meets_page(const struct region *region, uint32_t base, uint8_t order)
{
    uint8_t larger = region->order > order ? region->order : order;
    return (region->base ^ base) >> larger == 0;
}
/* How many of size bytes lie in it, from an address that does. */
static inline uint32_t region_piece(const struct region *region, uint32_t address, uint32_t size)
{
    uint32_t left = region_size(region) - (address - region->base);
    return size < left ? size : left;
}

#endif
