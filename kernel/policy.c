/*
 * Job policy. It owns no state: job.policy and process.policy are their owners'.
 *
 * In a policy an action lies one higher than published, so that 0 is what nobody has decided.
 */
#include "policy.h"

#include "kernel.h"
#include "zircon.h"

#define NIBBLE      4u
#define NIBBLE_MASK 15u

static uint32_t decision(uint64_t policy, uint32_t condition)
{
    return (uint32_t)(policy >> (NIBBLE * condition)) & NIBBLE_MASK;
}

enum policy_action policy_asked(const struct kernel *k, thread_id caller,
                                enum policy_condition condition)
{
    uint64_t policy = k->process[k->thread[caller].process].policy;
    uint32_t decided = decision(policy, condition);
    return decided == 0 ? ACTION_ALLOW : (enum policy_action)(decided - 1u);
}

bool policy_permits(enum policy_action action)
{
    return action == ACTION_ALLOW || action == ACTION_ALLOW_EXCEPTION;
}

uint32_t policy_applied(struct kernel *k, thread_id caller, enum policy_condition condition,
                        enum policy_action action, uint32_t result)
{
    if (k->thread[caller].state != THREAD_READY) {
        return result; /* what the call has closed was the caller's end */
    }
    if (action == ACTION_KILL) {
        process_end(k, k->thread[caller].process, ENDED_KILLED, ZX_TASK_RETCODE_POLICY_KILL);
    } else if (action == ACTION_ALLOW_EXCEPTION || action == ACTION_DENY_EXCEPTION) {
        const struct report report = {.type = ZX_EXCP_POLICY_ERROR, .synth_code = condition};
        arch_context_result(k, caller, result);
        exception_raise(k, caller, &report);
    } else {
        return result;
    }
    sched_settle(k);
    return result;
}

static bool decide_one(uint64_t *policy, uint32_t condition, uint32_t action, bool absolute)
{
    uint32_t before = decision(*policy, condition);
    if (before != 0) {
        return !absolute || before == action + 1u;
    }
    *policy |= (uint64_t)(action + 1u) << (NIBBLE * condition);
    return true;
}

bool policy_decide(uint64_t *policy, uint32_t condition, uint32_t action, bool absolute)
{
    static const uint8_t of_any[] = {POLICY_NEW_CHANNEL, POLICY_NEW_EVENT, POLICY_NEW_EVENTPAIR,
                                     POLICY_NEW_PROCESS};
    bool good = true;
    if (condition != POLICY_NEW_ANY) {
        return decide_one(policy, condition, action, absolute);
    }
    for (unsigned i = 0; i < sizeof of_any; i++) {
        good = decide_one(policy, of_any[i], action, absolute) && good;
    }
    return good;
}
