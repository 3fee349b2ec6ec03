/*
 * MAIN of the image spaces-moves: hands pages of its own to guests, who hand them on, and takes
 * them back in every way there is. Who should have a page reads it; who should not does not
 * survive reading it.
 */
#include "master.h"

#define ORDER 10u
#define SIZE  (1u << ORDER)

static struct guest anna = GUEST(0);
static struct guest bert = GUEST(1);
static struct guest cleo = GUEST(2);

static _Alignas(4 * SIZE) volatile uint8_t pages[4][SIZE];
CODE_PAGES(code_pages, 1);

/* The first page, with these rights. */
static l4_fpage_t page(uint32_t rights)
{
    return page_of(pages[0], ORDER, rights);
}

static void expect_has(const char *what, struct guest *guest)
{
    expect_reads(what, guest, &pages[0][0]);
    expect_reads(what, guest, &pages[0][SIZE - 1]);
}

static void expect_has_not(const char *what, struct guest *guest)
{
    expect_read_faults(what, guest, address_of(&pages[0][0]));
}

/* From the own space to anna, from her to bert, from him to cleo. */
static void chain_make(void)
{
    l4_fpage_t all = page(L4_FPAGE_RW);
    expect_mapped("to anna", &anna, all);
    expect_error("to bert", 0, map_between(bert.process, anna.process, all));
    expect_error("to cleo", 0, map_between(cleo.process, bert.process, all));
    expect_writes("cleo, of the chain", &cleo, &pages[0][1]);
    expect_writes("bert, of the chain", &bert, &pages[0][SIZE - 1]);
    expect_writes("anna, of the chain", &anna, &pages[0][1]);
}

/* The guest's page goes, and what is below it or all of it. */
static void expect_taken(const char *what, zx_handle_t task, uint32_t rights, uint32_t mask)
{
    expect_error(what, 0, l4_task_unmap(task, page(rights), mask));
}

/* ---- Taking back. ---- */

static void children_take(void)
{
    chain_make();
    expect_taken("below bert", bert.process, L4_FPAGE_RW, L4_FP_OTHER_SPACES);
    expect_has("bert keeps it", &bert);
    expect_has_not("cleo does not", &cleo);
    expect_taken("below the own", ANVIL_SELF_PROCESS, L4_FPAGE_RO, L4_FP_OTHER_SPACES);
    pages[0][0]++; /* this one keeps it */
    expect_has_not("anna does not", &anna);
    expect_has_not("nor does bert", &bert);
    report("children only");
}

static void all_take(void)
{
    chain_make();
    expect_taken("anna's and below", anna.process, L4_FPAGE_RWX, L4_FP_ALL_SPACES);
    pages[0][0]++;
    expect_has_not("anna", &anna);
    expect_has_not("bert", &bert);
    expect_has_not("cleo", &cleo);
    report("all of it");
}

static void rights_take(void)
{
    chain_make();
    expect_taken("nothing", anna.process, 0, L4_FP_ALL_SPACES);
    expect_taken("a right that is not there", anna.process, L4_FPAGE_X, L4_FP_ALL_SPACES);
    expect_writes("cleo, as before", &cleo, &pages[0][1]);
    expect_taken("write, below bert", bert.process, L4_FPAGE_W, L4_FP_OTHER_SPACES);
    expect_writes("bert, as before", &bert, &pages[0][1]);
    expect_has("cleo reads", &cleo);
    expect_write_faults("cleo does not write", &cleo, &pages[0][1]);
    expect_taken("write", anna.process, L4_FPAGE_W, L4_FP_ALL_SPACES);
    pages[0][1]++;
    expect_has("anna reads", &anna);
    expect_has("bert reads", &bert);
    expect_write_faults("anna does not write", &anna, &pages[0][1]);
    report("rights alone");
}

