/*
 * The common ground of the unit tests; see fixture.h.
 *
 * The machines and images of the running test are kept in one list, so that a test that fails
 * half way still leaves nothing behind for the next.
 */
#include "fixture.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "zircon.h"

/* One machine or image of the running test. */
struct possession {
    struct possession *next;
    struct machine *machine;     /* NULL: only the image */
    struct machine_image *image; /* NULL: only the machine */
};

static struct possession *possessions;

static void possession_add(struct machine *machine, struct machine_image *image)
{
    struct possession *p = calloc(1, sizeof *p);
    assert_non_null(p);
    p->machine = machine;
    p->image = image;
    p->next = possessions;
    possessions = p;
}

int fixture_end(void **state)
{
    (void)state;
    while (possessions != NULL) {
        struct possession *p = possessions;
        possessions = p->next;
        if (p->machine != NULL) {
            machine_destroy(p->machine);
        }
        free(p->image);
        free(p);
    }
    return 0;
}

struct machine_image *fixture_image(const struct machine_task *tasks, unsigned count)
{
    struct machine_image *image = calloc(1, sizeof *image);
    assert_non_null(image);
    possession_add(NULL, image);
    machine_image_build(image, tasks, count);
    return image;
}

struct machine *fixture_boot(const struct machine_image *image)
{
    struct machine *m = machine_create(&image->image);
    assert_non_null(m);
    possession_add(m, NULL);
    check(m);
    return m;
}

struct machine *fixture_machine(const struct machine_task *tasks, unsigned count)
{
    return fixture_boot(fixture_image(tasks, count));
}

thread_id thread_of(const struct machine *m, uint32_t label)
{
    process_id process = machine_process(m, label);
    assert_int_not_equal(process, NONE);
    return machine_first_thread(m, process);
}

uint32_t handle_of(struct machine *m, uint32_t label)
{
    return name_of_task(machine_kernel(m), machine_process(m, label));
}

const struct thread *thread_state_of(struct machine *m, thread_id thread)
{
    return &machine_kernel(m)->thread[thread];
}

uint64_t deadline_of(struct machine *m, thread_id thread)
{
    return machine_kernel(m)->time.timer[timer_of_thread(thread)].deadline;
}

uint64_t slice_end_of(struct machine *m)
{
    const struct sched *sched = &machine_kernel(m)->sched;
    return sched->sliced != 0 ? sched->slice_end : TIME_NEVER;
}

const struct entropy fixture_entropy = {.present = true, .key = {1, 2, 3, 4, 5, 6, 7, 8}};

void run(struct machine *m, thread_id thread)
{
    machine_run(m, thread);
    assert_int_equal(machine_current(m), thread);
    check(m);
}

void be(struct machine *m, uint32_t label)
{
    run(m, thread_of(m, label));
}

void check(struct machine *m)
{
    if (kernel_has_work(machine_kernel(m))) {
        machine_settle(m);
    }
    const char *broken = machine_check(m);
    if (broken != NULL) {
        print_error("invariant: %s\n", broken);
    }
    assert_null(broken);
}

/* Calls that lose something also when they fail, as documented: handles, or a message. */
static bool may_lose(const uint32_t call[1 + CALL_REGISTERS])
{
    switch (call[0]) {
    case SYS_HANDLE_REPLACE:
    case SYS_HANDLE_CLOSE_MANY:
        return true;
    case SYS_CHANNEL_WRITE:
        return call[6] != 0;
    case SYS_PROCESS_START:
        return call[5] != 0;
    case SYS_CHANNEL_READ:
        return call[2] == ZX_CHANNEL_MAY_DISCARD;
    default:
        return false;
    }
}

/*
 * Whether a call that returned at once has refused to do anything. A polled wait that follows a
 * send says AGAIN, and the message is gone.
 */
static bool is_refusal(const uint32_t call[1 + CALL_REGISTERS], struct machine_result result)
{
    bool sent = call[0] == SYS_SEND_AND_WAIT && result.value == SENTRY_AGAIN;
    return result.returned && result.value != SENTRY_OK && call[0] != SYS_SLEEP && !sent &&
           !may_lose(call);
}

