/* The calls, with their results copied out of the exchange area. */
#include "look.h"

enum Status look_at(uint32_t index, struct anvil_task_info *info)
{
    enum Status status = (enum Status)anvil_task_info(index);
    return status == STATUS_OK ? copy_from_kernel((uint8_t *)info, sizeof *info) : status;
}

bool look_for(uint32_t label, struct anvil_task_info *info)
{
    for (uint32_t index = 0; look_at(index, info) == STATUS_OK; index++) {
        if (info->label == label) {
            return true;
        }
    }
    return false;
}

uint64_t look_at_clock(void)
{
    uint64_t now = 0;
    (void)sys_get_cycle(PRECISION_NANOSECONDS);
    (void)copy_from_kernel((uint8_t *)&now, sizeof now);
    return now;
}
