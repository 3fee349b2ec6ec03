#!/usr/bin/python3
"""Runs an image in QEMU and compares what it writes.

    run.py test --expect FILE [--exit N] [--timeout S] [--boots-differ] -- COMMAND...
        The image gets no input. All its output must equal FILE, and its exit status N. With
        --boots-differ it is booted twice, and what the question marks stand for must differ.

    run.py play --script FILE --expect FILE [--timeout S] -- COMMAND...
        On a terminal: the person has the image to himself. Otherwise each line of the script is
        typed when the prompt is there, every step's output must equal FILE's, and the last line
        is "demo: ok".

In FILE, 0x???????? stands for any hexadecimal word, since addresses change with every compilation;
there and in the script <backspace> stands for that key.
The exit status is 0 when everything was as it should be, 1 when not.
"""

import argparse
import difflib
import os
import re
import select
import subprocess
import sys
import time

PROMPT = "anvil> "
WORD = "0x????????"
BACKSPACE = "<backspace>"


class Failure(Exception):
    """The image did not do what it should; the text says what it did."""


class Machine:
    """A running image: what it has written so far, and a time by which it must have ended."""

    def __init__(self, command, timeout, stdin):
        self.deadline = time.monotonic() + timeout
        self.output = ""
        self.process = subprocess.Popen(command, stdin=stdin, stdout=subprocess.PIPE,
                                        stderr=subprocess.STDOUT)

    def read(self):
        """The next piece of output; '' at its end."""
        left = self.deadline - time.monotonic()
        if left <= 0 or not select.select([self.process.stdout], [], [], left)[0]:
            raise Failure(f"timed out; the output so far:\n{self.output}")
        data = os.read(self.process.stdout.fileno(), 4096)
        piece = data.decode("ascii", "backslashreplace").replace("\r", "")
        piece = piece.replace("\b", BACKSPACE)
        self.output += piece
        return piece

    def type(self, line):
        self.process.stdin.write(line.replace(BACKSPACE, "\b").encode() + b"\r")
        self.process.stdin.flush()

    def wait(self):
        while self.read():
            pass
        return self.process.wait()

    def stop(self):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()


def read_text(path):
    with open(path, encoding="ascii") as file:
        return file.read()


def compare(what, expected, output):
    """Refuses any difference; a word of question marks takes the value it stands for."""
    pattern = re.escape(expected).replace(re.escape(WORD), "0x[0-9a-f]{8}")
    if re.fullmatch(pattern, output):
        return
    difference = difflib.unified_diff(expected.splitlines(), output.splitlines(), "expected",
                                      "output", lineterm="")
    raise Failure(f"{what} differs:\n" + "\n".join(difference))


def boot(arguments):
    """Boots the image once and returns what it wrote, which was as it should be."""
    machine = Machine(arguments.command, arguments.timeout, subprocess.DEVNULL)
    try:
        status = machine.wait()
    finally:
        machine.stop()
    compare("the output", read_text(arguments.expect), machine.output)
    if status != arguments.exit:
        raise Failure(f"exit status {status}, not {arguments.exit}; the output:\n{machine.output}")
    return machine.output


def test(arguments):
    output = boot(arguments)
    if arguments.boots_differ and boot(arguments) == output:
        raise Failure(f"two boots do not differ; the output:\n{output}")


def show(text):
    sys.stdout.write(text)
    sys.stdout.flush()


def next_step(machine, start):
    """Shows and returns what the image writes from start on, up to its prompt or its end."""
    while not machine.output[start:].endswith(PROMPT):
        piece = machine.read()
        show(piece)
        if not piece:
            break
    return machine.output[start:]


def play_script(arguments):
    """One step per prompt: what came before it, and then what each line brought."""
    steps = re.split(f"(?<={re.escape(PROMPT)})", read_text(arguments.expect))
    lines = read_text(arguments.script).splitlines()
    if len(steps) != len(lines) + 1:
        raise Failure(f"{len(lines)} lines to type, but {len(steps)} steps to compare")
    machine = Machine(arguments.command, arguments.timeout, subprocess.PIPE)
    try:
        compare("the start", steps[0], next_step(machine, 0))
        for line, step in zip(lines, steps[1:]):
            start = len(machine.output)
            machine.type(line)
            compare(f"the answer to '{line}'", step, next_step(machine, start))
        status = machine.wait()
    finally:
        machine.stop()
    if status != 0:
        raise Failure(f"exit status {status}, not 0")
    show("demo: ok\n")


def outermost_cmake():
    """The CMake at the top of the processes that led here, or None."""
    found, pid = None, os.getppid()
    while pid > 1:
        with open(f"/proc/{pid}/stat", encoding="utf-8") as file:
            name, fields = re.fullmatch(r"\d+ \((.*)\) (.*)", file.read().strip()).groups()
        found = pid if name == "cmake" else found
        pid = int(fields.split()[1])
    return found


def person():
    """The terminal a person types at, opened for reading, or None.

    A CMake workflow gives its steps no input; then that of CMake itself decides.
    """
    if not sys.stdout.isatty():
        return None
    if sys.stdin.isatty():
        return sys.stdin
    try:
        terminal = open(f"/proc/{outermost_cmake()}/fd/0", "rb", buffering=0)
    except OSError:
        return None
    return terminal if terminal.isatty() else None


def play(arguments):
    terminal = person()
    if terminal is None:
        return play_script(arguments)
    show("Ctrl-A X ends QEMU at any time.\n\n")
    status = subprocess.call(arguments.command, stdin=terminal)
    if status != 0:
        raise Failure(f"exit status {status}, not 0")
    return None


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("mode", choices=("test", "play"))
    parser.add_argument("--expect", required=True, help="the output as it should be")
    parser.add_argument("--script", help="lines to type")
    parser.add_argument("--exit", type=int, default=0, help="the exit status as it should be")
    parser.add_argument("--timeout", type=float, default=60, help="seconds")
    parser.add_argument("--boots-differ", action="store_true", help="boot twice")
    parser.add_argument("command", nargs="+", help="how to run the image")
    arguments = parser.parse_args()
    try:
        {"test": test, "play": play}[arguments.mode](arguments)
    except Failure as failure:
        sys.exit(f"{sys.argv[0]}: {failure}")


if __name__ == "__main__":
    main()
