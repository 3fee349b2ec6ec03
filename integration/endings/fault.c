/* Ends by a fault. */
#include "report.h"

int main(void)
{
    report("faults");
    __asm__ volatile("udf #0");
    return 0;
}
