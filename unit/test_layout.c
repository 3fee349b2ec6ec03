/*
 * The layout of struct kernel: the same bytes on every machine, and every byte of it means
 * something.
 *
 * Each struct's fields are listed in order. Each must begin where the one before ends, and the last
 * must end with the struct, so there is no padding and no field is missing here; 64-bit fields
 * lie at multiples of 8, so no machine has a reason to move them. What a hash or a comparison sees
 * is therefore the state and nothing else.
 */
#include "fixture.h"

/* A list of fields in order: a row for each, ROW(struct, field). */
#define THREAD_FIELDS(ROW)                                                                         \
    ROW(thread, slice_left)                                                                        \
    ROW(thread, quantum)                                                                           \
    ROW(thread, area)                                                                              \
    ROW(thread, source)                                                                            \
    ROW(thread, process)                                                                           \
    ROW(thread, sibling)                                                                           \
    ROW(thread, next)                                                                              \
    ROW(thread, previous)                                                                          \
    ROW(thread, state)                                                                             \
    ROW(thread, priority)                                                                          \
    ROW(thread, domain)                                                                            \
    ROW(thread, stopped)                                                                           \
    ROW(thread, suspends)                                                                          \
    ROW(thread, reserved)

#define PROCESS_FIELDS(ROW)                                                                        \
    ROW(process, return_code)                                                                      \
    ROW(process, started)                                                                          \
    ROW(process, policy)                                                                           \
    ROW(process, generation)                                                                       \
    ROW(process, job)                                                                              \
    ROW(process, task)                                                                             \
    ROW(process, first_thread)                                                                     \
    ROW(process, first_mapping)                                                                    \
    ROW(process, code)                                                                             \
    ROW(process, data)                                                                             \
    ROW(process, suspends)                                                                         \
    ROW(process, critical)                                                                         \
    ROW(process, state)                                                                            \
    ROW(process, domain)                                                                           \
    ROW(process, ending)                                                                           \
    ROW(process, only_nonzero)                                                                     \
    ROW(process, was_started)                                                                      \
    ROW(process, vacates)                                                                          \
    ROW(process, reserved)

#define SMALL_FIELDS(ROW)                                                                          \
    ROW(slot, rights)                                                                              \
    ROW(slot, generation)                                                                          \
    ROW(slot, object)                                                                              \
    ROW(slot, node)                                                                                \
    ROW(tree_node, next)                                                                           \
    ROW(tree_node, previous)                                                                       \
    ROW(tree_node, depth)                                                                          \
    ROW(handle_table, free_first)                                                                  \
    ROW(handle_table, free_last)                                                                   \
    ROW(handle_table, reserved)                                                                    \
    ROW(region, base)                                                                              \
    ROW(region, order)                                                                             \
    ROW(region, access)                                                                            \
    ROW(region, kind)                                                                              \
    ROW(region, reserved)                                                                          \
    ROW(mapping, region)                                                                           \
    ROW(mapping, next)                                                                             \
    ROW(mapping, process)                                                                          \
    ROW(mapping, node)                                                                             \
    ROW(mapping, previous)                                                                         \
    ROW(mapping, job)                                                                              \
    ROW(mapping, reserved)                                                                         \
    ROW(space_state, free_first)                                                                   \
    ROW(space_state, image_last)                                                                   \
    ROW(space_state, reserved)                                                                     \
    ROW(flexpage, kind)                                                                            \
    ROW(flexpage, order)                                                                           \
    ROW(flexpage, rights)                                                                          \
    ROW(flexpage, reserved)                                                                        \
    ROW(flexpage, base)                                                                            \
    ROW(unmap_state, batch)                                                                        \
    ROW(unmap_state, mask)                                                                         \
    ROW(unmap_state, page)                                                                         \
    ROW(unmap_state, process)                                                                      \
    ROW(unmap_state, count)                                                                        \
    ROW(unmap_state, next)                                                                         \
    ROW(area, process)                                                                             \
    ROW(area, thread)                                                                              \
    ROW(area_state, area)                                                                          \
    ROW(time_state, first)                                                                         \
    ROW(time_state, reserved)                                                                      \
    ROW(time_state, timer)                                                                         \
    ROW(timer, deadline)                                                                           \
    ROW(timer, next)                                                                               \
    ROW(timer, previous)                                                                           \
    ROW(timer, running)                                                                            \
    ROW(timer, reserved)

