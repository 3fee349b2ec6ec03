#!/usr/bin/python3
"""Unit tests of the packer: where blocks go, what images are given, what is refused."""

import pathlib
import random
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from packer import output  # noqa: E402
from packer.description import read_description  # noqa: E402
from packer.placement import place_image  # noqa: E402
from packer.programs import Program, check_fit  # noqa: E402
from packer.rules import ImageError, Range, number, power_of_two  # noqa: E402

BOARD = """board	NAME	bench
board	KERNEL_FLASH	0x00000000 0x8000
board	TASK_FLASH	0x00008000 0x78000
board	RAM	0x20000000 0x20000
board	TICKS_PER_MS	1000
board	DEVICE	uart0 0x40004000 0x1000
board	FORBIDDEN	0x40000000 0x2000 timers_of_the_kernel
image test	NAME	test
"""


def task_lines(name, **values):
    values = {"LABEL": "1", "PRIORITY": "1", "STACK": "256"} | values
    return "".join(f"task {name}\t{key}\t{value}\n" for key, value in values.items())


def describe(text):
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "description.txt"
        path.write_text(text, encoding="utf-8")
        return read_description(path)


def image_of(tasks, lines=""):
    """tasks: list of dicts of keywords; they are named t0, t1 and so on, and labelled alike."""
    text = BOARD + lines
    for index, values in enumerate(tasks):
        text += task_lines(f"t{index}", **({"LABEL": str(index)} | values))
    return describe(text)


def sizes_of(image, code=100, data=100):
    return {task.name: {"code": code, "data": data} for task in image.tasks}


class Numbers(unittest.TestCase):
    def test_spellings(self):
        for text, value in (("0", 0), ("31", 31), ("0x1f", 31), ("0X1F", 31)):
            self.assertEqual(number("task t", "N", text, 0, 31), value)

    def test_refused(self):
        for text in ("", "32", "-1", "010", "1.5", "x", "0x", "1e1", " 1", "0b1", "1_0", "٣"):
            with self.assertRaises(ImageError, msg=text):
                number("task t", "N", text, 0, 31)

    def test_power_of_two(self):
        for size, block in ((0, 256), (1, 256), (256, 256), (257, 512), (65536, 65536)):
            self.assertEqual(power_of_two(size, 256), block)


class Placement(unittest.TestCase):
    def check(self, image, placement):
        """Everything that must hold of every placement."""
        blocks = placement.blocks
        self.assertEqual(len(blocks), 4 * len(image.tasks))
        for (task, kind), block in blocks.items():
            self.assertEqual(block.size & (block.size - 1), 0)
            self.assertEqual(block.base % block.size, 0, f"{task} {kind}")
            home = image.board.task_flash if kind == "code" else placement.task_ram
            self.assertTrue(home.base <= block.base and block.end <= home.end, f"{task} {kind}")
        places = sorted(blocks.values(), key=lambda block: block.base)
        for before, after in zip(places, places[1:]):
            self.assertLessEqual(before.end, after.base)
        for task in image.tasks:
            own = [block for (name, _), block in blocks.items() if name == task.name]
            ends = [block.end for block in own + task.devices]
            self.assertNotIn(blocks[task.name, "stack"].base, ends)
        self.assertEqual(placement.task_ram.end, placement.kernel_ram.base)
        self.assertEqual(placement.kernel_ram.end, image.board.ram.end)

    def test_least_sizes(self):
        image = image_of([{}])
        blocks = place_image(image, sizes_of(image, 1, 0)).blocks
        sizes = {kind: block.size for (_, kind), block in blocks.items()}
        self.assertEqual(sizes, {"code": 1024, "data": 256, "stack": 256, "area": 256})

    def test_next_size(self):
        image = image_of([{"STACK": "257", "HEAP": "8"}])
        blocks = place_image(image, sizes_of(image, 1025, 257)).blocks
        sizes = {kind: block.size for (_, kind), block in blocks.items()}
        self.assertEqual(sizes, {"code": 2048, "data": 512, "stack": 512, "area": 256})

    def test_no_gaps(self):
        image = image_of([{"STACK": "1024"}, {"STACK": "2048"}, {"STACK": "512"}])
        sizes = {"t0": {"code": 5000, "data": 900}, "t1": {"code": 1000, "data": 300},
                 "t2": {"code": 3000, "data": 4000}}
        placement = place_image(image, sizes)
        self.check(image, placement)
        used = sum(block.size for (_, kind), block in placement.blocks.items() if kind != "code")
        self.assertEqual(placement.task_ram.size, used)
        code = [block for (_, kind), block in placement.blocks.items() if kind == "code"]
        self.assertEqual(max(block.end for block in code) - 0x8000, sum(b.size for b in code))

    def test_gap_before_a_large_block_is_filled(self):
        image = image_of([{}, {}])
        sizes = {"t0": {"code": 40000, "data": 0}, "t1": {"code": 20000, "data": 0}}
        blocks = place_image(image, sizes).blocks
        self.assertEqual(blocks["t0", "code"], Range(0x10000, 0x10000))
        self.assertEqual(blocks["t1", "code"], Range(0x8000, 0x8000))

    def test_nothing_ends_at_its_stack(self):
        # Alone, data before stack before area would leave no gap, and break the rule.
        image = image_of([{"STACK": "512"}])
        placement = place_image(image, sizes_of(image, data=1024))
        self.check(image, placement)

    def test_device_below_ram(self):
        image = image_of([{"DEVICES": "0x1ffff000 0x1000"}])
        placement = place_image(image, sizes_of(image))
        self.check(image, placement)
        self.assertNotEqual(placement.blocks["t0", "stack"].base, 0x20000000)

    def test_many(self):
        source = random.Random(1)
        for _ in range(200):
            tasks = [{"STACK": str(source.randint(1, 2048))} for _ in range(source.randint(1, 12))]
            image = image_of(tasks)
            sizes = {task.name: {"code": source.randint(1, 9000), "data": source.randint(0, 3000)}
                     for task in image.tasks}
            self.check(image, place_image(image, sizes))

    def test_does_not_fit(self):
        image = image_of([{"STACK": "65536"}] * 3)
        reason = ("^task t2: STACK: 65536 bytes do not fit into what is left of the RAM; the "
                  "largest block there is 65536 bytes for the STACK of task t0$")
        with self.assertRaisesRegex(ImageError, reason):
            place_image(image, sizes_of(image))
        image = image_of([{}])
        with self.assertRaisesRegex(ImageError, "^task t0: code: 1048576 bytes .* flash$"):
            place_image(image, sizes_of(image, code=600000))


