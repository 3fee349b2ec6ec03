#!/usr/bin/python3
"""Plays stored fuzz inputs on the host library and on the lockstep board, in QEMU.

    lockstep.py --recorder PROGRAM --image ELF --inputs FOLDER... [--calls-min N]
                [--names PATTERN] [--steps-max N] [--expect-difference WHERE] [--timeout S] -- QEMU...

The recorder writes a script of what the host library does with the inputs, with no more steps of
each than --steps-max; QEMU loads it beside the image, whose driver plays it and compares after
every step. If something differs, the step is printed, and with the host's state at that step the
members of struct kernel that differ.
The exit status is 0 when all programs ended as they should, or, with --expect-difference, when
something differed and WHERE, a regular expression, is found in what is printed about it.
"""

import argparse
import pathlib
import re
import subprocess
import sys
import tempfile

from elftools.elf.elffile import ELFFile

SCRIPT_PLACE = 0x21000000
SCRIPT_ROOM = 0x01000000
RAM = 0x20000000
RAM_SIZE = 0x10000
LINES_MAX = 20
CUT = "cut "


class Failure(Exception):
    """The board did not do what the host did, or something could not be run."""


def input_files(folders, names):
    """All inputs with such names, in an order that stays: folder by folder, by name."""
    return [path for folder in folders for path in sorted(folder.glob(names))]


def run(command, timeout, **options):
    """The output and the exit status of a command, which must end in time."""
    try:
        done = subprocess.run(list(map(str, command)), timeout=timeout, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                              errors="backslashreplace", check=False, **options)
    except subprocess.TimeoutExpired as expired:
        raise Failure(f"timed out: {command[0]}; its output: {expired.stdout}") from expired
    return done.stdout, done.returncode


# ---- Members of struct kernel, from the image's debugging information. ----

def type_of(die):
    """The type of a member or an array, through typedefs and qualifiers."""
    found = die.get_DIE_from_attribute("DW_AT_type")
    while found.tag in ("DW_TAG_typedef", "DW_TAG_const_type", "DW_TAG_volatile_type"):
        found = found.get_DIE_from_attribute("DW_AT_type")
    return found


def array_counts(die):
    for child in die.iter_children():
        if child.tag == "DW_TAG_subrange_type":
            yield child.attributes["DW_AT_upper_bound"].value + 1


def size_of(die):
    if die.tag == "DW_TAG_array_type":
        count = 1
        for each in array_counts(die):
            count *= each
        return count * size_of(type_of(die))
    return die.attributes["DW_AT_byte_size"].value


def leaves(die, name, offset):
    """(name, offset, size) of every member that has no members, however deep."""
    if die.tag == "DW_TAG_structure_type":
        for member in die.iter_children():
            if member.tag == "DW_TAG_member":
                label = member.attributes["DW_AT_name"].value.decode()
                yield from leaves(type_of(member), f"{name}.{label}" if name else label,
                                  offset + member.attributes["DW_AT_data_member_location"].value)
    elif die.tag == "DW_TAG_array_type":
        yield from elements(die, list(array_counts(die)), name, offset)
    else:
        yield name, offset, size_of(die)


def elements(die, counts, name, offset):
    if not counts:
        yield from leaves(type_of(die), name, offset)
        return
    size = size_of(type_of(die))
    for count in counts[1:]:
        size *= count
    for index in range(counts[0]):
        yield from elements(die, counts[1:], f"{name}[{index}]", offset + index * size)


def kernel_members(image):
    with open(image, "rb") as file:
        for unit in ELFFile(file).get_dwarf_info().iter_CUs():
            for die in unit.get_top_DIE().iter_children():
                name = die.attributes.get("DW_AT_name")
                if (die.tag == "DW_TAG_structure_type" and name and name.value == b"kernel"
                        and "DW_AT_declaration" not in die.attributes):
                    return list(leaves(die, "", 0))
    raise Failure(f"{image} has no description of struct kernel")


def bytes_that_differ(pieces, on_host, on_board):
    """One line for each piece of memory, with its first byte that differs."""
    for start, size in pieces:
        for offset in range(start, start + size):
            if on_host[offset] != on_board[offset]:
                yield (f"  memory at {RAM + offset:#x}: {on_host[offset]:#x} on the host, "
                       f"{on_board[offset]:#x} on the board")
                break


