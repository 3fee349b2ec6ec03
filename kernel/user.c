/*
 * User memory: what the kernel may read and write for the running thread, piece by piece.
 *
 * It owns no state. Whatever a call is given as an address passes here: every byte is checked
 * against the space list before the first is copied, and the copy itself runs with the thread's own
 * MPU regions and privileges (arch_user_read, arch_user_write).
 */
#include "user.h"

#include "kernel.h"

/* As many of the bytes from an address as can be copied at once. */
struct piece {
    uint32_t size;
    mapping_id mapping; /* that holds them, NONE: the exchange area, or nothing */
};

/* Whether all of it lies in the running thread's exchange area, which is loaded whenever it runs.
 */
static bool area_holds(const struct kernel *k, uint32_t address, uint32_t size)
{
    uint32_t area = k->thread[k->sched.current].area;
    uint32_t offset = address - area;
    return area != 0 && offset < EXCHANGE_AREA_SIZE && size <= EXCHANGE_AREA_SIZE - offset;
}

static bool mapping_holds(const struct kernel *k, mapping_id mapping, uint32_t address)
{
    return mapping != NONE && region_has(&k->mapping[mapping].region, address);
}

/* What holds the address: mostly data or stack, so these are looked at first. */
static struct piece piece_at(const struct kernel *k, uint32_t address, uint32_t size)
{
    thread_id thread = k->sched.current;
    const mapping_id *loaded = k->arch.context[thread].loaded;
    mapping_id mapping = NONE;
    if (mapping_holds(k, loaded[REGION_DATA], address)) {
        mapping = loaded[REGION_DATA];
    } else if (mapping_holds(k, loaded[REGION_STACK], address)) {
        mapping = loaded[REGION_STACK];
    } else {
        mapping = space_find(k, k->thread[thread].process, address);
    }
    uint32_t held = mapping == NONE ? 0 : region_piece(&k->mapping[mapping].region, address, size);
    return (struct piece){.size = held, .mapping = mapping};
}

/* Checks every byte before any is copied; the first piece is what copying begins with. */
static bool user_check(const struct kernel *k, uint32_t address, uint32_t size, unsigned access,
                       struct piece *first)
{
    *first = (struct piece){.size = size};
    if (size == 0 || area_holds(k, address, size)) {
        return true;
    }
    *first = piece_at(k, address, size);
    if (first->mapping == NONE || (k->mapping[first->mapping].region.access & access) != access) {
        return false;
    }
    return first->size == size || space_permits(k, k->thread[k->sched.current].process,
                                                address + first->size, size - first->size, access);
}

/* Copying the piece will not miss. */
static void piece_load(struct kernel *k, const struct piece *piece)
{
    if (piece->mapping != NONE) {
        (void)space_keep(k, k->sched.current, piece->mapping);
    }
}

bool user_permits(const struct kernel *k, uint32_t address, uint32_t size, unsigned access)
{
    struct piece first;
    return user_check(k, address, size, access, &first);
}

bool user_read(struct kernel *k, void *to, uint32_t from, uint32_t size)
{
    uint8_t *bytes = to;
    struct piece piece;
    bool good = user_check(k, from, size, ACCESS_READ, &piece);
    while (good && size > 0) {
        piece_load(k, &piece);
        good = arch_user_read(k, bytes, from, piece.size);
        bytes += piece.size;
        from += piece.size;
        size -= piece.size;
        if (size > 0) {
            piece = piece_at(k, from, size);
        }
    }
    return good;
}

bool user_write(struct kernel *k, uint32_t to, const void *from, uint32_t size)
{
    const uint8_t *bytes = from;
    struct piece piece;
    bool good = user_check(k, to, size, ACCESS_WRITE, &piece);
    while (good && size > 0) {
        piece_load(k, &piece);
        good = arch_user_write(k, to, bytes, piece.size);
        bytes += piece.size;
        to += piece.size;
        size -= piece.size;
        if (size > 0) {
            piece = piece_at(k, to, size);
        }
    }
    return good;
}
