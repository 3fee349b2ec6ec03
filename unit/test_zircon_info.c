/*
 * object_get_info: what the running task can learn of the objects it has handles of.
 */
#include "zircon_calls.h"

#include <string.h>

enum { INFO_TOPICS = 40, UNTOUCHED = 0xa5 };

static int32_t info(struct machine *m, uint32_t handle, uint32_t topic, uint32_t size)
{
    return zx(m, SYS_OBJECT_GET_INFO, handle, topic, at(m, OUT), size, at(m, ACTUAL), at(m, AVAIL));
}

static void assert_basic(struct machine *m, uint32_t handle, uint32_t type, uint32_t rights,
                         uint64_t related)
{
    struct basic b = basic(m, handle);
    assert_int_equal(b.type, type);
    assert_int_equal(b.rights, rights);
    assert_int_equal(b.related_koid, related);
    assert_int_not_equal(b.koid, 0);
    assert_int_equal(b.reserved, 0);
}

/* ---- HANDLE_VALID ---- */

static void valid_handles_need_no_rights_and_no_buffer(void **state)
{
    (void)state;
    struct machine *m = zircon_machine();
    uint32_t event = make_event(m);
    uint32_t poor = with_rights(m, event, 0);
    put_words(m, OUT, 1, 2);
    put_words(m, ACTUAL, 3, 4);
    assert_int_equal(zx(m, SYS_OBJECT_GET_INFO, poor, ZX_INFO_HANDLE_VALID, HOLE, 99, HOLE, HOLE),
                     ZX_OK);
    assert_int_equal(info(m, poor, ZX_INFO_HANDLE_VALID, 100), ZX_OK);
    assert_int_equal(word(m, OUT), 1);
    assert_int_equal(word(m, ACTUAL), 3);
    assert_int_equal(word(m, AVAIL), 4);
    assert_int_equal(zx(m, SYS_HANDLE_CLOSE, poor), ZX_OK);
    assert_int_equal(info(m, poor, ZX_INFO_HANDLE_VALID, 0), ZX_BAD_HANDLE);
    assert_int_equal(info(m, 0, ZX_INFO_HANDLE_VALID, 0), ZX_BAD_HANDLE);
}

/* ---- HANDLE_BASIC ---- */

static void basic_tells_type_rights_and_relations(void **state)
{
    (void)state;
    struct machine *m = zircon_machine();
    const struct kernel *k = machine_kernel(m);
    process_id self = machine_process(m, ALICE);
    uint64_t process = k->object[object_of_process(self)].koid;
    job_id job = k->process[self].job;
    uint64_t job_koid = k->object[object_of_job(job)].koid;
    uint64_t above = k->object[object_of_job(k->job[job].parent)].koid;
    uint32_t job_rights = object_rights[OBJECT_JOB] & ~(uint32_t)RIGHT_DESTROY;
    assert_basic(m, name_of_selector(1), 1, object_rights[OBJECT_PROCESS], job_koid);
    assert_basic(m, name_of_selector(2), 17, job_rights, above);
    assert_basic(m, name_of_selector(3), 2, object_rights[OBJECT_THREAD], process);
    assert_int_equal(basic(m, name_of_selector(1)).koid, process);
    assert_int_equal(basic(m, name_of_selector(2)).koid, job_koid);
    uint32_t event = make_event(m);
    assert_basic(m, event, 5, object_rights[OBJECT_EVENT], 0);
    assert_basic(m, with_rights(m, event, 0), 5, 0, 0);
}

/* The two ends of a pair name each other, also when one is gone. */
static void ends_are_related(void **state)
{
    (void)state;
    struct machine *m = zircon_machine();
    for (unsigned i = 0; i < 4; i++) {
        struct ends ends = i / 2 == 0 ? make_channel(m) : make_eventpair(m);
        uint32_t closed = i % 2 == 0 ? ends.a : ends.b;
        uint32_t left = i % 2 == 0 ? ends.b : ends.a;
        uint32_t type = i / 2 == 0 ? 4 : 16;
        uint32_t rights = object_rights[i / 2 == 0 ? OBJECT_CHANNEL : OBJECT_EVENTPAIR];
        uint64_t koid = basic(m, left).koid;
        uint64_t other = basic(m, closed).koid;
        assert_int_not_equal(koid, other);
        assert_basic(m, left, type, rights, other);
        assert_basic(m, closed, type, rights, koid);
        assert_int_equal(zx(m, SYS_HANDLE_CLOSE, closed), ZX_OK);
        assert_basic(m, left, type, rights, other);
        assert_int_equal(zx(m, SYS_HANDLE_CLOSE, left), ZX_OK);
    }
}

static void koids_are_never_given_again(void **state)
{
    (void)state;
    struct machine *m = zircon_machine();
    uint64_t last = 0;
    for (unsigned i = 0; i < 30; i++) {
        uint32_t handle = i % 3 == 0   ? make_event(m)
                          : i % 3 == 1 ? make_channel(m).b
                                       : make_eventpair(m).b;
        uint64_t koid = basic(m, handle).koid;
        assert_true(koid > last);
        last = koid;
        close_all(m);
    }
}

