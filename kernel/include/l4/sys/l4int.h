/*
 * Integer types of l4sys. Source: L4Re's <l4/sys/l4int.h>. A machine word has 32 bits wherever
 * this is compiled, so that what it makes is the same on the host.
 */
#ifndef L4_SYS_L4INT_H
#define L4_SYS_L4INT_H

#include <stddef.h>
#include <stdint.h>

#define L4_MWORD_BITS 32

typedef int8_t l4_int8_t;
typedef uint8_t l4_uint8_t;
typedef int16_t l4_int16_t;
typedef uint16_t l4_uint16_t;
typedef int32_t l4_int32_t;
typedef uint32_t l4_uint32_t;
typedef int64_t l4_int64_t;
typedef uint64_t l4_uint64_t;

typedef int32_t l4_mword_t;
typedef uint32_t l4_umword_t;
typedef uint32_t l4_addr_t; /* an address of the target */

#endif
