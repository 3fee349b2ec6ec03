/*
 * A QEMU plugin that counts instructions between markers (rows.h) and, when QEMU ends, prints for
 * each row the median, least and greatest number, and how many of the instructions were calls.
 *
 * QEMU counts exception entry and return as nothing, and an instruction that loads eight words as
 * one. It counts whatever is executed, exactly, run after run the same with -icount
 * shift=0,sleep=off. The header of QEMU's plugin interface is not part of its packages; what is
 * used of it is declared here (version 1, QEMU 4.2 to 8.2).
 */
#include "rows.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef uint64_t qemu_plugin_id_t;
struct qemu_info;
struct qemu_plugin_tb;
struct qemu_plugin_insn;
enum qemu_plugin_cb_flags { QEMU_PLUGIN_CB_NO_REGS };

typedef void vcpu_tb_callback(qemu_plugin_id_t id, struct qemu_plugin_tb *tb);
typedef void vcpu_udata_callback(unsigned vcpu, void *userdata);
typedef void udata_callback(qemu_plugin_id_t id, void *userdata);

void qemu_plugin_register_vcpu_tb_trans_cb(qemu_plugin_id_t id, vcpu_tb_callback *callback);
void qemu_plugin_register_vcpu_insn_exec_cb(struct qemu_plugin_insn *insn,
                                            vcpu_udata_callback *callback,
                                            enum qemu_plugin_cb_flags flags, void *userdata);
void qemu_plugin_register_atexit_cb(qemu_plugin_id_t id, udata_callback *callback, void *userdata);
size_t qemu_plugin_tb_n_insns(const struct qemu_plugin_tb *tb);
struct qemu_plugin_insn *qemu_plugin_tb_get_insn(const struct qemu_plugin_tb *tb, size_t index);
const void *qemu_plugin_insn_data(const struct qemu_plugin_insn *insn);
size_t qemu_plugin_insn_size(const struct qemu_plugin_insn *insn);

extern int qemu_plugin_version;
int qemu_plugin_version = 1;
int qemu_plugin_install(qemu_plugin_id_t id, const struct qemu_info *info, int argc, char **argv);

#define SAMPLES_MAX 4096u

struct sample {
    uint32_t instructions;
    uint32_t calls;
};

/* The samples of a row, in the order in which they were taken. */
struct row_samples {
    size_t count;
    struct sample sample[SAMPLES_MAX];
};

static const char *const row_names[] = {
#define ROW_NAME(constant, text) [constant] = (text),
    ROWS(ROW_NAME)};

static struct row_samples rows[ROW_COUNT];
static struct sample running; /* since the start */
static unsigned row;          /* whose start it was */
static bool counting;

static void count_instruction(unsigned vcpu, void *userdata)
{
    (void)vcpu;
    (void)userdata;
    running.instructions += counting;
}

static void count_call(unsigned vcpu, void *userdata)
{
    (void)vcpu;
    (void)userdata;
    running.instructions += counting;
    running.calls += counting;
}

static void sample_stop(void)
{
    counting = false;
    if (row < ROW_COUNT && rows[row].count < SAMPLES_MAX) {
        rows[row].sample[rows[row].count++] = running;
    }
}

static void meet_marker(unsigned vcpu, void *userdata)
{
    unsigned marker = (unsigned)(uintptr_t)userdata;
    (void)vcpu;
    switch (marker) {
    case MARKER_STOP:
        sample_stop();
        break;
    case MARKER_PAUSE:
        counting = false;
        break;
    case MARKER_RESUME:
        counting = true;
        break;
    default:
        row = marker - MARKER_START;
        running = (struct sample){0};
        counting = true;
        break;
    }
}

/* The instruction as the manual writes it: the first halfword is the upper one. */
static uint32_t instruction_opcode(const struct qemu_plugin_insn *insn)
{
    uint16_t halves[2] = {0, 0};
    size_t size = qemu_plugin_insn_size(insn);
    memcpy(halves, qemu_plugin_insn_data(insn), size < sizeof halves ? size : sizeof halves);
    return size == 2 ? halves[0] : (uint32_t)halves[0] << 16 | halves[1];
}

static bool opcode_is_marker(uint32_t opcode)
{
    return (opcode & 0xffffff00u) == MARKER_OPCODE && (opcode & 0xffu) >= MARKER_START;
}

static bool opcode_is_call(uint32_t opcode)
{
    return (opcode & 0xffffff00u) == 0xdf00u;
}

static void translate(qemu_plugin_id_t id, struct qemu_plugin_tb *tb)
{
    (void)id;
    for (size_t i = 0; i < qemu_plugin_tb_n_insns(tb); i++) {
        struct qemu_plugin_insn *insn = qemu_plugin_tb_get_insn(tb, i);
        uint32_t opcode = instruction_opcode(insn);
        vcpu_udata_callback *callback = opcode_is_marker(opcode) ? meet_marker
                                        : opcode_is_call(opcode) ? count_call
                                                                 : count_instruction;
        qemu_plugin_register_vcpu_insn_exec_cb(insn, callback, QEMU_PLUGIN_CB_NO_REGS,
                                               (void *)(uintptr_t)(opcode & 0xffu));
    }
}

static int compare_samples(const void *a, const void *b)
{
    uint32_t left = ((const struct sample *)a)->instructions;
    uint32_t right = ((const struct sample *)b)->instructions;
    return (left > right) - (left < right);
}

static void print_rows(qemu_plugin_id_t id, void *userdata)
{
    (void)id;
    (void)userdata;
    printf("%-50s %7s %7s %7s %5s %7s\n", "instructions", "median", "min", "max", "calls",
           "samples");
    for (unsigned i = 0; i < ROW_COUNT; i++) {
        struct row_samples *samples = &rows[i];
        if (samples->count == 0) {
            printf("%-50s  not measured\n", row_names[i]);
            continue;
        }
        qsort(samples->sample, samples->count, sizeof samples->sample[0], compare_samples);
        const struct sample *median = &samples->sample[samples->count / 2];
        printf("%-50s %7u %7u %7u %5u %7zu\n", row_names[i], median->instructions,
               samples->sample[0].instructions, samples->sample[samples->count - 1].instructions,
               median->calls, samples->count);
    }
    fflush(stdout);
}

int qemu_plugin_install(qemu_plugin_id_t id, const struct qemu_info *info, int argc, char **argv)
{
    (void)info;
    (void)argc;
    (void)argv;
    qemu_plugin_register_vcpu_tb_trans_cb(id, translate);
    qemu_plugin_register_atexit_cb(id, print_rows, NULL);
    return 0;
}
