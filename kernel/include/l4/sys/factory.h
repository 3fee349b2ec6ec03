/*
 * The L4Re family: making tasks. Source: L4Re's <l4/sys/factory.h>, for what Anvil has; a factory
 * is a job. What <l4/sys/task.h> says of its calls is true of this one too.
 */
#ifndef L4_SYS_FACTORY_H
#define L4_SYS_FACTORY_H

#include <l4/sys/task.h>

#if defined(__arm__) || defined(ANVIL_NATIVE_CALLS)

/*
 * Makes a task without memory, names or threads below the job that factory names, and puts its
 * name, with ZX_DEFAULT_PROCESS_RIGHTS, into the slot of the caller's window that the selector
 * target_cap means, in place of what is there. utcb_area gives it exchange areas, as
 * l4_task_add_ku_mem does; l4_fpage_invalid() gives it none. Needs MANAGE_PROCESS. Errors: -2004,
 * -L4_EBADPROTO, -L4_EPERM (factory), -L4_EINVAL (target_cap, utcb_area), -L4_EEXIST, -L4_ENOMEM.
 */
L4_INLINE l4_msgtag_t l4_factory_create_task(l4_cap_idx_t factory, l4_cap_idx_t target_cap,
                                             l4_fpage_t utcb_area) L4_NOTHROW
{
    return anvil_l4_tag(anvil_factory_create_task(factory, target_cap, utcb_area.raw));
}

#endif

#endif
