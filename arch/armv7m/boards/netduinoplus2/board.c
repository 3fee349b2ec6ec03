/*
 * Drivers of the board netduinoplus2: clocks of the devices, counter, log port. Polled, without
 * state.
 *
 * The clock tree is as QEMU has it from reset on, which ignores the registers that would change it.
 */
#include "board.h"

/* What is used of a USART of ST's. */
struct st_uart {
    volatile uint32_t state;
    volatile uint32_t data;
    volatile uint32_t divider; /* clocks per bit */
    volatile uint32_t control;
};
#define UART_EMPTY    (1u << 7) /* a byte may be written */
#define UART_TRANSMIT (1u << 3)
#define UART_ENABLE   (1u << 13)

#define TIMER_ENABLE 1u
#define TIMER_UPDATE 1u /* event: the prescaler comes into force */

/* Polls until a byte should long be sent: ten bits and some, at a few clocks a poll. */
#define LOG_POLLS (20u * (BOARD_CLOCK_HZ / BOARD_LOG_BAUD))

static struct st_uart *log_uart(void)
{
    return (struct st_uart *)(uintptr_t)BOARD_LOG_UART;
}

/*
 * Registers of the clock control, and the devices switched on there: the kernel's own, and those
 * that board.cmake lets tasks have, since none of them gets at this register.
 */
static const struct {
    uint32_t address;
    uint32_t devices;
} clocks[] = {
    {0x40023830, 0x000001ff}, /* AHB1: GPIOA to GPIOI */
    {0x40023840, 0x001e000f}, /* APB1: TIM2 to TIM5, USART2, USART3, UART4, UART5 */
    {0x40023844, 0x00000030}, /* APB2: USART1, USART6 */
};

static void clocks_set_up(void)
{
    for (unsigned i = 0; i < sizeof clocks / sizeof clocks[0]; i++) {
        volatile uint32_t *enabled = (volatile uint32_t *)(uintptr_t)clocks[i].address;
        *enabled |= clocks[i].devices;
        (void)*enabled; /* a device needs two clocks more before it answers */
    }
}

static void counter_set_up(void)
{
    struct st_timer *timer = board_timer();
    timer->prescaler = BOARD_TIMER_INPUT_HZ / (BOARD_COUNTER_MHZ * 1000000u) - 1;
    timer->event = TIMER_UPDATE;
    timer->control = TIMER_ENABLE;
}

void board_set_up(void)
{
    clocks_set_up();
    counter_set_up();
    log_uart()->divider = BOARD_LOG_CLOCK_HZ / BOARD_LOG_BAUD;
    log_uart()->control = UART_ENABLE | UART_TRANSMIT;
}

void board_log(char byte)
{
    uint32_t polls = LOG_POLLS;
    while ((log_uart()->state & UART_EMPTY) == 0) {
        if (polls-- == 0) {
            return;
        }
    }
    log_uart()->data = (uint8_t)byte;
}
