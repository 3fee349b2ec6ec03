/*
 * MAIN of the image spaces-losses: guests lose the memory that they stand on, by their own call, by
 * somebody else's, while they wait and while they run. They end by a fault at their next step, and
 * nobody else does.
 */
#include "master.h"

static struct guest anna = GUEST(0);
static struct guest bert = GUEST(1);
static struct guest cleo = GUEST(2);

/* What a run cannot do without. The rights are those without which it cannot: a stack that cannot
 * be written, data likewise, code that cannot be executed. */
static const struct block {
    const char *name;
    uint32_t rights;
} blocks[] = {
    {"data", L4_FPAGE_W},
    {"stack", L4_FPAGE_W},
    {"code", L4_FPAGE_X},
};

static const uint32_t *range_of(const struct guest *guest, const struct block *block)
{
    const struct layout *layout = &guest->told.layout;
    const uint32_t *const ranges[] = {layout->data, layout->stack, layout->code};
    return ranges[block - blocks];
}

/* The others are as they were. */
static void expect_others(void)
{
    expect_does("bert has his data", &bert, ERRAND(DEED_READ, bert.told.mark),
                (uint8_t)~MARK_FRESH);
}

static void expect_lost(const char *how, const char *name, bool came_back)
{
    expect(name, !came_back);
    guest_meet(&anna);
    report("%s: %s", how, name);
}

/* She takes it from herself. */
static void self_unmap(const struct block *block, uint32_t rights)
{
    uint32_t result;
    l4_fpage_t page = block_page(range_of(&anna, block), rights);
    guest_begin(&anna,
                ERRAND(DEED_CALL, SYS_TASK_UNMAP, ANVIL_SELF_PROCESS, page.raw, L4_FP_ALL_SPACES));
    expect_lost("by herself", block->name, guest_end(&anna, &result));
}

/* She gives it away. */
static void self_grant(const struct block *block)
{
    uint32_t result;
    zx_handle_t to = guest_gets(&anna, cleo.process);
    l4_fpage_t page = block_page(range_of(&anna, block), L4_FPAGE_RWX);
    guest_begin(&anna, ERRAND(DEED_CALL, SYS_TASK_MAP, to, ANVIL_SELF_PROCESS, page.raw,
                              base_of(page, L4_MAP_ITEM_GRANT)));
    expect_lost("given away", block->name, guest_end(&anna, &result));
}

/* It goes while she waits for what to do. */
static void waiting_unmap(const struct block *block, uint32_t rights)
{
    uint32_t result;
    l4_fpage_t page = block_page(range_of(&anna, block), rights);
    taskh_t task = anna.task;
    expect_unmapped(block->name, &anna, page);
    expect("she still runs", sys_get_task_handle(anna.label) == STATUS_OK);
    guest_begin(&anna, ERRAND(DEED_READ, anna.told.layout.data[0]));
    expect_lost("while she waits", block->name, guest_end(&anna, &result));
    expect("her end", anna.task != task);
}

/* It goes while she is on the ready list, in the middle of a long deed. */
static void running_unmap(const struct block *block, uint32_t rights)
{
    uint32_t result;
    l4_fpage_t page = block_page(range_of(&anna, block), rights);
    guest_begin(&anna, ERRAND(DEED_SPIN, 1000000));
    (void)zx_nanosleep(zx_deadline_after(ZX_USEC(50)));
    expect_unmapped(block->name, &anna, page);
    expect_lost("while she runs", block->name, guest_end(&anna, &result));
}

/* Behind anna's stack bert's begins: he would no more fault when he uses more than he has. */
static void neighbour_refuse(void)
{
    l4_fpage_t stack = block_page(anna.told.layout.stack, L4_FPAGE_RO);
    expect_number("neighbours", anna.told.layout.stack[1], bert.told.layout.stack[0]);
    expect_error("map", -L4_EINVAL, map_between(bert.process, anna.process, stack));
    expect_error("grant", -L4_EINVAL, grant_between(bert.process, anna.process, stack));
    expect_error("the end of it", -L4_EINVAL,
                 map_between(bert.process, anna.process,
                             l4_fpage(anna.told.layout.stack[1] - 128, 7, L4_FPAGE_RO)));
    expect_error("all but the end of it", 0,
                 map_between(bert.process, anna.process,
                             l4_fpage(anna.told.layout.stack[0], 9, L4_FPAGE_RO)));
    expect_others();
    report("nothing ends where a stack begins");
}

int main(void)
{
    static void (*const ways[])(const struct block *block,
                                uint32_t rights) = {self_unmap, waiting_unmap, running_unmap};
    guest_meet(&anna);
    guest_meet(&bert);
    guest_meet(&cleo);
    neighbour_refuse();
    for (size_t i = 0; i < sizeof blocks / sizeof blocks[0]; i++) {
        for (size_t way = 0; way < sizeof ways / sizeof ways[0]; way++) {
            ways[way](&blocks[i], L4_FPAGE_RWX);
            expect_others();
            ways[way](&blocks[i], blocks[i].rights);
            expect_others();
        }
        self_grant(&blocks[i]);
        expect_others();
    }
    report("losses: %u things went wrong", wrong);
    return (int)wrong;
}
