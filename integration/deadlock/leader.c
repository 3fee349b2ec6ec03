/*
 * Gives each member its order and lets things happen. It is more urgent than the members, and they
 * all wait for orders: every order has been read before the first member obeys.
 */
#include "order.h"
#include "report.h"

#define MEMBERS   8u
#define SETTLE_MS 100u
#define NAP       20u

struct scene {
    const char *name;
    struct order orders[MEMBERS]; /* of members 1 to 8; an empty one is not given */
};

/* Of the last member of each ring the send must be refused, of all others read. */
static const struct scene scenes[] = {
    {"ring of 1", {{0, 1}}},
    {"ring of 2", {{0, 2}, {0, 1}}},
    {"ring of 3", {{0, 2}, {0, 3}, {0, 1}}},
    {"ring of 8", {{0, 2}, {0, 3}, {0, 4}, {0, 5}, {0, 6}, {0, 7}, {0, 8}, {0, 1}}},
    {"ring closed late", {{0, 2}, {0, 3}, {NAP, 1}}},
    {"ring with a tail", {{0, 2}, {0, 3}, {NAP, 1}, {0, 1}, {0, 4}}},
    {"chain, its end asleep", {{0, 2}, {0, 3}, {0, 4}, {0, 5}, {0, 6}, {0, 7}, {0, 8}, {NAP, 0}}},
    {"chain, its end waiting", {{0, 2}, {0, 3}, {0, 4}}},
    {"ring but for one who sleeps first", {{NAP, 0}, {0, 3}, {0, 1}}},
    {"many to one who sleeps", {{NAP, 0}, {0, 1}, {0, 1}, {0, 1}, {0, 1}, {0, 1}, {0, 1}, {0, 1}}},
    {"many to one who sends", {{0, 2}, {NAP, 0}, {0, 1}, {0, 1}, {0, 1}}},
    {"two chains into one", {{0, 3}, {0, 3}, {0, 4}, {NAP, 0}}},
};

static void play(const struct scene *scene)
{
    report("%s", scene->name);
    for (unsigned number = 1; number <= MEMBERS; number++) {
        const struct order *order = &scene->orders[number - 1];
        if (order->peer == 0 && order->sleep_ms == 0) {
            continue;
        }
        taskh_t member = find_task(number);
        (void)copy_to_kernel((const uint8_t *)order, sizeof *order);
        if (sys_send_ipc(member, sizeof *order) != STATUS_OK) {
            report("member %u did not read its order", number);
        }
    }
    (void)sys_sleep(SETTLE_MS, SLEEP_MODE_DEEP);
}

int main(void)
{
    for (size_t i = 0; i < sizeof scenes / sizeof scenes[0]; i++) {
        play(&scenes[i]);
    }
    return 0;
}
