/*
 * The commands about handles. What a worker has, only the worker can tell; what it is given goes
 * through the channel by which the image connects it with the shell, and belongs to it from then
 * on: the shell has left what it kept for itself, the event's other handle or the other end.
 */
#include <stddef.h>
#include <zircon/syscalls.h>

#include "commands.h"
#include "console.h"
#include "crew.h"
#include "names.h"

#define SLOTS       32u /* more than any table has */
#define PATIENCE_NS ZX_SEC(1)

/* ---- handles ---- */

/* The rights by their bits from the lowest; a right that is missing shows as '-'. */
static const char letters[] = "dtrwxmgsenSGupWIjPT";
#define RIGHTS (sizeof letters - 1)

static void slot_print(uint32_t slot, const zx_info_handle_basic_t *basic)
{
    char rights[sizeof letters] = "";
    for (size_t i = 0; i < RIGHTS; i++) {
        rights[i] = (char)((basic->rights >> i & 1u) != 0 ? letters[i] : '-');
    }
    console_print("%4u  %-9s  %s  %5u  %7u\n", (unsigned)slot, type_name(basic->type), rights,
                  (unsigned)basic->koid, (unsigned)basic->related_koid);
}

/* False: the task does not tell. */
static bool slot_look(uint32_t worker, uint32_t slot, struct slot_answer *found)
{
    const struct request request = {.kind = REQUEST_SLOT, .value = (uint8_t)slot};
    struct answer answer;
    if (worker == 0) {
        found->status = zx_object_get_info(ANVIL_SELECTOR(slot), ZX_INFO_HANDLE_BASIC,
                                           &found->basic, sizeof found->basic, NULL, NULL);
        return true;
    }
    if (crew_send(worker, &request) != STATUS_OK || !crew_receive(&answer)) {
        return false;
    }
    (void)memcpy(found, answer.text, sizeof *found);
    return true;
}

void handles_run(struct words *words)
{
    struct slot_answer found = {0};
    uint32_t worker = 0;
    if (*words->rest != '\0') {
        worker = worker_parse_running(word_next(words));
        if (worker == 0) {
            return;
        }
    }
    console_print("slot  type       rights               koid  related\n");
    for (uint32_t slot = 1; slot <= SLOTS && slot_look(worker, slot, &found); slot++) {
        if (found.status == ZX_OK) {
            slot_print(slot, &found.basic);
        }
    }
}

/* ---- give ---- */

/* A new object: the handle to be given, and the one that stays. */
struct gift {
    zx_handle_t given;
    zx_handle_t kept;
};

static bool event_make(struct gift *gift)
{
    return zx_event_create(0, &gift->kept) == ZX_OK &&
           zx_handle_duplicate(gift->kept, ZX_RIGHT_SIGNAL | ZX_RIGHT_TRANSFER, &gift->given) ==
               ZX_OK;
}

static bool channel_make(struct gift *gift)
{
    return zx_channel_create(0, &gift->kept, &gift->given) == ZX_OK;
}

static void event_report(const char *name, zx_handle_t event)
{
    zx_status_t status =
        zx_object_wait_one(event, ZX_USER_SIGNAL_0, zx_deadline_after(PATIENCE_NS), NULL);
    console_print("%s %s\n", name, status == ZX_OK ? "has signalled it" : "does not signal it");
}

static void channel_report(const char *name, zx_handle_t channel)
{
    char text[sizeof THANKS] = "";
    (void)zx_object_wait_one(channel, ZX_CHANNEL_READABLE, zx_deadline_after(PATIENCE_NS), NULL);
    zx_status_t status = zx_channel_read(channel, 0, text, NULL, sizeof text, 0, NULL, NULL);
    text[sizeof text - 1] = '\0';
    console_print("%s %s%s\n", name, status == ZX_OK ? "says through it: " : "says nothing", text);
}

static const struct kind {
    const char *name;
    const char *what;
    bool (*make)(struct gift *gift);
    void (*report)(const char *name, zx_handle_t kept);
} kinds[] = {
    {"event", "a handle of a new event", event_make, event_report},
    {"channel", "an end of a new channel", channel_make, channel_report},
};
#define KINDS (sizeof kinds / sizeof kinds[0])

static const struct kind *kind_parse(const char *name)
{
    for (size_t i = 0; i < KINDS; i++) {
        if (strcmp(name, kinds[i].name) == 0) {
            return &kinds[i];
        }
    }
    console_print("Give what? There are: event channel\n");
    return NULL;
}

/* The handle goes through the channel; the request tells the worker to look there. */
static void gift_send(uint32_t worker, const struct kind *kind, zx_handle_t given)
{
    static const struct request request = {.kind = REQUEST_GIFT};
    zx_status_t status = zx_channel_write(CHANNEL_TO_WORKER(worker), 0, NULL, 0, &given, 1);
    if (status != ZX_OK) {
        console_print("%s cannot be sent anything: status %d\n", task_name(worker), (int)status);
        return;
    }
    console_print("%s is sent %s\n", task_name(worker), kind->what);
    (void)crew_send(worker, &request);
}

void give_run(struct words *words)
{
    struct gift gift = {0};
    uint32_t worker = worker_parse_running(word_next(words));
    if (worker == 0) {
        return;
    }
    const struct kind *kind = kind_parse(word_next(words));
    if (kind == NULL) {
        return;
    }
    if (kind->make(&gift)) {
        gift_send(worker, kind, gift.given);
        kind->report(task_name(worker), gift.kept);
    }
    (void)zx_handle_close(gift.kept);
}
