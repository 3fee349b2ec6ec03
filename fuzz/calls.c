/*
 * Plays a system call on a machine and, when there is one, on the model.
 *
 * The model is asked first, since it knows whether the call will be refused; then the machine acts,
 * and compare.c judges. Must not choose anything by what the model says.
 */
#include <string.h>

#include <anvil/syscalls.h>

#include "deeds.h"
#include "expect.h"
#include "session.h"

_Static_assert(MODEL_AREA == EXCHANGE_AREA_SIZE, "areas are compared whole");

static void area_fill(struct session *s, thread_id thread)
{
    const uint8_t *area = machine_area(s->machine, thread);
    SCRIPT(s, "    deed_fill(m, %u, %uu);\n", thread, s->serial);
    deed_fill(s->machine, thread, s->serial);
    if (area != NULL && s->model != NULL) {
        memcpy(s->model->thread[thread].area, area, MODEL_AREA);
    }
}

/* The log has grown by these bytes and no others, as far as it is kept. */
static void compare_log(const struct session *s, uint32_t before, const uint8_t *bytes,
                        uint32_t count)
{
    uint32_t after = 0;
    const char *log = machine_log(s->machine, &after);
    uint32_t room = MACHINE_LOG_SIZE - before;
    count = count < room ? count : room;
    EXPECT(after == before + count, "log grew by %u, not %u", after - before, count);
    EXPECT(memcmp(log + before, bytes, count) == 0, "log contents differ");
}

/* The call, with the answer that the model expects. */
static void call_script(const struct session *s, uint32_t number,
                        const uint32_t arguments[CALL_REGISTERS],
                        const struct model_outcome *expected)
{
    const char *name = number < SYS_CALLS ? verb_at(number)->name : "no such call";
    SCRIPT(s, "    %s(m, %#x /* %s */",
           expected->returned ? "assert_int_equal(call_returns" : "call_parks", number, name);
    for (unsigned i = 0; i < CALL_REGISTERS; i++) {
        SCRIPT(s, ", %#x", arguments[i]);
    }
    if (expected->returned) {
        SCRIPT(s, "), %#x);\n", expected->value);
    } else {
        SCRIPT(s, ");\n");
    }
}

static void call_compared(struct session *s, thread_id caller, uint32_t number,
                          const uint32_t arguments[CALL_REGISTERS])
{
    uint32_t log_size = 0;
    uint8_t area[MODEL_AREA];
    (void)machine_log(s->machine, &log_size);
    memcpy(area, s->model->thread[caller].area, MODEL_AREA);
    struct model_outcome expected = model_call(s->model, number, arguments);
    if (s->script != NULL) {
        call_script(s, number, arguments, &expected);
    }
    uint64_t before = expected.refused ? machine_hash(s->machine) : 0;
    struct machine_result result = machine_call(s->machine, number, arguments);
    counters_call(number, &result);
    compare_result(&expected, &result);
    if (expected.chosen) {
        size_t offset = expected.word * sizeof(uint32_t);
        memcpy(s->model->thread[caller].area + offset, machine_area(s->machine, caller) + offset,
               sizeof(uint32_t));
    }
    EXPECT(!expected.refused || machine_hash(s->machine) == before,
           "call %u was refused and changed something", number);
    if (number != SYS_EXIT && !s->model->halted) { /* the kernel may say why */
        bool logs = number == SYS_LOG && expected.value == MODEL_OK;
        compare_log(s, log_size, area, logs ? arguments[0] : 0);
    }
}

void call_play(struct session *s, thread_id caller, uint32_t number,
               const uint32_t arguments[CALL_REGISTERS])
{
    count_call();
    area_fill(s, caller);
    if (s->model == NULL) {
        (void)machine_call(s->machine, number, arguments);
    } else {
        call_compared(s, caller, number, arguments);
    }
}