struct machine_result fixture_call(struct machine *m, const uint32_t call[1 + CALL_REGISTERS])
{
    uint8_t area_before[EXCHANGE_AREA_SIZE] = {0};
    thread_id caller = machine_current(m);
    assert_int_not_equal(caller, NONE);
    const uint8_t *area = machine_area(m, caller);
    if (area != NULL) {
        memcpy(area_before, area, sizeof area_before);
    }
    uint64_t hash_before = machine_hash(m);
    struct machine_result result = machine_call(m, call[0], &call[1]);
    check(m);
    if (is_refusal(call, result)) {
        assert_int_equal(machine_hash(m), hash_before);
        assert_int_equal(machine_current(m), caller);
        if (area != NULL) {
            assert_memory_equal(area, area_before, sizeof area_before);
        }
    }
    return result;
}

uint32_t fixture_call_returns(struct machine *m, const uint32_t call[1 + CALL_REGISTERS])
{
    struct machine_result result = fixture_call(m, call);
    assert_true(result.returned);
    return result.value;
}

void fixture_call_parks(struct machine *m, const uint32_t call[1 + CALL_REGISTERS])
{
    assert_false(fixture_call(m, call).returned);
}

void advance_ticks(struct machine *m, uint64_t ticks)
{
    machine_advance(m, ticks);
    check(m);
}

void advance_ms(struct machine *m, uint32_t ms)
{
    advance_ticks(m, (uint64_t)ms * MACHINE_TICKS_PER_MS);
}

bool panics(void (*function)(void *context), void *context)
{
    (void)fflush(NULL);
    pid_t child = fork();
    assert_int_not_equal(child, -1);
    if (child == 0) {
        (void)freopen("/dev/null", "w", stderr);
        (void)signal(SIGABRT, SIG_DFL);
        function(context);
        _exit(0);
    }
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    return WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT;
}

uint8_t area_pattern(uint8_t seed, unsigned offset)
{
    return (uint8_t)(seed + offset * 7u + (offset >> 3));
}

void area_fill(struct machine *m, thread_id thread, uint8_t seed)
{
    uint8_t *area = machine_area(m, thread);
    assert_non_null(area);
    for (unsigned i = 0; i < EXCHANGE_AREA_SIZE; i++) {
        area[i] = area_pattern(seed, i);
    }
}

void assert_message(struct machine *m, thread_id receiver, uint32_t source, uint8_t length,
                    uint8_t seed, uint8_t rest)
{
    const uint8_t *area = machine_area(m, receiver);
    struct {
        uint8_t type;
        uint8_t length;
        uint16_t magic;
        uint32_t source;
    } header;
    memcpy(&header, area, sizeof header);
    assert_int_equal(header.type, EVENT_IPC);
    assert_int_equal(header.length, length);
    assert_int_equal(header.magic, EVENT_MAGIC);
    assert_int_equal(header.source, source);
    for (unsigned i = 0; i < length; i++) {
        assert_int_equal(area[EVENT_HEADER_SIZE + i], area_pattern(seed, i));
    }
    for (unsigned i = EVENT_HEADER_SIZE + length; i < EXCHANGE_AREA_SIZE; i++) {
        assert_int_equal(area[i], area_pattern(rest, i));
    }
}

void assert_event(struct machine *m, thread_id reader, uint8_t kind, uint32_t source,
                  uint32_t number)
{
    const struct {
        uint8_t type;
        uint8_t length;
        uint16_t magic;
        uint32_t source;
        uint32_t number;
    } expected = {kind, sizeof number, EVENT_MAGIC, source, number};
    assert_memory_equal(machine_area(m, reader), &expected, sizeof expected);
}

void assert_polled(struct machine *m, uint32_t mask, uint8_t kind, uint32_t source, uint32_t number)
{
    assert_int_equal(call_returns(m, SYS_WAIT_FOR_EVENT, mask, (uint32_t)-1), SENTRY_OK);
    assert_event(m, machine_current(m), kind, source, number);
}

void assert_nothing(struct machine *m, uint32_t mask)
{
    assert_int_equal(call_returns(m, SYS_WAIT_FOR_EVENT, mask, (uint32_t)-1), SENTRY_AGAIN);
}
