/* The status values of the Sentry family, as its documentation publishes them. */
#ifndef ANVIL_SENTRY_H
#define ANVIL_SENTRY_H

enum sentry_status {
    SENTRY_OK = 0,
    SENTRY_INVALID = 1,
    SENTRY_DENIED = 2,
    SENTRY_NO_ENTITY = 3,
    SENTRY_BUSY = 4,
    SENTRY_CRITICAL = 6,
    SENTRY_TIMEOUT = 7,
    SENTRY_AGAIN = 8,
    SENTRY_INTR = 9,
    SENTRY_DEADLK = 10,
    SENTRY_BROKENPIPE = 12
};

enum precision {
    PRECISION_CYCLES = 0,
    PRECISION_NANOSECONDS,
    PRECISION_MICROSECONDS,
    PRECISION_MILLISECONDS
};

#endif
