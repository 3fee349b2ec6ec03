/*
 * The system call decoder, and everything behind it: raw registers from any thread, with time,
 * interrupts, faults, further threads and handles in between.
 *
 * Oracle: the model in model/, compared after every operation; every invariant of the kernel; a
 * refused call leaves the hash as it was; the same input, played again on another machine without
 * a model, ends with the same hash; and when the root job is killed then, nothing is left.
 */
#include "expect.h"
#include "session.h"

static uint64_t input_play(const uint8_t *data, size_t size, struct model *model)
{
    static struct session session;
    struct reader reader = {data, size};
    session_begin(&session, world_next(&reader), model == NULL, model,
                  model == NULL ? NULL : trace_stream());
    uint64_t hash = session_play(&session, &reader);
    if (model == NULL) {
        session_kill_root(&session);
    }
    return hash;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct model model;
    count_execution();
    uint64_t hash = input_play(data, size, &model);
    EXPECT(hash == input_play(data, size, NULL), "the same input, another hash");
    count_state(hash);
    return 0;
}
