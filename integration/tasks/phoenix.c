/* A task that does nothing but wait, and is restarted whenever it ends. */
#include <uapi/uapi.h>

int main(void)
{
    for (;;) {
        (void)sys_wait_for_event(EVENT_TYPE_IPC, 0);
    }
}
