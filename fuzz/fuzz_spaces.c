/*
 * Fuzzes spaces: several processes map, grant and take back memory and handles, with flexpages that
 * mostly mean something, touch the memory, make tasks, end and restart.
 *
 * Bytes (formats.h) choose from what the kernel has; what comes of it are steps of a program,
 * played like those of fuzz_syscalls. Oracle: the same model, compared after every step; a refused
 * call leaves the hash as it was; the same input, played again without a model, ends with the same
 * hash.
 */
#include <string.h>

#include <anvil/syscalls.h>

#include "deeds.h"
#include "expect.h"
#include "formats.h"
#include "l4.h"
#include "session.h"
#include "spaces_choices.h"

static const unsigned worlds[] = {WORLD_SPACES, WORLD_REBORN, WORLD_SHARES, WORLD_THREE};
#define WORLDS_PLAYED (sizeof worlds / sizeof worlds[0])

/* ---- Operations. ---- */

/* Rights in the low four bits; above them what is not as it should be. */
static void play_map_memory(struct spaces *s)
{
    const struct known_task to = spaces_task(s);
    const struct known_task from = spaces_task(s);
    uint8_t how = reader_byte(&s->reader);
    uint32_t page = spaces_memory_page(s, from.process, how & 15u);
    uint32_t base = (page & ~0xfffu) | ((how & SPACES_GRANTS) != 0 ? L4_GRANT : 0);
    base += (how & SPACES_ELSEWHERE) == SPACES_ELSEWHERE ? 0x1000u : 0;
    spaces_call(s, SYS_TASK_MAP, to.name, from.name, page, base);
}

static void play_map_objects(struct spaces *s)
{
    const struct known_task to = spaces_task(s);
    const struct known_task from = spaces_task(s);
    uint8_t how = reader_byte(&s->reader);
    uint32_t page = spaces_objects_page(s, how & 15u);
    uint32_t slot = reader_byte(&s->reader) % (arch_image(spaces_kernel(s))->window + 2u);
    uint32_t base = slot << SELECTOR_SHIFT | ((how & SPACES_GRANTS) != 0 ? L4_GRANT : 0);
    spaces_call(s, SYS_TASK_MAP, to.name, from.name, page, base);
}

/* The unmap mask: two bits of a byte are its two. */
static uint32_t mask_of(uint8_t how)
{
    return (uint32_t)(how >> 4 & 3u) << 30;
}

static void play_unmap_memory(struct spaces *s)
{
    const struct known_task task = spaces_task(s);
    uint8_t how = reader_byte(&s->reader);
    spaces_call(s, SYS_TASK_UNMAP, task.name, spaces_memory_page(s, task.process, how & 15u),
                mask_of(how), 0);
}

static void play_unmap_objects(struct spaces *s)
{
    const struct known_task task = spaces_task(s);
    uint8_t how = reader_byte(&s->reader);
    spaces_call(s, SYS_TASK_UNMAP, task.name, spaces_objects_page(s, how & 15u), mask_of(how), 0);
}

/* Writes three words into the caller's task's data, past every check. */
static uint32_t words_write(struct spaces *s, unsigned offset, uint32_t a, uint32_t b, uint32_t c)
{
    const struct step step = {.verb = VERB_OPERATION + OPERATION_MEMORY,
                              .who = (uint16_t)s->who,
                              .value = {{.index = (uint8_t)offset},
                                        {.wording = WORDED_WORD, .word = a},
                                        {.wording = WORDED_WORD, .word = b},
                                        {.wording = WORDED_WORD, .word = c}}};
    task_index task = spaces_kernel(s)->process[s->process].task;
    session_step(&s->session, &step);
    s->who = 0; /* it runs now */
    return arch_image(spaces_kernel(s))->tasks[task].data.base + offset;
}

static void play_batch(struct spaces *s)
{
    const struct known_task task = spaces_task(s);
    uint8_t how = reader_byte(&s->reader);
    uint32_t pages[3];
    for (unsigned i = 0; i < 3; i++) {
        bool objects = (how >> i & 1u) != 0;
        uint8_t rights = reader_byte(&s->reader) & 15u;
        pages[i] =
            objects ? spaces_objects_page(s, rights) : spaces_memory_page(s, task.process, rights);
    }
    uint32_t list = words_write(s, 0, pages[0], pages[1], pages[2]);
    spaces_call(s, SYS_TASK_UNMAP_BATCH, task.name, list, how >> 6 == 0 ? 3 : how >> 6,
                mask_of(how));
}

