#!/usr/bin/python3
"""Tests of firmware.py: which tests it boots and how, and that it notices when nothing came."""
import pathlib
import tempfile
import unittest

import firmware

COMMAND = ["/tree/integration/run.py", "test", "--", "qemu-system-arm", "-M", "x", "-kernel",
           "/build/a.elf"]


class Commands(unittest.TestCase):
    def test_what_boots(self):
        tests = [{"name": "boots", "command": COMMAND},
                 {"name": "template", "command": ["/usr/bin/ctest", *COMMAND]},
                 {"name": "runner", "command": ["/tree/integration/test_run.py"]}]
        self.assertEqual(firmware.boots(tests), {"boots": COMMAND})

    def test_the_plugin_is_all_that_is_added(self):
        command = firmware.with_plugin(COMMAND, "/p.so", "/out/a")
        self.assertEqual(command[3:6], ["qemu-system-arm", "-plugin", "/p.so,out=/out/a"])
        self.assertEqual(command[:4] + command[6:], COMMAND)

    def test_programs_are_the_kernels_and_the_tasks(self):
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name)
            task = folder / "a.image" / "t" / "t.elf"
            task.parent.mkdir(parents=True)
            task.touch()
            command = [*COMMAND[:-1], str(folder / "a.elf")]
            self.assertEqual(firmware.programs(command), [folder / "a.elf", task])


class Running(unittest.TestCase):
    def setUp(self):
        holder = tempfile.TemporaryDirectory()
        self.addCleanup(holder.cleanup)
        self.folder = pathlib.Path(holder.name)

    def run_shell(self, script):
        return firmware.run("t", ["/bin/sh", "-c", script, "qemu-system-arm"], "p", self.folder)

    def test_steps_of_all_boots_add_up(self):
        files = f"{self.folder}/t.1", f"{self.folder}/t.2"
        script = f"echo ffffffff 100 1 > {files[0]};"
        script += f"echo 100 102 3 | tee -a {files[0]} > {files[1]}"
        steps, wrong = self.run_shell(script)
        self.assertEqual(wrong, "")
        self.assertEqual(steps, {(0xffffffff, 0x100): 1, (0x100, 0x102): 6})

    def test_a_test_that_fails(self):
        self.assertRegex(self.run_shell("echo why; exit 1")[1], "^t failed:\nwhy")

    def test_a_test_without_steps(self):
        self.assertEqual(self.run_shell("exit 0")[1], "t left no steps")

    def test_steps_of_tests_with_longer_names_are_theirs(self):
        (self.folder / "t-other.1").write_text("0 2 1\n")
        (self.folder / "t.other.1").write_text("0 2 1\n")
        self.assertEqual(self.run_shell("exit 0")[1], "t left no steps")


if __name__ == "__main__":
    unittest.main()
