/*
 * The board mps2-an386: Arm's FPGA image AN386, as QEMU models it.
 *
 * Everything the port asks of a board is declared here, every fact about this one is here or in
 * board.cmake. Source: Arm DAI 0386 (memory map), Arm DDI 0479 (CMSDK peripherals).
 */
#ifndef ANVIL_BOARD_H
#define ANVIL_BOARD_H

#include "random.h"

#include <stdint.h>

#define BOARD_TIMER0   0x40000000u /* free-running: the clock */
#define BOARD_TIMER1   0x40001000u /* one-shot: the deadline */
#define BOARD_LOG_UART 0x40005000u
#define BOARD_CLOCK_HZ 25000000u
#define BOARD_LOG_BAUD 115200u

#define BOARD_IRQS            32u
#define BOARD_TIMER_EXCEPTION (16u + 9u) /* interrupt 9 */

/* A CMSDK timer. It counts down and stops at 0 when its reload value is 0. */
struct cmsdk_timer {
    volatile uint32_t control;
    volatile uint32_t value;
    volatile uint32_t reload;
    volatile uint32_t interrupt; /* write 1 to clear */
};
#define CMSDK_TIMER_ENABLE    1u
#define CMSDK_TIMER_INTERRUPT 8u

static inline struct cmsdk_timer *board_timer(uint32_t address)
{
    return (struct cmsdk_timer *)(uintptr_t)address;
}

/* The free-running counter, at the rate of BOARD_CLOCK_HZ; wraps at 32 bits. */
static inline uint32_t board_counter(void)
{
    return ~board_timer(BOARD_TIMER0)->value;
}

/* Interrupts once, in wait ticks (at least 1); forgets what it was started for before. */
static inline void board_timer_start(uint32_t wait)
{
    struct cmsdk_timer *timer = board_timer(BOARD_TIMER1);
    timer->control = 0;
    timer->value = wait;
    timer->interrupt = 1;
    timer->control = CMSDK_TIMER_ENABLE | CMSDK_TIMER_INTERRUPT;
}

static inline void board_timer_acknowledge(void)
{
    board_timer(BOARD_TIMER1)->interrupt = 1;
}

/* Starts the counter and the log port. */
void board_set_up(void);
/* Fills entropy, or leaves it absent. */
void board_entropy(struct entropy *entropy);
/* Sends one byte to the log port; gives up after a while, since a log must never stop the rest. */
void board_log(char byte);
/* Ends QEMU, or the debugger's session, with this exit status; without either it stops here. */
_Noreturn void board_halt(uint32_t status);

#endif
