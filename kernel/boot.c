/*
 * Boot: from the image and nothing else to running tasks. It owns nothing afterwards.
 */
#include <string.h>

#include "kernel.h"

void kernel_boot(struct kernel *k, const struct entropy *entropy)
{
    (void)memset(k, 0, sizeof *k);
    k->arch.clock.deadline = TIME_NEVER;
    const struct image_error error = image_check(arch_image(k));
    if (error.reason != NULL) {
        report_image_error(k, &error);
        arch_halt(k, BOARD_PANIC);
        return;
    }
    time_init(k);
    space_init(k);
    channel_init(k);
    irq_init(k);
    random_init(k, entropy);
    task_init(k);
    sched_settle(k);
}
