/*
 * The runtime of a task: what runs before main and after it, and where the heap is.
 *
 * The kernel has filled the task's data and zeroed the rest before the first instruction; the
 * stack pointer is at the top of its stack. Only the heap needs the C library, for errno.
 */
#include <errno.h>
#include <stddef.h>
#include <uapi/uapi.h>

/* Of task.ld. */
extern void (*const __init_array_start[])(void);
extern void (*const __init_array_end[])(void);
extern char __heap_start[];
extern char __heap_end[];

int main(void);
_Noreturn void _start(void);
_Noreturn void _exit(int status);
void *_sbrk(ptrdiff_t increment);

_Noreturn void _start(void)
{
    for (void (*const *constructor)(void) = __init_array_start; constructor != __init_array_end;
         constructor++) {
        (*constructor)();
    }
    sys_exit(main());
}

/* What the C library's exit and abort end in. */
_Noreturn void _exit(int status)
{
    sys_exit(status);
}

/* The C library's source of memory: moves the end of the used heap, within the HEAP of the task. */
void *_sbrk(ptrdiff_t increment)
{
    static char *end = __heap_start;
    if (increment > __heap_end - end || increment < __heap_start - end) {
        errno = ENOMEM;
        return (void *)-1;
    }
    char *start = end;
    end += increment;
    return start;
}
