/*
 * MAIN of the image spaces-crossings: a guest uses more nodes than the MPU has regions for, and
 * instructions that touch two nodes at once: two of data, two of code, or two of each. Every
 * instruction comes to its end, after as many refills as it takes and no more; if one of the nodes
 * is missing, it does not.
 */
#include "master.h"

#include <anvil/inspect.h>

#define ORDER   7u /* the smallest node */
#define SIZE    (1u << ORDER)
#define NODES   10u
#define DYNAMIC 4u /* regions that are loaded on demand */

static struct guest guest = GUEST(0);

static _Alignas(2048) uint32_t words[NODES * SIZE / 4];
#define NODE(number) (words + (number) * SIZE / 4)

/* Two pages of code; the instruction begins in the last two bytes of the first. */
#define CROSSING(name, instruction)                                                                \
    extern const uint8_t name[2][CODE_PAGE_SIZE];                                                  \
    __asm__(".pushsection .text." #name ", \"ax\", %progbits\n\t"                                  \
            ".syntax unified\n\t"                                                                  \
            ".balign 1024\n\t"                                                                     \
            ".global " #name "\n" #name ":\n\t"                                                    \
            ".rept 511\n\t"                                                                        \
            "bx lr\n\t"                                                                            \
            ".endr\n\t" instruction "\n\t"                                                         \
            ".rept 511\n\t"                                                                        \
            "bx lr\n\t"                                                                            \
            ".endr\n\t"                                                                            \
            ".popsection")

CROSSING(code_move, "movw r0, #0x1234");
CROSSING(code_load, "vldmia r0, {s0-s31}");

/* What the n-th word is at first. */
static uint32_t word_of(uint32_t n)
{
    return n * 0x10301u + 1;
}

static void words_fill(void)
{
    for (uint32_t n = 0; n < NODES * SIZE / 4; n++) {
        words[n] = word_of(n);
    }
}

/* The sum of count words from the n-th on, whichever nodes they are in. */
static uint32_t sum_of(uint32_t first, uint32_t count)
{
    uint32_t sum = 0;
    for (uint32_t i = first; i < first + count; i++) {
        sum += words[i];
    }
    return sum;
}

static uint32_t address_of_word(uint32_t n)
{
    return address_of(words) + 4 * n;
}

static void node_map(uint32_t node, uint32_t rights)
{
    expect_mapped("node", &guest, page_of(NODE(node), ORDER, rights));
}

static void code_map(const uint8_t pages[2][CODE_PAGE_SIZE])
{
    expect_mapped("code", &guest, page_of(pages[0], CODE_PAGE_ORDER, L4_FPAGE_RX));
    expect_mapped("code", &guest, page_of(pages[1], CODE_PAGE_ORDER, L4_FPAGE_RX));
}

/* ---- Counting. ---- */

/* Regions loaded on demand for the guest so far: it is the second task by label. */
static uint32_t refills(void)
{
    struct anvil_task_info info = {0};
    expect("task_info", anvil_task_info(1) == STATUS_OK);
    (void)copy_from_kernel((uint8_t *)&info, sizeof info);
    expect_number("the guest's", guest.label, info.label);
    return info.refills;
}

static struct errand cycle(uint32_t nodes, uint32_t rounds)
{
    return ERRAND(DEED_CYCLE, address_of(words), SIZE, nodes, rounds);
}

static uint32_t cycle_sum(uint32_t nodes)
{
    uint32_t sum = 0;
    for (uint32_t node = 0; node < nodes; node++) {
        sum += *NODE(node);
    }
    return sum;
}

/* From here on none of what follows is loaded: the first four nodes take all dynamic regions. */
static void regions_fill(void)
{
    expect_does("fill", &guest, cycle(DYNAMIC, 1), cycle_sum(DYNAMIC));
}

/* The guest does it with so many refills, when nothing of it is loaded. */
static void expect_cold(const char *what, struct errand errand, uint32_t expected, uint32_t count)
{
    regions_fill();
    uint32_t before = refills();
    expect_does(what, &guest, errand, expected);
    expect_number(what, count, refills() - before);
}

/* ---- The trials. ---- */

static void rounds_try(void)
{
    const uint32_t rounds = 50;
    for (uint32_t nodes = 1; nodes <= NODES; nodes++) {
        for (uint32_t node = 0; node < NODES; node++) {
            node_map(node, L4_FPAGE_RW);
        }
        uint32_t before = refills();
        expect_does("cycle", &guest, cycle(nodes, rounds), rounds * cycle_sum(nodes));
        report("%2u nodes, %u times: %u refills", (unsigned)nodes, (unsigned)rounds,
               (unsigned)(refills() - before));
        expect_unmapped("all", &guest, page_of(words, 11, L4_FPAGE_RO));
    }
}

/* Nodes 4 and 5, and what lies in both. */
#define FIRST (4u * SIZE / 4)
#define NEXT  (5u * SIZE / 4)

