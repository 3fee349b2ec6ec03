/*
 * Plays inputs of the fuzz target `syscalls`, as that does the second time: without a model, which
 * nobody needs here, since that comparison has its own test.
 */
#include "play.h"
#include "session.h"

void input_play(const uint8_t *data, size_t size)
{
    static struct session session;
    struct reader reader = {data, size};
    session_begin(&session, world_next(&reader), 0, NULL, NULL);
    record_begin(session.machine);
    (void)session_play(&session, &reader);
    record_end();
}
