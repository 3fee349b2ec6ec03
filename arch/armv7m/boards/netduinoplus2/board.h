/*
 * The board netduinoplus2: an STM32F405 with 168 MHz, as QEMU models it.
 *
 * Everything the port asks of a board is declared here, every fact about this one is here or in
 * board.cmake. Source: ST RM0090 (devices, clocks), ARM DDI 0403 (SysTick).
 *
 * The clock is TIM2's counter, the deadline is SysTick's, with 24 bits and a rate of its own.
 * QEMU's TIM2 keeps time but never interrupts when it should; QEMU's SysTick is right. The rate of
 * the clock is the highest that can be made of both inputs that TIM2 may have.
 */
#ifndef ANVIL_BOARD_H
#define ANVIL_BOARD_H

#include "random.h"

#include <stdint.h>

#define BOARD_TIMER     0x40000000u /* TIM2 */
#define BOARD_LOG_UART  0x40004400u /* USART2 */
#define BOARD_SYSTICK   0xe000e010u
#define BOARD_INTERRUPT 0xe000ed04u /* ICSR: what is pending */

#define BOARD_CLOCK_HZ       168000000u
#define BOARD_LOG_CLOCK_HZ   42000000u
#define BOARD_LOG_BAUD       115200u
#define BOARD_TIMER_INPUT_HZ 1000000000u /* QEMU's; silicon has 84 MHz */
#define BOARD_COUNTER_MHZ    4u
#define BOARD_SYSTICK_MHZ    21u /* an eighth of the processor's clock */

#define BOARD_IRQS            82u
#define BOARD_TIMER_EXCEPTION 15u /* SysTick */

/* What is used of a timer of ST's. */
struct st_timer {
    volatile uint32_t control;
    uint32_t reserved[4];
    volatile uint32_t event;
    uint32_t modes[3];
    volatile uint32_t counter;
    volatile uint32_t prescaler; /* ticks of the input per tick of the counter, minus 1 */
};

struct systick {
    volatile uint32_t control;
    volatile uint32_t reload; /* 24 bits: counts down from here, again and again */
    volatile uint32_t value;  /* written: 0, and at the next tick the reload value */
};
#define SYSTICK_ENABLE    1u
#define SYSTICK_INTERRUPT 2u
#define SYSTICK_COUNTED   (1u << 16) /* it has run down */
#define SYSTICK_MAX       0xffffffu
#define SYSTICK_FORGET    (1u << 25) /* in BOARD_INTERRUPT: it is not pending any more */

static inline struct st_timer *board_timer(void)
{
    return (struct st_timer *)(uintptr_t)BOARD_TIMER;
}

static inline struct systick *board_systick(void)
{
    return (struct systick *)(uintptr_t)BOARD_SYSTICK;
}

/* The free-running counter, at BOARD_COUNTER_MHZ; wraps at 32 bits. */
static inline uint32_t board_counter(void)
{
    return board_timer()->counter;
}

/* In ticks of the counter: 0.8 seconds. */
#define BOARD_WAIT_MAX (SYSTICK_MAX / BOARD_SYSTICK_MHZ * BOARD_COUNTER_MHZ)

static inline void board_timer_acknowledge(void)
{
    board_systick()->control = 0;
}

/*
 * Interrupts in wait ticks (at least 1), or before if that is more than SysTick can count; forgets
 * what it was started for before.
 *
 * SysTick is periodic. Once it counts, its period is made as short as can be: QEMU with virtual
 * time alone (-icount sleep=off) lets a second period pass before the interrupt of the first is
 * taken.
 */
static inline void board_timer_start(uint32_t wait)
{
    struct systick *systick = board_systick();
    uint32_t shot = wait < BOARD_WAIT_MAX ? wait : BOARD_WAIT_MAX;
    board_timer_acknowledge();
    *(volatile uint32_t *)(uintptr_t)BOARD_INTERRUPT = SYSTICK_FORGET;
    systick->reload = (shot * BOARD_SYSTICK_MHZ + BOARD_COUNTER_MHZ - 1) / BOARD_COUNTER_MHZ;
    systick->value = 0;
    systick->control = SYSTICK_ENABLE | SYSTICK_INTERRUPT;
    while (systick->value == 0 && (systick->control & SYSTICK_COUNTED) == 0) {
        /* A tick, which is eight clocks. */
    }
    systick->reload = 1;
}

/* Starts the counter and the log port, and lets every device a task may be given have its clock. */
void board_set_up(void);
/* Fills entropy, or leaves it absent. */
void board_entropy(struct entropy *entropy);
/* Sends one byte to the log port; gives up after a while, since a log must never stop the rest. */
void board_log(char byte);
/* Ends QEMU, or the debugger's session, with this exit status; without either it stops here. */
_Noreturn void board_halt(uint32_t status);

#endif
