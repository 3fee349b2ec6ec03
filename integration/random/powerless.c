/* Has every capability but the one for random numbers. */
#include "events.h"

int main(void)
{
    uint32_t before = 0x5e2713e1;
    uint32_t after = 0;
    (void)copy_to_kernel((const uint8_t *)&before, sizeof before);
    enum Status status = sys_get_random();
    (void)copy_from_kernel((uint8_t *)&after, sizeof after);
    report("powerless: %s, %s", status_name(status),
           after == before ? "nothing written" : "WRITTEN");
    return 0;
}
