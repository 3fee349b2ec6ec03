/*
 * MAIN of the image spaces-rights: maps a page of its data, then one of its code, with each set of
 * rights there is, and has the guest read, write, execute and push at both its ends and just
 * outside of them; and again when the page has been taken back. What the guest survived is in one
 * line for each set: r, w, x, p, and - for what ended it.
 */
#include "master.h"

#define DATA_ORDER 7u /* the smallest node */
#define DATA_SIZE  (1u << DATA_ORDER)

static struct guest guest = GUEST(0);

static _Alignas(DATA_SIZE) uint8_t data_pages[3][DATA_SIZE];
CODE_PAGES(code_pages, 3);

/* A page to be mapped, with two of its kind around it. */
static const struct source {
    const char *name;
    const uint8_t *page;
    uint32_t order;
    uint32_t rights; /* that the own space has */
} sources[] = {
    {"data", data_pages[1], DATA_ORDER, L4_FPAGE_RW},
    {"code", code_pages[1], CODE_PAGE_ORDER, L4_FPAGE_RX},
};

enum place { BEFORE, FIRST, LAST, AFTER, PLACES };
static const char *const place_names[PLACES] = {"before", "first", "last", "after"};

/* What is tried, with the rights that it takes. */
static const struct trial {
    char letter;
    uint8_t deed;   /* enum deed */
    uint8_t rights; /* enum L4_fpage_rights */
    uint8_t size;   /* of what it touches */
} trials[] = {
    {'r', DEED_READ, L4_FPAGE_RO, 1},
    {'w', DEED_WRITE, L4_FPAGE_RW, 1},
    {'x', DEED_EXECUTE, L4_FPAGE_RX, 2},
    {'p', DEED_PUSH, L4_FPAGE_RW, 4},
};
#define TRIALS (sizeof trials / sizeof trials[0])

static uint32_t place_address(const struct source *source, enum place place, uint32_t size)
{
    uint32_t base = address_of(source->page);
    uint32_t end = base + (uint32_t)(UINT64_C(1) << source->order);
    const uint32_t addresses[PLACES] = {base - size, base, end - size, end};
    return addresses[place];
}

#define WRITTEN 0xa5u /* by the guest, where there was something else */

/* True: the guest has survived it. A write shows exactly then. */
static bool trial_make(const struct trial *trial, const struct source *source, enum place place)
{
    uint32_t result = 0;
    uint32_t address = place_address(source, place, trial->size);
    const volatile uint8_t *byte = (const volatile uint8_t *)(uintptr_t)address;
    code_fill(data_pages[0], sizeof data_pages);
    address += trial->deed == DEED_PUSH ? trial->size : 0; /* the word lies under its end */
    bool survived = guest_does(&guest, ERRAND(trial->deed, address, WRITTEN), &result);
    if (trial->deed == DEED_WRITE) {
        expect("what is written shows, and nothing else", (*byte == WRITTEN) == survived);
    }
    return survived;
}

/* What the rights that were asked for come to. */
static uint32_t rights_given(const struct source *source, uint32_t asked)
{
    return (asked & L4_FPAGE_RO) != 0 ? asked & source->rights : 0;
}

/* Whether the trial is worth making: outside, and without any right, not each of them. */
static bool trial_tells(const struct trial *trial, uint32_t given, enum place place)
{
    bool inside = place == FIRST || place == LAST;
    bool permitted = (trial->rights & ~given) == 0;
    return given == 0 ? inside && trial->deed == DEED_READ : inside || permitted;
}

/* A letter for what the guest survived. What it may do it may do until the page is taken back. */
static char trial_letter(const struct trial *trial, const struct source *source, uint32_t asked,
                         enum place place)
{
    l4_fpage_t page = page_of(source->page, source->order, asked);
    bool inside = place == FIRST || place == LAST;
    bool permitted = inside && (trial->rights & ~rights_given(source, asked)) == 0;
    expect_mapped("map", &guest, page);
    bool survived = trial_make(trial, source, place);
    expect("what the rights permit, no more", survived == permitted);
    if (survived) {
        expect_unmapped("unmap", &guest, l4_fpage_set_rights(page, L4_FPAGE_RWX));
        expect("nothing after the revocation", !trial_make(trial, source, place));
    }
    return survived ? trial->letter : '-';
}

static void place_try(const struct source *source, uint32_t asked, enum place place, char *letters)
{
    for (size_t i = 0; i < TRIALS; i++) {
        bool tells = trial_tells(&trials[i], rights_given(source, asked), place);
        letters[i] = tells ? trial_letter(&trials[i], source, asked, place) : '.';
    }
}

static void rights_try(const struct source *source, uint32_t asked)
{
    char letters[PLACES][TRIALS + 1] = {0};
    for (enum place place = BEFORE; place < PLACES; place++) {
        place_try(source, asked, place, letters[place]);
    }
    report("%s, asked %c%c%c: %s %s, %s %s, %s %s, %s %s", source->name,
           (asked & L4_FPAGE_RO) != 0 ? 'r' : '-', (asked & L4_FPAGE_W) != 0 ? 'w' : '-',
           (asked & L4_FPAGE_X) != 0 ? 'x' : '-', place_names[BEFORE], letters[BEFORE],
           place_names[FIRST], letters[FIRST], place_names[LAST], letters[LAST], place_names[AFTER],
           letters[AFTER]);
}

/* A stack elsewhere is no stack, even where it may be written. */
static void stand_try(void)
{
    l4_fpage_t page = page_of(data_pages[1], DATA_ORDER, L4_FPAGE_RW);
    expect_mapped("map", &guest, page);
    expect_faults("a call with another stack", &guest,
                  ERRAND(DEED_STAND, address_of(data_pages[2])));
    report("a stack elsewhere");
}

int main(void)
{
    guest_meet(&guest);
    for (size_t i = 0; i < sizeof sources / sizeof sources[0]; i++) {
        for (uint32_t asked = 0; asked <= L4_FPAGE_RWX; asked++) {
            rights_try(&sources[i], asked);
        }
    }
    stand_try();
    report("rights: %u things went wrong", wrong);
    return (int)wrong;
}