#define OBJECT_FIELDS(ROW)                                                                         \
    ROW(object, koid)                                                                              \
    ROW(object, signals)                                                                           \
    ROW(object, handles)                                                                           \
    ROW(object, references)                                                                        \
    ROW(object, parent)                                                                            \
    ROW(object, unnamed)                                                                           \
    ROW(object, first_wait)                                                                        \
    ROW(object, type)                                                                              \
    ROW(object, domain)                                                                            \
    ROW(object_state, koids)                                                                       \
    ROW(object_state, unnamed_first)                                                               \
    ROW(object_state, reserved)                                                                    \
    ROW(job, return_code)                                                                          \
    ROW(job, policy)                                                                               \
    ROW(job, used)                                                                                 \
    ROW(job, limit)                                                                                \
    ROW(job, parent)                                                                               \
    ROW(job, jobs)                                                                                 \
    ROW(job, processes)                                                                            \
    ROW(job, state)                                                                                \
    ROW(job, level)

#define WAIT_FIELDS(ROW)                                                                           \
    ROW(wait_item, signals)                                                                        \
    ROW(wait_item, object)                                                                         \
    ROW(wait_item, node)                                                                           \
    ROW(wait_item, next)                                                                           \
    ROW(wait_item, previous)                                                                       \
    ROW(wait_thread, item)                                                                         \
    ROW(wait_thread, out)                                                                          \
    ROW(wait_thread, status)                                                                       \
    ROW(wait_thread, count)                                                                        \
    ROW(wait_thread, many)                                                                         \
    ROW(wait_state, thread)

#define CHANNEL_FIELDS(ROW)                                                                        \
    ROW(channel_end, first)                                                                        \
    ROW(channel_end, last)                                                                         \
    ROW(channel_end, name)                                                                         \
    ROW(channel_end, listens)                                                                      \
    ROW(message, next)                                                                             \
    ROW(message, end)                                                                              \
    ROW(message, job)                                                                              \
    ROW(message, length)                                                                           \
    ROW(message, handles)                                                                          \
    ROW(message, reserved)                                                                         \
    ROW(channel_state, end)                                                                        \
    ROW(channel_state, message)                                                                    \
    ROW(channel_state, bytes)                                                                      \
    ROW(channel_state, free_first)                                                                 \
    ROW(channel_state, reserved)

#define IPC_FIELDS(ROW)                                                                            \
    ROW(ipc_thread, sent)                                                                          \
    ROW(ipc_thread, target)                                                                        \
    ROW(ipc_thread, length)                                                                        \
    ROW(ipc_thread, reserved)                                                                      \
    ROW(ipc_process, senders)                                                                      \
    ROW(ipc_process, reserved)                                                                     \
    ROW(ipc_state, sends)                                                                          \
    ROW(ipc_state, thread)                                                                         \
    ROW(ipc_state, process)

