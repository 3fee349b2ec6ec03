#!/usr/bin/python3
"""Runs an image in QEMU and compares what it writes.

    run.py test --expect FILE [--exit N] [--timeout S] [--boots-differ] -- COMMAND...
        The image gets no input. All its output must equal FILE, and its exit status N. With
        --boots-differ it is booted twice, and what the question marks stand for must differ.

    run.py play --script FILE --expect FILE [--timeout S] [--hasty SEED] -- COMMAND...
        On a terminal: the person has the image to himself. Otherwise each line of the script is
        typed when the prompt is there, every step's output must equal FILE's, and the last line
        is "demo: ok". With --hasty no prompt but the first is waited for: the script is typed in
        pieces of random lengths, with random pauses.

In FILE, 0x???????? stands for any hexadecimal word, since addresses change with every compilation,
and ### for a decimal number of as many columns, the blanks before it included, since times and
stacks do; there and in the script <backspace> stands for that key.
The exit status is 0 when everything was as it should be, 1 when not.
"""

import argparse
import difflib
import os
import random
import re
import select
import subprocess
import sys
import time

PROMPT = "anvil> "
WORD = r"0x\?{8}"
NUMBER = "#+"
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

    def type(self, text):
        self.process.stdin.write(text.replace(BACKSPACE, "\b").replace("\n", "\r").encode())
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


def pattern_of(part):
    """What a part of the expected output stands for: a word, a number, or itself."""
    if re.fullmatch(WORD, part):
        return "0x[0-9a-f]{8}"
    if re.fullmatch(NUMBER, part):
        columns = len(part)
        return "(" + "|".join(rf" {{{columns - n}}}\d{{{n}}}" for n in range(1, columns + 1)) + ")"
    return re.escape(part)


def compare(what, expected, output):
    """Refuses any difference; what stands for a word or a number takes any."""
    parts = re.split(f"({WORD}|{NUMBER})", expected)
    if re.fullmatch("".join(map(pattern_of, parts)), output):
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


def type_patiently(machine, lines, steps):
    """Types each line behind its prompt, and compares what it brings."""
    for line, step in zip(lines, steps):
        start = len(machine.output)
        machine.type(line + "\n")
        compare(f"the answer to '{line}'", step, next_step(machine, start))


def type_hastily(machine, lines, steps, seed):
    """Types all lines whatever comes back, and compares that at the end."""
    chance = random.Random(seed)
    start = len(machine.output)
    text = "".join(line + "\n" for line in lines).replace(BACKSPACE, "\b")
    while text:
        length = chance.choice((1, 1, 2, 10, 100, 1000))
        machine.type(text[:length])
        text = text[length:]
        time.sleep(chance.choice((0, 0, 0.001, 0.01)))
    machine.wait()
    show(machine.output[start:])
    compare("the answer to the whole script", "".join(steps), machine.output[start:])


def play_script(arguments):
    """One step per prompt: what came before it, and then what each line brought."""
    steps = re.split(f"(?<={re.escape(PROMPT)})", read_text(arguments.expect))
    lines = read_text(arguments.script).splitlines()
    if len(steps) != len(lines) + 1:
        raise Failure(f"{len(lines)} lines to type, but {len(steps)} steps to compare")
    machine = Machine(arguments.command, arguments.timeout, subprocess.PIPE)
    try:
        compare("the start", steps[0], next_step(machine, 0))
        if arguments.hasty is None:
            type_patiently(machine, lines, steps[1:])
        else:
            type_hastily(machine, lines, steps[1:], arguments.hasty)
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
    # Both outputs go to the terminal, whatever the second one was: QEMU opens it by its name, and a
    # socket has none.
    status = subprocess.call(arguments.command, stdin=terminal, stderr=subprocess.STDOUT)
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
    parser.add_argument("--hasty", type=int, metavar="SEED", help="type without waiting")
    parser.add_argument("command", nargs="+", help="how to run the image")
    arguments = parser.parse_args()
    try:
        {"test": test, "play": play}[arguments.mode](arguments)
    except Failure as failure:
        sys.exit(f"{sys.argv[0]}: {failure}")


if __name__ == "__main__":
    main()