static void execute_take(void)
{
    uint32_t code = address_of(code_pages[0]);
    l4_fpage_t all = page_of(code_pages[0], CODE_PAGE_ORDER, L4_FPAGE_RX);
    expect_mapped("code", &anna, all);
    expect_does("execute", &anna, ERRAND(DEED_EXECUTE, code, 7), 7);
    expect_unmapped("execute", &anna, l4_fpage_set_rights(all, L4_FPAGE_X));
    expect_reads("read it still", &anna, code_pages[0]);
    expect_faults("execute no more", &anna, ERRAND(DEED_EXECUTE, code));
    report("the right to execute alone");
}

/* Part of a node, and more than a node: whatever is met goes as a whole. */
static void ranges_take(void)
{
    expect_mapped("map", &anna, page(L4_FPAGE_RW));
    expect_unmapped("128 bytes of it", &anna, page_of(&pages[0][512], 7, L4_FPAGE_RW));
    expect_read_faults("the first byte", &anna, address_of(&pages[0][0]));
    for (unsigned i = 0; i < 4; i++) {
        expect_mapped("one by one", &bert, page_of(pages[i], ORDER, L4_FPAGE_RO));
        expect_reads("one by one", &bert, &pages[i][SIZE - 1]);
    }
    expect_unmapped("two at once", &bert, page_of(pages[2], ORDER + 1, L4_FPAGE_RO));
    expect_reads("the second", &bert, &pages[1][SIZE - 1]);
    expect_read_faults("the third", &bert, address_of(pages[2]));
    expect_unmapped("where there is nothing", &bert, page(L4_FPAGE_RWX));
    report("ranges");
}

/* ---- Mapping where something is already. ---- */

static void unite(void)
{
    expect_mapped("read", &anna, page(L4_FPAGE_RO));
    expect_has("anna", &anna);
    expect_mapped("read and write", &anna, page(L4_FPAGE_RW));
    expect_writes("united", &anna, &pages[0][5]);
    expect_mapped("read again", &anna, page(L4_FPAGE_RO));
    expect_writes("still united", &anna, &pages[0][5]);
    expect_mapped("nothing", &anna, page(L4_FPAGE_W));
    expect_writes("united with nothing", &anna, &pages[0][5]);
    expect_unmapped("one node", &anna, page(L4_FPAGE_RO));
    expect_has_not("there is no second one", &anna);
    report("unite");
}

/* What is in the way goes with all that was made from it. */
static void displace(void)
{
    l4_fpage_t part = page_of(&pages[0][256], 8, L4_FPAGE_RW);
    expect_mapped("a part", &anna, part);
    expect_error("the part, on", 0, map_between(bert.process, anna.process, part));
    expect_reads("bert", &bert, &pages[0][256]);
    expect_mapped("the whole", &anna, page(L4_FPAGE_RO));
    expect_has("anna", &anna);
    expect_read_faults("bert has lost the part", &bert, address_of(&pages[0][256]));
    expect_mapped("the part again", &anna, part);
    expect_writes("anna", &anna, &pages[0][256]);
    expect_has_not("anna has lost the rest", &anna);
    report("displace");
}

/* A descendant does not displace its ancestors. */
static void loops_refuse(void)
{
    chain_make();
    expect_error("to the own space", -L4_EINVAL,
                 map_between(ANVIL_SELF_PROCESS, cleo.process, page(L4_FPAGE_RO)));
    expect_error("to anna", -L4_EINVAL, map_between(anna.process, cleo.process, page(4)));
    expect_error("granted to anna", -L4_EINVAL, grant_between(anna.process, bert.process, page(4)));
    expect_error("to itself", -L4_EINVAL, map_between(bert.process, bert.process, page(4)));
    expect_writes("anna", &anna, &pages[0][6]);
    expect_writes("bert", &bert, &pages[0][6]);
    expect_writes("cleo", &cleo, &pages[0][6]);
    expect_taken("all", ANVIL_SELF_PROCESS, L4_FPAGE_RO, L4_FP_OTHER_SPACES);
    report("loops");
}

