#!/usr/bin/python3
"""Checks which objects of a fuzz target are instrumented: those of the core, and no others.

    check_instrumented.py --nm PROGRAM OBJECT...

Without instrumentation an engine is blind; with too much of it, inputs look different that are the
same to the core. An engine shows neither at once.
"""

import argparse
import pathlib
import subprocess
import sys

MARK = "sancov"  # in names of what both engines put into each object
FEWEST = 10  # of either kind; less is a mistake in how this is called


def is_core(path):
    """The kernel and the port's arithmetic; not the kernel's checks, which are an oracle."""
    folder = path.parent.name
    return folder == "armv7m" or (folder == "kernel" and not path.name.startswith("check"))


def instrumented(nm, paths):
    """Those of the objects that define or want such a name; nm puts the object before each name."""
    listed = subprocess.run([nm, "-A", *paths], check=True, text=True, stdout=subprocess.PIPE)
    return {pathlib.Path(line.partition(":")[0])
            for line in listed.stdout.splitlines() if MARK in line}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--nm", required=True)
    parser.add_argument("objects", nargs="+", type=pathlib.Path)
    arguments = parser.parse_args()
    core = {path for path in arguments.objects if is_core(path)}
    marked = instrumented(arguments.nm, arguments.objects)
    others = len(arguments.objects) - len(core)
    for path in sorted(core ^ marked):
        print(f"{'not instrumented' if path in core else 'instrumented'}: {path}")
    print(f"{len(core)} objects of the core, {others} others")
    sys.exit(1 if core != marked or min(len(core), others) < FEWEST else 0)


main()
