/*
 * MAIN of the image spaces-respawn: guests hand on the memory that the image gave them, and end.
 * Who had it from them has it no more; the next run has all of it, and all of it is fresh
 * (guest_meet looks at that).
 */
#include "master.h"

static struct guest anna = GUEST(0);
static struct guest bert = GUEST(1);
static struct guest cleo = GUEST(2);

static l4_fpage_t data_page(uint32_t rights)
{
    return block_page(anna.told.layout.data, rights);
}

/* How anna ends: the calls of her own that it takes, in the end. */
static void anna_exits(void)
{
    uint32_t result;
    expect("exit", !guest_does(&anna, ERRAND(DEED_CALL, SYS_EXIT, 0), &result));
}

static void anna_faults(void)
{
    expect_faults("fault", &anna, ERRAND(DEED_EXECUTE, 0));
}

static void (*const ends[])(void) = {anna_exits, anna_faults};
#define ENDS (sizeof ends / sizeof ends[0])

/* The word that every run changes at once. */
static void expect_mark(const char *what, struct guest *guest)
{
    expect_does(what, guest, ERRAND(DEED_READ, anna.told.mark), (uint8_t)~MARK_FRESH);
}

/* ---- Mapped: her data to bert, from him to cleo; her code and stack to both. ---- */

static void blocks_map(const struct guest *to)
{
    const struct layout *layout = &anna.told.layout;
    expect_error("data", 0, map_between(to->process, anna.process, data_page(L4_FPAGE_RW)));
    expect_error("code", 0,
                 map_between(to->process, anna.process, block_page(layout->code, L4_FPAGE_RX)));
}

static void expect_blocks_gone(struct guest *guest)
{
    expect_read_faults("data", guest, anna.told.mark);
    expect_read_faults("code", guest, anna.told.layout.code[0]);
}

static void mapped_try(void (*end)(void))
{
    blocks_map(&bert);
    expect_error(
        "stack", 0,
        map_between(cleo.process, anna.process, block_page(anna.told.layout.stack, L4_FPAGE_RW)));
    expect_error("on to cleo", 0, map_between(cleo.process, bert.process, data_page(L4_FPAGE_RO)));
    expect_mark("bert", &bert);
    expect_mark("cleo", &cleo);
    expect_does("bert spoils it", &bert, ERRAND(DEED_WRITE, anna.told.mark, 0xee), 0);
    end();
    expect_read_faults("cleo, the data", &cleo, anna.told.mark);
    expect_read_faults("cleo, the stack", &cleo, anna.told.layout.stack[1] - 4);
    expect_blocks_gone(&bert);
    expect_mark("anna", &anna);
    report("mapped");
}

/* ---- Granted: she loses it by that, ends, and has it back. ---- */

static void granted_try(void)
{
    uint32_t result;
    expect_error("grant", 0, grant_between(bert.process, anna.process, data_page(L4_FPAGE_RW)));
    expect_error("on to cleo", 0, map_between(cleo.process, bert.process, data_page(L4_FPAGE_RW)));
    expect_mark("bert", &bert);
    expect_mark("cleo", &cleo);
    guest_begin(&anna, ERRAND(DEED_READ, anna.told.mark));
    expect("anna has lost it", !guest_end(&anna, &result));
    guest_meet(&anna);
    expect_mark("anna has it back", &anna);
    expect_read_faults("bert has not", &bert, anna.told.mark);
    expect_read_faults("cleo has not", &cleo, anna.told.mark);
    report("granted");
}

/* Granted on, back to who had it first, and on again, with fewer rights. */
static void granted_around_try(void)
{
    expect_error("to bert", 0, grant_between(bert.process, anna.process, data_page(L4_FPAGE_RW)));
    expect_error("to cleo", 0, grant_between(cleo.process, bert.process, data_page(L4_FPAGE_RW)));
    expect_mark("cleo", &cleo);
    expect_error("back", 0, grant_between(anna.process, cleo.process, data_page(L4_FPAGE_RW)));
    expect_read_faults("not cleo's any more", &cleo, anna.told.mark);
    expect_mark("anna goes on", &anna);
    anna_exits();
    expect_mark("anna runs anew", &anna);
    report("granted and given back");
}

/* Who has it ends while its first owner, who needs it to go on, is still there. */
static void granted_and_gone_try(void)
{
    expect_error("grant", 0, grant_between(bert.process, anna.process, data_page(L4_FPAGE_RW)));
    expect_mark("bert", &bert);
    expect_faults("bert ends", &bert, ERRAND(DEED_EXECUTE, 0));
    expect_read_faults("bert has nothing of it", &bert, anna.told.mark);
    expect_faults("nor has anna", &anna, ERRAND(DEED_READ, anna.told.mark));
    expect_mark("anna runs anew", &anna);
    report("granted and gone");
}

/* Again and again: nothing is used up by it. */
static void often_try(void)
{
    for (unsigned i = 0; i < 20; i++) {
        blocks_map(&bert);
        expect_mark("bert", &bert); /* meanwhile anna comes to wait for what to do */
        expect_error("to cleo", 0,
                     grant_between(cleo.process, anna.process,
                                   block_page(anna.told.layout.stack, L4_FPAGE_RW)));
        ends[i % ENDS]();
        expect_mark("anna", &anna);
    }
    report("often");
}

int main(void)
{
    guest_meet(&anna);
    guest_meet(&bert);
    guest_meet(&cleo);
    for (size_t i = 0; i < ENDS; i++) {
        mapped_try(ends[i]);
    }
    granted_try();
    granted_around_try();
    granted_and_gone_try();
    often_try();
    report("respawn: %u things went wrong", wrong);
    return (int)wrong;
}
