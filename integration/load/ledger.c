/* The ledger: one function for each thing that must be right about an event. */
#include "ledger.h"

#include LINE_DRIVER

struct ledger ledger;

static const uint8_t priorities[] = PRIORITIES;

static unsigned priority_of(unsigned worker)
{
    return priorities[worker - 1];
}

uint64_t time_now(void)
{
    uint64_t now = 0;
    (void)sys_get_cycle(PRECISION_NANOSECONDS);
    (void)copy_from_kernel((uint8_t *)&now, sizeof now);
    return now;
}

void ledger_open(void)
{
    ledger.checker = find_task(CHECKER);
    for (unsigned worker = 1; worker <= WORKERS; worker++) {
        ledger.peer[worker].task = find_task(worker);
    }
}

_Noreturn void defect(const char *text, uint32_t worker, uint32_t expected, uint32_t found)
{
    struct letter_defect letter = {
        .kind = LETTER_DEFECT, .worker = worker, .expected = expected, .found = found};
    (void)strncpy(letter.text, text, sizeof letter.text - 1);
    (void)copy_to_kernel((const uint8_t *)&letter, sizeof letter);
    (void)sys_send_ipc(ledger.checker, sizeof letter);
    sys_exit(1);
}

static void expect(const char *text, uint32_t worker, uint32_t right, uint32_t found)
{
    if (found != right) {
        defect(text, worker, right, found);
    }
}

void expect_status(const char *text, uint32_t worker, enum Status right, enum Status status)
{
    expect(text, worker, right, status);
}

bool ledger_settled(enum kind kind)
{
    return ledger.verified[kind] == ledger.asked[kind];
}

bool ledger_complete(void)
{
    ledger.peer[WORKER].signals_told = ledger.peer[WORKER].sent.signals;
    bool complete =
        ledger.lasts == WORKERS - 1 && ledger_settled(KIND_ALARM) && ledger_settled(KIND_INTERRUPT);
    for (unsigned worker = 1; worker <= WORKERS; worker++) {
        const struct peer *peer = &ledger.peer[worker];
        complete = complete && peer->received.signals == peer->signals_told;
    }
    return complete;
}

static void report_progress(void)
{
    struct letter_progress letter = {.kind = LETTER_PROGRESS};
    (void)memcpy(letter.verified, ledger.verified, sizeof letter.verified);
    (void)copy_to_kernel((const uint8_t *)&letter, sizeof letter);
    expect_status("report", CHECKER, STATUS_OK, sys_send_ipc(ledger.checker, sizeof letter));
    ledger.unreported = 0;
}

static void enter_operation(enum kind kind)
{
    ledger.verified[kind]++;
    ledger.unreported++;
    if (ledger.unreported == REPORT_EVERY) {
        report_progress();
    }
}

static unsigned worker_of(taskh_t source)
{
    for (unsigned worker = 1; worker <= WORKERS; worker++) {
        if (ledger.peer[worker].task == source) {
            return worker;
        }
    }
    defect("an event of a stranger", 0, 0, source);
}

/*
 * Of two senders the more urgent cannot be overtaken by the other between reading the clock and
 * sending: if it read the clock first it has sent first, and must have been served first.
 */
static void verify_message_order(unsigned sender, uint64_t sent_at)
{
    for (unsigned other = 1; other <= WORKERS; other++) {
        bool overtaken =
            priority_of(sender) > priority_of(other) && sent_at < ledger.peer[other].message_at;
        expect("messages of two senders out of order", other, false, overtaken);
    }
}

/* The same for signals, now that the message tells when its sender's last one was sent. */
static void verify_signal_order(unsigned sender, const struct signal_order *signal)
{
    for (unsigned other = 1; other <= WORKERS; other++) {
        const struct signal_order *of_other = &ledger.peer[other].signal;
        bool urgent = priority_of(sender) > priority_of(other);
        bool lazy = priority_of(sender) < priority_of(other);
        bool overtaken = (urgent && signal->at < of_other->at && signal->turn > of_other->turn) ||
                         (lazy && signal->at > of_other->at && signal->turn < of_other->turn);
        expect("signals of two senders out of order", other, false, overtaken);
    }
}

