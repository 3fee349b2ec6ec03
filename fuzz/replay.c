/*
 * Runs a target over stored inputs, without an engine.
 *
 *     replay-<target> FILE|DIRECTORY...
 *
 * Directories are replayed in the order of their file names. An input that a target does not like
 * stops the program, so the exit status is not 0; nor is it when there was nothing to replay.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "expect.h"

#define PATH_SIZE 4096u

static void fail(const char *path, const char *why)
{
    (void)fprintf(stderr, "%s: %s\n", path, why);
    exit(2);
}

/* The buffer has exactly the input's size, so that a sanitizer sees every byte read beyond it. */
static void replay_file(const char *path)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        fail(path, "cannot be opened");
    }
    (void)fseek(file, 0, SEEK_END);
    long size = ftell(file);
    rewind(file);
    uint8_t *data = size < 0 ? NULL : malloc((size_t)size + (size == 0));
    if (data == NULL || fread(data, 1, (size_t)size, file) != (size_t)size) {
        fail(path, "cannot be read");
    }
    (void)fclose(file);
    (void)fprintf(stderr, "%s\n", path);
    (void)LLVMFuzzerTestOneInput(data, (size_t)size);
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
        fail(directory, "cannot be listed");
    }
    for (int i = 0; i < count; i++) {
        char path[PATH_SIZE];
        if (snprintf(path, sizeof path, "%s/%s", directory, entries[i]->d_name) >= (int)sizeof path) {
            fail(directory, "too long a path");
        }
        replay_file(path);
        free(entries[i]);
    }
    free(entries);
    return (unsigned)count;
}

int main(int argc, char **argv)
{
    unsigned inputs = 0;
    for (int i = 1; i < argc; i++) {
        struct stat status;
        if (stat(argv[i], &status) != 0) {
            fail(argv[i], "is not there");
        }
        if (S_ISDIR(status.st_mode)) {
            inputs += replay_directory(argv[i]);
        } else {
            replay_file(argv[i]);
            inputs++;
        }
    }
    (void)printf("replayed %u inputs, %llu system calls\n", inputs,
                 (unsigned long long)counted_calls());
    return inputs > 0 ? 0 : 1;
}
