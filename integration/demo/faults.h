/* The ways in which a worker can go wrong. */
#ifndef DEMO_FAULTS_H
#define DEMO_FAULTS_H

/* X(name the person types, what the worker then tries to do) */
#define FAULTS(X)                                                                                  \
    X(null, "write through a null pointer")                                                        \
    X(read, "read the kernel's memory")                                                            \
    X(write, "write to the console's UART")                                                        \
    X(execute, "execute its own stack")                                                            \
    X(stack, "use more stack than it has")                                                         \
    X(bus, "read a register of the processor")                                                     \
    X(undefined, "execute an undefined instruction")                                               \
    X(unaligned, "load two words from an odd address")                                             \
    X(divide, "divide by zero")                                                                    \
    X(breakpoint, "stop for a debugger")                                                           \
    X(call, "make a system call that does not exist, which is no fault")

#define FAULT_INDEX(name, what) FAULT_##name,
enum fault_index { FAULTS(FAULT_INDEX) FAULT_COUNT };
#undef FAULT_INDEX

/* faults.c: one of them, in the calling task. */
void fault_provoke(unsigned index);

#endif
