/*
 * A QEMU plugin that counts between markers (rows.h) and, when QEMU ends, writes every sample to a
 * file. It counts exactly, run after run the same with -icount shift=0,sleep=off:
 *
 *   instructions  executed ones
 *   words         of data loaded or stored: 8 for a load of eight registers, 1 for that of a byte
 *   branches      taken: the next instruction is elsewhere, and no exception is why
 *   exceptions    entries to handlers; of these
 *   chained       those straight from another handler
 *
 * QEMU counts exception entry and return, and the words they stack, as nothing; therefore the last
 * two. Must not know the kernel: where handlers are it is told by its arguments, hexadecimal:
 *
 *   out=FILE,kernel=END,idle=START:END,handlers=ADDRESS:ADDRESS:...
 *
 * Kernel text lies below END, and is a handler's but for the idle loop. The header of QEMU's plugin
 * interface is not part of its packages; what is used of it is declared here (version 1, QEMU 4.2
 * to 8.2).
 */
#include "rows.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef uint64_t qemu_plugin_id_t;
typedef uint32_t qemu_plugin_meminfo_t;
struct qemu_info;
struct qemu_plugin_tb;
struct qemu_plugin_insn;
enum qemu_plugin_cb_flags { QEMU_PLUGIN_CB_NO_REGS };
enum qemu_plugin_mem_rw { QEMU_PLUGIN_MEM_RW = 3 };

typedef void vcpu_tb_callback(qemu_plugin_id_t id, struct qemu_plugin_tb *tb);
typedef void vcpu_udata_callback(unsigned vcpu, void *userdata);
typedef void vcpu_mem_callback(unsigned vcpu, qemu_plugin_meminfo_t info, uint64_t address,
                               void *userdata);
typedef void udata_callback(qemu_plugin_id_t id, void *userdata);

void qemu_plugin_register_vcpu_tb_trans_cb(qemu_plugin_id_t id, vcpu_tb_callback *callback);
void qemu_plugin_register_vcpu_insn_exec_cb(struct qemu_plugin_insn *insn,
                                            vcpu_udata_callback *callback,
                                            enum qemu_plugin_cb_flags flags, void *userdata);
void qemu_plugin_register_vcpu_mem_cb(struct qemu_plugin_insn *insn, vcpu_mem_callback *callback,
                                      enum qemu_plugin_cb_flags flags, enum qemu_plugin_mem_rw rw,
                                      void *userdata);
void qemu_plugin_register_atexit_cb(qemu_plugin_id_t id, udata_callback *callback, void *userdata);
size_t qemu_plugin_tb_n_insns(const struct qemu_plugin_tb *tb);
struct qemu_plugin_insn *qemu_plugin_tb_get_insn(const struct qemu_plugin_tb *tb, size_t index);
const void *qemu_plugin_insn_data(const struct qemu_plugin_insn *insn);
size_t qemu_plugin_insn_size(const struct qemu_plugin_insn *insn);
uint64_t qemu_plugin_insn_vaddr(const struct qemu_plugin_insn *insn);
unsigned qemu_plugin_mem_size_shift(qemu_plugin_meminfo_t info);

extern int qemu_plugin_version;
int qemu_plugin_version = 1;
int qemu_plugin_install(qemu_plugin_id_t id, const struct qemu_info *info, int argc, char **argv);

struct sample {
    uint32_t instructions;
    uint32_t words;
    uint32_t branches;
    uint32_t exceptions;
    uint32_t chained;
};

/* Equal samples of one row that were taken one after the other. */
struct run {
    unsigned row;
    unsigned repeated;
    struct sample sample;
};

#define RUNS_MAX     65536u
#define HANDLERS_MAX 16u

static const char *const row_names[] = {
#define CALL_NAME(constant, text, ...) [ROW_##constant] = #constant "\t" text,
#define ROW_NAME(constant, text)       [ROW_##constant] = #constant "\t" text,
    CALL_ROWS(CALL_NAME) COMPOUND_ROWS(ROW_NAME)};

/* What the arguments say. */
static struct {
    const char *out;
    uint32_t kernel_end;
    uint32_t idle_start;
    uint32_t idle_end;
    uint32_t handler[HANDLERS_MAX];
    unsigned handlers;
} board;

