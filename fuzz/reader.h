/*
 * Reads a fuzzer's bytes: small numbers by one byte each, words by four.
 *
 * A used-up input reads as zeros, so every prefix of an input is an input too and an input needs
 * no header, length or checksum. The reader knows nothing about what it reads.
 */
#ifndef ANVIL_FUZZ_READER_H
#define ANVIL_FUZZ_READER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct reader {
    const uint8_t *next; /* the first byte not read yet */
    size_t left;         /* how many there are */
};

static inline bool reader_has_more(const struct reader *reader)
{
    return reader->left > 0;
}

static inline uint8_t reader_byte(struct reader *reader)
{
    if (reader->left == 0) {
        return 0;
    }
    reader->left--;
    return *reader->next++;
}

/* One byte, reduced to a number below limit (1 to 256). */
static inline unsigned reader_below(struct reader *reader, unsigned limit)
{
    return reader_byte(reader) % limit;
}

/* Four bytes, little-endian, as the dictionary has them. */
static inline uint32_t reader_word(struct reader *reader)
{
    uint32_t word = 0;
    for (unsigned shift = 0; shift < 32; shift += 8) {
        word |= (uint32_t)reader_byte(reader) << shift;
    }
    return word;
}

#endif
