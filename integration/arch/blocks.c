/*
 * The port alone, with this file in the place of the core: privileged copies and fills of every
 * length up to LENGTH, from and to every offset in a word. They must write all their bytes and not
 * one more. The exit status is the number of those that did not.
 */
#include "threadless.h"

#define LENGTH 100u /* more than three blocks of 32 bytes */
#define MARGIN 8u   /* of bytes to be left alone on either side, offsets within a word included */

static uint8_t source[MARGIN + LENGTH];
static uint8_t target[MARGIN + LENGTH + MARGIN];

static void prepare(void)
{
    for (uint32_t i = 0; i < sizeof source; i++) {
        source[i] = (uint8_t)(i + 1);
    }
    for (uint32_t i = 0; i < sizeof target; i++) {
        target[i] = 0xee;
    }
}

/* Whether target holds length bytes at offset, and around them what it held before. The bytes are
 * first, first + step, and so on. */
static bool target_holds(uint32_t offset, uint32_t length, uint8_t first, uint8_t step)
{
    bool good = true;
    for (uint32_t i = 0; i < sizeof target; i++) {
        bool within = i - offset < length;
        good = good && target[i] == (within ? (uint8_t)(first + step * (i - offset)) : 0xee);
    }
    return good;
}

static uint32_t address_of(const uint8_t *byte)
{
    return (uint32_t)(uintptr_t)byte;
}

static void try_copy(struct kernel *k, uint32_t to, uint32_t from, uint32_t length)
{
    prepare();
    arch_memory_copy(k, address_of(target + to), address_of(source + from), length);
    expect(k, "copy: wrong bytes", target_holds(to, length, (uint8_t)(from + 1), 1));
}

static void try_fills(struct kernel *k, uint32_t to, uint32_t length)
{
    prepare();
    arch_memory_zero(k, address_of(target + to), length);
    expect(k, "zero: wrong bytes", target_holds(to, length, 0, 0));
    prepare();
    void *result = __builtin_memset(target + to, 0x15a, length);
    expect(k, "memset: wrong bytes", target_holds(to, length, 0x5a, 0));
    expect(k, "memset: wrong result", result == target + to);
    prepare();
    result = __builtin_memcpy(target + to, source, length);
    expect(k, "memcpy: wrong bytes", target_holds(to, length, 1, 1));
    expect(k, "memcpy: wrong result", result == target + to);
}

void kernel_boot(struct kernel *k, const struct entropy *entropy)
{
    (void)entropy;
    for (uint32_t length = 0; length <= LENGTH; length++) {
        for (uint32_t to = 4; to < 8; to++) {
            try_fills(k, to, length);
            for (uint32_t from = 0; from < 4; from++) {
                try_copy(k, to, from, length);
            }
        }
    }
    finish(k);
}

void kernel_fault(struct kernel *k, const struct fault *fault)
{
    (void)fault;
    expect(k, "no thread was started", false);
}
