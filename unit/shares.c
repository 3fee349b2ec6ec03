/*
 * Tasks that share channels and an event; see shares.h.
 */
#include "shares.h"

static const struct image_share shares[] = {
    {.kind = SHARE_EVENT, .number = 0, .task = 0, .slot = ALICE_EVENT},
    {.kind = SHARE_CHANNEL, .number = 0, .task = 0, .slot = ALICE_TO_BOB},
    {.kind = SHARE_EVENT, .number = 0, .task = 1, .slot = BOB_EVENT},
    {.kind = SHARE_CHANNEL, .number = 0, .task = 1, .slot = BOB_TO_ALICE},
    {.kind = SHARE_CHANNEL, .number = 1, .task = 2, .slot = CAROL_TO_ALICE},
    {.kind = SHARE_CHANNEL, .number = 1, .task = 0, .slot = ALICE_TO_CAROL},
    {.kind = SHARE_EVENT, .number = 0, .task = 2, .slot = CAROL_EVENT},
};

struct machine *shares_machine(uint8_t bobs_start)
{
    const struct machine_task tasks[3] = {
        {.label = ALICE,
         .priority = 5,
         .domain = 1,
         .stack_order = 10,
         .data_order = 10,
         .capabilities = CAPABILITY_START,
         .on_exit = ENDING_RESTART},
        {.label = BOB,
         .priority = 5,
         .domain = 1,
         .stack_order = 10,
         .data_order = 10,
         .start = bobs_start,
         .on_exit = ENDING_RESTART},
        {.label = CAROL, .priority = 5, .domain = 1, .stack_order = 10, .data_order = 10}};
    struct machine_image *image = fixture_image(tasks, 3);
    image->image.window = WINDOW;
    image->image.shares = shares;
    image->image.share_count = sizeof shares / sizeof shares[0];
    image->image.channel_count = 2;
    image->image.event_count = 1;
    struct machine *m = fixture_boot(image);
    be(m, ALICE);
    return m;
}

uint32_t selector(enum shared_slot slot)
{
    return name_of_selector((slot_id)slot);
}

const struct slot *slot_of(struct machine *m, uint32_t label, unsigned slot)
{
    return &machine_kernel(m)->slot[node_of_slot(machine_process(m, label), (slot_id)slot)];
}

uint32_t value_of(struct machine *m, uint32_t label, enum shared_slot slot)
{
    return name_of_handle(machine_kernel(m), machine_process(m, label), (slot_id)slot);
}

void end(struct machine *m, uint32_t label)
{
    be(m, label);
    call_parks(m, SYS_EXIT, 0);
    check(m);
}

void respawn(struct machine *m, uint32_t label, uint32_t caller)
{
    end(m, label);
    while (machine_process(m, label) == NONE) {
        advance_ms(m, 1);
    }
    be(m, caller);
}

void assert_talk(struct machine *m, uint32_t one, enum shared_slot ones, uint32_t other,
                 enum shared_slot others)
{
    char text[8] = {0};
    be(m, one);
    assert_int_equal(signals(m, selector(ones)), ZX_WRITABLE);
    assert_int_equal(send(m, selector(ones), "ping", 0, NULL), ZX_OK);
    be(m, other);
    assert_int_equal(signals(m, selector(others)), ZX_WRITABLE | ZX_READABLE);
    assert_int_equal(receive(m, selector(others), 0, 8, 0), ZX_OK);
    get(m, READ_BYTES, text, 4);
    assert_string_equal(text, "ping");
    assert_int_equal(send(m, selector(others), "pong", 0, NULL), ZX_OK);
    be(m, one);
    assert_int_equal(receive(m, selector(ones), 0, 8, 0), ZX_OK);
    get(m, READ_BYTES, text, 4);
    assert_string_equal(text, "pong");
}

void assert_all_talk(struct machine *m)
{
    assert_talk(m, ALICE, ALICE_TO_BOB, BOB, BOB_TO_ALICE);
    assert_talk(m, ALICE, ALICE_TO_CAROL, CAROL, CAROL_TO_ALICE);
    be(m, ALICE);
}
