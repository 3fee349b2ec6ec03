/* The smallest kernel there is. */
#define CONFIG_TASKS           1
#define CONFIG_JOBS            3
#define CONFIG_PROCESSES       2
#define CONFIG_THREADS         2
#define CONFIG_SLOTS           8
#define CONFIG_GENERATION_BITS 20
#define CONFIG_MAPPINGS        3
#define CONFIG_IRQS            32
#define CONFIG_EVENTS          1
#define CONFIG_CHANNELS        1
#define CONFIG_EVENTPAIRS      1
#define CONFIG_MESSAGES        1
#define CONFIG_MESSAGE_BYTES   64
#define CONFIG_MESSAGE_HANDLES 1
#define CONFIG_TOKENS          1
#define CONFIG_AREAS           1