/* ---- HANDLE_COUNT ---- */

static void count_needs_inspect(void **state)
{
    (void)state;
    struct machine *m = zircon_machine();
    uint32_t event = make_event(m);
    for (unsigned bit = 0; bit < 16; bit++) {
        if ((object_rights[OBJECT_EVENT] & 1u << bit) != 0) {
            uint32_t handle = with_rights(m, event, 1u << bit);
            assert_int_equal(info(m, handle, ZX_INFO_HANDLE_COUNT, 4),
                             1u << bit == RIGHT_INSPECT ? ZX_OK : ZX_ACCESS_DENIED);
            assert_int_equal(zx(m, SYS_HANDLE_CLOSE, handle), ZX_OK);
        }
    }
    assert_int_equal(info(m, with_rights(m, event, 0), ZX_INFO_HANDLE_COUNT, 4), ZX_ACCESS_DENIED);
}

/* In all tables and in transit. */
static void count_counts_all_handles(void **state)
{
    (void)state;
    struct machine *m = zircon_machine();
    struct ends channel = make_channel(m);
    uint32_t event = make_event(m);
    assert_int_equal(count_of(m, event), 1);
    uint32_t other = with_rights(m, event, ZX_RIGHT_SAME_RIGHTS);
    assert_int_equal(send_one(m, channel.a, other), ZX_OK);
    assert_int_equal(count_of(m, event), 2);
    (void)hand_over(m, with_rights(m, event, ZX_RIGHT_SAME_RIGHTS), BOB);
    assert_int_equal(count_of(m, event), 3);
    assert_int_equal(zx(m, SYS_HANDLE_CLOSE, channel.b), ZX_OK);
    assert_int_equal(count_of(m, event), 2);
    be(m, BOB);
    close_all(m);
    be(m, ALICE);
    assert_int_equal(count_of(m, event), 1);
}

/* ---- Buffers. ---- */

/* A record is written whole or not at all, and nothing beyond it. */
static void sizes_of_records(void **state)
{
    (void)state;
    static const struct {
        uint32_t topic;
        uint32_t size;
    } records[] = {{ZX_INFO_HANDLE_BASIC, 32}, {ZX_INFO_HANDLE_COUNT, 4}};
    struct machine *m = zircon_machine();
    uint32_t event = make_event(m);
    for (unsigned r = 0; r < 2; r++) {
        for (uint32_t size = 0; size <= 36; size++) {
            uint8_t untouched[40];
            uint8_t buffer[40];
            memset(untouched, UNTOUCHED, sizeof untouched);
            put(m, OUT, untouched, sizeof untouched);
            put_words(m, ACTUAL, 77, 77);
            bool fits = size >= records[r].size;
            assert_int_equal(info(m, event, records[r].topic, size),
                             fits ? ZX_OK : ZX_BUFFER_TOO_SMALL);
            assert_int_equal(word(m, ACTUAL), fits);
            assert_int_equal(word(m, AVAIL), 1);
            get(m, OUT, buffer, sizeof buffer);
            uint32_t written = fits ? records[r].size : 0;
            assert_memory_equal(buffer + written, untouched, sizeof buffer - written);
            assert_true(written == 0 || memcmp(buffer, untouched, written) != 0);
        }
    }
}

static void counts_may_be_left_out(void **state)
{
    (void)state;
    struct machine *m = zircon_machine();
    uint32_t event = make_event(m);
    uint32_t out = at(m, OUT);
    uint32_t actual = at(m, ACTUAL);
    static const uint32_t topic = ZX_INFO_HANDLE_BASIC;
    put_words(m, ACTUAL, 7, 7);
    assert_int_equal(zx(m, SYS_OBJECT_GET_INFO, event, topic, out, 32, actual, 0), ZX_OK);
    assert_int_equal(word(m, ACTUAL), 1);
    assert_int_equal(word(m, AVAIL), 7);
    put_words(m, ACTUAL, 7, 7);
    assert_int_equal(zx(m, SYS_OBJECT_GET_INFO, event, topic, out, 32, 0, actual + 4), ZX_OK);
    assert_int_equal(word(m, ACTUAL), 7);
    assert_int_equal(word(m, AVAIL), 1);
    assert_int_equal(zx(m, SYS_OBJECT_GET_INFO, event, topic, out, 31, 0, 0), ZX_BUFFER_TOO_SMALL);
}