class Description(unittest.TestCase):
    def refused(self, pattern, tasks, lines=""):
        with self.assertRaisesRegex(ImageError, pattern):
            image_of(tasks, lines)

    def test_defaults(self):
        task = image_of([{}]).tasks[0]
        self.assertEqual((task.quantum_ms, task.domain, task.heap), (10, 0, 0))
        self.assertEqual((task.on_exit, task.on_fault, task.devices), ("none", "none", []))

    def test_sorted_by_label(self):
        image = image_of([{"LABEL": "0xffffffff"}, {"LABEL": "7"}, {"LABEL": "0"}])
        self.assertEqual([task.label for task in image.tasks], [0, 7, 0xFFFFFFFF])

    def test_pools(self):
        image = image_of([{"DOMAIN": "1", "DEVICES": "uart0"}, {"DOMAIN": "2"}, {"DOMAIN": "1"}])
        self.assertEqual(image.pools, {"TASKS": 3, "JOBS": 6, "PROCESSES": 3, "THREADS": 3,
                                       "SLOTS": 16, "GENERATION_BITS": 20, "MAPPINGS": 10})

    def test_pools_of_config(self):
        image = image_of([{}], "image test\tCONFIG\ttasks 4\nimage test\tCONFIG\tslots 32\n")
        self.assertEqual(image.pools, {"TASKS": 4, "JOBS": 3, "PROCESSES": 4, "THREADS": 4,
                                       "SLOTS": 32, "GENERATION_BITS": 20, "MAPPINGS": 12})

    def test_too_many_tasks(self):
        self.assertEqual(len(image_of([{}] * 64).tasks), 64)
        self.refused("image test: TASKS: 65 tasks", [{}] * 65)

    def test_no_tasks(self):
        self.refused("image test: TASKS: .* at least one", [])

    def test_shared_device(self):
        self.assertTrue(image_of([{"DEVICES": "uart0"}, {"DEVICES": "uart0"}]))
        self.refused("task t1: DEVICES 0x40004000: belongs to task t0 of another domain",
                     [{"DEVICES": "uart0"}, {"DEVICES": "uart0", "DOMAIN": "1"}])

    def test_device_words(self):
        image = image_of([{"DEVICES": "uart0 0x50000000 32 0x50000020 0x20"}])
        self.assertEqual(image.tasks[0].devices, [Range(0x40004000, 4096), Range(0x50000000, 32),
                                                  Range(0x50000020, 32)])


class Output(unittest.TestCase):
    def test_table(self):
        image = image_of([{"DEVICES": "uart0", "ON_FAULT": "panic"}, {}],
                         "image test\tMAIN\tt1\n")
        programs = {task.name: Program(100, 8, 0x8001, 0x8060, 4) for task in image.tasks}
        text = output.image_table(image, programs, place_image(image, sizes_of(image)))
        for line in (".on_fault = ENDING_PANIC", ".main = 1,", ".task_count = 2",
                     ".device_count = 1", ".data_load = 0x00008060", ".data_size = 4", ".kind = MEMORY_DEVICE"):
            self.assertIn(line, text)

    def test_growth_is_refused(self):
        image = image_of([{}])
        task, home = image.tasks[0], Range(0x8000, 1024)
        data = Range(0x20000000, 256)
        check_fit(task, Program(1024, 256, 0x8001, 0x8000, 0), home, data)
        for program in (Program(1025, 256, 0x8001, 0, 0), Program(1024, 257, 0x8001, 0, 0),
                        Program(1024, 256, 0x8401, 0, 0)):
            with self.assertRaises(ImageError):
                check_fit(task, program, home, data)


if __name__ == "__main__":
    unittest.main()
