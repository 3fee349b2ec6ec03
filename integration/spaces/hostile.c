/*
 * Makes a great many calls of the L4 family with arguments that a seeded generator fills: its own
 * names, those of a sleeper with all rights, of a victim with next to none, of tasks that it makes;
 * flexpages of its own memory and everybody's, of slots, of the arena, and noise. Each answer must
 * be a documented one, and change no register but r0; and all of them must come, or it was not
 * hostile enough.
 *
 * It does not take its own memory from itself, to go on to the end; see losses.c for that.
 */
#include "hostile_calls.h"
#include "layout.h"
#include "random_sequence.h"
#include "raw_call.h"
#include "zircon_report.h"

#include <l4/sys/task.h>

#define VICTIM  ANVIL_SHARED(0) /* the channel to it, and to the sleeper */
#define SLEEPER ANVIL_SHARED(1)

#define WINDOW 8u  /* what it takes from itself; others' names are behind it and stay */
#define SLOTS  32u /* what it hands on */

static uint32_t state = 0x2545f491u;

/* Lists of flexpages, and what calls write. */
static uint32_t scratch[64];
#define SCRATCH_WORDS (sizeof scratch / sizeof scratch[0])

/* Names that came from others. */
static zx_handle_t names[2];

static struct {
    uint32_t base;
    uint32_t size;
} arena;

static uint32_t below(uint32_t limit)
{
    return random_below(&state, limit);
}

/* ---- Arguments. ---- */

static uint32_t task_any(void)
{
    switch (below(8)) {
    case 0:
        return ANVIL_SELF_PROCESS;
    case 1:
    case 2:
        return names[0];
    case 3:
        return names[1];
    case 4:
        return random_next(&state);
    default:
        return ANVIL_SELECTOR(below(12));
    }
}

/* Somewhere in anybody's memory: those of the image lie close together. */
static uint32_t address_any(void)
{
    const struct layout own = own_layout();
    static const uint32_t fixed[] = {0, 0x08000000, 0x20000000, 0x40004000, 0x22000000, 0xe000e000};
    switch (below(8)) {
    case 0:
        return fixed[below(sizeof fixed / sizeof fixed[0])];
    case 1:
        return random_next(&state);
    case 2:
        return arena.base + below(arena.size + 256);
    case 3:
        return own.stack[0];
    case 4:
        return own.data[0] + below(4096) - 2048;
    case 5:
        return own.code[0] + below(32768) - 16384;
    default:
        return 0x20000000u + below(0x8000);
    }
}

static uint32_t memory_page_any(void)
{
    unsigned order = below(8) == 0 ? below(34) : 7 + below(6);
    return l4_fpage(address_any(), order, (unsigned char)below(16)).raw;
}

/* Of the first so many slots. */
static uint32_t objects_page_any(uint32_t slots)
{
    unsigned order = below(8) == 0 ? below(64) : below(3);
    return l4_obj_fpage(ANVIL_SELECTOR(below(slots)), order, (unsigned char)below(16)).raw;
}

static uint32_t page_any(uint32_t slots)
{
    switch (below(9)) {
    case 0:
        return random_next(&state);
    case 1:
    case 2:
        return objects_page_any(slots);
    default:
        return memory_page_any();
    }
}

/* Where the page is, more often than not. */
static uint32_t base_any(uint32_t page)
{
    l4_fpage_t fpage = {.raw = page};
    uint32_t flags = below(3) == 0 ? L4_MAP_ITEM_GRANT : 0;
    if (below(12) == 0) {
        return random_next(&state);
    }
    if (l4_fpage_type(fpage) == L4_FPAGE_OBJ) {
        return ANVIL_SELECTOR(4 + below(5)) | flags;
    }
    return (l4_fpage_memaddr(fpage) & L4_FPAGE_CONTROL_MASK) | flags;
}

