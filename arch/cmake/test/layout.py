#!/usr/bin/python3
"""Compares the layout of struct kernel between compilers, as pahole reads it from their output.

    layout.py FOLDER COMPILER...

Every member, however deep, must have the same offset and size everywhere, and there must be no
byte that belongs to no member: then states can be compared, copied and hashed as plain memory,
across machines.
"""

import math
import pathlib
import re
import shlex
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[3]
SOURCE = '#include "kernel.h"\nstruct kernel layout_of_this;\n'
MEMBERS_MIN = 100  # fewer means that the output was not understood

# 'unsigned int  name[3];  /*  12  8 */' and the end of a nested struct, '} name; /*  12  8 */'
MEMBER = re.compile(r"(\w+)((?:\[\d+\])*)(?: __attribute__\(\(.*\)\))?;\s*/\*\s*(\d+)\s+(\d+) \*/$")
TOTAL = re.compile(r"/\* size: (\d+),")


def dump(folder, index, compiler):
    """What pahole says about the compiler's output."""
    program = folder / f"layout{index}.o"
    source = folder / "layout.c"
    source.write_text(SOURCE, encoding="ascii")
    subprocess.run([*shlex.split(compiler), "-std=gnu11", "-g", "-c", f"-I{ROOT}/kernel",
                    f"-I{ROOT}/arch/host/config", str(source), "-o", str(program)], check=True)
    command = ["pahole", "--expand_types", "--class_name", "kernel", str(program)]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def check_tiling(compiler, name, start, size, members):
    """The members, (offset, size) each, must follow each other from start for size bytes."""
    end = start
    for offset, length in members:
        if offset != end:
            sys.exit(f"{compiler}: in {name}, offset {end} belongs to no member")
        end += length
    if end != start + size:
        sys.exit(f"{compiler}: {name} ends with {start + size - end} bytes of no member")


def layout(compiler, text):
    """The members as (name, dimensions, offset, size); types are spelt differently everywhere."""
    found = []
    open_structs = []  # of each struct around the line, its members as (offset, size)
    for line in map(str.strip, text.splitlines()):
        match = MEMBER.search(line)
        if line.endswith("{"):
            open_structs.append([])
        elif match:
            name, dimensions = match.group(1), match.group(2)
            offset, size = int(match.group(3)), int(match.group(4))
            found.append((name, dimensions, offset, size))
            if line.startswith("}"):
                count = math.prod(map(int, re.findall(r"\d+", dimensions)))
                check_tiling(compiler, name, offset, size // count, open_structs.pop())
            open_structs[-1].append((offset, size))
        elif TOTAL.match(line) and len(open_structs) == 1:
            size = int(TOTAL.match(line).group(1))
            check_tiling(compiler, "kernel", 0, size, open_structs.pop())
    if open_structs or len(found) < MEMBERS_MIN:
        sys.exit(f"{compiler}: cannot make sense of\n{text}")
    return found


def main():
    folder = pathlib.Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    compilers = sys.argv[2:]
    layouts = [layout(compiler, dump(folder, index, compiler))
               for index, compiler in enumerate(compilers)]
    for compiler, other in zip(compilers[1:], layouts[1:]):
        for here, there in zip(layouts[0], other):
            if here != there:
                sys.exit(f"{compilers[0]} has {here}, but {compiler} {there}")
        if len(other) != len(layouts[0]):
            sys.exit(f"{compilers[0]} and {compiler} differ in how many members there are")
    print(f"{len(layouts[0])} members, the same for {', '.join(compilers)}")


if __name__ == "__main__":
    main()