/*
 * While a message is read its sender is still in its send, so its signals are known exactly: all
 * have been read, or, when the wait was for messages alone, one is in its cell.
 */
static void verify_signals(unsigned sender, const struct message *message, bool with_signals)
{
    struct peer *peer = &ledger.peer[sender];
    bool one_unread = !with_signals && message->signals == peer->received.signals + 1;
    if (one_unread) {
        return;
    }
    expect("signals sent, signals read", sender, message->signals, peer->received.signals);
    if (message->signals != 0) {
        struct signal_order signal = {.at = message->signal_at, .turn = peer->signal_turn};
        verify_signal_order(sender, &signal);
        peer->signal = signal;
    }
}

static void verify_filling(unsigned sender, const struct message *message, uint32_t length)
{
    uint32_t right = filling_length(message->sequence);
    expect("length of a message", sender, (uint32_t)sizeof *message + right, length);
    for (uint32_t place = 0; place < right; place++) {
        uint8_t byte = filling_at(sender, message->sequence, place);
        expect("contents of a message", sender, byte, message->filling[place]);
    }
}

static void enter_message(const exchange_event_t *event, bool with_signals)
{
    unsigned sender = worker_of(event->source);
    struct peer *peer = &ledger.peer[sender];
    const struct message *message = (const struct message *)event->data;
    expect("sender of a message", sender, sender, message->sender);
    expect("number of a message", sender, peer->received.messages, message->sequence);
    verify_filling(sender, message, event->length);
    verify_message_order(sender, message->sent_at);
    verify_signals(sender, message, with_signals);
    peer->message_at = message->sent_at;
    peer->signals_told = message->signals;
    peer->received.messages++;
    ledger.lasts += message->last;
    enter_operation(KIND_MESSAGE);
}

static void enter_peer_signal(unsigned sender, uint32_t number)
{
    struct peer *peer = &ledger.peer[sender];
    expect("number of a signal", sender, signal_number(peer->received.signals), number);
    peer->received.signals++;
    peer->signal_turn = ledger.verified[KIND_SIGNAL];
    enter_operation(KIND_SIGNAL);
}

static void enter_alarm(uint32_t number)
{
    expect("signal of an alarm", 0, SIGNAL_ALARM, number);
    expect("an alarm that was not started", 0, ledger.asked[KIND_ALARM],
           ledger.verified[KIND_ALARM] + 1);
    enter_operation(KIND_ALARM);
}

static void enter_signal(const exchange_event_t *event)
{
    uint32_t number = 0;
    (void)memcpy(&number, event->data, sizeof number);
    expect("length of a signal", 0, sizeof number, event->length);
    if (event->source == 0) {
        enter_alarm(number);
    } else if (event->source == ledger.checker) {
        expect("the checker's signal", 0, SIGNAL_TERM, number);
        expect("the checker's second signal", 0, false, ledger.ending);
        ledger.ending = true;
    } else {
        enter_peer_signal(worker_of(event->source), number);
    }
}

static void enter_interrupt(const exchange_event_t *event)
{
    uint32_t line = 0;
    (void)memcpy(&line, event->data, sizeof line);
    expect("length of an interrupt", 0, sizeof line, event->length);
    expect("source of an interrupt", 0, 0, event->source);
    expect("line of an interrupt", 0, LINE_NUMBER, line);
    expect("an interrupt that was not caused", 0, ledger.asked[KIND_INTERRUPT],
           ledger.verified[KIND_INTERRUPT] + 1);
    line_calm();
    expect_status("acknowledge", 0, STATUS_OK, sys_irq_acknowledge(LINE_NUMBER));
    enter_operation(KIND_INTERRUPT);
}

void ledger_enter(bool with_signals)
{
    const exchange_event_t *event = received();
    expect("magic of an event", 0, EXCHANGE_EVENT_MAGIC, event->magic);
    switch (event->type) {
    case EVENT_TYPE_IPC:
        enter_message(event, with_signals);
        break;
    case EVENT_TYPE_SIGNAL:
        enter_signal(event);
        break;
    case EVENT_TYPE_IRQ:
        enter_interrupt(event);
        break;
    default:
        defect("kind of an event", 0, EVENT_TYPE_NONE, event->type);
    }
}
