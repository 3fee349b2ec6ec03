/*
 * Writes what is generated from the table of system calls (syscalls.def):
 *
 *     generate stubs       kernel/include/anvil/syscalls.h   numbers and user stubs
 *     generate manual      kernel/manual/syscalls.md         the manual's reference
 *     generate dictionary  fuzz/syscalls.dict                values worth trying, for the fuzzers
 *
 * The results are committed; a test writes them again and compares.
 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kernel.h"
#include "sentry.h"

enum kind {
    KIND_ANY,
    KIND_INT,
    KIND_RANGE,
    KIND_MIN,
    KIND_PEER,
    KIND_IRQ,
    KIND_HANDLE,
    KIND_SPACE,
    KIND_FPAGE,
    KIND_NAME,
    KIND_IN,
    KIND_OUT,
    KIND_DEADLINE,
    KIND_GIVEN,
    KIND_CONSUMED
};

struct argument {
    enum kind kind;
    unsigned place; /* in the call */
    const char *name;
    int64_t low;
    int64_t high;
    const char *text; /* the rule, for the manual */
};

struct call {
    unsigned number;
    const char *name;
    const char *family;
    const char *blocking;
    const char *summary;
    const char *results;
    struct argument arguments[9];
};

#define ARGUMENT(kind, place, name, low, high, text) {kind, place, name, low, high, text},
#define END_OF_ARGUMENTS                             {KIND_ANY, 0, NULL, 0, 0, NULL}

