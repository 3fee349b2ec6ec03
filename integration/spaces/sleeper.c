/*
 * Gives the hostile task a name of its process with all rights, and sleeps for ever. Whatever
 * becomes of its memory meanwhile it does not notice. When it is killed it begins anew.
 */
#include <anvil/slots.h>
#include <string.h>
#include <zircon/process.h>
#include <zircon/syscalls.h>

int main(void)
{
    zx_handle_t self = ZX_HANDLE_INVALID;
    (void)zx_handle_duplicate(ANVIL_SELF_PROCESS, ZX_RIGHT_SAME_RIGHTS, &self);
    (void)zx_channel_write(ANVIL_SHARED(0), 0, NULL, 0, &self, 1);
    (void)zx_nanosleep(ZX_TIME_INFINITE);
    return 1;
}
