/*
 * Records stored inputs as a script for the lockstep board.
 *
 *     lockstep-record-TARGET SCRIPT STEPS-MAX INPUT...
 *         records the inputs; prints each, how many were cut and why, and how much there is in all
 *     lockstep-record-TARGET --state FILE STEP INPUT
 *         prints one step, and writes the state and the memory that it leads to
 *
 * A program is cut before the first step that a board cannot do likewise, and when it is too long.
 */
#include <stdlib.h>
#include <string.h>

#include "play.h"
#include "script.h"
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

/* ---- One input. ---- */

/* What is being recorded. */
static struct {
    const char *path;              /* of the input */
    FILE *out;                     /* the script */
    uint32_t steps_max;            /* of a program */
    long start;                    /* of the program in the script */
    struct script_program program; /* but for its size */
    struct watch_counts counts;    /* at its end */
} record;

/* How long the program is will be known at its end. One input may begin again. */
void record_begin(struct machine *m)
{
    record.program = program_of(record.path, machine_kernel(m));
    (void)fseek(record.out, record.start, SEEK_SET);
    (void)fwrite(&record.program, sizeof record.program, 1, record.out);
    watch_begin(m, record.out, record.steps_max);
}

void record_end(void)
{
    record.counts = watch_end();
    long start = record.start;
    long end = ftell(record.out);
    record.program.size = (uint32_t)(end - start - (long)sizeof record.program);
    if (start < 0 || end < 0 || fseek(record.out, start, SEEK_SET) != 0 ||
        fwrite(&record.program, sizeof record.program, 1, record.out) != 1 ||
        fseek(record.out, end, SEEK_SET) != 0) {
        fail(record.path);
    }
}

static void input_record(const char *path)
{
    static uint8_t data[INPUT_SIZE];
    record.path = path;
    record.start = ftell(record.out);
    input_play(data, input_read(path, data));
}

/* ---- Scripts. ---- */

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

static void obstacles_print(const uint32_t count[OBSTACLES])
{
    static const char *const names[OBSTACLES] = {
        [OBSTACLE_READS] = "a call reads what a board has otherwise",
        [OBSTACLE_CODE] = "a thread goes on without code",
        [OBSTACLE_STACK] = "a thread goes on without a stack",
        [OBSTACLE_STEPS] = "too many steps",
        [OBSTACLE_TIME] = "too much time",
    };
    for (unsigned i = OBSTACLE_NONE + 1; i < OBSTACLES; i++) {
        printf("cut %u: %s\n", count[i], names[i]);
    }
}

static void inputs_record(const char *script, uint32_t steps_max, char **inputs)
{
    struct watch_counts total = {0};
    uint32_t programs = 0;
    uint32_t cut[OBSTACLES] = {0};
    record.out = script_begin_file(script);
    record.steps_max = steps_max;
    for (; *inputs != NULL; inputs++) {
        input_record(*inputs);
        printf("%s\n", *inputs);
        programs++;
        total.steps += record.counts.steps;
        total.calls += record.counts.calls;
        cut[record.counts.obstacle]++;
    }
    script_end_file(script, record.out, programs);
    obstacles_print(cut);
    printf("%u programs, %u steps, %u calls\n", programs, total.steps, total.calls);
}

int main(int argc, char **argv)
{
    if (argc == 5 && strcmp(argv[1], "--state") == 0) {
        watch_stop_at((uint32_t)strtoul(argv[3], NULL, 10), argv[2]);
        record.out = script_begin_file("/dev/null");
        record.steps_max = UINT32_MAX;
        input_record(argv[4]);
        (void)fprintf(stderr, "lockstep-record: there is no such step\n");
    } else if (argc > 3) {
        inputs_record(argv[1], (uint32_t)strtoul(argv[2], NULL, 10), &argv[3]);
        return 0;
    } else {
        (void)fprintf(stderr, "usage: lockstep-record-TARGET SCRIPT STEPS-MAX INPUT...\n"
                              "       lockstep-record-TARGET --state FILE STEP INPUT\n");
    }
    return 2;
}
