/*
 * Runs a target over stored inputs, without an engine.
 *
 *     replay-<target> FILE|DIRECTORY...
 *
 * Directories are replayed in the order of their file names. An input that a target does not like
 * stops the program, so the exit status is not 0; nor is it when there was nothing to replay. The
 * hash it prints is over the states that the inputs ended in: every build must print the same.
 */
#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "expect.h"

#define PATH_SIZE 4096u

static _Noreturn void fail(const char *path)
{
    perror(path);
    exit(2);
}

/* The buffer has exactly the input's size, so that a sanitizer sees every byte read beyond it. */
static void replay_file(const char *path)
{
    struct stat status;
    FILE *file = fopen(path, "rb");
    if (file == NULL || stat(path, &status) != 0) {
        fail(path);
    }
    size_t size = (size_t)status.st_size;
    uint8_t *data = malloc(size == 0 ? 1 : size);
    if (data == NULL || fread(data, 1, size, file) != size) {
        fail(path);
    }
    (void)fclose(file);
    (void)fprintf(stderr, "%s\n", path);
    (void)LLVMFuzzerTestOneInput(data, size);
    free(data);
}

static int is_visible(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

static unsigned replay_directory(const char *directory)
{
    struct dirent **entries = NULL;
    int count = scandir(directory, &entries, is_visible, alphasort);
    if (count < 0) {
        fail(directory);
    }
    for (int i = 0; i < count; i++) {
        char path[PATH_SIZE];
        (void)snprintf(path, sizeof path, "%s/%s", directory, entries[i]->d_name);
        replay_file(path);
        free(entries[i]);
    }
    free((void *)entries);
    return (unsigned)count;
}

static bool is_directory(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

int main(int argc, char **argv)
{
    unsigned inputs = 0;
    for (int i = 1; i < argc; i++) {
        if (is_directory(argv[i])) {
            inputs += replay_directory(argv[i]);
        } else {
            replay_file(argv[i]);
            inputs++;
        }
    }
    (void)printf("replayed %u inputs, %llu system calls, hash 0x%016llx\n", inputs,
                 (unsigned long long)counted_calls(), (unsigned long long)counted_states());
    return inputs > 0 ? 0 : 1;
}
