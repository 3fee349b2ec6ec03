/*
 * Records stored inputs as a script for the lockstep board.
 *
 *     lockstep-record SCRIPT STEPS-MAX INPUT...
 *         records the inputs that have no more steps; prints each, and how much there is in all
 *     lockstep-record --state FILE STEP INPUT
 *         prints one step, and writes the state and the memory that it leads to
 *
 * An input is played as fuzz_syscalls plays it the second time: without a model, which nobody needs
 * here, since that comparison has its own test.
 */
#include <stdlib.h>
#include <string.h>

#include "script.h"
#include "session.h"
#include "watch.h"

#define INPUT_SIZE (1u << 20)

static _Noreturn void fail(const char *path)
{
    perror(path);
    exit(2);
}

static size_t input_read(const char *path, uint8_t *data)
{
    FILE *file = fopen(path, "rb");
    size_t size = file == NULL ? 0 : fread(data, 1, INPUT_SIZE, file);
    if (file == NULL || ferror(file) != 0 || fclose(file) != 0) {
        fail(path);
    }
    return size;
}

static struct script_program program_of(const char *path, const struct kernel *k)
{
    const struct image *image = arch_image(k);
    struct script_program program = {
        .random = k->random,
        .task_flash = image->task_flash,
        .task_ram = image->task_ram,
        .memory = {image->memory[0], image->memory[1]},
        .ticks_per_ms = image->ticks_per_ms,
        .cycles_per_tick = image->cycles_per_tick,
        .task_count = image->task_count,
        .irq_count = image->irq_count,
        .channel_count = image->channel_count,
        .event_count = image->event_count,
        .share_count = image->share_count,
        .arena = image->arena,
        .area_count = image->area_count,
        .main = image->main,
        .window = image->window,
    };
    if (image->device_count != 0 || image->share_count > SCRIPT_SHARES) {
        (void)fprintf(stderr, "lockstep-record: %s: the board has no such image\n", path);
        exit(2);
    }
    memcpy(program.irqs, image->irqs, image->irq_count * sizeof image->irqs[0]);
    for (unsigned i = 0; i < image->share_count; i++) {
        program.shares[i] = image->shares[i];
    }
    memcpy(program.tasks, image->tasks, image->task_count * sizeof image->tasks[0]);
    return program;
}

/* The program goes to where the file is. */
static struct watch_counts input_record(const char *path, FILE *out)
{
    static uint8_t data[INPUT_SIZE];
    static struct session session;
    struct reader reader = {data, input_read(path, data)};
    session_begin(&session, world_next(&reader), 0, NULL, NULL);
    struct script_program program = program_of(path, session.kernel);
    long start = ftell(out);
    (void)fwrite(&program, sizeof program, 1, out);
    watch_begin(session.machine, out);
    (void)session_play(&session, &reader);
    struct watch_counts counts = watch_end();
    long end = ftell(out);
    program.size = (uint32_t)(end - start - (long)sizeof program);
    if (start < 0 || end < 0 || fseek(out, start, SEEK_SET) != 0 ||
        fwrite(&program, sizeof program, 1, out) != 1 || fseek(out, end, SEEK_SET) != 0) {
        fail(path);
    }
    return counts;
}

/* The header is not known before the end. */
static FILE *script_begin_file(const char *path)
{
    static const struct script_header header;
    FILE *out = fopen(path, "wb");
    if (out == NULL || fwrite(&header, sizeof header, 1, out) != 1) {
        fail(path);
    }
    return out;
}

static void script_end_file(const char *path, FILE *out, uint32_t programs)
{
    const struct script_header header = {
        .magic = SCRIPT_MAGIC, .state_size = offsetof(struct kernel, arch), .programs = programs};
    if (fseek(out, 0, SEEK_SET) != 0 || fwrite(&header, sizeof header, 1, out) != 1 ||
        fclose(out) != 0) {
        fail(path);
    }
}

/* The board's counter has 32 bits, and is led through every half of its period. */
#define TIME_MAX ((uint64_t)1 << 36)

/* A program that cannot be compared, or is too long, is written over by the next. */
static void inputs_record(const char *script, uint32_t steps_max, char **inputs)
{
    struct watch_counts total = {0};
    uint32_t programs = 0;
    FILE *out = script_begin_file(script);
    for (; *inputs != NULL; inputs++) {
        long start = ftell(out);
        struct watch_counts counts = input_record(*inputs, out);
        if (counts.steps <= steps_max && counts.time <= TIME_MAX && !counts.is_elsewhere) {
            printf("%s\n", *inputs);
            programs++;
            total.steps += counts.steps;
            total.calls += counts.calls;
        } else if (fseek(out, start, SEEK_SET) != 0) {
            fail(script);
        }
    }
    script_end_file(script, out, programs);
    printf("%u programs, %u steps, %u calls\n", programs, total.steps, total.calls);
}

int main(int argc, char **argv)
{
    if (argc == 5 && strcmp(argv[1], "--state") == 0) {
        watch_stop_at((uint32_t)strtoul(argv[3], NULL, 10), argv[2]);
        (void)input_record(argv[4], script_begin_file("/dev/null"));
        (void)fprintf(stderr, "lockstep-record: there is no such step\n");
    } else if (argc > 3) {
        inputs_record(argv[1], (uint32_t)strtoul(argv[2], NULL, 10), &argv[3]);
        return 0;
    } else {
        (void)fprintf(stderr, "usage: lockstep-record SCRIPT STEPS-MAX INPUT...\n"
                              "       lockstep-record --state FILE STEP INPUT\n");
    }
    return 2;
}
