#!/usr/bin/python3
"""Configures and builds a small project outside the tree, once for each mistake a user can make.

    test_refusals.py FOLDER

Each mistake must end CMake, or the build where only that can know, with the one line expected here:
it names task or image, property and reason. The same project without a mistake must go through.
"""

import pathlib
import re
import shutil
import subprocess
import sys
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[3]
FOLDER = pathlib.Path("refusals")  # argument of the command line

PROJECT = f"""cmake_minimum_required(VERSION 3.25)
project(refusals LANGUAGES C ASM)
add_subdirectory({ROOT} anvil)
# A folder with variables and options of its own, none of which are Anvil's business.
foreach(name lines seen programs pairs binaries description task_DEVICES task_HEAP image_CONFIG)
    set(${{name}} junk)
endforeach()
add_compile_options($<$<COMPILE_LANGUAGE:ASM>:-Dentry=broken>)
add_compile_definitions(kernel=broken)

include(case.cmake)
"""
TASK = "LABEL 1 PRIORITY 1 STACK 256 SOURCES task.c"
PAIR = f"""anvil_add_task(first {TASK})
anvil_add_task(second LABEL 2 PRIORITY 1 STACK 256 SOURCES task.c)
"""

# Words added to a good task, or put in the place of some of its words; the refusal.
TASK_MISTAKES = [
    ("COLOUR red", "task bad: COLOUR: unknown keyword"),
    ("PRIO 3", "task bad: PRIO: unknown keyword"),
    ("QUANTUM 1 DOMAIN 1 FOO 2", "task bad: FOO: unknown keyword"),
    ("PRIORITY 2", "task bad: PRIORITY: is given twice"),
    ("QUANTUM 5 6", "task bad: QUANTUM 5 6: takes one value"),
    ("QUANTUM", "task bad: QUANTUM: has no value"),
    ("DEVICES DOMAIN 1", "task bad: DEVICES: has no value"),
    ("QUANTUM 0", "task bad: QUANTUM 0: not in 1 to 255"),
    ("QUANTUM 256", "task bad: QUANTUM 256: not in 1 to 255"),
    ("QUANTUM ten", "task bad: QUANTUM ten: not a decimal or 0x number"),
    ("DOMAIN 256", "task bad: DOMAIN 256: not in 0 to 255"),
    ("DOMAIN -1", "task bad: DOMAIN -1: not a decimal or 0x number"),
    ("HEAP 010", "task bad: HEAP 010: not a decimal or 0x number"),
    ("HEAP 0x100000000", "task bad: HEAP 0x100000000: not in 0x0 to 0xffffffff"),
    ('ON_EXIT "no\tne"', "task bad: ON_EXIT no\tne: holds a tab or a line break"),
    ("ON_EXIT never", "task bad: ON_EXIT never: not one of none, restart, panic"),
    ("ON_FAULT PANIC", "task bad: PANIC: unknown keyword"),
    ("MANUAL_START yes", "task bad: yes: a value without a keyword"),
    ("MANUAL_START DOMAIN 1 MANUAL_START", "task bad: MANUAL_START: is given twice"),
    ("CAPABILITIES", "task bad: CAPABILITIES: has no value"),
    ("CAPABILITIES fly", "task bad: CAPABILITIES fly: not one of start, random, cycles, inspect, "
                         "supervisor"),
    ("CAPABILITIES start start", "task bad: CAPABILITIES start: is given twice"),
    ("INTERRUPTS", "task bad: INTERRUPTS: has no value"),
    ("INTERRUPTS uart9_rx", "task bad: INTERRUPTS uart9_rx: no such interrupt on board mps2-an386, "
                            "which has dualtimer, gpio0"),
    ("INTERRUPTS 32", "task bad: INTERRUPTS 32: not in 0 to 31"),
    ("INTERRUPTS 9", "task bad: INTERRUPTS 9: is what board mps2-an386 gives to no task: timers of "
                     "the kernel"),
    ("INTERRUPTS 3", "task bad: INTERRUPTS 3: is what board mps2-an386 gives to no task: log port "
                     "of the kernel"),
    ("INTERRUPTS uart0_rx 0", "task bad: INTERRUPTS 0: is given twice"),
    ("THREADS 256", "task bad: THREADS 256: not in 0 to 255"),
    ("THREADS", "task bad: THREADS: has no value"),
    ("QUOTA 10", "task bad: QUOTA 10: has no value"),
    ("QUOTA forks 10", "task bad: QUOTA forks: no such pool"),
    ("DEVICES uart9", "task bad: DEVICES uart9: no such device on board mps2-an386, which has "),
    ("DEVICES 0x50000000", "task bad: DEVICES 0x50000000: an address without a size"),
    ('DEVICES "0x50000000 0x300"', "task bad: DEVICES 0x50000000 0x300: the size is not a power"),
    ("DEVICES 0x50000000 16", "task bad: DEVICES 0x50000000 16: the size is not a power of two of "
                              "at least 32"),
    ("DEVICES 0x50000010 32", "task bad: DEVICES 0x50000010 32: the address is not a multiple"),
    ("DEVICES 0xffffffff 0x1000", "task bad: DEVICES 0xffffffff 0x1000: reaches over the end"),
    ("DEVICES 0x100000000 32", "task bad: DEVICES 0x100000000: not in 0x0 to 0xffffffff"),
    ("DEVICES 0xe000e000 0x1000", "task bad: .*: touches the system control space"),
    ("DEVICES 0x80000000 0x80000000", "task bad: .*: touches the system control space"),
    ("DEVICES 0x22000000 0x1000", "task bad: .*: touches the bit-band alias of the RAM"),
    ("DEVICES 0x43ffffe0 32", "task bad: .*: touches the bit-band alias of the devices"),
    ("DEVICES 0x20000000 0x1000", "task bad: .*: touches the board's RAM"),
    ("DEVICES 0x003ff000 0x1000", "task bad: .*: touches the board's flash"),
    ("DEVICES 0x40000000 0x1000", "task bad: .*: touches what board mps2-an386 gives to no task: "
                                  "timers of the kernel"),
    ("DEVICES 0x40005000 0x20", "task bad: .*: touches what board .*: log port of the kernel"),
    ("DEVICES 0x40000000 0x10000", "task bad: .*: touches what board mps2-an386 gives to no task"),
    ("DEVICES uart0 0x40004000 0x20", "task bad: .*: overlaps another of its devices"),
    ("LABEL", "task bad: LABEL: has no value", "LABEL 1"),
    ("", "task bad: LABEL: is missing", "LABEL 1"),
    ("", "task bad: PRIORITY: is missing", "PRIORITY 1"),
    ("", "task bad: STACK: is missing", "STACK 256"),
    ("", "task bad: SOURCES: is missing", "SOURCES task.c"),
    ("LABEL 0x100000000", "task bad: LABEL 0x100000000: not in 0x0 to 0xffffffff", "LABEL 1"),
    ("LABEL cafe", "task bad: LABEL cafe: not a decimal or 0x number", "LABEL 1"),
    ("PRIORITY 32", "task bad: PRIORITY 32: not in 0 to 31", "PRIORITY 1"),
    ("STACK 0", "task bad: STACK 0: not in 0x1 to 0xffffffff", "STACK 256"),
    ("STACK 8388608", "task bad: STACK 8388608: does not fit into the RAM", "STACK 256"),
]

