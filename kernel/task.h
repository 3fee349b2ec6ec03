/*
 * Tasks: the labelled programs of the image, and their successive runs.
 *
 * Each task owns two reserved processes with a thread each: the living one and the last ended. A
 * new run takes the older and revokes every name that is left of it, so that stale handles cannot
 * stop a restart.
 */
#ifndef ANVIL_TASK_H
#define ANVIL_TASK_H

#include "config.h"
#include "image.h"
#include "process.h"
#include "types.h"

/* What the board halts with, apart from MAIN's own exit status. */
enum board_status {
    BOARD_EXIT_MAX = 100,     /* the largest exit status that is told apart */
    BOARD_MAIN_FAULTED = 101, /* MAIN ended by a fault, or was killed */
    BOARD_MAIN_BLOCKED = 102, /* MAIN is still there, and nothing can ever wake it */
    BOARD_PANIC = 103         /* a bug of the kernel, a refused image, or the image's wish */
};

struct task {
    uint64_t restarted;  /* when it is or was last restarted by itself, in ticks */
    int32_t exit_status; /* of its last run, if that exited */
    uint32_t runs;       /* so far */
    job_id job;          /* holds its processes; lives as long as the kernel */
    process_id process;  /* the running one, NONE: none */
    uint16_t delay_ms;   /* what the next restart waits if it comes soon; 0: there was none yet */
    uint8_t ending;      /* enum process_ending of its last run */
    uint8_t reserved;
    uint32_t filled;    /* bytes of its stack and data that are ready for the next run */
    mapping_id mapping; /* the first of those kept for the memory that the image gives it */
    uint16_t reserved2;
};

struct task_state {
    struct task task[CONFIG_TASKS];
    uint32_t due; /* bit t: task t is to be started by task_start_step */
    uint32_t reserved;
};

/* Makes the tasks' jobs and starts those that start by themselves. */
COLD void task_init(struct kernel *k);
/* A task that has no run is to have one, before any thread runs; unless its job is dead. */
COLD void task_request(struct kernel *k, task_index task);
/* Starts one of them, as soon as nothing of its earlier run is left. */
COLD void task_start_step(struct kernel *k);
/* Its run has ended: restarts it, stops the board or leaves it, as the image says. */
COLD void task_ended(struct kernel *k, task_index task, enum process_ending ending, int32_t status);
/* Whether the image gave the process's task this capability. */
bool task_can(const struct kernel *k, process_id process, enum capability capability);
/* The task with this label, TASK_NONE: no such task. */
task_index task_by_label(const struct kernel *k, uint32_t label);
/* What the board halts with when nothing can run again. */
COLD uint32_t task_board_status(const struct kernel *k);

#endif
