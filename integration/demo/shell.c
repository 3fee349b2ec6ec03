/*
 * The shell: has the console read lines, and hands them to the commands. It is the image's MAIN
 * task: when it has closed the console and returns, nothing is left that could ever run, and the
 * board halts with its status.
 */
#include "commands.h"
#include "console.h"

int main(void)
{
    char line[LINE_SIZE];
    int status = 1;
    console_print("Anvil: a shell, the console it talks through, and four workers, each isolated\n"
                  "from all others. Type help to see what they can do.\n");
    while (console_read("anvil> ", line) && command_run(line, &status)) {
        /* One command after the other. */
    }
    console_close();
    return status;
}
