#!/usr/bin/python3
"""Measures the port: boots the images of the integration tests in QEMU and writes down what ran.

    firmware.py ROOT BUILD PLUGIN OUTPUT

ROOT is the source tree, BUILD a build tree of the preset `firmware`, PLUGIN the compiled plugin.c.
Into the folder OUTPUT go firmware.json, as gcovr writes and reads it, and unreached.txt.

The images are those that the tests boot and users get, unchanged; the tests run as ctest would run
them, and have to pass. Of their programs, the kernel's and the tasks', the files below arch/armv7m
are accounted for.
"""
import collections
import concurrent.futures
import json
import os
import pathlib
import shutil
import subprocess
import sys

import account
import listing

FOLDER = "arch/armv7m"
EMULATOR = "qemu-system-arm"
OBJDUMP = "arm-none-eabi-objdump"


def boots(tests):
    """Those of ctest's tests that boot an image by run.py, as commands by name.

    The test of the template builds a project outside the tree first, and is left out.
    """
    commands = {test["name"]: test["command"] for test in tests}
    return {name: command for name, command in commands.items()
            if command[0].endswith("/run.py") and EMULATOR in command}


def with_plugin(command, plugin, out):
    place = command.index(EMULATOR) + 1
    return command[:place] + ["-plugin", f"{plugin},out={out}"] + command[place:]


def programs(command):
    """The ELF files of the image that a command boots: the kernel's and the tasks'."""
    kernel = pathlib.Path(command[command.index("-kernel") + 1])
    return [kernel, *sorted(kernel.with_suffix(".image").glob("*/*.elf"))]


def read_steps(files):
    """The steps of all boots of a test together."""
    steps = collections.Counter()
    for file in files:
        for row in file.read_text().splitlines():
            start, to, count = row.split()
            steps[int(start, 16), int(to, 16)] += int(count)
    return steps


def run(name, command, plugin, folder):
    """Runs a test; its steps, and what went wrong or nothing."""
    result = subprocess.run(with_plugin(command, plugin, folder / name), capture_output=True,
                            text=True)
    steps = read_steps(folder.glob(f"{name}.[0-9]*"))
    wrong = ""
    if result.returncode != 0:
        wrong = f"{name} failed:\n{result.stdout}{result.stderr}"
    elif not steps:
        wrong = f"{name} left no steps"
    return steps, wrong


def write_unreached(book, root, file):
    with open(file, "w") as out:
        for (path, line), sentence in book.unreached():
            source = pathlib.Path(path).read_text().splitlines()[line - 1].strip()
            print(f"{path.removeprefix(f'{root}/')}:{line}: {sentence}: {source}", file=out)


def main(root, build, plugin, output):
    listed = subprocess.run(["ctest", "--show-only=json-v1"], cwd=build, capture_output=True,
                            check=True)
    commands = boots(json.loads(listed.stdout)["tests"])
    folder = output / "steps"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    book, failed = account.Account(), not commands
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        runs = {name: pool.submit(run, name, command, plugin, folder)
                for name, command in commands.items()}
        for name, command in commands.items():
            steps, wrong = runs[name].result()
            if wrong:
                failed = True
                print(f"firmware: {wrong}", file=sys.stderr)
            for program in programs(command):
                book.add(listing.read(OBJDUMP, program), steps, f"{root}/{FOLDER}/")
    (output / "firmware.json").write_text(json.dumps(book.trace(root)))
    write_unreached(book, root, output / "unreached.txt")
    print(f"{len(commands)} tests booted; not reached: {output / 'unreached.txt'}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(*(pathlib.Path(argument) for argument in sys.argv[1:])))
