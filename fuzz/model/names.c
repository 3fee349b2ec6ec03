/*
 * The log of names: entries are added, marked dead and never changed otherwise. Looking a name up
 * is a walk over what is alive. Must not know how the kernel packs a handle.
 */
#include "names.h"

#include <stddef.h>
#include <string.h>

/* The published rights of a first handle, by type; wait, inspect, duplicate, transfer, read, write,
 * both properties and signal come with all three. */
#define COMMON_RIGHTS  0xd0cfu
#define DESTROY_RIGHT  (1u << 9)
#define PROCESS_RIGHTS (COMMON_RIGHTS | 1u << 8 | DESTROY_RIGHT | 3u << 17)
#define JOB_RIGHTS     (COMMON_RIGHTS | 1u << 8 | DESTROY_RIGHT | 3u << 10 | 7u << 16)
#define THREAD_RIGHTS  (COMMON_RIGHTS | DESTROY_RIGHT | 1u << 18)

enum spelling_bits { BITS_SELECTOR = 0, BITS_TASK = 1, BITS_RESERVED = 2, BITS_HANDLE = 3 };

static unsigned spelling_of(uint32_t value)
{
    return value & 3u;
}

void names_init(struct names *names, unsigned slots, unsigned window)
{
    names->window = window;
    names->slots = slots;
    names->count = 0;
    memset(names->process, 0, sizeof names->process);
}

/*
 * Whether the value may be given out in the entry's place, which is a slot or, for task handles, a
 * process: no other place had it, and this one not in its latest uses.
 */
static bool value_is_new(const struct names *names, const struct names_entry *entry)
{
    uint32_t uses = 1; /* this one */
    for (unsigned i = names->count; i > 0; i--) {
        const struct names_entry *older = &names->log[i - 1];
        bool same_owner = older->owner == entry->owner && older->life == entry->life;
        bool same_place = same_owner && (entry->owner == 0 ? older->object == entry->object
                                                           : older->slot == entry->slot);
        if (same_owner && older->value == entry->value && (!same_place || uses < NAMES_USES)) {
            return false;
        }
        uses += same_place;
    }
    return true;
}

bool names_task_handle_is_new(const struct names *names, unsigned process, uint32_t value)
{
    const struct names_entry entry = {.value = value, .object = process};
    return spelling_of(value) == BITS_TASK && value_is_new(names, &entry);
}

void names_process_made(struct names *names, unsigned process, unsigned domain)
{
    struct names_process *p = &names->process[process];
    *p = (struct names_process){.domain = domain, .life = p->life + 1};
    for (unsigned slot = names->window + 1; slot <= names->slots; slot++) {
        p->free[p->free_count++] = slot;
    }
}

void names_process_starts(struct names *names, unsigned process, unsigned domain, uint32_t value)
{
    names_process_made(names, process, domain);
    names->process[process].task_handle = value;
    names->process[process].running = true;
    names->log[names->count++] = (struct names_entry){
        .value = value, .object = process, .type = NAMES_PROCESS, .alive = true};
}

void names_process_ends(struct names *names, unsigned process)
{
    names->process[process].running = false;
    for (unsigned i = 0; i < names->count; i++) {
        struct names_entry *entry = &names->log[i];
        bool its_task_handle = entry->owner == 0 && entry->object == process;
        if (its_task_handle || entry->owner == process) {
            entry->alive = false;
        }
    }
    memset(names->process[process].occupant, 0, sizeof names->process[process].occupant);
}

unsigned names_next_slot(const struct names *names, unsigned owner)
{
    const struct names_process *p = &names->process[owner];
    return p->free_count > 0 ? p->free[0] : 0;
}

/* Takes a slot off the list of free ones, if it is there. */
static void slot_take(struct names_process *p, unsigned slot)
{
    unsigned kept = 0;
    for (unsigned i = 0; i < p->free_count; i++) {
        if (p->free[i] != slot) {
            p->free[kept++] = p->free[i];
        }
    }
    p->free_count = kept;
}

bool names_add(struct names *names, const struct names_entry *entry)
{
    struct names_process *p = &names->process[entry->owner];
    struct names_entry *added = &names->log[names->count];
    *added = *entry;
    added->life = p->life;
    if (spelling_of(entry->value) != BITS_HANDLE || p->occupant[entry->slot] != 0 ||
        !value_is_new(names, added)) {
        return false;
    }
    slot_take(p, entry->slot);
    names->count++;
    p->occupant[entry->slot] = names->count;
    return true;
}

bool names_add_initial(struct names *names, unsigned process, unsigned job, unsigned thread,
                       const uint32_t values[NAMES_INITIAL])
{
    const struct names_entry initial[NAMES_INITIAL] = {
        {.type = NAMES_PROCESS, .object = process, .rights = PROCESS_RIGHTS},
        {.type = NAMES_JOB, .object = job, .rights = JOB_RIGHTS & ~DESTROY_RIGHT},
        {.type = NAMES_THREAD, .object = thread, .rights = THREAD_RIGHTS},
    };
    bool good = true;
    for (unsigned i = 0; i < NAMES_INITIAL; i++) {
        struct names_entry entry = initial[i];
        entry.owner = process;
        entry.slot = 1 + i;
        entry.value = values[i];
        entry.alive = true;
        good = good && names_add(names, &entry);
    }
    return good;
}

