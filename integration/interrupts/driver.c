/*
 * MAIN: drives the dual timer by its interrupts, and tells what each step brings. Ends while its
 * timer goes on interrupting: the line is silent by then, and the board halts.
 */
#include "dualtimer.h"
#include "events.h"

#define MS       DUALTIMER_TICKS_PER_MS
#define LINE     DUALTIMER_LINE
#define SURVIVOR 0x50211

/* The console, a CMSDK UART (Arm DDI 0479): its transmit interrupt comes when a byte is out. */
#define UART_DATA         ((volatile uint32_t *)0x40004000)
#define UART_CONTROL      ((volatile uint32_t *)0x40004008)
#define UART_CLEAR        ((volatile uint32_t *)0x4000400c)
#define UART_DIVIDER      ((volatile uint32_t *)0x40004010)
#define UART_TRANSMIT_IRQ 0x05u
#define UART_LINE         1u

static void refusals(void)
{
    report_status("enable a line of nobody", sys_irq_enable(0));
    report_status("enable the kernel's timer", sys_irq_enable(9));
    report_status("enable the last line", sys_irq_enable(31));
    report_status("enable a line too high", sys_irq_enable(32));
    report_status("acknowledge a line too high", sys_irq_acknowledge(UINT16_MAX));
    report_status("disable a line of nobody", sys_irq_disable(0));
}

/* Lines are disabled at first. What the device wants by then comes when they are enabled. */
static void fire(void)
{
    dualtimer_start(MS, DUALTIMER_ONCE);
    report_wait("disabled", EVENT_TYPE_IRQ, 5);
    report_status("enable", sys_irq_enable(LINE));
    report_wait("enabled", EVENT_TYPE_ALL, 5);
    dualtimer_start(MS, DUALTIMER_PERIODIC);
    report_wait("masked until acknowledged", EVENT_TYPE_ALL, 5);
    report_status("acknowledge", sys_irq_acknowledge(LINE));
    report_wait("acknowledged", EVENT_TYPE_ALL, -1);
    report_status("acknowledge", sys_irq_acknowledge(LINE));
    report_wait("acknowledged, but the device still wants", EVENT_TYPE_ALL, -1);
}

/* Queued once, however often it fires; a light sleep ends by it. */
static void queue(void)
{
    dualtimer_start(MS, DUALTIMER_PERIODIC);
    (void)sys_irq_acknowledge(LINE);
    report_status("light sleep", sys_sleep(5, SLEEP_MODE_SHALLOW));
    (void)sys_irq_acknowledge(LINE);
    (void)sys_irq_acknowledge(LINE);
    report_wait("fired again and again", EVENT_TYPE_ALL, -1);
    report_wait("and is there once", EVENT_TYPE_ALL, -1);
    report_status("deep sleep", sys_sleep(5, SLEEP_MODE_DEEP));
    dualtimer_stop();
    (void)sys_irq_acknowledge(LINE);
    report_wait("stopped", EVENT_TYPE_ALL, 5);
}

static void disable(void)
{
    dualtimer_start(MS, DUALTIMER_ONCE);
    report_status("disable", sys_irq_disable(LINE));
    report_wait("disabled", EVENT_TYPE_ALL, 5);
    report_status("acknowledge", sys_irq_acknowledge(LINE));
    report_wait("still disabled", EVENT_TYPE_ALL, 5);
    report_status("enable", sys_irq_enable(LINE));
    report_wait("enabled", EVENT_TYPE_ALL, -1);
    report_status("disable a masked line", sys_irq_disable(LINE));
    report_status("enable a masked line", sys_irq_enable(LINE));
    report_wait("masked", EVENT_TYPE_ALL, 5);
    dualtimer_stop();
    (void)sys_irq_acknowledge(LINE);
}

/* Two lines in the order in which they fire; signals come before them. */
static void order(void)
{
    *UART_DIVIDER = 16;
    *UART_CONTROL = UART_TRANSMIT_IRQ;
    (void)sys_irq_enable(UART_LINE);
    *UART_DATA = '!';
    (void)sys_sleep(5, SLEEP_MODE_DEEP);
    dualtimer_start(MS, DUALTIMER_ONCE);
    (void)sys_sleep(5, SLEEP_MODE_DEEP);
    (void)sys_send_signal(meet(1), SIGNAL_IO);
    report(" is the console's");
    report_wait("signal first", EVENT_TYPE_ALL, -1);
    report_wait("then the console", EVENT_TYPE_ALL, -1);
    report_wait("then the timer", EVENT_TYPE_ALL, -1);
    report_wait("then nothing", EVENT_TYPE_ALL, -1);
    *UART_CLEAR = 3;
    dualtimer_stop();
    (void)sys_irq_acknowledge(LINE);
}

/* The survivor is interrupted wherever it happens to be. Its answer: how often that showed. */
static void interrupt_survivor(void)
{
    unsigned fired = 0;
    dualtimer_start(1009, DUALTIMER_PERIODIC);
    while (fired < 500 && sys_wait_for_event(EVENT_TYPE_IRQ, 10) == STATUS_OK) {
        fired += received_number() == LINE;
        DUALTIMER->clear = 1;
        (void)sys_irq_acknowledge(LINE);
    }
    dualtimer_stop();
    report("fired %u times", fired);
    taskh_t survivor = find_task(SURVIVOR);
    report_status("ask the survivor", send_number(survivor, 1));
    (void)sys_wait_for_event(EVENT_TYPE_IPC, 0);
    report("registers changed %u times", (unsigned)received_number());
}

int main(void)
{
    (void)sys_sleep(200, SLEEP_MODE_DEEP);
    refusals();
    fire();
    queue();
    disable();
    order();
    interrupt_survivor();
    /* Everybody waits: the board does not halt while a line may fire. */
    dualtimer_start(MS, DUALTIMER_PERIODIC);
    report_wait("alone", EVENT_TYPE_IRQ, 0);
    (void)sys_irq_acknowledge(LINE);
    return 0;
}
