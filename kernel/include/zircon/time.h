/*
 * Times and durations of the Zircon family, in nanoseconds. Source: Zircon's <zircon/time.h>.
 *
 * The functions never overflow: what lies beyond either end of time is that end. The macros are
 * constant expressions for constant arguments, and do not look.
 */
#ifndef ZIRCON_TIME_H
#define ZIRCON_TIME_H

#include <stdint.h>

typedef int64_t zx_time_t;     /* a point in time: nanoseconds since boot */
typedef int64_t zx_duration_t; /* nanoseconds */

#define ZX_TIME_INFINITE      INT64_MAX /* as a deadline: never */
#define ZX_TIME_INFINITE_PAST INT64_MIN /* as a deadline: always passed */

#define ZX_NSEC(n) ((zx_duration_t)(1LL * (n)))
#define ZX_USEC(n) ((zx_duration_t)(1000LL * (n)))
#define ZX_MSEC(n) ((zx_duration_t)(1000000LL * (n)))
#define ZX_SEC(n)  ((zx_duration_t)(1000000000LL * (n)))
#define ZX_MIN(n)  ((zx_duration_t)(60LL * 1000000000LL * (n)))
#define ZX_HOUR(n) ((zx_duration_t)(3600LL * 1000000000LL * (n)))

static inline zx_time_t zx_time_add_duration(zx_time_t time, zx_duration_t duration)
{
    zx_time_t sum = 0;
    if (__builtin_add_overflow(time, duration, &sum)) {
        return duration > 0 ? ZX_TIME_INFINITE : ZX_TIME_INFINITE_PAST;
    }
    return sum;
}

static inline zx_time_t zx_time_sub_duration(zx_time_t time, zx_duration_t duration)
{
    zx_time_t difference = 0;
    if (__builtin_sub_overflow(time, duration, &difference)) {
        return duration < 0 ? ZX_TIME_INFINITE : ZX_TIME_INFINITE_PAST;
    }
    return difference;
}

static inline zx_duration_t zx_time_sub_time(zx_time_t later, zx_time_t earlier)
{
    return zx_time_sub_duration(later, earlier);
}

static inline zx_duration_t zx_duration_add_duration(zx_duration_t first, zx_duration_t second)
{
    return zx_time_add_duration(first, second);
}

static inline zx_duration_t zx_duration_sub_duration(zx_duration_t first, zx_duration_t second)
{
    return zx_time_sub_duration(first, second);
}

static inline zx_duration_t zx_duration_mul_int64(zx_duration_t duration, int64_t multiplier)
{
    zx_duration_t product = 0;
    if (__builtin_mul_overflow(duration, multiplier, &product)) {
        return (duration > 0) == (multiplier > 0) ? ZX_TIME_INFINITE : ZX_TIME_INFINITE_PAST;
    }
    return product;
}

static inline zx_duration_t zx_duration_from_nsec(int64_t n)
{
    return n;
}
static inline zx_duration_t zx_duration_from_usec(int64_t n)
{
    return zx_duration_mul_int64(ZX_USEC(1), n);
}
static inline zx_duration_t zx_duration_from_msec(int64_t n)
{
    return zx_duration_mul_int64(ZX_MSEC(1), n);
}
static inline zx_duration_t zx_duration_from_sec(int64_t n)
{
    return zx_duration_mul_int64(ZX_SEC(1), n);
}
static inline zx_duration_t zx_duration_from_min(int64_t n)
{
    return zx_duration_mul_int64(ZX_MIN(1), n);
}
static inline zx_duration_t zx_duration_from_hour(int64_t n)
{
    return zx_duration_mul_int64(ZX_HOUR(1), n);
}

#endif