void names_reserve(struct names *names, const struct names_entry *entry)
{
    struct names_process *p = &names->process[entry->owner];
    struct names_entry *added = &names->log[names->count++];
    *added = *entry;
    added->life = p->life;
    slot_take(p, entry->slot);
    p->occupant[entry->slot] = names->count;
}

bool names_learn(struct names *names, unsigned owner, unsigned slot, uint32_t value)
{
    struct names_entry *entry = &names->log[names->process[owner].occupant[slot] - 1];
    struct names_entry named = *entry;
    named.value = value;
    entry->life = 0; /* it is compared with all others */
    bool allowed = spelling_of(value) == BITS_HANDLE && value_is_new(names, &named);
    *entry = named;
    return allowed;
}

void names_learn_task_handle(struct names *names, unsigned process, uint32_t value)
{
    unsigned i = names->count - 1;
    while (names->log[i].owner != 0 || names->log[i].object != process) {
        i--;
    }
    names->log[i].value = value;
    names->process[process].task_handle = value;
}

void names_close(struct names *names, unsigned owner, unsigned slot)
{
    struct names_process *p = &names->process[owner];
    names->log[p->occupant[slot] - 1].alive = false;
    p->occupant[slot] = 0;
    if (slot > names->window) {
        p->free[p->free_count++] = slot;
    }
}

void names_revoke(struct names *names, enum names_type type, unsigned object)
{
    for (unsigned owner = 1; owner < NAMES_PROCESSES; owner++) {
        for (unsigned slot = 1; slot <= names->slots; slot++) {
            unsigned occupant = names->process[owner].occupant[slot];
            bool names_it = occupant != 0 && names->log[occupant - 1].type == type &&
                            names->log[occupant - 1].object == object;
            if (names_it) {
                names_close(names, owner, slot);
            }
        }
    }
}

static const struct names_entry *find_handle(const struct names *names, unsigned owner,
                                             uint32_t value)
{
    for (unsigned slot = 1; slot <= names->slots; slot++) {
        unsigned occupant = names->process[owner].occupant[slot];
        if (occupant != 0 && names->log[occupant - 1].value == value) {
            return &names->log[occupant - 1];
        }
    }
    return NULL;
}

static const struct names_entry *find_selector(const struct names *names, unsigned owner,
                                               uint32_t value)
{
    unsigned slot = value >> 12;
    bool well_formed = (value & 0xfffu) == 0 && slot >= 1 && slot <= names->slots;
    if (!well_formed || names->process[owner].occupant[slot] == 0) {
        return NULL;
    }
    return &names->log[names->process[owner].occupant[slot] - 1];
}

const struct names_entry *names_find(const struct names *names, unsigned owner, uint32_t value)
{
    if (spelling_of(value) == BITS_HANDLE) {
        return find_handle(names, owner, value);
    }
    if (spelling_of(value) == BITS_SELECTOR) {
        return find_selector(names, owner, value);
    }
    return NULL;
}

enum names_answer names_decode(const struct names *names, unsigned owner, uint32_t value,
                               enum names_type type, uint32_t rights, unsigned *object)
{
    const struct names_entry *entry = names_find(names, owner, value);
    if (entry == NULL) {
        return NAMES_BAD_HANDLE;
    }
    if (type != NAMES_ANY && entry->type != type) {
        return NAMES_WRONG_TYPE;
    }
    if ((entry->rights & rights) != rights) {
        return NAMES_NO_RIGHT;
    }
    *object = entry->object;
    return NAMES_ACCEPTED;
}

/* The process of the caller's domain that this task handle means, 0 when there is none. */
static unsigned find_task(const struct names *names, unsigned owner, uint32_t value)
{
    for (unsigned i = 1; i < NAMES_PROCESSES; i++) {
        const struct names_process *process = &names->process[i];
        if (process->running && process->task_handle == value &&
            process->domain == names->process[owner].domain) {
            return i;
        }
    }
    return 0;
}

enum names_answer names_decode_peer(const struct names *names, unsigned owner, uint32_t value,
                                    uint32_t right, unsigned *process)
{
    unsigned peer = 0;
    if (spelling_of(value) == BITS_TASK) {
        peer = find_task(names, owner, value);
    } else {
        enum names_answer answer = names_decode(names, owner, value, NAMES_PROCESS, right, &peer);
        if (answer != NAMES_ACCEPTED) {
            return answer;
        }
    }
    if (peer == 0 || !names->process[peer].running) {
        return NAMES_BAD_HANDLE;
    }
    *process = peer;
    return NAMES_ACCEPTED;
}