#define EVENT_FIELDS(ROW)                                                                          \
    ROW(event_wait, timeout)                                                                       \
    ROW(event_wait, mask)                                                                          \
    ROW(event_wait, follows)                                                                       \
    ROW(event_wait, reserved)                                                                      \
    ROW(event_process, waiters)                                                                    \
    ROW(event_process, pending)                                                                    \
    ROW(event_process, reserved)                                                                   \
    ROW(event_process, reserved_2)                                                                 \
    ROW(event_state, wait)                                                                         \
    ROW(event_state, process)                                                                      \
    ROW(signal_cell, source)                                                                       \
    ROW(signal_cell, next)                                                                         \
    ROW(signal_cell, number)                                                                       \
    ROW(signal_cell, reserved)                                                                     \
    ROW(signal_row, first)                                                                         \
    ROW(signal_row, last)                                                                          \
    ROW(signal_row, reserved)                                                                      \
    ROW(signal_row, cell)                                                                          \
    ROW(signal_state, row)                                                                         \
    ROW(alarm, period_ms)                                                                          \
    ROW(alarm, reserved)                                                                           \
    ROW(alarm_state, alarm)                                                                        \
    ROW(irq_line, owner)                                                                           \
    ROW(irq_line, next)                                                                            \
    ROW(irq_line, enabled)                                                                         \
    ROW(irq_line, masked)                                                                          \
    ROW(irq_line, queued)                                                                          \
    ROW(irq_line, reserved)                                                                        \
    ROW(irq_queue, first)                                                                          \
    ROW(irq_queue, last)                                                                           \
    ROW(irq_queue, reserved)                                                                       \
    ROW(irq_state, armed)                                                                          \
    ROW(irq_state, reserved)                                                                       \
    ROW(irq_state, queue)                                                                          \
    ROW(irq_state, line)                                                                           \
    ROW(random, seeded)                                                                            \
    ROW(random, reserved)                                                                          \
    ROW(random, key)                                                                               \
    ROW(task, restarted)                                                                           \
    ROW(task, exit_status)                                                                         \
    ROW(task, runs)                                                                                \
    ROW(task, job)                                                                                 \
    ROW(task, process)                                                                             \
    ROW(task, delay_ms)                                                                            \
    ROW(task, ending)                                                                              \
    ROW(task, reserved)                                                                            \
    ROW(task, filled)                                                                              \
    ROW(task, mapping)                                                                             \
    ROW(task, reserved2)                                                                           \
    ROW(task_state, task)                                                                          \
    ROW(task_state, due)                                                                           \
    ROW(task_state, reserved)                                                                      \
    ROW(report, type)                                                                              \
    ROW(report, status)                                                                            \
    ROW(report, address)                                                                           \
    ROW(report, pc)                                                                                \
    ROW(report, synth_code)                                                                        \
    ROW(report, kind)                                                                              \
    ROW(report, has_address)                                                                       \
    ROW(report, has_pc)                                                                            \
    ROW(report, reserved)                                                                          \
    ROW(exception, report)                                                                         \
    ROW(exception, stage)                                                                          \
    ROW(exception, answer)                                                                         \
    ROW(exception, strategy)                                                                       \
    ROW(exception, own)                                                                            \
    ROW(exception, told)                                                                           \
    ROW(exception_state, thread)                                                                   \
    ROW(exception_state, channel)                                                                  \
    ROW(exception_state, bound)                                                                    \
    ROW(exception_state, reserved)                                                                 \
    ROW(suspend_state, deadline)                                                                   \
    ROW(suspend_state, task)                                                                       \
    ROW(property_state, name)                                                                      \
    ROW(area, process)                                                                             \
    ROW(area, thread)                                                                              \
    ROW(area_state, area)

#define SCHED_FIELDS(ROW)                                                                          \
    ROW(sched, slice_end)                                                                          \
    ROW(sched, ready)                                                                              \
    ROW(sched, current)                                                                            \
    ROW(sched, sliced)                                                                             \
    ROW(sched, work)                                                                               \
    ROW(sched, reserved)                                                                           \
    ROW(sched, ready_queue)

#define ARCH_FIELDS(ROW)                                                                           \
    ROW(arch_context, r)                                                                           \
    ROW(arch_context, psp)                                                                         \
    ROW(arch_context, exc_return)                                                                  \
    ROW(arch_context, stack_base)                                                                  \
    ROW(arch_context, stack_span)                                                                  \
    ROW(arch_context, result)                                                                      \
    ROW(arch_context, debt)                                                                        \
    ROW(arch_context, entry)                                                                       \
    ROW(arch_context, argument)                                                                    \
    ROW(arch_context, control)                                                                     \
    ROW(arch_context, fifo)                                                                        \
    ROW(arch_context, refills)                                                                     \
    ROW(arch_context, region)                                                                      \
    ROW(arch_context, s16_s31)                                                                     \
    ROW(arch_context, loaded)                                                                      \
    ROW(arch_context, run)                                                                         \
    ROW(arch_context, reserved)                                                                    \
    ROW(arch_clock, base)                                                                          \
    ROW(arch_clock, deadline)                                                                      \
    ROW(arch_clock, counter)                                                                       \
    ROW(arch_clock, switched)                                                                      \
    ROW(arch_state, clock)                                                                         \
    ROW(arch_state, context)