# Words of an image with the tasks first and second; the refusal.
IMAGE_MISTAKES = [
    ("TASKS first", "image bad: BOARD: is missing"),
    ("BOARD mps2-an386", "image bad: TASKS: is missing"),
    ("BOARD mps2-an386 TASKS", "image bad: TASKS: has no value"),
    ("BOARD toaster TASKS first", "image bad: BOARD toaster: no such board"),
    ("BOARD mps2-an386 TASKS first third", "image bad: TASKS third: no such task"),
    ("BOARD mps2-an386 TASKS first anvil_core", "image bad: TASKS anvil_core: no such task"),
    ("BOARD mps2-an386 TASKS first first", "image bad: TASKS first: is given twice"),
    ("BOARD mps2-an386 TASKS first MAIN second", "image bad: MAIN second: is not among its tasks"),
    ("BOARD mps2-an386 TASKS first CHANNEL first second", "image bad: CHANNEL first second: second"),
    ("BOARD mps2-an386 TASKS first EVENT first EVENT", "image bad: EVENT: has no value"),
    ("BOARD mps2-an386 TASKS first FLASH x", "image bad: FLASH: unknown keyword"),
    ("first BOARD mps2-an386", "image bad: first: a value without a keyword"),
    ("BOARD mps2-an386 TASKS first CONFIG slots", "image bad: CONFIG slots: has no value"),
    ("BOARD mps2-an386 TASKS first CONFIG pots 3", "image bad: CONFIG pots: no such setting"),
    ("BOARD mps2-an386 TASKS first CONFIG slots 7", "image bad: CONFIG slots 7: not in 8 to 1023"),
    ("BOARD mps2-an386 TASKS first second CONFIG tasks 1", "image bad: CONFIG tasks 1: not in 2"),
    ("BOARD mps2-an386 TASKS first CONFIG threads 1024", "image bad: CONFIG threads 1024: not in"),
    ("BOARD mps2-an386 TASKS first CONFIG processes 1", "image bad: CONFIG processes 1: not in 2 "
                                                        "to 64"),
    ("BOARD mps2-an386 TASKS first CONFIG areas 0", "image bad: CONFIG areas 0: not in 1 to 1023"),
    ("BOARD mps2-an386 TASKS first CONFIG irqs 33", "image bad: CONFIG irqs 33: not in 1 to 32"),
]