static void play_look(struct spaces *s)
{
    const struct known_task task = spaces_task(s);
    uint32_t a = name_of_selector((slot_id)(reader_byte(&s->reader) % (CONFIG_SLOTS + 2u)));
    uint32_t b = name_of_selector((slot_id)(reader_byte(&s->reader) % (CONFIG_SLOTS + 2u)));
    spaces_call(s, SYS_TASK_CAP_VALID, task.name, a, 0, 0);
    if (machine_current(s->session.machine) == s->thread) {
        s->who = 0;
        spaces_call(s, SYS_TASK_CAP_HAS_CHILD, task.name, a, 0, 0);
        spaces_call(s, SYS_TASK_CAP_EQUAL, task.name, a, b, 0);
    }
}

static void play_areas(struct spaces *s)
{
    const struct known_task task = spaces_task(s);
    spaces_call(s, SYS_TASK_ADD_KU_MEM, task.name, spaces_areas(s), 0, 0);
}

static void play_make(struct spaces *s)
{
    uint8_t byte = reader_byte(&s->reader);
    uint32_t slot = byte % (arch_image(spaces_kernel(s))->window + 2u);
    uint32_t areas = byte >= 0x80 ? spaces_areas(s) : 0;
    slot_id factory = spaces_slot(s, OBJECT_JOB, byte >> 4);
    spaces_call(s, SYS_FACTORY_CREATE_TASK, name_of_selector(factory), slot << SELECTOR_SHIFT,
                areas, 0);
}

static void play_access(struct spaces *s)
{
    uint32_t address = spaces_address(s);
    const struct step step = {.verb = VERB_OPERATION + OPERATION_ACCESS,
                              .who = (uint16_t)s->who,
                              .value = {{.index = (uint8_t)(reader_byte(&s->reader) % 3u)},
                                        {.wording = WORDED_WORD, .word = address}}};
    session_step(&s->session, &step);
}

/* A call that reads or writes there. */
static void play_use(struct spaces *s)
{
    static const uint32_t calls[] = {SYS_GET_ARENA, SYS_CLOCK_GET_MONOTONIC, SYS_HANDLE_CLOSE_MANY,
                                     SYS_TASK_UNMAP_BATCH, SYS_OBJECT_WAIT_ONE};
    uint32_t address = spaces_address(s);
    uint8_t byte = reader_byte(&s->reader);
    uint32_t number = calls[byte % (sizeof calls / sizeof calls[0])];
    uint32_t own = name_of_selector(SLOT_PROCESS);
    if (number == SYS_OBJECT_WAIT_ONE) { /* until the handle is gone, or for a while */
        uint32_t slot = 1u + (byte >> 3) % CONFIG_SLOTS;
        const uint32_t wait[CALL_REGISTERS] = {slot << SELECTOR_SHIFT, 0, 0, byte >> 7, address};
        spaces_call_with(s, number, wait);
    } else if (number == SYS_TASK_UNMAP_BATCH) {
        spaces_call(s, number, own, address, byte >> 4, 0);
    } else {
        spaces_call(s, number, address, byte >> 4, 0, 0);
    }
}

/* Handles of the caller's go into a message, or come from one. */
static void play_message(struct spaces *s)
{
    uint8_t byte = reader_byte(&s->reader);
    slot_id channel = spaces_slot(s, OBJECT_CHANNEL, byte >> 4 & 3u);
    uint32_t sent = name_of_selector((slot_id)(1 + byte % CONFIG_SLOTS));
    uint32_t data = words_write(s, 0, sent, 0, 0);
    uint32_t number = byte >= 0x80 ? SYS_CHANNEL_READ : SYS_CHANNEL_WRITE;
    const uint32_t writes[CALL_REGISTERS] = {name_of_selector(channel), 0, 0, 0, data, 1};
    const uint32_t reads[CALL_REGISTERS] = {name_of_selector(channel), 0, 0, data, 0, 1};
    spaces_call_with(s, number, number == SYS_CHANNEL_READ ? reads : writes);
}

static void play_channel(struct spaces *s)
{
    task_index task = spaces_kernel(s)->process[s->process].task;
    uint32_t data = arch_image(spaces_kernel(s))->tasks[task].data.base;
    spaces_call(s, SYS_CHANNEL_CREATE, 0, data, data + 4, 0);
}

