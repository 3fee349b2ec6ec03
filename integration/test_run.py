#!/usr/bin/python3
"""Tests run.py with programs that stand for images: it must notice everything that is not right."""

import pathlib
import subprocess
import tempfile
import unittest

RUN = pathlib.Path(__file__).resolve().parent / "run.py"

# Reads lines and answers them; the prompt is the demo's. What it does wrong is put in by the tests.
CONSOLE = """
import sys
keys = open(0, newline="\\r")
print("hello", flush=True)
while True:
    print("anvil> ", end="", flush=True)
    line = keys.readline().strip()
    print(line)
    if line == "quit":
        sys.exit(0)
    print("you said " + line)
"""
DIALOGUE = "hello\nanvil> one\nyou said one\nanvil> quit\n"


class Runner(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)

    def file(self, name, text):
        path = pathlib.Path(self.folder.name) / name
        path.write_text(text, encoding="ascii")
        return str(path)

    def run_it(self, mode, program, expected, *options):
        command = [RUN, mode, "--expect", self.file("expected", expected), *options, "--",
                   "/usr/bin/python3", "-c", program]
        return subprocess.run(command, capture_output=True, text=True, stdin=subprocess.DEVNULL)

    def good(self, *arguments):
        result = self.run_it(*arguments)
        self.assertEqual(result.returncode, 0, result.stderr)
        return result.stdout

    def bad(self, message, *arguments):
        result = self.run_it(*arguments)
        self.assertEqual(result.returncode, 1)
        self.assertIn(message, result.stderr)

    def test_output(self):
        self.good("test", "print('a')", "a\n")
        self.bad("the output differs", "test", "print('a')", "b\n")
        self.bad("the output differs", "test", "print('a')", "a\nb\n")
        self.bad("the output differs", "test", "print('a'); print('b')", "a\n")
        self.bad("the output differs", "test", "", "a\n")
        self.bad("the output differs", "test", "import sys; print('x', file=sys.stderr)", "")

    def test_words(self):
        self.good("test", "print('at 0x0123abcd.')", "at 0x????????.\n")
        self.bad("differs", "test", "print('at 0x123.')", "at 0x????????.\n")
        self.bad("differs", "test", "print('axb')", "a.b\n")

    def test_numbers(self):
        self.good("test", "print('|   7 of 42|')", "|#### of ##|\n")
        self.good("test", "print('|1234 of  2|')", "|#### of ##|\n")
        for line in ("|12345 of 42|", "| 12 of 42|", "|1 34 of 42|", "|7    of 42|", "|     of 42|",
                     "|  -7 of 42|"):
            self.bad("differs", "test", f"print('{line}')", "|#### of ##|\n")

    def test_status(self):
        self.good("test", "raise SystemExit(7)", "", "--exit", "7")
        self.bad("exit status 7, not 0", "test", "raise SystemExit(7)", "")
        self.bad("exit status 0, not 7", "test", "", "", "--exit", "7")

    def test_boots(self):
        counter = self.file("count", "")
        counting = f"""
with open({counter!r}, "a+") as file:
    print(f"0x{{file.write('x') * file.tell():08x}}")
"""
        self.good("test", counting, "0x????????\n", "--boots-differ")
        self.bad("two boots do not differ", "test", "print('0x00000001')", "0x????????\n",
                 "--boots-differ")
        self.good("test", "print('0x00000001')", "0x????????\n")

    def test_timeout(self):
        self.bad("timed out; the output so far:\na", "test",
                 "import time; print('a', flush=True); time.sleep(99)", "a\n", "--timeout", "3")

    def play(self, check, program, expected, script, *message, options=()):
        check(*message, "play", program, expected, "--script", self.file("script", script),
              "--timeout", "5", *options)

    def test_hasty_play(self):
        for seed in ("1", "2", "3"):
            options = ("--hasty", seed)
            self.play(self.good, CONSOLE, DIALOGUE, "one\nquit\n", options=options)
            self.play(self.bad, CONSOLE, DIALOGUE, "two\nquit\n", "the whole script differs",
                      options=options)
            self.play(self.bad, CONSOLE.replace("exit(0)", "exit(3)"), DIALOGUE, "one\nquit\n",
                      "exit status 3", options=options)

    def test_play(self):
        self.play(self.good, CONSOLE, DIALOGUE, "one\nquit\n")
        self.play(self.bad, CONSOLE, DIALOGUE, "two\nquit\n", "the answer to 'two' differs")
        self.play(self.bad, CONSOLE, DIALOGUE, "one\n", "1 lines to type, but 3 steps")
        self.play(self.bad, CONSOLE.replace("hello", "hi"), DIALOGUE, "one\nquit\n",
                  "the start differs")
        self.play(self.bad, CONSOLE.replace("exit(0)", "exit(3)"), DIALOGUE, "one\nquit\n",
                  "exit status 3")
        self.play(self.bad, CONSOLE.replace("anvil> ", "? "), DIALOGUE, "one\nquit\n", "timed out")

    def test_last_line(self):
        self.assertTrue(self.run_it("play", CONSOLE, DIALOGUE, "--script",
                                    self.file("script", "one\nquit\n")).stdout
                        .endswith("\ndemo: ok\n"))


if __name__ == "__main__":
    unittest.main()
