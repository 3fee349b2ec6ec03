/*
 * Drivers of the board mps2-an386: log port and halt. Polled, without state.
 */
#include "board.h"

/* A CMSDK UART. */
struct cmsdk_uart {
    volatile uint32_t data;
    volatile uint32_t state;
    volatile uint32_t control;
    volatile uint32_t interrupt;
    volatile uint32_t divider; /* clocks per bit, at least 16 */
};
#define CMSDK_UART_FULL     1u
#define CMSDK_UART_TRANSMIT 1u

/* Polls until a byte should long be sent: ten bits and some, at a few clocks a poll. */
#define LOG_POLLS (20u * BOARD_CLOCK_HZ / BOARD_LOG_BAUD)

static struct cmsdk_uart *log_uart(void)
{
    return (struct cmsdk_uart *)(uintptr_t)BOARD_LOG_UART;
}

void board_set_up(void)
{
    struct cmsdk_timer *counter = board_timer(BOARD_TIMER0);
    counter->reload = UINT32_MAX;
    counter->value = UINT32_MAX;
    counter->control = CMSDK_TIMER_ENABLE;
    board_timer(BOARD_TIMER1)->reload = 0;
    log_uart()->divider = BOARD_CLOCK_HZ / BOARD_LOG_BAUD;
    log_uart()->control = CMSDK_UART_TRANSMIT;
}

void board_log(char byte)
{
    uint32_t polls = LOG_POLLS;
    while ((log_uart()->state & CMSDK_UART_FULL) != 0) {
        if (polls-- == 0) {
            return;
        }
    }
    log_uart()->data = (uint8_t)byte;
}

/* Arm semihosting: SYS_EXIT_EXTENDED carries a reason and an exit status. */
#define SEMIHOSTING_EXIT_EXTENDED    0x20u
#define SEMIHOSTING_APPLICATION_EXIT 0x20026u

_Noreturn void board_halt(uint32_t status)
{
    const uint32_t block[2] = {SEMIHOSTING_APPLICATION_EXIT, status};
    register uint32_t operation __asm__("r0") = SEMIHOSTING_EXIT_EXTENDED;
    register const uint32_t *argument __asm__("r1") = block;
    __asm__ volatile("bkpt 0xab" : "+r"(operation) : "r"(argument) : "memory");
    for (;;) {
        __asm__ volatile("wfi");
    }
}

/* Semihosting files: the host's random numbers, since the board has no source of its own. */
#define SEMIHOSTING_OPEN    0x01u
#define SEMIHOSTING_READ    0x06u
#define SEMIHOSTING_OPEN_RB 1u

static uint32_t semihosting_call(uint32_t call, const uint32_t *block)
{
    register uint32_t operation __asm__("r0") = call;
    register const uint32_t *argument __asm__("r1") = block;
    __asm__ volatile("bkpt 0xab" : "+r"(operation) : "r"(argument) : "memory");
    return operation;
}

void board_entropy(struct entropy *entropy)
{
    static const char name[] = "/dev/urandom";
    const uint32_t open[] = {(uint32_t)(uintptr_t)name, SEMIHOSTING_OPEN_RB, sizeof name - 1};
    uint32_t file = semihosting_call(SEMIHOSTING_OPEN, open);
    const uint32_t read[] = {file, (uint32_t)(uintptr_t)entropy->key, sizeof entropy->key};
    entropy->present = file != UINT32_MAX && semihosting_call(SEMIHOSTING_READ, read) == 0;
}
