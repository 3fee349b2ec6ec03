/*
 * The functions by which engines know a custom mutator; both document them so.
 */
#ifndef ANVIL_FUZZ_ENGINE_H
#define ANVIL_FUZZ_ENGINE_H

#include <stddef.h>
#include <stdint.h>

/* ---- libFuzzer. ---- */
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned seed);
size_t LLVMFuzzerCustomCrossOver(const uint8_t *data1, size_t size1, const uint8_t *data2,
                                 size_t size2, uint8_t *out, size_t max_out_size, unsigned seed);
/* The engine's own mutation of bytes; NULL without that engine. */
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max_size) __attribute__((weak));

/* ---- AFL++. ---- */
void *afl_custom_init(void *afl, unsigned seed);
size_t afl_custom_fuzz(void *data, uint8_t *buf, size_t buf_size, uint8_t **out_buf,
                       const uint8_t *add_buf, size_t add_buf_size, size_t max_size);
void afl_custom_deinit(void *data);

#endif
