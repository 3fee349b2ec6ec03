/*
 * Reports: lines of text put together on the stack and handed to the log port.
 *
 * It owns nothing and changes nothing. A line that grows too long is cut, never overrun.
 */
#include "report.h"

#include "kernel.h"

#define LINE_SIZE 128u

struct line {
    uint32_t length;
    char text[LINE_SIZE];
};

static const char *const fault_names[FAULT_KINDS] = {
    [0] = "job policy",
    [FAULT_MEMORY] = "memory access",
    [FAULT_STACK] = "stack",
    [FAULT_BUS] = "bus error",
    [FAULT_UNDEFINED] = "undefined instruction",
    [FAULT_UNALIGNED] = "unaligned access",
    [FAULT_DIVIDE] = "division by zero",
    [FAULT_BREAKPOINT] = "breakpoint",
    [FAULT_RETURN] = "exception return",
};

static void line_text(struct line *line, const char *text)
{
    while (*text != '\0' && line->length < LINE_SIZE - 1) {
        line->text[line->length++] = *text++;
    }
    line->text[line->length] = '\0';
}

static void line_hex(struct line *line, uint32_t value)
{
    char digits[] = "0x00000000";
    for (unsigned i = 9; i > 1; i--) {
        digits[i] = "0123456789abcdef"[value & 15u];
        value >>= 4;
    }
    line_text(line, digits);
}

static void line_decimal(struct line *line, uint32_t value)
{
    char digits[11];
    unsigned at = sizeof digits - 1;
    digits[at] = '\0';
    do {
        digits[--at] = (char)('0' + value % 10u);
        value /= 10u;
    } while (value > 0);
    line_text(line, &digits[at]);
}

static void line_report(struct kernel *k, struct line *line)
{
    line_text(line, "\n");
    arch_report(k, line->text);
}

/* A name that its process chose: nothing in it may look like the end of the line. */
static void line_name(struct line *line, const char *name)
{
    char shown[2] = "";
    for (; *name != '\0'; name++) {
        shown[0] = *name;
        line_text(line, *name >= ' ' && *name <= '~' ? shown : "?");
    }
}

/* A task by its label, a process that another one has made by its name. */
static void line_process(struct kernel *k, struct line *line, process_id process)
{
    task_index task = k->process[process].task;
    if (task == TASK_NONE) {
        line_text(line, "anvil: process \"");
        line_name(line, k->property.name[object_of_process(process)]);
        line_text(line, "\"");
    } else {
        line_text(line, "anvil: task ");
        line_hex(line, arch_image(k)->tasks[task].label);
    }
}

void report_fault(struct kernel *k, thread_id thread)
{
    struct line line = {0};
    const struct report *fault = &k->exception.thread[thread].report;
    line_process(k, &line, k->thread[thread].process);
    line_text(&line, " ended by a fault: ");
    line_text(&line, fault_names[fault->kind]);
    if (fault->has_address != 0) {
        line_text(&line, " at ");
        line_hex(&line, fault->address);
    }
    if (fault->has_pc != 0) {
        line_text(&line, ", pc ");
        line_hex(&line, fault->pc);
    }
    line_report(k, &line);
}

void report_task_panic(struct kernel *k, uint32_t label)
{
    struct line line = {0};
    line_text(&line, "anvil: the image asks for a halt when this task ends: ");
    line_hex(&line, label);
    line_report(k, &line);
}

void report_image_error(struct kernel *k, const struct image_error *error)
{
    struct line line = {0};
    line_text(&line, "anvil: image refused: ");
    if (error->entry < arch_image(k)->task_count) {
        line_text(&line, "task table entry ");
        line_decimal(&line, error->entry);
        line_text(&line, ": ");
    }
    line_text(&line, error->reason);
    line_report(k, &line);
}
