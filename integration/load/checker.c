/*
 * MAIN: adds up what the workers report, and decides. Fails when a worker tells of a defect, when
 * one has not progressed within a window, when nothing is reported any more, and when at the end
 * what was sent is not what was received.
 *
 * A window is so many operations of all workers together; time plays no part.
 */
#include "load.h"

/* The build defines how many OPERATIONS it takes, and the LINE_OWNERS as bits. */
#define WINDOW 50000u
_Static_assert(OPERATIONS % WINDOW == 0, "whole windows");

struct account {
    taskh_t task;
    uint32_t verified[KINDS];  /* as last reported */
    uint32_t at_window[KINDS]; /* the same when the window began */
    struct letter_end end;     /* what it said in the end */
};

static struct account accounts[PLACES];
static uint32_t total;              /* operations */
static uint32_t window_end;         /* the total at which the window is over */
static uint32_t windows;            /* that are over */
static uint32_t least = UINT32_MAX; /* operations of any worker in any window */
static unsigned ended;              /* workers that have */

static const char *const kind_names[KINDS] = {"messages", "signals", "alarms", "interrupts"};

static unsigned account_of(taskh_t source)
{
    for (unsigned worker = 1; worker <= WORKERS; worker++) {
        if (accounts[worker].task == source) {
            return worker;
        }
    }
    return 0;
}

/* Whether the worker must get on with operations of this kind in each window. */
static bool takes_part(unsigned worker, enum kind kind)
{
    bool owns_line = (LINE_OWNERS >> worker & 1u) != 0;
    return kind == KIND_MESSAGE || kind == KIND_SIGNAL || (kind == KIND_INTERRUPT && owns_line);
}

/* Whether nobody has starved in the window that ends now. */
static bool window_close(void)
{
    bool good = true;
    for (unsigned worker = 1; worker <= WORKERS; worker++) {
        struct account *account = &accounts[worker];
        uint32_t progress = 0;
        for (enum kind kind = 0; kind < KINDS; kind++) {
            uint32_t more = account->verified[kind] - account->at_window[kind];
            progress += more;
            if (more == 0 && takes_part(worker, kind)) {
                report("worker %u starved: no %s in window %lu", worker, kind_names[kind],
                       (unsigned long)windows);
                good = false;
            }
        }
        least = progress < least ? progress : least;
        (void)memcpy(account->at_window, account->verified, sizeof account->at_window);
    }
    windows++;
    window_end += WINDOW;
    return good;
}

static void tell_end(void)
{
    for (unsigned worker = 1; worker <= WORKERS; worker++) {
        (void)sys_send_signal(accounts[worker].task, SIGNAL_TERM);
    }
}

/* A worker's counts; whether they only grow, and nobody has starved. */
static bool enter_counts(unsigned worker, const uint32_t verified[KINDS])
{
    struct account *account = &accounts[worker];
    for (enum kind kind = 0; kind < KINDS; kind++) {
        if (verified[kind] < account->verified[kind]) {
            report("worker %u: fewer %s than before", worker, kind_names[kind]);
            return false;
        }
        total += verified[kind] - account->verified[kind];
        account->verified[kind] = verified[kind];
    }
    return true;
}

static bool enter_progress(unsigned worker, const struct letter_progress *letter)
{
    if (!enter_counts(worker, letter->verified)) {
        return false;
    }
    if (total < window_end || windows == OPERATIONS / WINDOW) {
        return true;
    }
    bool good = window_close();
    if (windows == OPERATIONS / WINDOW) {
        tell_end();
    }
    return good;
}

static bool enter_defect(unsigned worker, const struct letter_defect *letter)
{
    struct letter_defect defect = *letter;
    report("worker %u: %s (worker %lu, expected 0x%08lx, found 0x%08lx)", worker, defect.text,
           (unsigned long)defect.worker, (unsigned long)defect.expected,
           (unsigned long)defect.found);
    return false;
}

static bool enter_end(unsigned worker, const struct letter_end *letter)
{
    accounts[worker].end = *letter;
    ended++;
    return enter_counts(worker, letter->verified);
}

