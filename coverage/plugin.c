/*
 * A QEMU plugin that writes down every step that the processor took, from one instruction to the
 * next, and how often: `from to count` in each line, addresses in hexadecimal. What follows from
 * the steps is firmware.py's affair.
 *
 *   -plugin plugin.so,out=PREFIX    writes PREFIX.<process id> when QEMU ends
 *
 * Invariants: a step is never forgotten; when the table is full QEMU ends with an error. One
 * processor only. An instruction counts when it begins, also one that faults or whose condition
 * (IT) is not met. The first step comes from NOWHERE.
 *
 * It must not know what the instructions mean. The header of QEMU's plugin interface is not part of
 * its packages; what is used of it is declared here (version 1, QEMU 4.2 to 8.2).
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

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
uint64_t qemu_plugin_insn_vaddr(const struct qemu_plugin_insn *insn);

extern int qemu_plugin_version;
int qemu_plugin_version = 1;
int qemu_plugin_install(qemu_plugin_id_t id, const struct qemu_info *info, int argc, char **argv);

#define NOWHERE UINT32_MAX

struct step {
    uint32_t from;
    uint32_t to;
    uint64_t count; /* 0: a free place */
};

/* Open addressing; a power of two. The largest image has a tenth as many instructions. */
#define STEPS_MAX (1u << 18)

static struct step steps[STEPS_MAX];
static size_t step_count;
static uint32_t last = NOWHERE; /* the instruction that began last */
static const char *prefix;      /* of the file's name */

static _Noreturn void give_up(const char *reason)
{
    (void)fprintf(stderr, "coverage plugin: %s\n", reason);
    exit(EXIT_FAILURE);
}

static struct step *step_find(uint32_t from, uint32_t to)
{
    uint64_t key = (uint64_t)from << 32 | to;
    size_t place = key * 0x9e3779b97f4a7c15u >> 46;
    while (steps[place].count != 0 && (steps[place].from != from || steps[place].to != to)) {
        place = (place + 1) % STEPS_MAX;
    }
    return &steps[place];
}

static void take_step(unsigned vcpu, void *userdata)
{
    uint32_t to = (uint32_t)(uintptr_t)userdata;
    struct step *step = step_find(last, to);
    (void)vcpu;
    if (step->count++ == 0) {
        step->from = last;
        step->to = to;
        if (++step_count > STEPS_MAX / 2) {
            give_up("too many different steps");
        }
    }
    last = to;
}

static void translate(qemu_plugin_id_t id, struct qemu_plugin_tb *tb)
{
    (void)id;
    for (size_t i = 0; i < qemu_plugin_tb_n_insns(tb); i++) {
        struct qemu_plugin_insn *insn = qemu_plugin_tb_get_insn(tb, i);
        qemu_plugin_register_vcpu_insn_exec_cb(insn, take_step, QEMU_PLUGIN_CB_NO_REGS,
                                               (void *)(uintptr_t)qemu_plugin_insn_vaddr(insn));
    }
}

static void write_steps(qemu_plugin_id_t id, void *userdata)
{
    char name[4096];
    (void)id;
    (void)userdata;
    (void)snprintf(name, sizeof name, "%s.%ld", prefix, (long)getpid());
    FILE *file = fopen(name, "w");
    if (file == NULL) {
        give_up("cannot write the steps");
    }
    for (size_t i = 0; i < STEPS_MAX; i++) {
        if (steps[i].count != 0) {
            (void)fprintf(file, "%x %x %llu\n", steps[i].from, steps[i].to,
                          (unsigned long long)steps[i].count);
        }
    }
    if (fclose(file) != 0) {
        give_up("cannot write the steps");
    }
}

int qemu_plugin_install(qemu_plugin_id_t id, const struct qemu_info *info, int argc, char **argv)
{
    (void)info;
    if (argc != 1 || strncmp(argv[0], "out=", 4) != 0) {
        (void)fprintf(stderr, "coverage plugin: out=PREFIX is its one argument\n");
        return 1;
    }
    prefix = strdup(argv[0] + 4);
    qemu_plugin_register_vcpu_tb_trans_cb(id, translate);
    qemu_plugin_register_atexit_cb(id, write_steps, NULL);
    return 0;
}
