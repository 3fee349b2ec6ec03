/*
 * Privileged copying and filling, and the two functions that compilers call by themselves.
 *
 * Blocks of 32 bytes go through eight registers: one load and one store instruction each. Only
 * what is aligned to words on both sides is copied in words.
 */
    .syntax unified
    .cpu cortex-m4
    .thumb
    .text

.macro FUNCTION name
    .balign 4
    .global \name
    .type \name, %function
    .thumb_func
\name:
.endm

/* void *memcpy(void *to, const void *from, size_t size) */
FUNCTION memcpy
    push    {r0, lr}
    mov     r3, r2
    mov     r2, r1
    mov     r1, r0
    bl      arch_memory_copy
    pop     {r0, pc}

/* void arch_memory_copy(k, uint32_t to, uint32_t from, uint32_t size) */
FUNCTION arch_memory_copy
    orr     r12, r1, r2
    tst     r12, #3
    bne     4f
    subs    r3, r3, #32
    blo     2f
    push    {r4-r11}
1:  ldm     r2!, {r4-r11}
    stm     r1!, {r4-r11}
    subs    r3, r3, #32
    bhs     1b
    pop     {r4-r11}
2:  adds    r3, r3, #32 - 8
    bmi     3f
1:  ldrd    r0, r12, [r2], #8
    strd    r0, r12, [r1], #8
    subs    r3, r3, #8
    bpl     1b
    /* Fewer than 8 bytes are left; what was subtracted has not touched the low three bits of r3. */
3:  lsls    r12, r3, #29
    beq     5f
    lsls    r12, r3, #30
    itt     cs
    ldrcs   r0, [r2], #4
    strcs   r0, [r1], #4
    itt     mi
    ldrhmi  r0, [r2], #2
    strhmi  r0, [r1], #2
    lsls    r12, r3, #31
    itt     mi
    ldrbmi  r0, [r2]
    strbmi  r0, [r1]
    bx      lr
4:  subs    r3, r3, #1
    blo     5f
    ldrb    r12, [r2], #1
    strb    r12, [r1], #1
    b       4b
5:  bx      lr

/* uint32_t arch_memory_zeros(k, uint32_t from, uint32_t size) */
FUNCTION arch_memory_zeros
    push    {r4-r9}
    add     r2, r2, r1          /* the end */
    mov     r0, r1
1:  cmp     r1, r2
    beq     3f
    ldm     r1!, {r3-r9, r12}
    orr     r3, r3, r4
    orr     r5, r5, r6
    orr     r7, r7, r8
    orr     r9, r9, r12
    orr     r3, r3, r5
    orr     r7, r7, r9
    orrs    r3, r3, r7
    beq     1b
    subs    r1, r1, #32         /* one of these words is the first that is not zero */
2:  ldr     r3, [r1], #4
    cmp     r3, #0
    beq     2b
    subs    r1, r1, #4
3:  subs    r0, r1, r0
    pop     {r4-r9}
    bx      lr

/* void *memset(void *to, int byte, size_t size) */
FUNCTION memset
    uxtb    r3, r1
    mov     r1, r0
    orr     r3, r3, r3, lsl #8
    orr     r3, r3, r3, lsl #16
    b       fill

/* void arch_memory_zero(k, uint32_t to, uint32_t size) */
FUNCTION arch_memory_zero
    movs    r3, #0
/* Fills r2 bytes from r1 with the word r3. */
fill:
    tst     r1, #3
    bne     4f
    subs    r2, r2, #32
    blo     2f
    push    {r4-r9}
    mov     r4, r3
    mov     r5, r3
    mov     r6, r3
    mov     r7, r3
    mov     r8, r3
    mov     r9, r3
    mov     r12, r3
1:  stm     r1!, {r3-r9, r12}
    subs    r2, r2, #32
    bhs     1b
    pop     {r4-r9}
2:  adds    r2, r2, #32 - 8
    bmi     3f
1:  strd    r3, r3, [r1], #8
    subs    r2, r2, #8
    bpl     1b
    /* Fewer than 8 bytes are left, as above. */
3:  lsls    r12, r2, #30
    it      cs
    strcs   r3, [r1], #4
    it      mi
    strhmi  r3, [r1], #2
    lsls    r12, r2, #31
    it      mi
    strbmi  r3, [r1]
    bx      lr
4:  subs    r2, r2, #1
    blo     5f
    strb    r3, [r1], #1
    b       4b
5:  bx      lr
