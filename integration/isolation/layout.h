/*
 * Where a task's memory lies, as it knows it from its own link, and what intruder and witness tell
 * each other.
 */
#ifndef ISOLATION_LAYOUT_H
#define ISOLATION_LAYOUT_H

#include <uapi/uapi.h>

/* Addresses of a task's four blocks, each as one MPU region holds it: [0] first byte, [1] end. */
struct layout {
    uint32_t code[2];
    uint32_t data[2];
    uint32_t stack[2];
    uint32_t area[2];
};

enum intrusion { INTRUSION_READ, INTRUSION_WRITE, INTRUSION_EXECUTE };

/* What an intruder is told to do. */
struct order {
    uint32_t intrusion; /* enum intrusion */
    uint32_t address;
};

/* Of the linker script; the sizes are addresses only to the linker. */
extern char __code_base[];
extern char __code_size[];
extern char __data_base[];
extern char __data_size[];

/* A region's size: a power of two that holds size bytes, and least at the least. */
static inline uint32_t region_size(uint32_t size, uint32_t least)
{
    uint32_t region = least;
    while (region < size) {
        region *= 2;
    }
    return region;
}

static inline struct layout own_layout(void)
{
    uint32_t code = (uint32_t)(uintptr_t)__code_base;
    uint32_t data = (uint32_t)(uintptr_t)__data_base;
    uint32_t code_size = region_size((uint32_t)(uintptr_t)__code_size, 1024);
    uint32_t data_size = region_size((uint32_t)(uintptr_t)__data_size, 128);
    uint32_t stack = (uint32_t)(uintptr_t)_s_stack;
    uint32_t area = (uint32_t)(uintptr_t)_s_svc_exchange;
    return (struct layout){
        .code = {code, code + code_size},
        .data = {data, data + data_size},
        .stack = {stack, (uint32_t)(uintptr_t)_e_stack},
        .area = {area, area + SVC_EXCHANGE_AREA_LEN},
    };
}

#endif
