/*
 * MAIN of the image spaces-hostile: looks at its memory every now and then, while a hostile task
 * does what it can, until that has ended. The hostile task has a name of its process, by which it
 * may do nothing to it.
 */
#include "hostile_calls.h"
#include "zircon_report.h"

#include <anvil/inspect.h>

#define HOSTILE ANVIL_SHARED(0)
#define WORDS   512u

static uint32_t data[WORDS];
static const uint32_t constants[] = {0x01234567, 0x89abcdef, 0xdeadbeef, 0xcafe5afe};

static uint32_t word_of(uint32_t i)
{
    return i * 0x9e3779b9u;
}

static void words_fill(uint32_t *words, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        words[i] = word_of(i);
    }
}

static void expect_words(const char *what, const volatile uint32_t *words, uint32_t count)
{
    bool whole = true;
    for (uint32_t i = 0; i < count; i++) {
        whole = whole && words[i] == word_of(i);
    }
    expect(what, whole);
}

static void name_send(void)
{
    zx_handle_t weak = ZX_HANDLE_INVALID;
    zx_rights_t rights = ZX_RIGHTS_BASIC;
    if (zx_handle_duplicate(ANVIL_SELF_PROCESS, rights, &weak) == ZX_OK) {
        (void)zx_channel_write(HOSTILE, 0, NULL, 0, &weak, 1);
    }
}

/* How often the n-th task has been started. */
static uint32_t runs_of(uint32_t n)
{
    struct anvil_task_info info = {0};
    expect("task_info", anvil_task_info(n) == STATUS_OK);
    (void)copy_from_kernel((uint8_t *)&info, sizeof info);
    return info.runs;
}

int main(void)
{
    uint32_t stack[64];
    uint32_t looks = 0;
    zx_signals_t shown = 0;
    words_fill(data, WORDS);
    words_fill(stack, 64);
    while ((shown & ZX_CHANNEL_PEER_CLOSED) == 0) {
        name_send();
        (void)zx_object_wait_one(HOSTILE, ZX_CHANNEL_PEER_CLOSED, zx_deadline_after(ZX_USEC(200)),
                                 &shown);
        expect_words("data", data, WORDS);
        expect_words("stack", stack, 64);
        expect("code", constants[0] == 0x01234567 && constants[2] == 0xdeadbeef);
        looks++;
    }
    expect("it has looked often", looks > 100);
    expect_number("the hostile one has not been restarted", 1, runs_of(1));
    expect("the sleeper has", runs_of(2) > 4); /* each time it waits longer */
    report("victim: %u things went wrong", wrong);
    return (int)wrong;
}
