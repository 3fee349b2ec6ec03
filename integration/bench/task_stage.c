/* The steps before samples of tasks. None of this is counted. */
#include "task_stage.h"

static uint8_t pages[PAGES << PAGE_ORDER] __attribute__((aligned(PAGES << PAGE_ORDER)));
_Static_assert(PAGES << PAGE_ORDER == 1u << ALL_ORDER, "one flexpage holds all pages");

struct task_stage task_stage;

l4_fpage_t stage_pages(unsigned char rights)
{
    return l4_fpage((l4_addr_t)(uintptr_t)pages, ALL_ORDER, rights);
}

l4_fpage_t stage_page(unsigned number, unsigned char rights)
{
    return l4_fpage((l4_addr_t)(uintptr_t)pages + (number << PAGE_ORDER), PAGE_ORDER, rights);
}

static bool good(l4_msgtag_t tag)
{
    return l4_error(tag) == 0;
}

bool stage_task(l4_cap_idx_t slot)
{
    return good(l4_factory_create_task(ANVIL_SELF_JOB, slot, l4_fpage_invalid()));
}

bool task_stage_set(void)
{
    for (unsigned i = 0; i < sizeof task_stage.batch / sizeof task_stage.batch[0]; i++) {
        task_stage.batch[i] = stage_page(i, L4_FPAGE_RWX);
    }
    return anvil_arena_get(&task_stage.arena) == 0 && stage_task(CHILD) && stage_task(OTHER);
}

bool stage_unmap(void)
{
    return good(l4_task_unmap(ANVIL_SELF_PROCESS, stage_pages(L4_FPAGE_RWX), L4_FP_OTHER_SPACES));
}

static bool map_pages(l4_cap_idx_t task, unsigned count)
{
    bool mapped = true;
    for (unsigned i = 0; i < count; i++) {
        l4_fpage_t page = stage_page(i, L4_FPAGE_RW);
        mapped = mapped && good(l4_task_map(task, ANVIL_SELF_PROCESS, page, stage_place(page)));
    }
    return mapped;
}

bool stage_map(unsigned count)
{
    return stage_unmap() && map_pages(CHILD, count);
}

bool stage_map_twice(unsigned count)
{
    return stage_map(count) && map_pages(OTHER, count);
}

bool stage_map_name(void)
{
    return good(l4_task_map(CHILD, ANVIL_SELF_PROCESS,
                            l4_obj_fpage(MAPPED_NAME, 0, L4_CAP_FPAGE_RWS), MAPPED_SLOT));
}

bool stage_unmap_name(void)
{
    return good(l4_task_release_cap(CHILD, MAPPED_SLOT));
}
