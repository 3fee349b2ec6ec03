/*
 * The lockstep board: mps2-an386 with a clock that only a script moves, and a driver that has the
 * processor after every entry of the kernel.
 *
 * To the port it is a board like any other. Its timer is SysTick's exception, which the driver
 * makes pending; all lines of the interrupt controller are left to the tasks.
 */
#ifndef ANVIL_BOARD_H
#define ANVIL_BOARD_H

#include "random.h"

#include <stdint.h>

#define BOARD_IRQS            32u
#define BOARD_TIMER_EXCEPTION 15u

/* Virtual time, in ticks since boot. */
struct board_clock {
    uint64_t now;     /* the driver moves it */
    uint64_t started; /* when the timer was last started */
    uint64_t due;     /* when it is to fire; UINT64_MAX: it does not run */
};

extern struct board_clock board_clock;

/* The low half of the clock: wraps are the port's affair. */
static inline uint32_t board_counter(void)
{
    return (uint32_t)board_clock.now;
}

static inline void board_timer_start(uint32_t wait)
{
    board_clock.started = board_clock.now;
    board_clock.due = board_clock.now + wait;
}

static inline void board_timer_acknowledge(void)
{
    board_clock.due = UINT64_MAX;
}

/* Puts the driver between the processor and the port's handlers. */
void board_set_up(void);
/* What the host library's machine had. */
void board_entropy(struct entropy *entropy);
/* Adds to the sum over the log. */
void board_log(char byte);
/* Ends the program, if the script says that the board halts here. */
_Noreturn void board_halt(uint32_t status);

#endif
