/*
 * A worker: reads an event, then does something by chance, over and over until the checker wants
 * the end; then everybody tells everybody that it was the last message, and waits for what is
 * still to come. The spinners, least urgent of all, only signal: they never block.
 */
#include "ledger.h"

#include LINE_DRIVER

#define SPINS ((bool)(WORKER <= SPINNERS))
/* One message of so many goes to a spinner, which may have to wait for its turn to read it. */
#define SPINNER_RARITY 512u
#define SPIN_LOOPS     5000u
#define ALARM_MS       1u

static uint32_t busy;      /* signals that were refused */
static uint32_t deadlocks; /* sends that were */
static bool drained;       /* nothing was there to be read a moment ago */

/* Below limit, the same numbers on every run (xorshift; Marsaglia 2003). */
static uint32_t chance(uint32_t limit)
{
    static uint32_t state = WORKER * 0x9e3779b9u;
    state ^= state << 13;
    state ^= state >> 17;
    state ^= state << 5;
    return (uint32_t)((uint64_t)state * limit >> 32);
}

/* Another worker to send a message to. */
static unsigned choose_reader(void)
{
    if (chance(SPINNER_RARITY) == 0) {
        return 1 + chance(SPINNERS);
    }
    unsigned reader = SPINNERS + 1 + chance(WORKERS - SPINNERS - 1);
    return reader < WORKER ? reader : reader + 1;
}

/* Puts the next message to a worker into the area. Returns its length. */
static uint32_t message_write(unsigned reader, bool last)
{
    const struct peer *peer = &ledger.peer[reader];
    const struct message head = {.sent_at = time_now(),
                                 .signal_at = peer->signal_sent_at,
                                 .sequence = peer->sent.messages,
                                 .signals = peer->sent.signals,
                                 .last = last,
                                 .sender = WORKER};
    struct message *message = (struct message *)sys_exchange_area();
    uint32_t length = filling_length(head.sequence);
    *message = head;
    for (uint32_t place = 0; place < length; place++) {
        message->filling[place] = filling_at(WORKER, head.sequence, place);
    }
    return (uint32_t)sizeof head + length;
}

/* What a send may have come to. One refused as a deadlock has somebody waiting to be read here. */
static bool send_succeeded(unsigned reader, enum Status status)
{
    if (status == STATUS_DEADLK) {
        deadlocks++;
        enum Status found = sys_wait_for_event(EVENT_TYPE_IPC, -1);
        expect_status("deadlock, but nobody sends here", reader, STATUS_OK, found);
        ledger_enter(false);
        return false;
    }
    expect_status("send", reader, STATUS_OK, status);
    ledger.peer[reader].sent.messages++;
    return true;
}

static bool send_to(unsigned reader, bool last)
{
    uint32_t length = message_write(reader, last);
    return send_succeeded(reader, sys_send_ipc(ledger.peer[reader].task, length));
}

/* Enters the event that a poll has brought, if it has. */
static void enter_polled(enum Status status)
{
    drained = status == STATUS_AGAIN;
    if (!drained) {
        expect_status("poll", 0, STATUS_OK, status);
        ledger_enter(true);
    }
}

static void act_send(void)
{
    (void)send_to(choose_reader(), false);
}

/* A send and a poll in one call. */
static void act_send_and_poll(void)
{
    unsigned reader = choose_reader();
    uint32_t length = message_write(reader, false);
    enum Status status = sys_send_and_wait(ledger.peer[reader].task, length, EVENT_TYPE_ALL, -1);
    if (send_succeeded(reader, status == STATUS_AGAIN ? STATUS_OK : status)) {
        enter_polled(status);
    }
}

/* Whether the signal was sent; else the last one is unread. */
static bool signal_to(unsigned target)
{
    struct peer *peer = &ledger.peer[target];
    uint64_t now = time_now();
    enum Status status = sys_send_signal(peer->task, signal_number(peer->sent.signals));
    if (status == STATUS_BUSY) {
        busy++;
        return false;
    }
    expect_status("signal", target, STATUS_OK, status);
    peer->sent.signals++;
    peer->signal_sent_at = now;
    return true;
}

