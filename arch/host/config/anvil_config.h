/* Pool sizes of the host library: enough for every test, small enough to explore. */
#define CONFIG_TASKS           8
#define CONFIG_JOBS            16
#define CONFIG_PROCESSES       20
#define CONFIG_THREADS         32
#define CONFIG_SLOTS           16
#define CONFIG_GENERATION_BITS 20
#define CONFIG_MAPPINGS        64
#define CONFIG_IRQS            32
#define CONFIG_EVENTS          12
#define CONFIG_CHANNELS        8
#define CONFIG_EVENTPAIRS      4
#define CONFIG_MESSAGES        12
#define CONFIG_MESSAGE_BYTES   128
#define CONFIG_MESSAGE_HANDLES 8
#define CONFIG_AREAS           16
#define CONFIG_TOKENS          8
