/*
 * Errors of l4sys; calls return them negated. Source: L4Re's <l4/sys/err.h>, all of it, so that
 * code which names an error that Anvil never returns compiles. Those that it returns are marked.
 */
#ifndef L4_SYS_ERR_H
#define L4_SYS_ERR_H

#include <l4/sys/compiler.h>

enum l4_error_code_t {
    L4_EOK = 0,
    L4_EPERM = 1,  /* returned: a name lacks a right */
    L4_ENOENT = 2, /* returned: the source has no memory there */
    L4_EIO = 5,
    L4_ENXIO = 6,
    L4_E2BIG = 7,
    L4_EAGAIN = 11,
    L4_ENOMEM = 12, /* returned: a pool or a quota is used up */
    L4_EACCESS = 13,
    L4_EFAULT = 14,
    L4_EBUSY = 16,
    L4_EEXIST = 17, /* returned: an exchange area is in use */
    L4_ENODEV = 19,
    L4_EINVAL = 22, /* returned: an argument is wrong */
    L4_ENOSPC = 28,
    L4_ERANGE = 34,
    L4_ENAMETOOLONG = 36,
    L4_ENOSYS = 38,
    L4_EBADPROTO = 39, /* returned: a name means an object of another type */
    L4_EADDRNOTAVAIL = 99,
    L4_ERRNOMAX = 100,

    L4_ENOREPLY = 1000,
    L4_EMSGTOOSHORT = 1001,
    L4_EMSGTOOLONG = 1002,
    L4_EMSGMISSARG = 1003,

    /* Errors of the invocation itself: this and an L4_IPC_ of <l4/sys/ipc.h>. */
    L4_EIPC_LO = 2000,
    L4_EIPC_HI = 2000 + 0x1f
};

#endif