/* Waits for a letter and enters it; whether all is well. */
static bool read_letter(void)
{
    enum Status status = sys_wait_for_event(EVENT_TYPE_IPC, PATIENCE_MS);
    if (status != STATUS_OK) {
        report("nobody gets on: %s", status_name(status));
        return false;
    }
    unsigned worker = account_of(received()->source);
    const void *letter = received()->data;
    uint32_t kind = 0;
    (void)memcpy(&kind, letter, sizeof kind);
    switch (worker == 0 ? LETTER_DEFECT : kind) {
    case LETTER_PROGRESS:
        return enter_progress(worker, letter);
    case LETTER_END:
        return enter_end(worker, letter);
    default:
        return enter_defect(worker, letter);
    }
}

static bool equal(const char *what, unsigned from, unsigned to, uint32_t sent, uint32_t received)
{
    if (sent != received) {
        report("%s from %u to %u: %lu sent, %lu received", what, from, to, (unsigned long)sent,
               (unsigned long)received);
    }
    return sent == received;
}

/* What one says to have sent is what the other says to have received, for all pairs. */
static bool pairs_agree(void)
{
    bool good = true;
    for (unsigned from = 1; from <= WORKERS; from++) {
        for (unsigned to = 1; to <= WORKERS; to++) {
            const struct traffic *sent = &accounts[from].end.sent[to - 1];
            const struct traffic *received = &accounts[to].end.received[from - 1];
            good &= equal("messages", from, to, sent->messages, received->messages);
            good &= equal("signals", from, to, sent->signals, received->signals);
        }
    }
    return good;
}

/* A worker's totals are the sums over the others. */
static bool sums_agree(unsigned worker)
{
    const struct letter_end *end = &accounts[worker].end;
    struct traffic sum = {0};
    for (unsigned from = 1; from <= WORKERS; from++) {
        sum.messages += end->received[from - 1].messages;
        sum.signals += end->received[from - 1].signals;
    }
    bool good = equal("messages", 0, worker, sum.messages, end->verified[KIND_MESSAGE]);
    good &= equal("signals", 0, worker, sum.signals, end->verified[KIND_SIGNAL]);
    good &= equal("alarms", 0, worker, end->asked[KIND_ALARM], end->verified[KIND_ALARM]);
    good &=
        equal("interrupts", 0, worker, end->asked[KIND_INTERRUPT], end->verified[KIND_INTERRUPT]);
    return good;
}

/* Counts as words of the recorded output stand for them: in hexadecimal. */
static void report_table(void)
{
    report("worker   messages    signals     alarms interrupts       busy  deadlocks");
    for (unsigned worker = 1; worker <= WORKERS; worker++) {
        const struct letter_end *end = &accounts[worker].end;
        report("     %u 0x%08lx 0x%08lx 0x%08lx 0x%08lx 0x%08lx 0x%08lx", worker,
               (unsigned long)end->verified[KIND_MESSAGE],
               (unsigned long)end->verified[KIND_SIGNAL], (unsigned long)end->verified[KIND_ALARM],
               (unsigned long)end->verified[KIND_INTERRUPT], (unsigned long)end->busy,
               (unsigned long)end->deadlocks);
    }
    report("operations: 0x%08lx, of at least 0x%08lx", (unsigned long)total,
           (unsigned long)OPERATIONS);
    report("windows: 0x%08lx, operations of the slowest worker in one: 0x%08lx",
           (unsigned long)windows, (unsigned long)least);
}

int main(void)
{
    window_end = WINDOW;
    for (unsigned worker = 1; worker <= WORKERS; worker++) {
        accounts[worker].task = find_task(worker);
    }
    while (ended < WORKERS) {
        if (!read_letter()) {
            return 1;
        }
    }
    bool good = pairs_agree();
    for (unsigned worker = 1; worker <= WORKERS; worker++) {
        good &= sums_agree(worker);
    }
    report_table();
    report("sent and received agree: %s", good ? "yes" : "NO");
    return good && total >= OPERATIONS ? 0 : 1;
}
