/*
 * The Zircon family's calls about exceptions and the registers of threads. It owns no state.
 */
#include "syscall.h"
#include "zircon.h"

static process_id caller(const struct kernel *k)
{
    return k->thread[k->sched.current].process;
}

/* ---- Exception channels. ---- */

#define DEBUGGER       1u
#define CHANNEL_NEEDS  (RIGHT_INSPECT | RIGHT_DUPLICATE | RIGHT_TRANSFER | RIGHT_MANAGE_THREAD)
#define CHANNEL_RIGHTS (RIGHT_TRANSFER | RIGHT_WAIT | RIGHT_READ)

/* Why nobody can listen to the task, for want of a right or by its type. */
static enum zircon_status listen_refuse(const struct kernel *k, uint32_t name, bool debugger,
                                        object_id *task)
{
    enum zircon_status status = task_decode(k, name, CHANNEL_NEEDS, task);
    if (status != ZX_OK) {
        return status;
    }
    uint8_t type = k->object[*task].type;
    if (type == OBJECT_THREAD) {
        return debugger ? ZX_INVALID_ARGS : ZX_OK;
    }
    if (type != OBJECT_PROCESS && type != OBJECT_JOB) {
        return ZX_WRONG_TYPE;
    }
    return task_decode(k, name, RIGHT_ENUMERATE, task);
}

static enum zircon_status listen(struct kernel *k,
                                 const struct task_create_exception_channel_arguments *a)
{
    object_id task;
    bool debugger = a->options == DEBUGGER;
    enum zircon_status status = listen_refuse(k, a->task, debugger, &task);
    if (status != ZX_OK) {
        return status;
    }
    object_id job = object_of_job(k->process[caller(k)].job);
    object_id pair = object_find(k, OBJECT_CHANNEL, job);
    unsigned place = exception_place(k, task, debugger);
    if (pair == NONE) {
        return ZX_NO_MEMORY;
    }
    if (!task_lives(k, task)) {
        return ZX_BAD_STATE;
    }
    if (place == LISTENERS) {
        return ZX_ALREADY_BOUND;
    }
    status = handle_promise(k, a->out);
    if (status == ZX_OK) {
        /* Commit. */
        object_take(k, pair, OBJECT_CHANNEL, job);
        exception_bind(k, task, place, object_peer(pair));
        (void)handle_create(k, caller(k), pair, CHANNEL_RIGHTS);
    }
    return status;
}

uint32_t call_task_create_exception_channel(struct kernel *k,
                                            struct task_create_exception_channel_arguments a)
{
    thread_id self = k->sched.current;
    enum policy_action action = policy_asked(k, self, POLICY_NEW_CHANNEL);
    enum zircon_status status = policy_permits(action) ? listen(k, &a) : ZX_ACCESS_DENIED;
    return policy_applied(k, self, POLICY_NEW_CHANNEL, action, zircon(status));
}

/* ---- Exceptions. ---- */

static enum zircon_status give_task(struct kernel *k, object_id task, uint32_t out)
{
    enum zircon_status status = handle_promise(k, out);
    if (status == ZX_OK) {
        /* Commit. */
        (void)handle_create(k, caller(k), task, object_rights[k->object[task].type]);
    }
    return status;
}

uint32_t call_exception_get_thread(struct kernel *k, struct exception_get_thread_arguments a)
{
    thread_id thread = thread_of_exception(a.exception.object);
    return zircon(give_task(k, object_of_thread(thread), a.out));
}

uint32_t call_exception_get_process(struct kernel *k, struct exception_get_process_arguments a)
{
    thread_id thread = thread_of_exception(a.exception.object);
    if (k->exception.thread[thread].own != 0) {
        return zircon(ZX_ACCESS_DENIED);
    }
    return zircon(give_task(k, object_of_process(k->thread[thread].process), a.out));
}

/* ---- Registers. ---- */

union registers {
    struct arch_registers general;
    struct arch_fpu fpu;
};

/* Kinds of registers, as published. */
static const uint32_t kind_size[] = {sizeof(struct arch_registers), sizeof(struct arch_fpu)};

/* Whether the thread stands still, and its frame is where it may be looked for. */
static bool state_is_there(const struct kernel *k, thread_id thread)
{
    const struct thread *asked = &k->thread[thread];
    const struct region *stack = &k->mapping[k->arch.context[thread].loaded[REGION_STACK]].region;
    const uint8_t needed = ACCESS_READ | ACCESS_WRITE;
    bool still = asked->state == THREAD_EXCEPTION || asked->stopped != 0;
    return still && (stack->access & needed) == needed; /* NONE permits nothing */
}

uint32_t call_thread_read_state(struct kernel *k, struct thread_read_state_arguments a)
{
    thread_id thread = thread_of_object(a.thread.object);
    union registers registers;
    if (!state_is_there(k, thread)) {
        return zircon(ZX_BAD_STATE);
    }
    if (a.size < kind_size[a.kind]) {
        return zircon(ZX_BUFFER_TOO_SMALL);
    }
    bool read = a.kind == 0 ? arch_registers_read(k, thread, &registers.general)
                            : arch_fpu_read(k, thread, &registers.fpu);
    if (!read) {
        return zircon(ZX_BAD_STATE);
    }
    bool written = user_write(k, a.buffer, &registers, kind_size[a.kind]);
    return zircon(written ? ZX_OK : ZX_INVALID_ARGS);
}

uint32_t call_thread_write_state(struct kernel *k, struct thread_write_state_arguments a)
{
    thread_id thread = thread_of_object(a.thread.object);
    union registers registers;
    if (!state_is_there(k, thread) || (a.kind != 0 && !arch_fpu_read(k, thread, &registers.fpu))) {
        return zircon(ZX_BAD_STATE);
    }
    if (a.size != kind_size[a.kind] || !user_read(k, &registers, a.buffer, kind_size[a.kind])) {
        return zircon(ZX_INVALID_ARGS);
    }
    bool written = a.kind == 0 ? arch_registers_write(k, thread, &registers.general)
                               : arch_fpu_write(k, thread, &registers.fpu);
    return zircon(written ? ZX_OK : ZX_INVALID_ARGS);
}
