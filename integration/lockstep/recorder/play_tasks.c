/*
 * Plays inputs of the fuzz target `tasks` as that does: twice, each time from a reset to the kill
 * of all jobs, which no call makes. The second recording takes the place of the first.
 */
#include "play.h"
#include "steps.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

WATCHED(void, machine_reset, struct machine *m)
{
    __real_machine_reset(m);
    record_begin(m);
}

WATCHED(void, job_kill, struct kernel *k, job_id killed, int64_t return_code)
{
    if (is_action(k)) {
        record_end();
    }
    __real_job_kill(k, killed, return_code);
}

void input_play(const uint8_t *data, size_t size)
{
    (void)LLVMFuzzerTestOneInput(data, size);
}