static uint32_t mask_any(void)
{
    static const uint32_t masks[] = {L4_FP_OTHER_SPACES, L4_FP_ALL_SPACES, L4_FP_ALL_SPACES,
                                     L4_FP_DELETE_OBJ, 0x40000000u};
    return masks[below(sizeof masks / sizeof masks[0])];
}

static uint32_t list_any(uint32_t count)
{
    for (uint32_t i = 0; i < count && i < SCRATCH_WORDS; i++) {
        scratch[i] = page_any(WINDOW);
    }
    return below(8) == 0 ? address_any() : (uint32_t)(uintptr_t)scratch;
}

static uint32_t selector_any(void)
{
    return below(6) == 0 ? random_next(&state) : ANVIL_SELECTOR(below(9));
}

static uint32_t areas_any(void)
{
    uint32_t page = l4_fpage(arena.base + below(9) * 256, 7 + below(4), 6).raw;
    return below(8) == 0 ? page_any(WINDOW) : page;
}

/* ---- Calls. ---- */

static void registers_fill(uint32_t registers[REGISTERS])
{
    for (uint32_t i = 0; i < REGISTERS; i++) {
        registers[i] = below(2) == 0 ? random_next(&state) : task_any();
    }
    registers[6] = SYS_TASK_MAP + below(SYS_GET_ARENA - SYS_TASK_MAP + 1);
    registers[0] = task_any();
    switch (registers[6]) {
    case SYS_TASK_MAP:
        registers[1] = task_any();
        registers[2] = page_any(SLOTS);
        registers[3] = base_any(registers[2]);
        break;
    case SYS_TASK_UNMAP:
        registers[1] = page_any(WINDOW);
        registers[2] = mask_any();
        break;
    case SYS_TASK_UNMAP_BATCH:
        registers[2] = below(16) == 0 ? below(80) : below(5);
        registers[1] = list_any(registers[2]);
        registers[3] = mask_any();
        break;
    case SYS_TASK_ADD_KU_MEM:
        registers[1] = areas_any();
        break;
    case SYS_FACTORY_CREATE_TASK:
        registers[0] = below(6) == 0 ? task_any() : ANVIL_SELF_JOB;
        registers[1] = selector_any();
        registers[2] = below(3) == 0 ? areas_any() : 0;
        break;
    case SYS_GET_ARENA:
        registers[0] = below(2) == 0 ? own_layout().code[0] : (uint32_t)(uintptr_t)scratch;
        break;
    default: /* questions about names */
        registers[1] = below(2) == 0 ? selector_any() : task_any();
        registers[2] = selector_any();
        break;
    }
}

static bool meets(uint32_t page, const uint32_t range[2])
{
    l4_fpage_t fpage = {.raw = page};
    uint64_t base = l4_fpage_memaddr(fpage);
    uint64_t end = base + ((uint64_t)1 << l4_fpage_size(fpage));
    return base < range[1] && range[0] < end;
}

/* Whether slots are among those of its own names, its channels and what came through these: all
 * but 4 to 7. */
static bool slots_needed(uint32_t first, unsigned order)
{
    uint64_t base = (uint64_t)(first >> 12) >> order << order;
    uint64_t end = base + ((uint64_t)1 << order);
    return base < SLOTS && (base <= 3 || end > 8);
}

/* Whether a page is memory that it stands on, or slots that it needs. */
static bool is_needed(uint32_t page)
{
    const struct layout own = own_layout();
    l4_fpage_t fpage = {.raw = page};
    if (l4_fpage_type(fpage) == L4_FPAGE_OBJ) {
        return slots_needed(l4_fpage_obj(fpage), l4_fpage_size(fpage));
    }
    return meets(page, own.code) || meets(page, own.data) || meets(page, own.stack);
}

