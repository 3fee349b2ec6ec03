/*
 * The system call decoder: from raw registers to handlers with decoded arguments.
 *
 * It owns no state. Each row of syscalls.def becomes one thunk that decodes the arguments in the
 * order of the row, keeps the first refusal, and calls the handler only when there was none: a
 * refused call has touched nothing. Handlers never see a raw register.
 */
#include "syscall.h"

#include "l4.h"
#include "sentry.h"
#include "zircon.h"

enum family { FAMILY_NATIVE, FAMILY_SENTRY, FAMILY_ZIRCON, FAMILY_L4, FAMILIES };

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
    [FAMILY_ZIRCON] =
        {
            [REFUSED_RANGE] = (uint32_t)ZX_INVALID_ARGS,
            [REFUSED_BAD_HANDLE] = (uint32_t)ZX_BAD_HANDLE,
            [REFUSED_WRONG_TYPE] = (uint32_t)ZX_WRONG_TYPE,
            [REFUSED_ACCESS] = (uint32_t)ZX_ACCESS_DENIED,
            [REFUSED_CAPABILITY] = (uint32_t)ZX_ACCESS_DENIED,
        },
    [FAMILY_L4] =
        {
            [REFUSED_RANGE] = (uint32_t)L4_EINVAL,
            [REFUSED_BAD_HANDLE] = (uint32_t)L4_NO_TASK,
            [REFUSED_WRONG_TYPE] = (uint32_t)L4_EBADPROTO,
            [REFUSED_ACCESS] = (uint32_t)L4_EPERM,
            [REFUSED_CAPABILITY] = (uint32_t)L4_EPERM,
        },
};

static void refuse(enum refusal *first, enum refusal refusal)
{
    if (*first == REFUSED_NOTHING) {
        *first = refusal;
    }
}

static process_id caller(const struct kernel *k)
{
    return k->thread[k->sched.current].process;
}

static uint32_t decode_range(enum refusal *first, uint32_t value, uint32_t low, uint32_t high)
{
    if (value - low > high - low) {
        refuse(first, REFUSED_RANGE);
    }
    return value;
}

static int32_t decode_min(enum refusal *first, uint32_t value, int32_t low)
{
    if ((int32_t)value < low) {
        refuse(first, REFUSED_RANGE);
    }
    return (int32_t)value;
}

static uint32_t decode_irq(const struct kernel *k, enum refusal *first, uint32_t value)
{
    if (value >= CONFIG_IRQS) {
        refuse(first, REFUSED_RANGE);
    } else if (k->irq.line[value].owner != caller(k)) {
        refuse(first, REFUSED_CAPABILITY);
    }
    return value;
}

static void decode_needs(const struct kernel *k, enum refusal *first, enum capability capability)
{
    if (!task_can(k, caller(k), capability)) {
        refuse(first, REFUSED_CAPABILITY);
    }
}

static process_id decode_peer(const struct kernel *k, enum refusal *first, uint32_t value,
                              uint32_t right)
{
    process_id process = NONE;
    enum refusal refusal = name_decode_peer(k, caller(k), value, right, &process);
    if (refusal != REFUSED_NOTHING) {
        refuse(first, refusal);
    }
    return process;
}

/* Not inlined: many calls decode handles, and few are hot. */
__attribute__((noinline)) static struct named decode_handle(const struct kernel *k,
                                                            enum refusal *first, uint32_t value,
                                                            enum object_type type, uint32_t rights)
{
    struct named named = {0};
    enum refusal refusal = name_decode(k, caller(k), value, type, rights, &named);
    if (refusal != REFUSED_NOTHING) {
        refuse(first, refusal);
    }
    return named;
}

static struct named_space decode_space(const struct kernel *k, enum refusal *first, uint32_t value)
{
    struct named named = {0};
    enum refusal refusal = name_decode(k, caller(k), value, OBJECT_PROCESS, 0, &named);
    if (refusal != REFUSED_NOTHING) {
        refuse(first, refusal);
        return (struct named_space){NONE, false};
    }
    process_id process = process_of_object(named.object);
    uint32_t rights =
        process == caller(k) ? RIGHTS_ALL : k->slot[node_of_slot(caller(k), named.slot)].rights;
    if ((rights & RIGHT_WRITE) == 0) {
        refuse(first, REFUSED_ACCESS);
    }
    return (struct named_space){process, (rights & RIGHT_TRANSFER) != 0};
}

