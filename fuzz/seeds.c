/*
 * Writes the seeds: inputs that say what the kernel is for, so that fuzzing begins where the
 * interesting situations are.
 *
 *     seeds DIRECTORY      writes DIRECTORY/<target>/seed-<name> for each row of *_seeds.c
 *
 * They are committed in corpus/; a test writes them again and compares.
 */
#include <stdio.h>
#include <sys/stat.h>

#include "seeds.h"

static int seed_write(const char *directory, const struct seed *seed)
{
    char path[4096];
    (void)snprintf(path, sizeof path, "%s/%s", directory, seed->target);
    (void)mkdir(path, 0777);
    (void)snprintf(path, sizeof path, "%s/%s/seed-%s", directory, seed->target, seed->name);
    FILE *file = fopen(path, "wb");
    if (file == NULL || fwrite(seed->bytes, 1, seed->size, file) != seed->size ||
        fclose(file) != 0) {
        (void)fprintf(stderr, "%s: cannot be written\n", path);
        return 1;
    }
    return 0;
}

int main(int argc, char **argv)
{
    static const struct seed *const lists[] = {sentry_seeds, zircon_seeds, l4_seeds,
                                               spaces_seeds, tasks_seeds,  other_seeds};
    if (argc != 2) {
        (void)fprintf(stderr, "usage: seeds DIRECTORY\n");
        return 2;
    }
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
        for (const struct seed *seed = lists[i]; seed->target != NULL; seed++) {
            if (seed_write(argv[1], seed) != 0) {
                return 1;
            }
        }
    }
    return 0;
}