/* Whether the call may take away what it needs to go on. */
static bool is_suicide(const uint32_t registers[REGISTERS])
{
    bool elsewhere = registers[0] == names[0] && names[0] != ZX_HANDLE_INVALID;
    bool found = false;
    switch (registers[6]) {
    case SYS_TASK_MAP:
        return ((registers[3] & L4_MAP_ITEM_GRANT) != 0 && is_needed(registers[2])) ||
               (!elsewhere &&
                slots_needed(registers[3], l4_fpage_size((l4_fpage_t){registers[2]})));
    case SYS_TASK_UNMAP:
        return !elsewhere && is_needed(registers[1]);
    case SYS_TASK_UNMAP_BATCH:
        for (uint32_t i = 0; i < SCRATCH_WORDS; i++) {
            found = found || is_needed(scratch[i]);
        }
        return found && !elsewhere;
    case SYS_FACTORY_CREATE_TASK:
        return slots_needed(registers[1], 0);
    default:
        return false;
    }
}

/* ---- Answers. ---- */

static const int32_t documented[] = {0,   1,   -L4_EPERM,     -L4_ENOENT, -L4_ENOMEM,
                                     -17, -22, -L4_EBADPROTO, -2004};
#define ANSWERS (sizeof documented / sizeof documented[0])

static uint32_t answers[ANSWERS];

static void answer_count(uint32_t number, int32_t answer)
{
    size_t i = 0;
    while (i < ANSWERS && documented[i] != answer) {
        i++;
    }
    if (i == ANSWERS) {
        wrong++;
        report("WRONG: call %u returns %d", (unsigned)number, (int)answer);
        return;
    }
    answers[i]++;
}

static void call_any(void)
{
    uint32_t before[REGISTERS];
    uint32_t after[REGISTERS];
    do {
        registers_fill(before);
    } while (is_suicide(before));
    (void)memcpy(after, before, sizeof after);
    call(after);
    expect("no register but r0", memcmp(&after[1], &before[1], sizeof after - 4) == 0);
    answer_count(before[6], (int32_t)after[0]);
}

/* A name of the sleeper with all rights is where names are used up, wherever it came to lie. */
static void sleeper_expose(void)
{
    for (uint32_t slot = WINDOW + 2; slot < SLOTS; slot++) {
        if (l4_error(l4_task_cap_equal(ANVIL_SELF_PROCESS, names[0], ANVIL_SELECTOR(slot))) == 1) {
            (void)l4_task_map(ANVIL_SELF_PROCESS, ANVIL_SELF_PROCESS,
                              l4_obj_fpage(ANVIL_SELECTOR(slot), 0, L4_CAP_FPAGE_RWSD),
                              l4_map_obj_control(ANVIL_SELECTOR(4 + below(4)), 0));
        }
    }
}

/* Names of the others, which come again and again: it soon has lost what there was. */
static void names_refresh(void)
{
    static const zx_handle_t channels[] = {SLEEPER, VICTIM};
    for (size_t i = 0; i < 2; i++) {
        zx_handle_t fresh = ZX_HANDLE_INVALID;
        if (zx_channel_read(channels[i], 0, NULL, &fresh, 0, 1, NULL, NULL) == ZX_OK) {
            (void)zx_handle_close(names[i]);
            names[i] = fresh;
        }
    }
}

int main(void)
{
    /* What it keeps of itself does not permit its end. */
    (void)l4_task_unmap(ANVIL_SELF_PROCESS, l4_obj_fpage(ANVIL_SELECTOR(0), 2, L4_CAP_FPAGE_D),
                        L4_FP_ALL_SPACES);
    (void)anvil_get_arena((uint32_t)(uintptr_t)&arena);
    for (uint32_t i = 0; i < HOSTILE_CALLS; i++) {
        if (i % 64 == 0) {
            names_refresh();
            sleeper_expose();
        }
        call_any();
    }
    for (size_t i = 0; i < ANSWERS; i++) {
        if (answers[i] == 0) {
            wrong++;
            report("WRONG: no answer was %d", (int)documented[i]);
        }
    }
    report("hostile: %u calls, %u things went wrong", HOSTILE_CALLS, wrong);
    return (int)wrong;
}
