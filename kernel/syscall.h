/*
 * System calls as the core sees them: numbers, decoded arguments, handlers. All of it is expanded
 * from the table in syscalls.def.
 */
#ifndef ANVIL_SYSCALL_H
#define ANVIL_SYSCALL_H

#include "kernel.h"
#include "l4.h"

/* No system call has this number; its value is Zircon's ZX_ERR_BAD_SYSCALL. */
#define BAD_SYSCALL ((uint32_t)-13)

#define NO_ARGUMENTS
#define ANY(place, name)                  uint32_t name;
#define INT(place, name)                  int32_t name;
#define RANGE(place, name, low, high)     uint32_t name;
#define MIN(place, name, low)             int32_t name;
#define PEER(place, name, right)          process_id name;
#define IRQ(place, name)                  uint32_t name;
#define HANDLE(place, name, type, rights) struct named name;
#define SPACE(place, name)                struct named_space name;
#define FPAGE(place, name)                struct flexpage name;
#define NAME(place, name)                 uint32_t name;
#define IN(place, name)                   uint32_t name;
#define OUT(place, name)                  uint32_t name;
#define DEADLINE(place, name)             int64_t name;
#define CONSUMED(place, name)             struct handle_list name;
#define GIVEN(place, name)                uint32_t name;
#define NEEDS(capability)

/* struct send_ipc_arguments and its like: what a handler gets, decoded and in range. */
#define SYSCALL(number, name, family, blocking, summary, results, arguments)                       \
    struct name##_arguments {                                                                      \
        arguments                                                                                  \
    };
#include "syscalls.def"
#undef SYSCALL

#undef NO_ARGUMENTS
#undef ANY
#undef INT
#undef RANGE
#undef MIN
#undef PEER
#undef IRQ
#undef HANDLE
#undef SPACE
#undef FPAGE
#undef NAME
#undef IN
#undef OUT
#undef DEADLINE
#undef CONSUMED
#undef GIVEN
#undef NEEDS

/* CALL_send_ipc and its like: the numbers. */
enum call_number {
#define SYSCALL(number, name, family, blocking, summary, results, arguments) CALL_##name = (number),
#include "syscalls.def"
#undef SYSCALL
};

/*
 * The handlers. Arguments go by value: the machine passes structs this small in registers. Each
 * returns the r0 of its caller, which means nothing once the caller is parked.
 */
#define SYSCALL(number, name, family, blocking, summary, results, arguments)                       \
    uint32_t call_##name(struct kernel *k, struct name##_arguments a);
#include "syscalls.def"
#undef SYSCALL

#endif
