/*
 * The commands about memory. The note is 128 bytes of the shell's own variables. Others find it at
 * the address that it has here, once the shell has mapped it to them; until then, and as soon as it
 * has been taken back, touching it is a fault like any other.
 */
#include <anvil/slots.h>
#include <l4/sys/task.h>
#include <stddef.h>
#include <zircon/syscalls.h>

#include "commands.h"
#include "console.h"
#include "crew.h"
#include "names.h"
#include "supervise.h"

#define NOTE_ORDER  7u
#define PATIENCE_NS ZX_SEC(1)

static char note[1u << NOTE_ORDER] __attribute__((aligned(1u << NOTE_ORDER))) = "blank";
_Static_assert(sizeof note >= TEXT_SIZE, "any text fits");

static uint32_t note_address(void)
{
    return (uint32_t)(uintptr_t)note;
}

static l4_fpage_t note_page(unsigned char rights)
{
    return l4_fpage(note_address(), NOTE_ORDER, rights);
}

/* What the worker is to do to the note, with this text. */
static struct request note_request(enum request_kind kind, const char *text)
{
    struct request request = {.kind = (uint8_t)kind, .peer = note_address()};
    (void)strncpy(request.text, text, TEXT_SIZE - 1);
    return request;
}

/* ---- note ---- */

void note_run(struct words *words)
{
    if (*words->rest != '\0') {
        (void)strncpy(note, words->rest, sizeof note - 1);
    }
    console_print("The note says: %.*s\n", (int)TEXT_SIZE, note);
}

/* ---- share, revoke ---- */

static const struct sharing {
    const char *name;
    const char *what;
    unsigned char rights; /* enum L4_fpage_rights */
} sharings[] = {
    {"read", "may read the note", L4_FPAGE_RO},
    {"write", "may read and write the note", L4_FPAGE_RW},
};
#define SHARINGS (sizeof sharings / sizeof sharings[0])

static const struct sharing *sharing_parse(const char *name)
{
    for (size_t i = 0; i < SHARINGS; i++) {
        if (strcmp(name, sharings[i].name) == 0) {
            return &sharings[i];
        }
    }
    console_print("To do what? There are: read write\n");
    return NULL;
}

/* The worker sends a handle of its process, with the right to map into it: this needs no
 * supervisor. ZX_HANDLE_INVALID: it does not. */
static zx_handle_t process_ask(uint32_t worker)
{
    static const struct request request = {.kind = REQUEST_OPEN};
    zx_handle_t channel = CHANNEL_TO_WORKER(worker);
    zx_handle_t process = ZX_HANDLE_INVALID;
    (void)crew_send(worker, &request);
    (void)zx_object_wait_one(channel, ZX_CHANNEL_READABLE, zx_deadline_after(PATIENCE_NS), NULL);
    (void)zx_channel_read(channel, 0, NULL, &process, 0, 1, NULL, NULL);
    return process;
}

void share_run(struct words *words)
{
    uint32_t worker = worker_parse_alive(word_next(words));
    if (worker == 0) {
        return;
    }
    const struct sharing *sharing = sharing_parse(word_next(words));
    if (sharing == NULL) {
        return;
    }
    zx_handle_t process = crew_held(worker) ? process_find(worker) : process_ask(worker);
    long error = l4_error(l4_task_map(process, L4_BASE_TASK_CAP, note_page(sharing->rights),
                                      l4_map_control(note_address(), 0, L4_MAP_ITEM_MAP)));
    (void)zx_handle_close(process);
    if (error != L4_EOK) {
        console_print("%s gets no memory: error %ld\n", task_name(worker), error);
        return;
    }
    console_print("%s %s\n", task_name(worker), sharing->what);
}

/* What was mapped from the note goes, wherever it is; the note itself stays. */
void revoke_run(struct words *words)
{
    (void)words;
    long error =
        l4_error(l4_task_unmap(L4_BASE_TASK_CAP, note_page(L4_FPAGE_RWX), L4_FP_OTHER_SPACES));
    console_print("The note is the shell's alone: %s\n", error == L4_EOK ? "yes" : "no");
}

/* ---- peek, poke ---- */

void peek_run(struct words *words)
{
    static const struct request told = {.kind = REQUEST_TELL};
    const struct request request = note_request(REQUEST_PEEK, "");
    struct answer answer;
    uint32_t worker = worker_parse_running(word_next(words));
    if (worker == 0) {
        return;
    }
    console_print("%s tries to read the note\n", task_name(worker));
    (void)crew_send(worker, &request);
    if (caught_report(worker)) {
        return;
    }
    enum Status status = crew_request(worker, &told, &answer);
    if (status == STATUS_OK) {
        console_print("%s reads: %s\n", task_name(answer.worker), answer.text);
    } else {
        failure_report(worker, status);
    }
}

void poke_run(struct words *words)
{
    uint32_t worker = worker_parse_running(word_next(words));
    if (worker == 0) {
        return;
    }
    if (*words->rest == '\0') {
        console_print("Write what? For example: poke %s hello\n", task_name(worker));
        return;
    }
    const struct request request = note_request(REQUEST_POKE, words->rest);
    console_print("%s tries to write to the note\n", task_name(worker));
    (void)crew_send(worker, &request);
    ending_report(worker);
}
