/*
 * What user code does to memory by itself: the operations that are loads, stores and fetches.
 *
 * One writes past every check what a task could have written; the other is executed by a thread,
 * through its MPU, and may end its process. Must not choose anything by what the model says.
 */
#include "deeds.h"
#include "expect.h"
#include "session.h"

void operation_memory(struct session *s, thread_id thread, const struct step *step)
{
    process_id process = s->kernel->thread[thread].process;
    task_index task = s->kernel->process[process].task;
    const struct region *data = &arch_image(s->kernel)->tasks[task].data;
    for (unsigned i = 1; i <= 3; i++) {
        uint32_t offset = step->value[0].index + (uint32_t)sizeof(uint32_t) * (i - 1);
        if (offset + sizeof(uint32_t) > region_size(data)) {
            return;
        }
        uint32_t address = data->base + offset;
        uint32_t word =
            session_value(s, process, &verb_at(step->verb)->operand[i], &step->value[i]);
        SCRIPT(s, "    deed_word(m, %#x, %#x);\n", address, word);
        deed_word(s->machine, address, word);
        if (s->model != NULL) {
            model_word_put(&s->model->ram[address - s->model->ram_at], word);
        }
    }
}

/* What the model is asked for. */
static const struct {
    unsigned access; /* enum model_access */
    uint32_t size;
} accesses[] = {
    [DEED_LOAD] = {MODEL_ACCESS_READ, 1},
    [DEED_STORE] = {MODEL_ACCESS_WRITE, 1},
    [DEED_FETCH] = {MODEL_ACCESS_EXECUTE, 2},
};

void operation_access(struct session *s, thread_id thread, const struct step *step)
{
    const struct operand *operand = &verb_at(step->verb)->operand[1];
    enum deed_access kind = (enum deed_access)step->value[0].index;
    uint32_t address =
        session_value(s, s->kernel->thread[thread].process, operand, &step->value[1]);
    uint8_t byte = (uint8_t)s->serial;
    uint8_t expected[2] = {byte};
    bool may = false;
    address &= ~(accesses[kind].size - 1); /* as instructions are aligned */
    if (s->model != NULL) {
        may = model_access(s->model, address, expected, accesses[kind].size, accesses[kind].access);
        SCRIPT(s, "    expect_access(m, %u, %#x, %u, %d, %u);\n", kind, address, byte, may,
               expected[0]);
    }
    bool did = deed_access(s->machine, kind, address, &byte);
    if (s->model != NULL) {
        EXPECT(did == may, "access %u to %#x: %d", kind, address, did);
        EXPECT(!did || kind == DEED_FETCH || byte == expected[0], "%#x at %#x, not %#x", byte,
               address, expected[0]);
    }
}
