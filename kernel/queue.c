/*
 * Queues of threads: circles linked through thread.next and thread.previous.
 *
 * A thread is in at most one queue, the one its state names; next and previous are NONE outside.
 * All operations take constant time.
 */
#include "kernel.h"

void queue_append(struct kernel *k, struct queue *queue, thread_id thread)
{
    struct thread *appended = &k->thread[thread];
    if (queue->first == NONE) {
        queue->first = thread;
        appended->next = thread;
        appended->previous = thread;
        return;
    }
    struct thread *first = &k->thread[queue->first];
    appended->next = queue->first;
    appended->previous = first->previous;
    k->thread[first->previous].next = thread;
    first->previous = thread;
}

void queue_remove(struct kernel *k, struct queue *queue, thread_id thread)
{
    struct thread *removed = &k->thread[thread];
    if (removed->next == thread) {
        queue->first = NONE;
    } else {
        k->thread[removed->previous].next = removed->next;
        k->thread[removed->next].previous = removed->previous;
        if (queue->first == thread) {
            queue->first = removed->next;
        }
    }
    removed->next = NONE;
    removed->previous = NONE;
}