static void loads_try(void)
{
    for (uint32_t n = NEXT - 7; n < NEXT; n++) {
        expect_cold("LDM", ERRAND(DEED_LOAD, address_of_word(n)), sum_of(n, 8), 2);
    }
    expect_cold("LDM of one node", ERRAND(DEED_LOAD, address_of_word(NEXT - 8)),
                sum_of(NEXT - 8, 8), 1);
    for (uint32_t n = FIRST + 1; n < NEXT; n++) {
        expect_cold("VLDM", ERRAND(DEED_LOAD_FPU, address_of_word(n)), sum_of(n, 32), 2);
    }
    expect_cold("VLDM of one node", ERRAND(DEED_LOAD_FPU, address_of_word(FIRST)),
                sum_of(FIRST, 32), 1);
    report("loads across nodes");
}

/* What was stored lies there, and its neighbours are as they were. */
static void expect_stored(uint32_t n, uint32_t count, uint32_t first)
{
    for (uint32_t i = 0; i < count; i++) {
        expect_number("stored", first + i, words[n + i]);
    }
    expect_number("the word before", word_of(n - 1), words[n - 1]);
    expect_number("the word after", word_of(n + count), words[n + count]);
    words_fill();
}

static void stores_try(void)
{
    for (uint32_t n = NEXT - 7; n < NEXT; n++) {
        expect_cold("STM", ERRAND(DEED_STORE, address_of_word(n), 0xabc0), 0, 2);
        expect_stored(n, 8, 0xabc0);
    }
    for (uint32_t n = FIRST + 1; n < NEXT; n++) {
        expect_cold("VSTM", ERRAND(DEED_STORE_FPU, address_of_word(n), 0xdef0), 0, 2);
        expect_stored(n, 32, 0xdef0);
    }
    report("stores across nodes");
}

static void fetches_try(void)
{
    uint32_t move = address_of(code_move[1]) - 2;
    uint32_t load = address_of(code_load[1]) - 2;
    code_map(code_move);
    code_map(code_load);
    for (unsigned i = 0; i < 3; i++) {
        expect_cold("fetch", ERRAND(DEED_EXECUTE, move), 0x1234, 2);
    }
    for (uint32_t n = FIRST + 1; n < NEXT; n++) {
        expect_cold("fetch and VLDM", ERRAND(DEED_EXECUTE_FPU, load, address_of_word(n)),
                    sum_of(n, 32), 4);
    }
    report("fetches across nodes");
}

/* ---- One of the nodes is not there, or does not permit it. ---- */

static void first_only(uint32_t rights_of_next)
{
    node_map(4, L4_FPAGE_RW);
    node_map(5, rights_of_next);
}

static void halves_try(void)
{
    uint32_t n = address_of_word(NEXT - 3);
    static const struct {
        const char *what;
        uint8_t deed;
        uint32_t rights; /* of the second node */
    } trials[] = {
        {"LDM", DEED_LOAD, 0},
        {"VLDM", DEED_LOAD_FPU, 0},
        {"STM", DEED_STORE, 0},
        {"VSTM", DEED_STORE_FPU, 0},
        {"STM", DEED_STORE, L4_FPAGE_RO},
        {"VSTM", DEED_STORE_FPU, L4_FPAGE_RO},
    };
    for (size_t i = 0; i < sizeof trials / sizeof trials[0]; i++) {
        uint32_t before = sum_of(NEXT, SIZE / 4);
        first_only(trials[i].rights);
        expect_faults(trials[i].what, &guest, ERRAND(trials[i].deed, n, 0x5a5a));
        expect_number("nothing in the second node", before, sum_of(NEXT, SIZE / 4));
        node_map(5, L4_FPAGE_RW); /* the second one alone */
        expect_faults(trials[i].what, &guest, ERRAND(trials[i].deed, n, 0x5a5a));
        words_fill();
    }
    report("half of the data");
}

static void code_halves_try(void)
{
    uint32_t move = address_of(code_move[1]) - 2;
    static const uint32_t rights[] = {0, L4_FPAGE_RO};
    for (unsigned i = 0; i < 4; i++) {
        unsigned lacking = i % 2;
        code_map(code_move);
        expect_does("fetch", &guest, ERRAND(DEED_EXECUTE, move), 0x1234);
        expect_unmapped("half", &guest, page_of(code_move[lacking], CODE_PAGE_ORDER, L4_FPAGE_RX));
        expect_mapped("half", &guest, page_of(code_move[lacking], CODE_PAGE_ORDER, rights[i / 2]));
        expect_faults("fetch of half an instruction", &guest, ERRAND(DEED_EXECUTE, move));
    }
    report("half of the code");
}

int main(void)
{
    words_fill();
    guest_meet(&guest);
    rounds_try();
    for (uint32_t node = 0; node < NODES; node++) {
        node_map(node, L4_FPAGE_RW);
    }
    loads_try();
    stores_try();
    fetches_try();
    expect_unmapped("all", &guest, page_of(words, 11, L4_FPAGE_RO));
    halves_try();
    code_halves_try();
    report("crossings: %u things went wrong", wrong);
    return (int)wrong;
}