def image(tasks, words=""):
    return f"anvil_add_image(bad BOARD mps2-an386 TASKS {tasks} {words})\n"


class Refusals(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        shutil.rmtree(FOLDER, ignore_errors=True)
        FOLDER.mkdir(parents=True)
        (FOLDER / "CMakeLists.txt").write_text(PROJECT)
        (FOLDER / "task.c").write_text("int main(void)\n{\n    return 0;\n}\n")
        (FOLDER / "case.cmake").write_text("")
        toolchain = ROOT / "arch/armv7m/toolchain.cmake"
        first = cls.cmake("-G", "Ninja", f"-DCMAKE_TOOLCHAIN_FILE={toolchain}")
        assert first.returncode == 0, first.stderr

    @staticmethod
    def cmake(*arguments):
        return subprocess.run(["cmake", "-S", FOLDER, "-B", FOLDER / "build", *arguments],
                              capture_output=True, text=True)

    def configure(self, case):
        (FOLDER / "case.cmake").write_text(case)
        return self.cmake()

    def build(self, target):
        return subprocess.run(["cmake", "--build", str(FOLDER / "build"), "--target", target],
                              capture_output=True, text=True)

    def refused(self, case, pattern):
        with self.subTest(case):
            result = self.configure(case)
            self.assertNotEqual(result.returncode, 0)
            self.assertRegex(result.stderr, re.compile(f"^ *anvil: {pattern}", re.MULTILINE))
            self.assertNotIn("Traceback", result.stderr)

    def refused_by_build(self, case, target, pattern):
        with self.subTest(case):
            self.assertEqual(self.configure(case).returncode, 0)
            result = self.build(target)
            self.assertNotEqual(result.returncode, 0)
            self.assertRegex(result.stdout, re.compile(pattern, re.MULTILINE))

    def test_good(self):
        result = self.configure(PAIR + f"""anvil_add_task(third {TASK.replace("LABEL 1", "LABEL 3")}
            MANUAL_START ON_EXIT restart ON_FAULT restart
            CAPABILITIES start random cycles inspect supervisor
            INTERRUPTS uart0_rx 31 QUOTA messages 2 events 0 tokens 1 THREADS 2)
            anvil_add_image(good BOARD mps2-an386 TASKS first second third MAIN first
            CHANNEL first second EVENT third first CHANNEL second third
            CONFIG slots 12 threads 11 events 3)\n""")
        self.assertEqual(result.returncode, 0, result.stderr)
        result = self.build("good")
        self.assertEqual(result.returncode, 0, result.stdout)
        for name in ("good.elf", "good.bin", "good.map.txt"):
            self.assertTrue((FOLDER / "build" / name).exists(), name)
        targets = self.build("help").stdout
        for name in ("run-good", "debug-good"):
            self.assertIn(name, targets)

    def test_task(self):
        for words, pattern, *replaced in TASK_MISTAKES:
            task = TASK.replace(replaced[0], "") if replaced else TASK
            self.refused(f"anvil_add_task(bad {task} {words})\n" + image("bad").replace(
                "anvil_add_image(bad", "anvil_add_image(image"), pattern)

    def test_task_alone(self):
        self.refused(f"anvil_add_task(bad {TASK} QUANTUM 0)\n", "task bad: QUANTUM 0: not in")

    def test_names(self):
        self.refused(f"anvil_add_task(\"b d\" {TASK})\n", "task b d: name: is not made of letters")
        self.refused(f"anvil_add_task(anvil_core {TASK})\n", "task anvil_core: name: is already")
        self.refused(PAIR + PAIR, "task first: name: is already that of another target")

    def test_image(self):
        for words, pattern in IMAGE_MISTAKES:
            self.refused(f"{PAIR}anvil_add_image(bad {words})\n", pattern)

    def test_labels(self):
        self.refused(f"{PAIR}anvil_add_task(third LABEL 0x2 PRIORITY 1 STACK 256 SOURCES task.c)\n"
                     + image("first second third"),
                     "task third: LABEL 0x2: is also the label of task second")

    def test_too_many_tasks(self):
        tasks = "".join(f"anvil_add_task(t{n} LABEL {n} PRIORITY 1 STACK 256 SOURCES task.c)\n"
                        for n in range(33))
        self.refused(tasks + image(" ".join(f"t{n}" for n in range(33))),
                     "image bad: TASKS: 33 tasks, but an image holds at most 32")

    def test_shared_interrupt(self):
        self.refused(f"anvil_add_task(one {TASK} INTERRUPTS uart0_rx)\n"
                     f"anvil_add_task(two {TASK.replace('LABEL 1', 'LABEL 2')} INTERRUPTS 0)\n"
                     + image("one two"),
                     "task two: INTERRUPTS 0: line 0 belongs to task one")

    def test_undefined_symbol(self):
        (FOLDER / "needy.c").write_text("extern int kernel_boot(void);\n"
                                        "int main(void)\n{\n    return kernel_boot();\n}\n")
        self.refused_by_build("anvil_add_task(first LABEL 1 PRIORITY 1 STACK 256 SOURCES needy.c)\n"
                              + image("first"), "bad", "undefined reference to .kernel_boot'")

    def test_memory(self):
        self.refused_by_build(f"anvil_add_task(first {TASK} HEAP 5000000)\n" + image("first"),
                              "bad", "^anvil: task first: data and HEAP: 8388608 bytes do not fit")
        self.refused_by_build(f"anvil_add_task(first {TASK} HEAP 3000000)\n" + image("first"),
                              "bad", "^anvil: task first: STACK: 256 bytes do not fit into what is "
                              "left .* 4194304 bytes for the data and HEAP of task first")
        (FOLDER / "large.c").write_text(
            "static const char large[5000000] = {1};\n"
            "int main(void)\n{\n    return *(const volatile char *)large;\n}\n")
        self.refused_by_build("anvil_add_task(first LABEL 1 PRIORITY 1 STACK 256 SOURCES large.c)\n"
                              + image("first"), "bad",
                              "^anvil: task first: code: 8388608 bytes do not fit .* flash")


if __name__ == "__main__":
    FOLDER = pathlib.Path(sys.argv.pop(1)).resolve()
    unittest.main()