def members_that_differ(image, on_host, on_board):
    """One line for each."""
    for name, offset, size in kernel_members(image):
        host, board = (int.from_bytes(state[offset:offset + size], "little")
                       for state in (on_host, on_board))
        if host != board and offset < len(on_host):
            yield f"  {name}: {host:#x} on the host, {board:#x} on the board"


# ---- Playing. ----

def describe(arguments, folder, recorded, found):
    """What differed, in words."""
    program, step = pathlib.Path(recorded[int(found["program"], 16)]), int(found["step"], 16)
    state = folder / "host.state"
    told, status = run([arguments.recorder, "--state", state, step, program], arguments.timeout)
    if status != 0:
        raise Failure(f"the recorder cannot say what happens in step {step}: {told}")
    action, *pieces = told.splitlines()
    on_host, on_board = state.read_bytes(), (folder / "lockstep.state").read_bytes()
    end = len(on_host) - RAM_SIZE
    lines = [f"{program.name}, step {step}: {action}",
             f"  {found['what']}: {found['expected']} on the host, {found['found']} on the board",
             *members_that_differ(arguments.image, on_host[:end], on_board[:end]),
             *bytes_that_differ([[int(number, 0) for number in piece.split()] for piece in pieces],
                                on_host[end:], on_board[end:])]
    return "\n".join(lines[:LINES_MAX] + ["  ..."] * (len(lines) > LINES_MAX))


DIFFERENCE = re.compile(r"difference: program=(?P<program>\w+) step=(?P<step>\w+) "
                        r"expected=(?P<expected>\w+) found=(?P<found>\w+) in (?P<what>.*)")
END = re.compile(r"end: programs=(\w+) steps=(\w+) calls=(\w+)")


def record(arguments, script):
    """Writes the script; returns the programs in it, by path, and in words what there is."""
    output, status = run([arguments.recorder, script, arguments.steps_max,
                          *input_files(arguments.inputs, arguments.names)], arguments.timeout)
    if status != 0:
        raise Failure(f"nothing was recorded: {output}")
    *lines, total = output.splitlines()
    recorded = [line for line in lines if not line.startswith(CUT)]
    print("\n".join(line for line in lines if line.startswith(CUT)))
    calls = int(total.split()[-2])
    if calls < arguments.calls_min or script.stat().st_size > SCRIPT_ROOM:
        raise Failure(f"too few calls, or too many: {total}, {script.stat().st_size} bytes")
    return recorded, total


def play(arguments, folder):
    """Records and plays; returns what differed, None when nothing did."""
    script = folder / "script"
    recorded, total = record(arguments, script)
    loader = f"loader,file={script},addr={SCRIPT_PLACE:#x},force-raw=on"
    output, status = run([*arguments.command, "-device", loader, "-kernel",
                          arguments.image.resolve()], arguments.timeout, cwd=folder)
    found, end = DIFFERENCE.search(output), END.search(output)
    if found:
        return describe(arguments, folder, recorded, found)
    played = end and "{} programs, {} steps, {} calls".format(*(int(n, 16) for n in end.groups()))
    if status != 0 or played != total:
        raise Failure(f"exit status {status}, recorded {total}; the board said:\n{output}")
    print(f"{total}: the same after every step")
    return None


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--recorder", required=True, type=pathlib.Path)
    parser.add_argument("--image", required=True, type=pathlib.Path)
    parser.add_argument("--inputs", required=True, type=pathlib.Path, nargs="+")
    parser.add_argument("--names", default="*", help="of the inputs")
    parser.add_argument("--calls-min", type=int, default=1)
    parser.add_argument("--steps-max", type=int, default=1000, help="of a program")
    parser.add_argument("--expect-difference", metavar="WHERE")
    parser.add_argument("--timeout", type=float, default=300, help="seconds")
    parser.add_argument("command", nargs="+", help="how to run QEMU")
    arguments = parser.parse_args()
    try:
        with tempfile.TemporaryDirectory() as name:
            difference = play(arguments, pathlib.Path(name))
    except Failure as failure:
        sys.exit(f"{sys.argv[0]}: {failure}")
    if difference:
        print(difference)
    wanted = arguments.expect_difference
    if bool(difference) != bool(wanted) or (wanted and not re.search(wanted, difference)):
        sys.exit(f"{sys.argv[0]}: not as it should be")


if __name__ == "__main__":
    main()
