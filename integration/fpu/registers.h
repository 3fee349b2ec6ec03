/*
 * All of the FPU's registers at once, for tasks that check that theirs stay theirs. No function
 * here makes a system call.
 */
#ifndef FPU_REGISTERS_H
#define FPU_REGISTERS_H

#include <stdint.h>

/* s0 to s31, then FPSCR. */
#define FPU_WORDS 33u

static inline void fpu_load(const uint32_t words[FPU_WORDS])
{
    __asm__ volatile("vldm %0!, {s0-s31}\n\t"
                     "ldr r3, [%0]\n\t"
                     "vmsr fpscr, r3"
                     : "+r"(words)
                     :
                     : "r3", "memory", "s0", "s1", "s2", "s3", "s4", "s5", "s6", "s7", "s8", "s9",
                       "s10", "s11", "s12", "s13", "s14", "s15", "s16", "s17", "s18", "s19", "s20",
                       "s21", "s22", "s23", "s24", "s25", "s26", "s27", "s28", "s29", "s30", "s31");
}

static inline void fpu_store(uint32_t words[FPU_WORDS])
{
    uint32_t *word = words;
    __asm__ volatile("vstm %0!, {s0-s31}\n\t"
                     "vmrs r3, fpscr\n\t"
                     "str r3, [%0]"
                     : "+r"(word), "=m"(*(uint32_t(*)[FPU_WORDS])words)
                     :
                     : "r3");
}

/* A different word for each register of each task; FPSCR gets a rounding mode and some flags. */
static inline void fpu_pattern(uint32_t words[FPU_WORDS], uint32_t seed)
{
    for (uint32_t i = 0; i < FPU_WORDS - 1; i++) {
        words[i] = (seed << 16) + 0x0101u * (i + 1);
    }
    words[FPU_WORDS - 1] = (seed & 3u) << 22 | (seed & 15u) << 28;
}

/* How many of the registers differ from these. */
static inline uint32_t fpu_differences(const uint32_t words[FPU_WORDS])
{
    uint32_t found[FPU_WORDS];
    uint32_t differences = 0;
    fpu_store(found);
    for (uint32_t i = 0; i < FPU_WORDS; i++) {
        differences += found[i] != words[i];
    }
    return differences;
}

#endif
