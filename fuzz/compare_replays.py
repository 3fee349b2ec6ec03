#!/usr/bin/python3
"""Compares what a target does with each stored input, in full: its trace and its final state.

    compare_replays.py orders PROGRAM FOLDER...
        One replayer: all inputs in one process, then backwards, then each in a process of its own.
        An input must not depend on what was played before it.

    compare_replays.py builds PROGRAM PROGRAM FOLDER...
        Two builds of a replayer: neither a word's size nor the compiler's layout may show.

Fails with the first lines that differ.
"""

import os
import subprocess
import sys

INPUTS_MIN = 10


def inputs_list(folders):
    """The inputs' paths, in one order for everybody."""
    paths = [os.path.join(folder, name) for folder in folders
             for name in sorted(os.listdir(folder)) if not name.startswith(".")]
    if len(paths) < INPUTS_MIN:
        sys.exit(f"{len(paths)} inputs: hardly worth comparing")
    return paths


def play(program, paths):
    """The trace of each input, as a list of lines. A replayer names each input before playing it."""
    environment = {**os.environ, "ANVIL_FUZZ_TRACE": "1"}
    done = subprocess.run([program, *paths], env=environment, text=True, errors="replace",
                          stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False)
    if done.returncode != 0:
        sys.exit(f"{program}: {done.returncode}\n{done.stderr[-2000:]}")
    traces = {}
    known = set(paths)
    for line in done.stderr.splitlines():
        if line in known:
            lines = traces.setdefault(line, [])
        else:
            lines.append(line)
    for path in paths:
        if not any(line.startswith("state ") for line in traces.get(path, [])):
            sys.exit(f"{program}: no state of {path}")
    return traces


def play_apart(program, paths):
    """The same, each input in a process of its own."""
    return {path: play(program, [path])[path] for path in paths}


def compare(paths, expected, found, what):
    """Stops at the first line of the first input that differs."""
    for path in paths:
        if expected[path] == found[path]:
            continue
        lines = max(len(expected[path]), len(found[path]))
        for i in range(lines):
            first, second = (trace[path][i:i + 1] for trace in (expected, found))
            if first != second:
                sys.exit(f"{path}: {what}, operation {i}:\n  {first}\n  {second}")
    lines = sum(len(trace) for trace in expected.values())
    print(f"{what}: {len(paths)} inputs, {lines} lines of trace are the same")


def compare_orders(program, folders):
    paths = inputs_list(folders)
    forward = play(program, paths)
    compare(paths, forward, play(program, paths[::-1]), "backwards")
    compare(paths, forward, play_apart(program, paths), "each in a fresh process")


def compare_builds(first, second, folders):
    paths = inputs_list(folders)
    compare(paths, play(first, paths), play(second, paths), f"{second} as {first}")


def main():
    match sys.argv[1:]:
        case ["orders", program, *folders]:
            compare_orders(program, folders)
        case ["builds", first, second, *folders]:
            compare_builds(first, second, folders)
        case _:
            sys.exit(__doc__)


main()
