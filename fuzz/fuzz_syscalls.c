/*
 * The system call decoder, and everything behind it: raw registers from any thread, with time,
 * interrupts, faults, further threads and handles in between.
 *
 * Oracle: the model in model/, compared after every operation; every invariant of the kernel; a
 * refused call leaves the hash as it was; the same input, played again on another machine without
 * a model, ends with the same hash.
 */
#include "expect.h"
#include "session.h"

static uint64_t input_play(const uint8_t *data, size_t size, struct model *model)
{
    static struct session session;
    unsigned twin = model == NULL;
    uint32_t status = 0;
    session.reader = (struct reader){data, size};
    session_begin(&session, reader_below(&session.reader, WORLDS), twin, model);
    while (reader_has_more(&session.reader) && !machine_halted(session.machine, &status)) {
        session_step(&session);
    }
    return machine_hash(session.machine);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct model model;
    count_execution();
    uint64_t hash = input_play(data, size, &model);
    EXPECT(hash == input_play(data, size, NULL), "the same input, another hash");
    return 0;
}
