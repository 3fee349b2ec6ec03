/* The smallest kernel there is. */
#define CONFIG_TASKS           1
#define CONFIG_JOBS            3
#define CONFIG_PROCESSES       2
#define CONFIG_THREADS         2
#define CONFIG_SLOTS           8
#define CONFIG_GENERATION_BITS 20
#define CONFIG_MAPPINGS        3
#define CONFIG_IRQS            32