static struct flexpage decode_fpage(enum refusal *first, uint32_t value)
{
    struct flexpage page;
    if (!flexpage_decode(value, &page)) {
        refuse(first, REFUSED_RANGE);
    }
    return page;
}

/* A refused call loses the handles that it was to consume. */
static uint32_t refused(struct kernel *k, enum family family, enum refusal refusal,
                        struct handle_list consumed, uint32_t given)
{
    if (consumed.count > 0) {
        (void)handle_consume(k, consumed);
        sched_settle(k);
    }
    if (given != 0) {
        handle_lose(k, given);
        sched_settle(k);
    }
    return family_refusal[family][refusal];
}

#define REGISTER(place) registers[CALL_REGISTER(place)]

/*
 * What the caller's policy says of a name that names nothing. Asking whether a name is good, or
 * closing nothing, is no mistake.
 */
COLD static uint32_t bad_handle(struct kernel *k, thread_id caller, uint32_t number,
                                const uint32_t registers[12])
{
    bool asks = number == CALL_object_get_info && REGISTER(1) == ZX_INFO_HANDLE_VALID;
    enum policy_action action = policy_asked(k, caller, POLICY_BAD_HANDLE);
    return asks || action <= ACTION_DENY
               ? zircon(ZX_BAD_HANDLE)
               : policy_applied(k, caller, POLICY_BAD_HANDLE, action, zircon(ZX_BAD_HANDLE));
}

#define NO_ARGUMENTS
#define ANY(place, name)              a.name = REGISTER(place);
#define INT(place, name)              a.name = (int32_t)REGISTER(place);
#define RANGE(place, name, low, high) a.name = decode_range(&first, REGISTER(place), low, high);
#define MIN(place, name, low)         a.name = decode_min(&first, REGISTER(place), low);
#define PEER(place, name, right)      a.name = decode_peer(k, &first, REGISTER(place), right);
#define IRQ(place, name)              a.name = decode_irq(k, &first, REGISTER(place));
#define NEEDS(capability)             decode_needs(k, &first, capability);
#define HANDLE(place, name, type, rights)                                                          \
    a.name = decode_handle(k, &first, REGISTER(place), type, rights);
#define SPACE(place, name) a.name = decode_space(k, &first, REGISTER(place));
#define FPAGE(place, name) a.name = decode_fpage(&first, REGISTER(place));
#define NAME(place, name)  a.name = REGISTER(place);
#define IN(place, name)    a.name = REGISTER(place);
#define OUT(place, name)   a.name = REGISTER(place);
#define DEADLINE(place, name)                                                                      \
    a.name = (int64_t)(REGISTER(place) | (uint64_t)REGISTER((place) + 1) << 32);
#define CONSUMED(place, name)                                                                      \
    a.name = consumed =                                                                            \
        (struct handle_list){.address = REGISTER(place), .count = REGISTER((place) + 1)};

#define GIVEN(place, name) a.name = given = REGISTER(place);

#define SYSCALL(number, name, family, blocking, summary, results, arguments)                       \
    static uint32_t thunk_##name(struct kernel *k, const uint32_t registers[12])                   \
    {                                                                                              \
        enum refusal first = REFUSED_NOTHING;                                                      \
        struct handle_list consumed = {0, 0};                                                      \
        uint32_t given = 0;                                                                        \
        const thread_id self = k->sched.current;                                                   \
        struct name##_arguments a;                                                                 \
        (void)registers;                                                                           \
        {arguments};                                                                               \
        uint32_t result = first != REFUSED_NOTHING                                                 \
                              ? refused(k, FAMILY_##family, first, consumed, given)                \
                              : call_##name(k, a);                                                 \
        return FAMILY_##family == FAMILY_ZIRCON && result == (uint32_t)ZX_BAD_HANDLE               \
                   ? bad_handle(k, self, number, registers)                                        \
                   : result;                                                                       \
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