/* To anybody, and to itself if it cannot be. */
static void act_signal(void)
{
    if (!signal_to(1 + chance(WORKERS))) {
        (void)signal_to(WORKER);
    }
}

static void act_interrupt(void)
{
    if (LINE_PRESENT && ledger_settled(KIND_INTERRUPT)) {
        ledger.asked[KIND_INTERRUPT]++;
        line_fire();
    }
}

static void act_alarm(void)
{
    if (ledger_settled(KIND_ALARM)) {
        ledger.asked[KIND_ALARM]++;
        expect_status("alarm", 0, STATUS_OK, sys_alarm(ALARM_MS, ALARM_START));
    }
}

/* Blocks, but not for long: others may be waiting as well, with nobody left to end it. */
static void act_wait(void)
{
    enum Status status = sys_wait_for_event(EVENT_TYPE_ALL, 1);
    if (status != STATUS_TIMEOUT) {
        expect_status("wait", 0, STATUS_OK, status);
        ledger_enter(true);
    }
}

/* Keeps the processor as long as it may. */
static void act_compute(void)
{
    for (unsigned loop = 0; loop < SPIN_LOOPS; loop++) {
        __asm__ volatile("");
    }
}

/* Each as likely as it is often here. */
static void (*const actions[])(void) = {
    act_send,      act_send_and_poll, act_send_and_poll, act_signal,    act_signal,
    act_signal,    act_signal,        act_signal,        act_interrupt, act_interrupt,
    act_interrupt, act_interrupt,     act_alarm,         act_wait};
static void (*const spinner_actions[])(void) = {act_compute, act_signal, act_signal, act_alarm};

static void step(void)
{
    if (!drained) {
        enter_polled(sys_wait_for_event(EVENT_TYPE_ALL, -1));
    }
    drained = false;
    if (SPINS) {
        spinner_actions[chance(sizeof spinner_actions / sizeof spinner_actions[0])]();
    } else {
        actions[chance(sizeof actions / sizeof actions[0])]();
    }
}

/* Whatever has been sent or asked for arrives before the patience is at its end. */
static void wind_up(void)
{
    for (unsigned reader = 1; reader <= WORKERS; reader++) {
        while (reader != WORKER && !send_to(reader, true)) {
            /* It was refused, and somebody else's message read. */
        }
    }
    while (!ledger_complete()) {
        enum Status status = sys_wait_for_event(EVENT_TYPE_ALL, PATIENCE_MS);
        expect_status("something has never arrived", ledger.lasts, STATUS_OK, status);
        ledger_enter(true);
    }
    expect_status("too much has arrived", 0, STATUS_AGAIN, sys_wait_for_event(EVENT_TYPE_ALL, -1));
}

static void report_end(void)
{
    struct letter_end letter = {.kind = LETTER_END, .busy = busy, .deadlocks = deadlocks};
    (void)memcpy(letter.verified, ledger.verified, sizeof letter.verified);
    (void)memcpy(letter.asked, ledger.asked, sizeof letter.asked);
    for (unsigned worker = 1; worker <= WORKERS; worker++) {
        letter.sent[worker - 1] = ledger.peer[worker].sent;
        letter.received[worker - 1] = ledger.peer[worker].received;
    }
    (void)copy_to_kernel((const uint8_t *)&letter, sizeof letter);
    (void)sys_send_ipc(ledger.checker, sizeof letter);
}

int main(void)
{
    ledger_open();
    if (LINE_PRESENT) {
        line_start();
        expect_status("enable", 0, STATUS_OK, sys_irq_enable(LINE_NUMBER));
    }
    while (!ledger.ending) {
        step();
    }
    wind_up();
    report_end();
    return 0;
}