static struct run runs[RUNS_MAX];
static size_t run_count;

static struct sample running; /* since the start */
static unsigned row;          /* whose start it was; ROW_COUNT before the first */
static bool counting;
static bool put_off; /* counting begins with the next exception */

static uint32_t previous;    /* address of the last instruction */
static uint32_t next;        /* the one that follows it in memory */
static uint64_t executed;    /* instructions since the beginning */
static uint64_t entered;     /* when the handlers were entered that are still running */
static uint64_t stay;        /* the longest time in handlers after the first start */
static unsigned stay_of_row; /* what was being measured then */
static uint64_t kill_step;   /* the longest one while the kill of a job was counted */

static bool address_in_handlers(uint32_t address)
{
    return address < board.kernel_end && (address < board.idle_start || address >= board.idle_end);
}

static bool address_is_entry(uint32_t address)
{
    for (unsigned i = 0; i < board.handlers; i++) {
        if (board.handler[i] == address) {
            return true;
        }
    }
    return false;
}

static void meet_entry(bool chained)
{
    if (put_off) {
        put_off = false;
        counting = true;
        running = (struct sample){0};
    }
    if (!chained) {
        entered = executed;
    }
    running.exceptions += counting;
    running.chained += counting && chained;
}

static void meet_return(void)
{
    if (row == ROW_KILL_JOB && counting && executed - entered > kill_step) {
        kill_step = executed - entered;
    }
    if (row != ROW_COUNT && executed - entered > stay) {
        stay = executed - entered;
        stay_of_row = row;
    }
}

/* The instruction at this address does not follow the last one in memory. */
static void meet_jump(uint32_t address)
{
    bool from_handler = address_in_handlers(previous);
    if (address_is_entry(address)) {
        meet_entry(from_handler);
    } else if (from_handler && !address_in_handlers(address)) {
        meet_return();
    } else {
        running.branches += counting;
    }
}

static void sample_stop(void)
{
    if (!counting) {
        return; /* a task that runs for the first time */
    }
    counting = false;
    struct run *last = run_count == 0 ? NULL : &runs[run_count - 1];
    if (last != NULL && last->row == row && memcmp(&last->sample, &running, sizeof running) == 0) {
        last->repeated++;
    } else if (run_count < RUNS_MAX) {
        runs[run_count++] = (struct run){.row = row, .repeated = 1, .sample = running};
    } else {
        (void)fprintf(stderr, "bench: too many samples\n");
        exit(1);
    }
}

static void meet_marker(unsigned marker)
{
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
    case MARKER_AT_ENTRY:
        counting = false;
        put_off = true;
        break;
    default:
        row = marker - MARKER_START;
        running = (struct sample){0};
        counting = true;
        break;
    }
}

/* What the callbacks are told of an instruction, in the bits of a pointer: its address, its size
 * and the number of the marker it is, 0 if none. */
_Static_assert(sizeof(uintptr_t) == 8, "an address and more in a pointer");

static void *instruction_pack(uint32_t address, size_t size, unsigned marker)
{
    return (void *)(uintptr_t)((uint64_t)address | (uint64_t)size << 32 | (uint64_t)marker << 40);
}

static void execute(unsigned vcpu, void *userdata)
{
    uint64_t packed = (uintptr_t)userdata;
    uint32_t address = (uint32_t)packed;
    unsigned marker = (unsigned)(packed >> 40);
    (void)vcpu;
    if (address != next) {
        meet_jump(address);
    }
    previous = address;
    next = address + ((uint32_t)(packed >> 32) & 0xffu);
    executed++;
    if (marker != 0) {
        meet_marker(marker);
    } else {
        running.instructions += counting;
    }
}

static void access_memory(unsigned vcpu, qemu_plugin_meminfo_t info, uint64_t address,
                          void *userdata)
{
    (void)vcpu;
    (void)address;
    (void)userdata;
    unsigned shift = qemu_plugin_mem_size_shift(info);
    running.words += counting ? 1u << (shift > 2 ? shift - 2 : 0) : 0;
}

