/*
 * Job policy: what the processes of a job may do, and what happens to those that do it.
 *
 * A policy has four bits for each condition. A job inherits its parent's and may narrow it while it
 * is empty; a process has what its job had when the process was made.
 */
#ifndef ANVIL_POLICY_H
#define ANVIL_POLICY_H

#include "types.h"

/* Conditions, as published. */
enum policy_condition {
    POLICY_BAD_HANDLE = 0,
    POLICY_WRONG_OBJECT = 1,
    POLICY_NEW_ANY = 3, /* stands for all that makes objects */
    POLICY_NEW_CHANNEL = 5,
    POLICY_NEW_EVENT = 6,
    POLICY_NEW_EVENTPAIR = 7,
    POLICY_NEW_PROCESS = 12,
    POLICY_CONDITIONS = 16
};

/* Actions, as published. */
enum policy_action {
    ACTION_ALLOW = 0,
    ACTION_DENY = 1,
    ACTION_ALLOW_EXCEPTION = 2,
    ACTION_DENY_EXCEPTION = 3,
    ACTION_KILL = 4,
    ACTIONS
};

/* What the policy of the caller's process says about this. */
enum policy_action policy_asked(const struct kernel *k, thread_id caller,
                                enum policy_condition condition);
bool policy_permits(enum policy_action action);
/* At the end of a call, when another thread may run already: what the action does to its caller.
 * Returns the call's result. */
uint32_t policy_applied(struct kernel *k, thread_id caller, enum policy_condition condition,
                        enum policy_action action, uint32_t result);
/* Adds a decision. False: there is another one already, and absolute forbids to pass over that. */
bool policy_decide(uint64_t *policy, uint32_t condition, uint32_t action, bool absolute);

#endif
