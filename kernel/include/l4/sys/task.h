/*
 * The L4Re family: tasks as spaces of memory and of names.
 *
 * Source: L4Re's <l4/sys/task.h> and its documentation of Task. Each call is one native call of
 * <anvil/syscalls.h>; nothing here decides anything. A task is a process, named in any spelling
 * that the manual lists. All calls return a tag for l4_error. A call that fails changes nothing.
 * Errors of all calls, looked for first: -2004 (the name of the task names nothing), -L4_EBADPROTO
 * (it names no task). Where the manual's chapter on L4 says so, Anvil is not like upstream.
 *
 * "Needs W on the task" is ZX_RIGHT_WRITE of the name given, unless the task is the caller's own.
 *
 * The native calls are there on the target. Elsewhere this header is its types and constants,
 * unless ANVIL_NATIVE_CALLS is defined: then whoever defines it has brought calls of his own.
 */
#ifndef L4_SYS_TASK_H
#define L4_SYS_TASK_H

#include <anvil/syscalls.h>
#include <l4/sys/ipc.h>
#include <l4/sys/types.h>
#include <l4/sys/utcb.h>

#if defined(__arm__) || defined(ANVIL_NATIVE_CALLS)

/*
 * Maps, or with L4_MAP_ITEM_GRANT moves, what snd_fpage means in the source into the destination,
 * with the rights that both the flexpage and the source have; without R, nothing.
 *
 * snd_base is of l4_map_control or l4_map_obj_control. Memory stays at its address, and only the
 * rights of what is a child of the source at that very place are united with the new; whatever
 * else is there goes first. Objects go to the slots from the hot spot on, into the window, in
 * place of what is there; void slots of the source are skipped.
 *
 * Needs W on the destination, R on the source unless that is the caller's own; of each object
 * DUPLICATE (a grant does not) and, into another task or for a grant, TRANSFER. The right S is
 * handed on only if the names of both tasks have it. Errors: -L4_EPERM (destination), -L4_EINVAL
 * (flexpage, source), -L4_EPERM (source); -L4_EINVAL (hot spot), -L4_ENOENT (no memory there),
 * -L4_EINVAL (what the source or its origin occupies, what no MPU region can be, a part of a
 * mapping granted, a slot outside the window), -L4_EPERM (an object), -L4_ENOMEM.
 */
L4_INLINE l4_msgtag_t l4_task_map(l4_cap_idx_t dst_task, l4_cap_idx_t src_task,
                                  l4_fpage_t snd_fpage, l4_addr_t snd_base) L4_NOTHROW
{
    return anvil_l4_tag(anvil_task_map(dst_task, src_task, snd_fpage.raw, snd_base));
}

/*
 * Takes rights from what the flexpage means in the task, and from all that was made from it
 * anywhere: with R among the rights of the flexpage all of them, so that it is gone; else those
 * that the flexpage has. map_mask is of enum l4_unmap_flags_t. A mapping that the flexpage meets is
 * taken whole. Nothing there: success. Needs W on the task. Errors: -L4_EPERM, -L4_EINVAL (the
 * flexpage).
 */
L4_INLINE l4_msgtag_t l4_task_unmap(l4_cap_idx_t task, l4_fpage_t fpage,
                                    l4_umword_t map_mask) L4_NOTHROW
{
    return anvil_l4_tag(anvil_task_unmap(task, fpage.raw, map_mask));
}

/*
 * Does l4_task_unmap for num_fpages flexpages in their order, at most L4_UTCB_GENERIC_DATA_SIZE
 * - 2. Needs W on the task. Errors, with nothing done: -L4_EPERM, -L4_EINVAL (too many, an address
 * that the caller may not read, a flexpage).
 */
L4_INLINE l4_msgtag_t l4_task_unmap_batch(l4_cap_idx_t task, l4_fpage_t const *fpages,
                                          unsigned num_fpages, unsigned long map_mask) L4_NOTHROW
{
    return anvil_l4_tag(
        anvil_task_unmap_batch(task, (uint32_t)(uintptr_t)fpages, num_fpages, (uint32_t)map_mask));
}

/*
 * Takes the name that the selector obj means from the task, with all that was made from it; if it
 * has the right D (ZX_RIGHT_DESTROY), the object ends, and all its names go. Needs W on the task.
 * Errors: -L4_EPERM, -L4_EINVAL (no selector).
 */
L4_INLINE l4_msgtag_t l4_task_delete_obj(l4_cap_idx_t task, l4_cap_idx_t obj) L4_NOTHROW
{
    return l4_task_unmap(task, l4_obj_fpage(obj, 0, L4_CAP_FPAGE_RWSD), L4_FP_DELETE_OBJ);
}

/* Takes the name that the selector cap means from the task, with all that was made from it. Needs
 * W on the task. Errors: -L4_EPERM, -L4_EINVAL (no selector). */
L4_INLINE l4_msgtag_t l4_task_release_cap(l4_cap_idx_t task, l4_cap_idx_t cap) L4_NOTHROW
{
    return l4_task_unmap(task, l4_obj_fpage(cap, 0, L4_CAP_FPAGE_RWSD), L4_FP_ALL_SPACES);
}

/* Label 1: cap names something in the task; 0: it does not. Needs no right. */
L4_INLINE l4_msgtag_t l4_task_cap_valid(l4_cap_idx_t task, l4_cap_idx_t cap) L4_NOTHROW
{
    return anvil_l4_tag(anvil_task_cap_valid(task, cap));
}

/* Label 1: something was mapped from what cap names in the task; 0: nothing was. Needs no right. */
L4_INLINE l4_msgtag_t l4_task_cap_has_child(l4_cap_idx_t task, l4_cap_idx_t cap) L4_NOTHROW
{
    return anvil_l4_tag(anvil_task_cap_has_child(task, cap));
}

/* Label 1: both name the same object in the task, with the same rights, or both nothing; 0: they do
 * not. Needs no right. */
L4_INLINE l4_msgtag_t l4_task_cap_equal(l4_cap_idx_t task, l4_cap_idx_t cap_a,
                                        l4_cap_idx_t cap_b) L4_NOTHROW
{
    return anvil_l4_tag(anvil_task_cap_equal(task, cap_a, cap_b));
}

/*
 * Gives the task the exchange areas, 256 bytes each, that the flexpage of memory covers: a stretch
 * of the arena (<anvil/arena.h>), zeroed, which the task may read and write from then on until it
 * ends. The rights of the flexpage do not count. Needs W on the task. Errors: -L4_EPERM,
 * -L4_EINVAL (not a stretch of the arena), -L4_EEXIST (some of it is a task's already), -L4_ENOMEM
 * (quota).
 */
L4_INLINE l4_msgtag_t l4_task_add_ku_mem(l4_cap_idx_t task, l4_fpage_t ku_mem) L4_NOTHROW
{
    return anvil_l4_tag(anvil_task_add_ku_mem(task, ku_mem.raw));
}

#endif

#endif
