/*
 * MPU arithmetic: encoding of regions and what they permit. See mpu.h.
 *
 * Source of the bit fields: ARMv7-M Architecture Reference Manual, B3.5 (PMSAv7). Must not know of
 * threads, spaces or registers.
 */
#include "mpu.h"

#define RBAR_VALID   (1u << 4) /* the low four bits name the region: one store selects and sets */
#define RBAR_ADDRESS 0xffffffe0u

#define RASR_XN         (1u << 28)
#define RASR_AP_SHIFT   24u
#define RASR_AP_MASK    7u
#define RASR_S          (1u << 18)
#define RASR_C          (1u << 17)
#define RASR_B          (1u << 16)
#define RASR_SIZE_SHIFT 1u
#define RASR_SIZE_MASK  31u
#define RASR_ENABLE     1u

/* Values of RASR.AP. The kernel keeps its own access everywhere. */
enum permission { PERMISSION_KERNEL = 1, PERMISSION_READ = 2, PERMISSION_WRITE = 3 };

/* The system space: the private peripherals and the vendor's. No region opens it to a task. */
#define SYSTEM_SPACE 0xe0000000u

/* AP by the write and read bits of enum access. There is no write-only memory. */
static const uint8_t permission_of_access[4] = {
    PERMISSION_KERNEL,
    PERMISSION_KERNEL,
    PERMISSION_READ,
    PERMISSION_WRITE,
};

/* What AP permits unprivileged code, execution aside. 4 is reserved; 5 to 7 are read-only ones. */
static const uint8_t access_of_permission[8] = {
    0, 0, ACCESS_READ, ACCESS_READ | ACCESS_WRITE, 0, 0, ACCESS_READ, ACCESS_READ,
};

/* TEX is 0: write-through memory, as manufacturers advise for internal RAM, or shared device. */
static const uint32_t attributes_of_kind[2] = {
    [MEMORY_NORMAL] = RASR_C,
    [MEMORY_DEVICE] = RASR_S | RASR_B,
};

void mpu_encode(uint32_t words[2], unsigned index, const struct region *region)
{
    words[0] = RBAR_VALID | index;
    words[1] = 0;
    if (region == NULL) {
        return;
    }
    words[0] |= region->base;
    words[1] = (uint32_t)permission_of_access[(region->access >> 1) & 3u] << RASR_AP_SHIFT;
    words[1] |= attributes_of_kind[region->kind & 1u];
    words[1] |= ((uint32_t)region->order - 1u) << RASR_SIZE_SHIFT;
    words[1] |= RASR_ENABLE;
    if ((region->access & ACCESS_EXECUTE) == 0) {
        words[1] |= RASR_XN;
    }
}

static bool region_holds(const uint32_t words[2], uint32_t address)
{
    uint32_t order = ((words[1] >> RASR_SIZE_SHIFT) & RASR_SIZE_MASK) + 1u;
    uint32_t offset = address - (words[0] & RBAR_ADDRESS);
    /* Two shifts, since an order of 32 (all memory) is more than one may shift at once. */
    return (words[1] & RASR_ENABLE) != 0 && (offset >> (order - 1u)) >> 1 == 0;
}

/* What unprivileged code may do where this RASR decides. A fetch needs read permission too. */
static unsigned region_access(uint32_t rasr)
{
    unsigned access = access_of_permission[(rasr >> RASR_AP_SHIFT) & RASR_AP_MASK];
    if ((access & ACCESS_READ) != 0 && (rasr & RASR_XN) == 0) {
        access |= ACCESS_EXECUTE;
    }
    return access;
}

bool mpu_permits(const uint32_t region[REGIONS][2], uint32_t address, unsigned access)
{
    if (address >= SYSTEM_SPACE) {
        return false;
    }
    for (unsigned index = REGIONS; index-- > 0;) {
        if (region_holds(region[index], address)) {
            return (access & ~region_access(region[index][1])) == 0;
        }
    }
    return false;
}
