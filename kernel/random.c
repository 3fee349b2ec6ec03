/*
 * Random numbers: one ChaCha20 block each (D. J. Bernstein's cipher, RFC 8439), of which half
 * becomes the next key at once: what was handed out cannot be computed again from the state.
 *
 * It owns struct random. The state proper is hashed and compared, so with equal entropy equal
 * machines give equal numbers.
 */
#include "random.h"

#include <string.h>

#include "kernel.h"

#define BLOCK_WORDS   16u
#define DOUBLE_ROUNDS 10u

void random_init(struct kernel *k, const struct entropy *entropy)
{
    if (entropy->present) {
        k->random.seeded = 1;
        (void)memcpy(k->random.key, entropy->key, sizeof k->random.key);
    }
}

static uint32_t rotate_left(uint32_t word, unsigned bits)
{
    return word << bits | word >> (32 - bits);
}

static void quarter_round(uint32_t *x, unsigned a, unsigned b, unsigned c, unsigned d)
{
    x[a] += x[b];
    x[d] = rotate_left(x[d] ^ x[a], 16);
    x[c] += x[d];
    x[b] = rotate_left(x[b] ^ x[c], 12);
    x[a] += x[b];
    x[d] = rotate_left(x[d] ^ x[a], 8);
    x[c] += x[d];
    x[b] = rotate_left(x[b] ^ x[c], 7);
}

static void chacha_block(const uint32_t key[RANDOM_KEY_WORDS], uint32_t block[BLOCK_WORDS])
{
    /* "expand 32-byte k"; counter and nonce stay zero, since no key is used twice. */
    const uint32_t input[BLOCK_WORDS] = {0x61707865, 0x3320646e, 0x79622d32, 0x6b206574,
                                         key[0],     key[1],     key[2],     key[3],
                                         key[4],     key[5],     key[6],     key[7]};
    (void)memcpy(block, input, sizeof input);
    for (unsigned round = 0; round < DOUBLE_ROUNDS; round++) {
        for (unsigned column = 0; column < 4; column++) {
            quarter_round(block, column, 4 + column, 8 + column, 12 + column);
        }
        for (unsigned diagonal = 0; diagonal < 4; diagonal++) {
            quarter_round(block, diagonal, 4 + (diagonal + 1) % 4, 8 + (diagonal + 2) % 4,
                          12 + (diagonal + 3) % 4);
        }
    }
    for (unsigned i = 0; i < BLOCK_WORDS; i++) {
        block[i] += input[i];
    }
}

bool random_next(struct kernel *k, uint32_t *number)
{
    if (k->random.seeded == 0) {
        return false;
    }
    uint32_t block[BLOCK_WORDS];
    chacha_block(k->random.key, block);
    (void)memcpy(k->random.key, block, sizeof k->random.key);
    *number = block[RANDOM_KEY_WORDS];
    return true;
}