#define NO_ARGUMENTS
#define NEEDS(capability)
#define ANY(place, name) ARGUMENT(KIND_ANY, place, #name, 0, UINT32_MAX, "any value")
#define INT(place, name) ARGUMENT(KIND_INT, place, #name, INT32_MIN, INT32_MAX, "any signed value")
#define RANGE(place, name, low, high)                                                              \
    ARGUMENT(KIND_RANGE, place, #name, low, high, "`" #low "` to `" #high "`")
#define MIN(place, name, low)                                                                      \
    ARGUMENT(KIND_MIN, place, #name, low, INT32_MAX, "`" #low "` or more, signed")
#define PEER(place, name, right)                                                                   \
    ARGUMENT(KIND_PEER, place, #name, 0, UINT32_MAX,                                               \
             "a task handle of the caller's domain, or a process with `" #right "`")
#define IRQ(place, name)                                                                           \
    ARGUMENT(KIND_IRQ, place, #name, 0, CONFIG_IRQS - 1, "an interrupt line of the caller's task")
#define HANDLE(place, name, type, rights)                                                          \
    ARGUMENT(KIND_HANDLE, place, #name, 0, UINT32_MAX, "a name: `" #type "`, rights `" #rights "`")
#define SPACE(place, name)                                                                         \
    ARGUMENT(KIND_SPACE, place, #name, 0, UINT32_MAX,                                              \
             "a process: the caller's own, or with `RIGHT_WRITE`")
#define FPAGE(place, name)                                                                         \
    ARGUMENT(KIND_FPAGE, place, #name, 0, UINT32_MAX, "a flexpage of memory or of objects")
#define NAME(place, name) ARGUMENT(KIND_NAME, place, #name, 0, UINT32_MAX, "a name")
#define IN(place, name)   ARGUMENT(KIND_IN, place, #name, 0, UINT32_MAX, "an address to read from")
#define OUT(place, name)  ARGUMENT(KIND_OUT, place, #name, 0, UINT32_MAX, "an address to write to")
#define DEADLINE(place, name)                                                                      \
    ARGUMENT(KIND_DEADLINE, place, #name, INT32_MIN, INT32_MAX,                                    \
             "nanoseconds since boot, low word first")
#define GIVEN(place, name)                                                                         \
    ARGUMENT(KIND_GIVEN, place, #name, 0, UINT32_MAX, "a handle, or 0; closed when the call fails")
#define CONSUMED(place, name)                                                                      \
    ARGUMENT(KIND_CONSUMED, place, #name, 0, UINT32_MAX,                                           \
             "a list of handles: address, then count; closed when the call fails")

#define SYSCALL(number, name, family, blocking, summary, results, arguments)                       \
    {number, #name, #family, #blocking, summary, results, {arguments END_OF_ARGUMENTS}},
static const struct call calls[] = {
#include "syscalls.def"
};
#undef SYSCALL
#define CALLS (sizeof calls / sizeof calls[0])

#undef NEEDS
#undef ANY
#undef INT
#undef RANGE
#undef MIN
#undef PEER
#undef IRQ
#undef HANDLE
#undef SPACE
#undef FPAGE
#undef NAME
#undef IN
#undef OUT
#undef DEADLINE
#undef GIVEN
#undef CONSUMED
#define NEEDS(name) .capability = #name
#define ANY(place, name)
#define INT(place, name)
#define RANGE(place, name, low, high)
#define MIN(place, name, low)
#define PEER(place, name, right)
#define IRQ(place, name)
#define HANDLE(place, name, type, rights)
#define SPACE(place, name)
#define FPAGE(place, name)
#define NAME(place, name)
#define IN(place, name)
#define OUT(place, name)
#define DEADLINE(place, name)
#define GIVEN(place, name)
#define CONSUMED(place, name)

/* What the image must have given the caller, by call. */
static const struct {
    const char *capability; /* NULL: nothing */
} needs[] = {
#define SYSCALL(number, name, family, blocking, summary, results, arguments) {arguments},
#include "syscalls.def"
};
#undef SYSCALL

static unsigned argument_count(const struct call *call)
{
    unsigned count = 0;
    while (call->arguments[count].name != NULL) {
        count++;
    }
    return count;
}

/* How many registers the argument takes. */
static unsigned argument_width(const struct argument *argument)
{
    return argument->kind == KIND_DEADLINE || argument->kind == KIND_CONSUMED ? 2 : 1;
}

/* How many registers the call takes. */
static unsigned call_width(const struct call *call)
{
    unsigned width = 0;
    for (unsigned i = 0; i < argument_count(call); i++) {
        width += argument_width(&call->arguments[i]);
    }
    return width;
}

/* The argument in this place of the call; the rows have them in the order of their checks. */
static const struct argument *argument_at(const struct call *call, unsigned place)
{
    for (unsigned i = 0; i < argument_count(call); i++) {
        if (call->arguments[i].place == place) {
            return &call->arguments[i];
        }
    }
    (void)fprintf(stderr, "%s: no argument in place %u\n", call->name, place);
    exit(1);
}

static void print_upper(const char *text)
{
    for (; *text != '\0'; text++) {
        (void)putchar(toupper((unsigned char)*text));
    }
}

/* How each kind is declared and handed on; %s is its name, once or twice. */
static const struct {
    const char *parameter;
    const char *passed;
} stub_words[] = {
    [KIND_ANY] = {"uint32_t %s", "%s"},
    [KIND_INT] = {"int32_t %s", "(uint32_t)%s"},
    [KIND_RANGE] = {"uint32_t %s", "%s"},
    [KIND_MIN] = {"int32_t %s", "(uint32_t)%s"},
    [KIND_PEER] = {"uint32_t %s", "%s"},
    [KIND_IRQ] = {"uint32_t %s", "%s"},
    [KIND_HANDLE] = {"uint32_t %s", "%s"},
    [KIND_SPACE] = {"uint32_t %s", "%s"},
    [KIND_FPAGE] = {"uint32_t %s", "%s"},
    [KIND_NAME] = {"uint32_t %s", "%s"},
    [KIND_IN] = {"uint32_t %s", "%s"},
    [KIND_OUT] = {"uint32_t %s", "%s"},
    [KIND_DEADLINE] = {"int64_t %s", "(uint32_t)%s, (uint32_t)((uint64_t)%s >> 32)"},
    [KIND_GIVEN] = {"uint32_t %s", "%s"},
    [KIND_CONSUMED] = {"uint32_t %s, uint32_t %s_count", "%s, %s_count"},
};

/* Prints the pattern with each %s replaced by the name. */
static void print_pattern(const char *pattern, const char *name)
{
    for (; *pattern != '\0'; pattern++) {
        if (pattern[0] == '%' && pattern[1] == 's') {
            (void)fputs(name, stdout);
            pattern++;
        } else {
            (void)putchar(*pattern);
        }
    }
}

static void print_stub(const struct call *call)
{
    unsigned width = call_width(call);
    printf("\n/* %s */\nstatic inline uint32_t anvil_%s(", call->summary, call->name);
    for (unsigned place = 0; place < width;) {
        const struct argument *argument = argument_at(call, place);
        printf("%s", place > 0 ? ", " : "");
        print_pattern(stub_words[argument->kind].parameter, argument->name);
        place += argument_width(argument);
    }
    printf("%s)\n{\n    return anvil_call%u(SYS_", width == 0 ? "void" : "", width);
    print_upper(call->name);
    for (unsigned place = 0; place < width;) {
        const struct argument *argument = argument_at(call, place);
        printf(", ");
        print_pattern(stub_words[argument->kind].passed, argument->name);
        place += argument_width(argument);
    }
    printf(");\n}\n");
}

static void print_gate(unsigned count)
{
    static const char *const registers[] = {"r0", "r1", "r2", "r3", "r4", "r5", "r8", "r9"};
    printf("\nstatic inline uint32_t anvil_call%u(uint32_t number", count);
    for (unsigned i = 0; i < count; i++) {
        printf(", uint32_t a%u", i);
    }
    printf(")\n{\n    register uint32_t r6 __asm__(\"r6\") = number;\n");
    printf("    register uint32_t r0 __asm__(\"r0\")%s;\n", count > 0 ? " = a0" : "");
    for (unsigned i = 1; i < count; i++) {
        printf("    register uint32_t %s __asm__(\"%s\") = a%u;\n", registers[i], registers[i], i);
    }
    printf("    __asm__ volatile(\"svc 0\" : \"%cr\"(r0) : \"r\"(r6)", count > 0 ? '+' : '=');
    for (unsigned i = 1; i < count; i++) {
        printf(", \"r\"(%s)", registers[i]);
    }
    printf(" : \"memory\");\n    return r0;\n}\n");
}

static void generate_stubs(void)
{
    printf(
        "/*\n * System call numbers and user stubs. Generated from kernel/syscalls.def; do not "
        "edit.\n"
        " *\n"
        " * A call passes its number in r6 and its arguments in r0-r3, r4, r5, r8, r9; its result\n"
        " * comes back in r0 and no other register changes. r7 is left alone, since compilers use "
        "it\n"
        " * as the frame pointer.\n */\n"
        "#ifndef ANVIL_SYSCALLS_H\n#define ANVIL_SYSCALLS_H\n\n#include <stdint.h>\n\n"
        "/* clang-format off */\n");
    for (unsigned i = 0; i < CALLS; i++) {
        printf("#define SYS_");
        print_upper(calls[i].name);
        printf(" %uu\n", calls[i].number);
    }
    printf("#define SYS_CALLS %uu /* numbers from here on are refused with BAD_SYSCALL */\n"
           "#define SYS_BAD_SYSCALL 0xfffffff3u /* -13: no such call */\n",
           calls[CALLS - 1].number + 1);
    printf("\n#if defined(__arm__)\n");
    bool gates[9] = {false};
    for (unsigned i = 0; i < CALLS; i++) {
        gates[call_width(&calls[i])] = true;
    }
    for (unsigned count = 0; count < 9; count++) {
        if (gates[count]) {
            print_gate(count);
        }
    }
    for (unsigned i = 0; i < CALLS; i++) {
        print_stub(&calls[i]);
    }
    printf("\n#endif /* __arm__ */\n/* clang-format on */\n\n#endif\n");
}

static void generate_manual(void)
{
    printf(
        "# System calls\n\nGenerated from `kernel/syscalls.def`; do not edit.\n\n"
        "Number in `r6`, arguments in `r0`-`r3`, `r4`, `r5`, `r8`, `r9`, result in `r0`; no other\n"
        "register changes. Arguments are checked in the order of the rows. An unknown number\n"
        "returns `BAD_SYSCALL` (-13). A refused call changes nothing.\n");
    for (unsigned i = 0; i < CALLS; i++) {
        const struct call *call = &calls[i];
        printf("\n## %u. %s\n\n%s\n\nFamily: %s. %s.\n", call->number, call->name, call->summary,
               call->family,
               strcmp(call->blocking, "BLOCKS") == 0 ? "May block or switch threads"
                                                     : "Returns at once");
        if (needs[i].capability != NULL) {
            printf("Needs `%s`.\n", needs[i].capability);
        }
        if (argument_count(call) > 0) {
            printf("\n| argument | place | accepted |\n|---|---|---|\n");
        }
        for (unsigned a = 0; a < argument_count(call); a++) {
            const struct argument *argument = &call->arguments[a];
            printf("| `%s` | %u | %s |\n", argument->name, argument->place, argument->text);
        }
        printf("\nResults besides OK: %s.\n", call->results);
    }
}

static void print_entry(const char *name, const char *what, int64_t value)
{
    uint32_t v = (uint32_t)value;
    printf("%s_%s=\"\\x%02x\\x%02x\\x%02x\\x%02x\"\n", name, what, v & 0xff, v >> 8 & 0xff,
           v >> 16 & 0xff, v >> 24);
}

static void generate_dictionary(void)
{
    printf("# Values worth trying, little-endian words. Generated from kernel/syscalls.def.\n");
    for (unsigned i = 0; i < CALLS; i++) {
        const struct call *call = &calls[i];
        print_entry(call->name, "number", call->number);
        for (unsigned a = 0; a < argument_count(call); a++) {
            const struct argument *argument = &call->arguments[a];
            if (argument->kind != KIND_RANGE && argument->kind != KIND_MIN) {
                continue;
            }
            char name[64];
            (void)snprintf(name, sizeof name, "%s_%s", call->name, argument->name);
            print_entry(name, "low", argument->low);
            print_entry(name, "under", argument->low - 1);
            print_entry(name, "high", argument->high);
            print_entry(name, "over", argument->high + 1);
        }
    }
}

int main(int argc, char **argv)
{
    if (argc == 2 && strcmp(argv[1], "stubs") == 0) {
        generate_stubs();
    } else if (argc == 2 && strcmp(argv[1], "manual") == 0) {
        generate_manual();
    } else if (argc == 2 && strcmp(argv[1], "dictionary") == 0) {
        generate_dictionary();
    } else {
        (void)fprintf(stderr, "usage: generate stubs | manual | dictionary\n");
        return 2;
    }
    return 0;
}
