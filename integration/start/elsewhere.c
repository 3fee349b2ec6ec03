/* In another domain: nobody here may start it. */
#include "events.h"

int main(void)
{
    report("elsewhere: RUNS");
    return 0;
}
