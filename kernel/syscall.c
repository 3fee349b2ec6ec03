/*
 * The system call decoder: from raw registers to handlers with decoded arguments.
 *
 * It owns no state. Each row of syscalls.def becomes one thunk that decodes the arguments in the
 * order of the row, keeps the first refusal, and calls the handler only when there was none: a
 * refused call has touched nothing. Handlers never see a raw register.
 */
#include "syscall.h"

#include "sentry.h"

enum family { FAMILY_NATIVE, FAMILY_SENTRY, FAMILIES };

/* Which status a family gives for a refused argument; each row is full. */
static const uint32_t family_refusal[FAMILIES][REFUSALS] = {
    [FAMILY_NATIVE] =
        {
            [REFUSED_RANGE] = SENTRY_INVALID,
            [REFUSED_BAD_HANDLE] = SENTRY_INVALID,
            [REFUSED_WRONG_TYPE] = SENTRY_INVALID,
            [REFUSED_ACCESS] = SENTRY_INVALID,
            [REFUSED_CAPABILITY] = SENTRY_DENIED,
        },
    [FAMILY_SENTRY] =
        {
            [REFUSED_RANGE] = SENTRY_INVALID,
            [REFUSED_BAD_HANDLE] = SENTRY_INVALID,
            [REFUSED_WRONG_TYPE] = SENTRY_INVALID,
            [REFUSED_ACCESS] = SENTRY_INVALID,
            [REFUSED_CAPABILITY] = SENTRY_DENIED,
        },
};

/* One call being decoded. */
struct decoder {
    const struct kernel *k;
    enum refusal refusal; /* the first one, REFUSED_NOTHING so far */
};

static void decode_refuse(struct decoder *d, enum refusal refusal)
{
    if (d->refusal == REFUSED_NOTHING) {
        d->refusal = refusal;
    }
}

static uint32_t decode_range(struct decoder *d, uint32_t value, uint32_t low, uint32_t high)
{
    if (value - low > high - low) {
        decode_refuse(d, REFUSED_RANGE);
    }
    return value;
}

static int32_t decode_min(struct decoder *d, uint32_t value, int32_t low)
{
    if ((int32_t)value < low) {
        decode_refuse(d, REFUSED_RANGE);
    }
    return (int32_t)value;
}

static process_id decode_caller(const struct decoder *d)
{
    return d->k->thread[d->k->sched.current].process;
}

static uint32_t decode_irq(struct decoder *d, uint32_t value)
{
    if (value >= CONFIG_IRQS) {
        decode_refuse(d, REFUSED_RANGE);
    } else if (d->k->irq.line[value].owner != decode_caller(d)) {
        decode_refuse(d, REFUSED_CAPABILITY);
    }
    return value;
}

static void decode_needs(struct decoder *d, enum capability capability)
{
    if (!task_can(d->k, decode_caller(d), capability)) {
        decode_refuse(d, REFUSED_CAPABILITY);
    }
}

static process_id decode_peer(struct decoder *d, uint32_t value, uint32_t right)
{
    process_id caller = decode_caller(d);
    process_id process = NONE;
    decode_refuse(d, name_decode_peer(d->k, caller, value, right, &process));
    return process;
}

#define REGISTER(place) registers[CALL_REGISTER(place)]
#define NO_ARGUMENTS
#define ANY(place, name)              a.name = REGISTER(place);
#define INT(place, name)              a.name = (int32_t)REGISTER(place);
#define RANGE(place, name, low, high) a.name = decode_range(&d, REGISTER(place), low, high);
#define MIN(place, name, low)         a.name = decode_min(&d, REGISTER(place), low);
#define PEER(place, name, right)      a.name = decode_peer(&d, REGISTER(place), right);
#define IRQ(place, name)              a.name = decode_irq(&d, REGISTER(place));
#define NEEDS(capability)             decode_needs(&d, capability);

#define SYSCALL(number, name, family, blocking, summary, results, arguments)                       \
    static uint32_t thunk_##name(struct kernel *k, const uint32_t registers[12])                   \
    {                                                                                              \
        struct decoder d = {k, REFUSED_NOTHING};                                                   \
        struct name##_arguments a;                                                                 \
        (void)registers;                                                                           \
        {arguments};                                                                               \
        return d.refusal != REFUSED_NOTHING ? family_refusal[FAMILY_##family][d.refusal]           \
                                            : call_##name(k, a);                                   \
    }
#include "syscalls.def"
#undef SYSCALL

typedef uint32_t thunk(struct kernel *k, const uint32_t registers[12]);

static thunk *const thunks[] = {
#define SYSCALL(number, name, family, blocking, summary, results, arguments)                       \
    [number] = thunk_##name,
#include "syscalls.def"
#undef SYSCALL
};

uint32_t kernel_syscall(struct kernel *k, uint32_t number, const uint32_t registers[12])
{
    if (number >= sizeof thunks / sizeof thunks[0]) {
        return BAD_SYSCALL;
    }
    return thunks[number](k, registers);
}

uint32_t call_nop(struct kernel *k, struct nop_arguments a)
{
    (void)k;
    (void)a;
    return 0;
}

uint32_t call_exchange_area(struct kernel *k, struct exchange_area_arguments a)
{
    (void)a;
    return k->thread[k->sched.current].area;
}
