/*
 * What a task finds in its slots when it starts, as selectors: names that all calls take.
 *
 * Source: the manual, "Bootstrap". A selector is a slot's number shifted left by 12 and names
 * whatever the slot holds now.
 */
#ifndef ANVIL_SLOTS_H
#define ANVIL_SLOTS_H

#include <stdint.h>

#define ANVIL_SELECTOR(slot) ((uint32_t)(slot) << 12)

#define ANVIL_SELF_PROCESS ANVIL_SELECTOR(1) /* its own process */
#define ANVIL_SELF_JOB     ANVIL_SELECTOR(2) /* the job that holds it, without DESTROY */
#define ANVIL_SELF_THREAD  ANVIL_SELECTOR(3) /* its first thread */

/* The n-th, from 0, of the channels and events that the image gives this task: channels first, each
 * kind in the order of its CHANNEL or EVENT in anvil_add_image. */
#define ANVIL_SHARED(n) ANVIL_SELECTOR(8u + (n))

#endif