/* ---- Granting. ---- */

static void grant(void)
{
    expect_mapped("to anna", &anna, page(L4_FPAGE_RW));
    expect_error("on to cleo", 0, map_between(cleo.process, anna.process, page(L4_FPAGE_RW)));
    expect_has("anna", &anna);
    expect_error("a part only", -L4_EINVAL,
                 grant_between(bert.process, anna.process, page_of(pages[0], 7, L4_FPAGE_RW)));
    expect_error("grant", 0, grant_between(bert.process, anna.process, page(L4_FPAGE_RW)));
    expect_writes("bert", &bert, &pages[0][7]);
    expect_has_not("anna has it no more", &anna);
    expect_writes("cleo keeps it", &cleo, &pages[0][7]);
    expect_taken("bert's", bert.process, L4_FPAGE_RO, L4_FP_ALL_SPACES);
    expect_has_not("bert", &bert);
    expect_has_not("cleo's came from it", &cleo);
    report("grant");
}

/* With fewer rights, by the guest's own call, to who has some of it already. */
static void grant_more(void)
{
    zx_handle_t cleo_of_bert = guest_gets(&bert, cleo.process);
    l4_fpage_t read = page(L4_FPAGE_RO);
    expect_mapped("to bert", &bert, page(L4_FPAGE_RW));
    expect_error("a child", 0, map_between(cleo.process, bert.process, read));
    expect_writes("bert", &bert, &pages[0][8]);
    expect_has("cleo", &cleo);
    expect_does("grant", &bert,
                ERRAND(DEED_CALL, SYS_TASK_MAP, cleo_of_bert, ANVIL_SELF_PROCESS, read.raw,
                       base_of(read, L4_MAP_ITEM_GRANT)),
                0);
    expect_has("cleo still", &cleo);
    expect_has_not("bert has it no more", &bert);
    expect_has("cleo does not depend on bert", &cleo);
    expect_write_faults("cleo may not write", &cleo, &pages[0][8]);
    report("grant to a child");
}

/* ---- Many at once. ---- */

/* A list that lies in the last page; what is to be taken from anna. */
static void batch(void)
{
    l4_fpage_t *list = (l4_fpage_t *)(uintptr_t)pages[3];
    for (unsigned i = 0; i < 4; i++) {
        expect_mapped("map", &anna, page_of(pages[i], ORDER, L4_FPAGE_RW));
        list[i] = page_of(pages[i], ORDER, i == 1 ? L4_FPAGE_W : L4_FPAGE_RO);
        expect_writes("before", &anna, &pages[i][900]);
    }
    expect_error("too many", -L4_EINVAL,
                 l4_task_unmap_batch(anna.process, list, 62, L4_FP_ALL_SPACES));
    expect_error("nowhere", -L4_EINVAL,
                 l4_task_unmap_batch(anna.process, NULL, 1, L4_FP_ALL_SPACES));
    expect_error("none", 0, l4_task_unmap_batch(anna.process, list, 0, L4_FP_ALL_SPACES));
    expect_writes("as before", &anna, &pages[0][900]);
    /* She does it herself, with a list that goes along. */
    expect_does("batch", &anna,
                ERRAND(DEED_CALL, SYS_TASK_UNMAP_BATCH, ANVIL_SELF_PROCESS, address_of(list), 4,
                       L4_FP_ALL_SPACES),
                0);
    expect_reads("only the right to write", &anna, &pages[1][900]);
    expect_write_faults("the second", &anna, &pages[1][900]);
    report("batch");
}

int main(void)
{
    guest_meet(&anna);
    guest_meet(&bert);
    guest_meet(&cleo);
    children_take();
    all_take();
    rights_take();
    execute_take();
    ranges_take();
    unite();
    displace();
    loops_refuse();
    grant();
    grant_more();
    batch();
    report("moves: %u things went wrong", wrong);
    return (int)wrong;
}