#define KERNEL_FIELDS(ROW)                                                                         \
    ROW(kernel, sched)                                                                             \
    ROW(kernel, thread)                                                                            \
    ROW(kernel, event)                                                                             \
    ROW(kernel, process)                                                                           \
    ROW(kernel, ipc)                                                                               \
    ROW(kernel, time)                                                                              \
    ROW(kernel, signal)                                                                            \
    ROW(kernel, objects)                                                                           \
    ROW(kernel, object)                                                                            \
    ROW(kernel, handle_table)                                                                      \
    ROW(kernel, slot)                                                                              \
    ROW(kernel, wait)                                                                              \
    ROW(kernel, channel)                                                                           \
    ROW(kernel, job)                                                                               \
    ROW(kernel, exception)                                                                         \
    ROW(kernel, suspend)                                                                           \
    ROW(kernel, property)                                                                          \
    ROW(kernel, alarm)                                                                             \
    ROW(kernel, irq)                                                                               \
    ROW(kernel, random)                                                                            \
    ROW(kernel, task)                                                                              \
    ROW(kernel, area)                                                                              \
    ROW(kernel, space)                                                                             \
    ROW(kernel, mapping)                                                                           \
    ROW(kernel, unmap)                                                                             \
    ROW(kernel, arch)

/* One field of one struct. */
struct field {
    const char *name;
    size_t offset;
    size_t size;
    size_t whole; /* of the struct */
};

#define FIELD(type, name)                                                                          \
    {#type "." #name, offsetof(struct type, name), sizeof(((struct type *)0)->name),               \
     sizeof(struct type)},

static const struct field fields[] = {
    THREAD_FIELDS(FIELD) PROCESS_FIELDS(FIELD) SMALL_FIELDS(FIELD) OBJECT_FIELDS(FIELD)
        WAIT_FIELDS(FIELD) CHANNEL_FIELDS(FIELD) IPC_FIELDS(FIELD) EVENT_FIELDS(FIELD)
            SCHED_FIELDS(FIELD) ARCH_FIELDS(FIELD) KERNEL_FIELDS(FIELD)};
#define FIELDS (sizeof fields / sizeof fields[0])

/* A field at offset 0 opens a struct; the one before it must have closed its own. */
static void no_byte_is_padding(void **state)
{
    (void)state;
    size_t end = 0;
    size_t whole = 0;
    for (unsigned i = 0; i < FIELDS; i++) {
        bool opens = fields[i].offset == 0;
        if (opens ? end != whole : fields[i].offset != end) {
            print_error("gap before %s\n", fields[i].name);
            fail();
        }
        end = fields[i].offset + fields[i].size;
        whole = fields[i].whole;
    }
    assert_int_equal(end, whole);
}

static void wide_fields_are_aligned(void **state)
{
    (void)state;
    assert_int_equal(offsetof(struct time_state, timer) % 8, 0);
    assert_int_equal(offsetof(struct timer, deadline) % 8, 0);
    assert_int_equal(sizeof(struct timer) % 8, 0);
    assert_int_equal(offsetof(struct task, restarted) % 8, 0);
    assert_int_equal(sizeof(struct task) % 8, 0);
    assert_int_equal(offsetof(struct object, koid) % 8, 0);
    assert_int_equal(offsetof(struct ipc_thread, sent) % 8, 0);
    assert_int_equal(offsetof(struct ipc_state, sends) % 8, 0);
    assert_int_equal(offsetof(struct ipc_state, thread) % 8, 0);
    assert_int_equal(offsetof(struct sched, slice_end) % 8, 0);
    assert_int_equal(offsetof(struct arch_clock, base) % 8, 0);
    assert_int_equal(offsetof(struct arch_clock, deadline) % 8, 0);
    assert_int_equal(sizeof(struct thread) % 8, 0);
    assert_int_equal(sizeof(struct object) % 8, 0);
    assert_int_equal(sizeof(struct ipc_thread) % 8, 0);
    assert_int_equal(offsetof(struct kernel, sched) % 8, 0);
    assert_int_equal(offsetof(struct kernel, objects) % 8, 0);
    assert_int_equal(offsetof(struct object_state, koids) % 8, 0);
    assert_int_equal(offsetof(struct kernel, object) % 8, 0);
    assert_int_equal(offsetof(struct kernel, thread) % 8, 0);
    assert_int_equal(offsetof(struct kernel, time) % 8, 0);
    assert_int_equal(offsetof(struct kernel, event) % 8, 0);
    assert_int_equal(offsetof(struct kernel, ipc) % 8, 0);
    assert_int_equal(offsetof(struct kernel, signal) % 8, 0);
    assert_int_equal(offsetof(struct kernel, task) % 8, 0);
    assert_int_equal(offsetof(struct kernel, arch) % 8, 0);
    assert_int_equal(offsetof(struct arch_state, clock) % 8, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(no_byte_is_padding),
        TEST(wide_fields_are_aligned),
    };
    return cmocka_run_group_tests_name("layout", tests, NULL, NULL);
}
