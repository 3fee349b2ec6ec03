/*
 * queue.c: circles of threads, compared with a plain array over all short sequences of operations.
 */
#include "fixture.h"

#include <string.h>

enum { MEMBERS = 4 };

/* The reference: who is in the queue, in order. */
struct line {
    thread_id member[MEMBERS];
    unsigned length;
};

static unsigned line_find(const struct line *line, thread_id thread)
{
    unsigned at = 0;
    while (at < line->length && line->member[at] != thread) {
        at++;
    }
    return at;
}

static void line_remove(struct line *line, unsigned at)
{
    line->length--;
    memmove(&line->member[at], &line->member[at + 1], (line->length - at) * sizeof line->member[0]);
}

static void compare(const struct kernel *k, const struct queue *queue, const struct line *line)
{
    assert_int_equal(queue->first, line->length == 0 ? NONE : line->member[0]);
    for (unsigned i = 0; i < line->length; i++) {
        thread_id next = line->member[(i + 1) % line->length];
        assert_int_equal(k->thread[line->member[i]].next, next);
        assert_int_equal(k->thread[next].previous, line->member[i]);
    }
    for (thread_id thread = 1; thread <= MEMBERS; thread++) {
        if (line_find(line, thread) == line->length) {
            assert_int_equal(k->thread[thread].next, NONE);
            assert_int_equal(k->thread[thread].previous, NONE);
        }
    }
}

/* Each digit of a sequence is a thread: in the queue it leaves, outside it joins. */
static void all_short_sequences(void **state)
{
    (void)state;
    struct kernel *k = machine_kernel(MACHINE({.label = 1}));
    for (unsigned sequence = 0; sequence < 1u << 14; sequence++) {
        struct queue queue = {NONE};
        struct line line = {.length = 0};
        memset(k->thread, 0, sizeof k->thread);
        for (unsigned digits = sequence, i = 0; i < 7; digits /= MEMBERS, i++) {
            thread_id thread = (thread_id)(1 + digits % MEMBERS);
            unsigned at = line_find(&line, thread);
            if (at == line.length) {
                queue_append(k, &queue, thread);
                line.member[line.length++] = thread;
            } else {
                queue_remove(k, &queue, thread);
                line_remove(&line, at);
            }
            compare(k, &queue, &line);
        }
    }
}

static void two_queues_are_apart(void **state)
{
    (void)state;
    struct kernel *k = machine_kernel(MACHINE({.label = 1}));
    memset(k->thread, 0, sizeof k->thread);
    struct queue odd = {NONE};
    struct queue even = {NONE};
    for (thread_id thread = 1; thread <= 6; thread++) {
        queue_append(k, thread % 2 == 1 ? &odd : &even, thread);
    }
    queue_remove(k, &odd, 1);
    assert_int_equal(odd.first, 3);
    assert_int_equal(k->thread[3].next, 5);
    assert_int_equal(k->thread[5].next, 3);
    assert_int_equal(even.first, 2);
    assert_int_equal(k->thread[2].previous, 6);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(all_short_sequences),
        TEST(two_queues_are_apart),
    };
    return cmocka_run_group_tests_name("queue", tests, NULL, NULL);
}
