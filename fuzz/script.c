/*
 * The test around a script: its head, its end, and after each step what the model expects.
 *
 * The answers in a script are the model's, so a test written from an input that fails fails as
 * long as the bug is there, and passes when it is gone. A test stands on replayed.h.
 */
#include <inttypes.h>
#include <string.h>

#include "deeds.h"
#include "session.h"

_Static_assert(sizeof(struct machine_task) == 16, "a new field is to be written as well");

static void script_task(FILE *script, const struct machine_task *task)
{
    (void)fprintf(script,
                  "        {.label = %#x, .priority = %u, .domain = %u, .quantum_ms = %u,\n"
                  "         .data_order = %u, .stack_order = %u, .on_exit = %u, .on_fault = %u,\n"
                  "         .start = %u, .capabilities = %#x, .irq_count = %u, .irq_first = %u},\n",
                  task->label, task->priority, task->domain, task->quantum_ms, task->data_order,
                  task->stack_order, task->on_exit, task->on_fault, task->start, task->capabilities,
                  task->irq_count, task->irq_first);
}

static void script_shares(FILE *script, const struct world *world)
{
    if (world->share_count == 0) {
        return;
    }
    (void)fprintf(script, "    static const struct image_share shares[] = {\n");
    for (unsigned i = 0; i < world->share_count; i++) {
        const struct image_share *share = &world->shares[i];
        (void)fprintf(script, "        {.kind = %u, .number = %u, .task = %u, .slot = %u},\n",
                      share->kind, share->number, share->task, share->slot);
    }
    (void)fprintf(script,
                  "    };\n    image->image.shares = shares;\n"
                  "    image->image.share_count = %u;\n    image->image.channel_count = %u;\n"
                  "    image->image.event_count = %u;\n    image->image.window = %u;\n",
                  world->share_count, world->channels, world->events, world->window);
}

static void script_quota(FILE *script, const struct world *world)
{
    for (unsigned i = 0; world->quota != NULL && i < world->count; i++) {
        for (unsigned pool = 0; pool < POOLS; pool++) {
            (void)fprintf(script, "    image->tasks[%u].quota[%u] = %#x;\n", i, pool,
                          world->quota[i][pool]);
        }
    }
}

void script_begin(const struct session *s, const char *name, unsigned world)
{
    const struct image *image = arch_image(s->kernel);
    (void)fprintf(
        s->script,
        "/* Written by fuzz-print: a program in world %u, and what the model expects. */\n"
        "#include \"replayed.h\"\n\n"
        "static void %s(void **state)\n{\n    (void)state;\n"
        "    static const struct machine_task tasks[] = {\n",
        world, name);
    for (unsigned i = 0; i < s->world->count; i++) {
        script_task(s->script, &s->world->tasks[i]);
    }
    (void)fprintf(s->script,
                  "    };\n    struct machine_image *image = fixture_image(tasks, %u);\n"
                  "    image->image.main = %u;\n",
                  s->world->count, image->main);
    script_shares(s->script, s->world);
    script_quota(s->script, s->world);
    (void)fprintf(s->script, "    struct machine *m = fixture_boot(image);\n");
}

void script_end(const struct session *s, const char *name)
{
    (void)fprintf(s->script,
                  "}\n\nint main(void)\n{\n"
                  "    const struct CMUnitTest tests[] = {TEST(%s)};\n"
                  "    return cmocka_run_group_tests_name(\"%s\", tests, NULL, NULL);\n}\n",
                  name, name);
}

/* The result of a call that the thread had blocked in, and what it was given. */
static void script_thread(const struct session *s, unsigned thread, const struct model_thread *was)
{
    const struct model_thread *is = &s->model->thread[thread];
    if (is->state != MODEL_READY) {
        return;
    }
    if (is->has_result && was->state != MODEL_READY && was->state != MODEL_ABSENT) {
        SCRIPT(s, "    expect_result(m, %u, %#x);\n", thread, is->result);
    }
    if (is->area_at != 0 && memcmp(is->area, was->area, MODEL_AREA) != 0) {
        SCRIPT(s, "    expect_area(m, %u, %#x);\n", thread, deed_sum(is->area));
    }
}

/* As replayed.h has it. */
static void script_threads(const struct session *s)
{
    static const char letters[] = {
        [MODEL_ABSENT] = '-',  [MODEL_READY] = 'r',    [MODEL_SENDING] = 's',
        [MODEL_WAITING] = 'w', [MODEL_SLEEPING] = 'z', [MODEL_NANOSLEEPING] = 'n',
        [MODEL_AWAITING] = 'o'};
    char text[MODEL_THREADS] = {0};
    unsigned last = 0;
    for (unsigned thread = 1; thread < MODEL_THREADS; thread++) {
        text[thread - 1] = letters[s->model->thread[thread].state];
        last = s->model->thread[thread].state == MODEL_ABSENT ? last : thread;
    }
    SCRIPT(s, "\"%.*s\"", (int)last, text);
}

/* The model's threads after the step before. */
static struct model_thread before[MODEL_THREADS];

void script_reset(void)
{
    memset(before, 0, sizeof before);
}

void script_expect(const struct session *s)
{
    uint32_t armed = 0;
    if (s->model->halted) {
        SCRIPT(s, "    expect_halt(m, %u);\n", s->model->halt_status);
        return;
    }
    for (unsigned line = 0; line < MODEL_LINES; line++) {
        armed |= (uint32_t)model_line_armed(s->model, line) << line;
    }
    SCRIPT(s, "    expect(m, %u, %" PRIu64 ", ", s->model->current, s->model->now);
    script_threads(s);
    SCRIPT(s, ", %#x);\n", armed);
    for (unsigned thread = 1; thread < MODEL_THREADS; thread++) {
        script_thread(s, thread, &before[thread]);
    }
    memcpy(before, s->model->thread, sizeof before);
}
