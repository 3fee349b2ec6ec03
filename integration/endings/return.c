/* Ends by returning the number it was built with. */
#include "report.h"

int main(void)
{
    report("returns %d", RETURNS);
    return RETURNS;
}