static void play_thread(struct spaces *s)
{
    uint8_t byte = reader_byte(&s->reader);
    spaces_operate(s, OPERATION_BEGIN, byte >> 4, byte & 7u, 0, 0);
}

/* A process ends by itself, by a fault, or a thread of it does. */
static void play_end(struct spaces *s)
{
    uint8_t byte = reader_byte(&s->reader);
    if ((byte & 3u) == 0) {
        spaces_call(s, SYS_EXIT, byte >> 2, 0, 0, 0);
    } else if ((byte & 3u) == 1) {
        spaces_operate(s, OPERATION_FAULT, s->who, FAULT_BUS - 1, 0, 0);
    } else {
        spaces_operate(s, OPERATION_LEAVE, byte >> 2, 0, 0, 0);
    }
}

static void play_time(struct spaces *s)
{
    spaces_operate(s, OPERATION_MILLISECONDS, 0, reader_byte(&s->reader) & 15u, 0, 0);
}

/* A task gets a handle of another's process, thread or job, with all rights but one or with all. */
static void play_handle(struct spaces *s)
{
    enum { TYPE_JOB = 0, TYPE_PROCESS = 1, TYPE_THREAD = 2 };
    static const uint8_t types[] = {TYPE_PROCESS, TYPE_PROCESS, TYPE_JOB, TYPE_THREAD};
    uint8_t byte = reader_byte(&s->reader);
    uint8_t missing = reader_byte(&s->reader);
    spaces_operate(s, OPERATION_HANDLE, byte & 7u, types[byte >> 6], byte >> 3 & 7u, missing % 32u);
}

static void (*const operations[SPACES_OPERATIONS])(struct spaces *) = {
    [SPACES_MAP_MEMORY] = play_map_memory,
    [SPACES_MAP_OBJECTS] = play_map_objects,
    [SPACES_UNMAP_MEMORY] = play_unmap_memory,
    [SPACES_UNMAP_OBJECTS] = play_unmap_objects,
    [SPACES_BATCH] = play_batch,
    [SPACES_LOOK] = play_look,
    [SPACES_AREAS] = play_areas,
    [SPACES_MAKE] = play_make,
    [SPACES_ACCESS] = play_access,
    [SPACES_USE] = play_use,
    [SPACES_MESSAGE] = play_message,
    [SPACES_CHANNEL] = play_channel,
    [SPACES_THREAD] = play_thread,
    [SPACES_END] = play_end,
    [SPACES_TIME] = play_time,
    [SPACES_HANDLE] = play_handle,
};

/* ---- An input. ---- */

static void operation_play(struct spaces *s)
{
    uint8_t byte = reader_byte(&s->reader);
    s->thread = session_choose(&s->session, byte >> SPACES_SHIFT);
    if (s->thread == NONE) {
        spaces_operate(s, OPERATION_DEADLINE, 0, 0, 0, 0);
        return;
    }
    s->who = 0;
    s->process = spaces_kernel(s)->thread[s->thread].process;
    operations[byte % SPACES_OPERATIONS](s);
}

/* Every task knows the others of its domain. */
static void tasks_meet(struct spaces *s)
{
    enum { TYPE_PROCESS = 1, NONE_MISSING = 31 };
    for (unsigned task = 0; task < s->session.world->count; task++) {
        for (unsigned other = 0; other < s->session.world->count; other++) {
            if (task != other) {
                spaces_operate(s, OPERATION_HANDLE, task, TYPE_PROCESS, other, NONE_MISSING);
            }
        }
    }
}

static uint64_t input_play(const uint8_t *data, size_t size, struct model *model)
{
    static struct spaces s;
    s.reader = (struct reader){data, size};
    session_begin(&s.session, worlds[reader_below(&s.reader, WORLDS_PLAYED)], model == NULL, model,
                  model == NULL ? NULL : trace_stream());
    tasks_meet(&s);
    while (reader_has_more(&s.reader) && !machine_halted(s.session.machine, NULL) &&
           s.session.given < SESSION_GIVEN) {
        operation_play(&s);
    }
    uint64_t hash = machine_hash(s.session.machine);
    if (model == NULL) {
        session_kill_root(&s.session);
    }
    return hash;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct model model;
    count_execution();
    uint64_t hash = input_play(data, size, &model);
    EXPECT(hash == input_play(data, size, NULL), "the same input, another hash");
    count_state(hash);
    return 0;
}
