/*
 * What a returned tag says. Source: L4Re's <l4/sys/ipc.h>, of which this is the part that deals
 * with errors; messages are sent by <uapi/uapi.h> and <zircon/syscalls.h>.
 */
#ifndef L4_SYS_IPC_H
#define L4_SYS_IPC_H

#include <l4/sys/err.h>
#include <l4/sys/types.h>
#include <l4/sys/utcb.h>

/* Why an object could not be invoked. */
enum l4_ipc_tcr_error_t {
    L4_IPC_ERROR_MASK = 0x1f,
    L4_IPC_ENOT_EXISTENT = 4 /* its name names nothing: the only one there is here */
};

/* The error that l4_error returns for one of those. */
L4_INLINE long l4_ipc_to_errno(unsigned long ipc_error) L4_NOTHROW
{
    return -(long)(L4_EIPC_LO + ipc_error);
}

/*
 * A call's result: its label, 0 or more, or a negated error: of enum l4_error_code_t, or, when the
 * name of the object invoked names nothing, -(L4_EIPC_LO + L4_IPC_ENOT_EXISTENT), which is -2004.
 */
L4_INLINE long l4_error(l4_msgtag_t tag) L4_NOTHROW
{
    return l4_msgtag_has_error(tag) != 0 ? l4_ipc_to_errno(l4_msgtag_words(tag))
                                         : l4_msgtag_label(tag);
}

/* The tag for what a native call returned: a label, or a negated error. */
L4_INLINE l4_msgtag_t anvil_l4_tag(uint32_t result)
{
    int32_t label = (int32_t)result;
    return label <= -(int32_t)L4_EIPC_LO
               ? l4_msgtag(0, (unsigned)(-label - L4_EIPC_LO), 0, L4_MSGTAG_ERROR)
               : l4_msgtag(label, 0, 0, 0);
}

#endif
