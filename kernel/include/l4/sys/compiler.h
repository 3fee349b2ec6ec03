/*
 * Words that l4sys puts around its declarations. Source: L4Re's <l4/sys/compiler.h>, as far as C
 * code uses it.
 */
#ifndef L4_SYS_COMPILER_H
#define L4_SYS_COMPILER_H

#define L4_INLINE  static inline
#define L4_NOTHROW /* nothing here throws: it is C */
#define L4_CV      /* the C calling convention is the only one */

#endif
