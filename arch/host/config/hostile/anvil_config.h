/*
 * Pool sizes of the host library where nothing suffices for long: besides what four tasks need,
 * two processes, three threads, four mappings, two slots after the window of 7, and four values for
 * each name.
 */
#define CONFIG_TASKS           4
#define CONFIG_JOBS            9 /* the root's; of each task one, and one of its domain */
#define CONFIG_PROCESSES       10
#define CONFIG_THREADS         11
#define CONFIG_SLOTS           9
#define CONFIG_GENERATION_BITS 2
#define CONFIG_MAPPINGS        16
#define CONFIG_IRQS            32
#define CONFIG_EVENTS          2
#define CONFIG_CHANNELS        2
#define CONFIG_EVENTPAIRS      1
#define CONFIG_MESSAGES        2
#define CONFIG_MESSAGE_BYTES   64
#define CONFIG_MESSAGE_HANDLES 2
#define CONFIG_AREAS           2
#define CONFIG_TOKENS          2