static void bad_pointers_are_refused(void **state)
{
    (void)state;
    static const uint32_t topics[] = {ZX_INFO_HANDLE_BASIC, ZX_INFO_HANDLE_COUNT};
    struct machine *m = zircon_machine();
    uint32_t event = make_event(m);
    uint32_t out = at(m, OUT);
    const uint32_t bad[] = {HOLE, READ_ONLY, 0xfffffffe, 0xe000e100, at(m, MEMORY_SIZE - 3)};
    for (unsigned i = 0; i < 2 * sizeof bad / sizeof bad[0]; i++) {
        uint32_t topic = topics[i % 2];
        uint32_t b = bad[i / 2];
        assert_int_equal(zx(m, SYS_OBJECT_GET_INFO, event, topic, b, 32, out, out),
                         ZX_INVALID_ARGS);
        assert_int_equal(zx(m, SYS_OBJECT_GET_INFO, event, topic, out, 32, b, 0), ZX_INVALID_ARGS);
        assert_int_equal(zx(m, SYS_OBJECT_GET_INFO, event, topic, out, 32, 0, b), ZX_INVALID_ARGS);
        assert_int_equal(zx(m, SYS_OBJECT_GET_INFO, event, topic, out, 3, b, 0), ZX_INVALID_ARGS);
        assert_int_equal(zx(m, SYS_OBJECT_GET_INFO, event, topic, out, 3, 0, b), ZX_INVALID_ARGS);
        /* What does not fit is not written. */
        assert_int_equal(zx(m, SYS_OBJECT_GET_INFO, event, topic, b, 3, 0, 0), ZX_BUFFER_TOO_SMALL);
    }
    assert_int_equal(zx(m, SYS_OBJECT_GET_INFO, event, topics[0], 0, 32, 0, 0), ZX_INVALID_ARGS);
}

static void addresses_need_not_be_aligned(void **state)
{
    (void)state;
    struct machine *m = zircon_machine();
    uint32_t event = make_event(m);
    struct basic aligned = basic(m, event);
    for (uint32_t offset = 1; offset < 8; offset++) {
        struct basic b;
        assert_int_equal(zx(m, SYS_OBJECT_GET_INFO, event, ZX_INFO_HANDLE_BASIC,
                            at(m, LIST + offset), sizeof b, at(m, TAKEN + offset),
                            at(m, TAKEN + offset + 4)),
                         ZX_OK);
        get(m, LIST + offset, &b, sizeof b);
        assert_memory_equal(&b, &aligned, sizeof b);
        assert_int_equal(word(m, TAKEN + offset), 1);
        assert_int_equal(word(m, TAKEN + offset + 4), 1);
    }
}

/* ---- Topics. ---- */

static void unknown_topics_are_not_supported(void **state)
{
    (void)state;
    static const uint32_t topics[] = {ZX_INFO_HANDLE_VALID, ZX_INFO_HANDLE_BASIC,
                                      ZX_INFO_PROCESS,      ZX_INFO_PROCESS_THREADS,
                                      ZX_INFO_JOB_CHILDREN, ZX_INFO_JOB_PROCESSES,
                                      ZX_INFO_THREAD,       ZX_INFO_THREAD_EXCEPTION_REPORT,
                                      ZX_INFO_HANDLE_COUNT, ZX_INFO_JOB};
    struct machine *m = zircon_machine();
    uint32_t event = make_event(m);
    for (uint32_t topic = 0; topic < INFO_TOPICS; topic++) {
        bool known = false;
        for (unsigned i = 0; i < sizeof topics / sizeof topics[0]; i++) {
            known = known || topics[i] == topic;
        }
        if (!known) {
            assert_int_equal(info(m, event, topic, 64), ZX_NOT_SUPPORTED);
            assert_int_equal(zx(m, SYS_OBJECT_GET_INFO, 0, topic, HOLE, 0, HOLE, HOLE),
                             ZX_NOT_SUPPORTED);
        }
    }
    assert_int_equal(info(m, event, 0x80000001, 64), ZX_NOT_SUPPORTED);
    assert_int_equal(info(m, event, 0x10000002, 64), ZX_NOT_SUPPORTED);
}

static void handles_are_looked_at_before_buffers(void **state)
{
    (void)state;
    struct machine *m = zircon_machine();
    uint32_t poor = reduced(m, make_event(m), 0);
    for (uint32_t size = 0; size <= 32; size += 32) {
        for (uint32_t topic = 1; topic <= 2; topic++) {
            assert_int_equal(zx(m, SYS_OBJECT_GET_INFO, 0, topic, HOLE, size, HOLE, HOLE),
                             ZX_BAD_HANDLE);
        }
        assert_int_equal(zx(m, SYS_OBJECT_GET_INFO, 0, ZX_INFO_HANDLE_COUNT, 0, size, 0, 0),
                         ZX_BAD_HANDLE);
        assert_int_equal(
            zx(m, SYS_OBJECT_GET_INFO, poor, ZX_INFO_HANDLE_COUNT, HOLE, size, HOLE, HOLE),
            ZX_ACCESS_DENIED);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(valid_handles_need_no_rights_and_no_buffer),
        TEST(basic_tells_type_rights_and_relations),
        TEST(ends_are_related),
        TEST(koids_are_never_given_again),
        TEST(count_needs_inspect),
        TEST(count_counts_all_handles),
        TEST(sizes_of_records),
        TEST(counts_may_be_left_out),
        TEST(bad_pointers_are_refused),
        TEST(addresses_need_not_be_aligned),
        TEST(unknown_topics_are_not_supported),
        TEST(handles_are_looked_at_before_buffers),
    };
    return cmocka_run_group_tests_name("zircon_info", tests, NULL, NULL);
}