/* The instruction as the manual writes it: the first halfword is the upper one. */
static unsigned instruction_marker(const struct qemu_plugin_insn *insn)
{
    uint16_t halves[2] = {0, 0};
    size_t size = qemu_plugin_insn_size(insn);
    memcpy(halves, qemu_plugin_insn_data(insn), size < sizeof halves ? size : sizeof halves);
    uint32_t opcode = (uint32_t)halves[0] << 16 | halves[1];
    bool marker = (opcode & 0xffffff00u) == MARKER_OPCODE && (opcode & 0xffu) >= MARKER_START;
    return marker ? opcode & 0xffu : 0;
}

static void translate(qemu_plugin_id_t id, struct qemu_plugin_tb *tb)
{
    (void)id;
    for (size_t i = 0; i < qemu_plugin_tb_n_insns(tb); i++) {
        struct qemu_plugin_insn *insn = qemu_plugin_tb_get_insn(tb, i);
        uint32_t address = (uint32_t)qemu_plugin_insn_vaddr(insn);
        void *packed =
            instruction_pack(address, qemu_plugin_insn_size(insn), instruction_marker(insn));
        qemu_plugin_register_vcpu_insn_exec_cb(insn, execute, QEMU_PLUGIN_CB_NO_REGS, packed);
        qemu_plugin_register_vcpu_mem_cb(insn, access_memory, QEMU_PLUGIN_CB_NO_REGS,
                                         QEMU_PLUGIN_MEM_RW, NULL);
    }
}

/* Lines of words between tabs: "row NAME TEXT" for all rows, "sample NAME REPEATED COUNTS..." in
 * the order in which they were taken, "stay INSTRUCTIONS NAME" and "step INSTRUCTIONS". */
static void write_results(qemu_plugin_id_t id, void *userdata)
{
    (void)id;
    (void)userdata;
    FILE *file = fopen(board.out, "w");
    if (file == NULL) {
        perror(board.out);
        return;
    }
    for (unsigned i = 0; i < ROW_COUNT; i++) {
        (void)fprintf(file, "row\t%s\n", row_names[i]);
    }
    for (size_t i = 0; i < run_count; i++) {
        const struct sample *s = &runs[i].sample;
        int name = (int)strcspn(row_names[runs[i].row], "\t");
        (void)fprintf(file, "sample\t%.*s\t%u\t%u\t%u\t%u\t%u\t%u\n", name, row_names[runs[i].row],
                      runs[i].repeated, s->instructions, s->words, s->branches, s->exceptions,
                      s->chained);
    }
    int name = (int)strcspn(row_names[stay_of_row], "\t");
    (void)fprintf(file, "stay\t%llu\t%.*s\n", (unsigned long long)stay, name,
                  row_names[stay_of_row]);
    (void)fprintf(file, "step\t%llu\n", (unsigned long long)kill_step);
    (void)fclose(file);
}

static uint32_t number_read(const char **text)
{
    char *end = NULL;
    uint32_t number = (uint32_t)strtoul(*text, &end, 16);
    *text = *end == ':' ? end + 1 : end;
    return number;
}

static void argument_read(const char *argument)
{
    const char *value = strchr(argument, '=');
    value = value == NULL ? "" : value + 1;
    switch (argument[0]) {
    case 'o':
        board.out = value;
        break;
    case 'k':
        board.kernel_end = number_read(&value);
        break;
    case 'i':
        board.idle_start = number_read(&value);
        board.idle_end = number_read(&value);
        break;
    default:
        while (*value != '\0' && board.handlers < HANDLERS_MAX) {
            board.handler[board.handlers++] = number_read(&value);
        }
        break;
    }
}

int qemu_plugin_install(qemu_plugin_id_t id, const struct qemu_info *info, int argc, char **argv)
{
    (void)info;
    row = ROW_COUNT;
    for (int i = 0; i < argc; i++) {
        argument_read(argv[i]);
    }
    if (board.out == NULL || board.handlers == 0 || board.kernel_end == 0) {
        (void)fprintf(stderr, "bench: the plugin needs out, kernel, idle and handlers\n");
        return 1;
    }
    board.out = strdup(board.out);
    qemu_plugin_register_vcpu_tb_trans_cb(id, translate);
    qemu_plugin_register_atexit_cb(id, write_results, NULL);
    return 0;
}
