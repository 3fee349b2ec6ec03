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
from packer.placement import Block, Memory, place_arena, place_image  # noqa: E402
from packer.programs import Program, check_fit  # noqa: E402
from packer.rules import ImageError, Range, number, power_of_two  # noqa: E402

BOARD = """board	NAME	bench
board	KERNEL_FLASH	0x00000000 0x8000
board	TASK_FLASH	0x00008000 0x78000
board	RAM	0x20000000 0x20000
board	TICKS_PER_MS	1000
board	CYCLES_PER_TICK	4
board	IRQS	40
board	INTERRUPT	uart0_rx 7
board	INTERRUPT	uart0_tx 39
board	KERNEL_INTERRUPT	8 2 timers_of_the_kernel
board	DEVICE	uart0 0x40004000 0x1000
board	FORBIDDEN	0x40000000 0x2000 timers_of_the_kernel
image test	NAME	test
"""


def task_lines(name, **values):
    """A value that is a list has a line for each of its words."""
    values = {"LABEL": "1", "PRIORITY": "1", "STACK": "256"} | values
    return "".join(f"task {name}\t{key}\t{word}\n" for key, value in values.items()
                   for word in ([value] if isinstance(value, str) else value))


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
        arena = placement.arena
        self.assertEqual((arena.base % 256, arena.size), (0, 256 * image.pools["AREAS"]))
        self.assertTrue(placement.task_ram.base <= arena.base
                        and arena.end <= placement.task_ram.end)
        stacks = [block.base for (_, kind), block in blocks.items() if kind == "stack"]
        self.assertNotIn(arena.end, stacks)
        places = sorted([*blocks.values(), arena], key=lambda block: block.base)
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
        self.assertEqual(placement.task_ram.size, used + placement.arena.size)
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

    def test_arena_before_a_stack(self):
        """It would fill the hole of 256 bytes in front of the stack, but for the rule."""
        image = image_of([{"STACK": "1024"}], "image test\tCONFIG\tareas 1\n")
        stack = Block("t0", "stack", 1024, 0x20000400)
        memory = Memory(Range(0x20000300, 0x2000), {"t0": []})
        memory.take(stack, stack.base)
        self.assertEqual(place_arena(image, memory), Range(0x20000800, 256))
        memory = Memory(Range(0x20000200, 0x2000), {"t0": []})
        memory.take(stack, stack.base)
        self.assertEqual(place_arena(image, memory), Range(0x20000200, 256))

    def test_arena_does_not_fit(self):
        image = image_of([{}], "image test\tCONFIG\tareas 600\n")
        reason = ("^image test: CONFIG areas 600: 153600 bytes do not fit into what is left of the "
                  "RAM$")
        with self.assertRaisesRegex(ImageError, reason):
            place_image(image, sizes_of(image))

    def test_many(self):
        source = random.Random(1)
        for _ in range(200):
            tasks = [{"STACK": str(source.randint(1, 2048)), "THREADS": str(source.randint(0, 3))}
                     for _ in range(source.randint(1, 12))]
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
        self.assertEqual((task.manual_start, task.capabilities, task.interrupts), (False, [], []))

    def test_sorted_by_label(self):
        image = image_of([{"LABEL": "0xffffffff"}, {"LABEL": "7"}, {"LABEL": "0"}])
        self.assertEqual([task.label for task in image.tasks], [0, 7, 0xFFFFFFFF])

    def test_pools(self):
        image = image_of([{"DOMAIN": "1", "DEVICES": "uart0"}, {"DOMAIN": "2"}, {"DOMAIN": "1"}])
        self.assertEqual(image.pools, {"TASKS": 3, "JOBS": 9, "PROCESSES": 9, "THREADS": 9,
                                       "AREAS": 3, "SLOTS": 16, "GENERATION_BITS": 20,
                                       "MAPPINGS": 34,
                                       "IRQS": 40, "EVENTS": 12, "CHANNELS": 12,
                                       "EVENTPAIRS": 6, "MESSAGES": 24, "TOKENS": 6,
                                       "MESSAGE_BYTES": 128, "MESSAGE_HANDLES": 8})

    def test_pools_of_config(self):
        image = image_of([{}], "image test\tCONFIG\ttasks 4\nimage test\tCONFIG\tslots 32\n")
        self.assertEqual(image.pools, {"TASKS": 4, "JOBS": 7, "PROCESSES": 12, "THREADS": 12,
                                       "AREAS": 4, "SLOTS": 32, "GENERATION_BITS": 20,
                                       "MAPPINGS": 44,
                                       "IRQS": 40, "EVENTS": 16, "CHANNELS": 16,
                                       "EVENTPAIRS": 8, "MESSAGES": 32, "TOKENS": 8,
                                       "MESSAGE_BYTES": 128, "MESSAGE_HANDLES": 8})

    def test_shares(self):
        """Slots are counted per task, in order of declaration; channels come before events."""
        image = image_of([{}, {}, {}], "image test\tEVENT\tt2 t0 t1\n"
                         "image test\tCHANNEL\tt0 t1\nimage test\tCHANNEL\tt1 t2\n")
        rows = [(share.kind, share.number, share.task, share.slot) for share in image.shares]
        self.assertEqual(rows, [("channel", 0, "t0", 8), ("channel", 0, "t1", 8),
                                ("channel", 1, "t1", 9), ("channel", 1, "t2", 8),
                                ("event", 0, "t2", 9), ("event", 0, "t0", 9),
                                ("event", 0, "t1", 10)])
        self.assertEqual((image.window, image.shared("channel"), image.shared("event")), (10, 2, 1))
        self.assertEqual((image.pools["CHANNELS"], image.pools["EVENTS"]), (14, 13))
        self.assertEqual(image.pools["SLOTS"], 19)
        self.assertEqual(image_of([{}]).window, 7)

    def test_refused_shares(self):
        apart = [{"DOMAIN": "1"}, {"DOMAIN": "2"}, {"DOMAIN": "1"}]
        for words, reason in (("CHANNEL\tt0", "CHANNEL t0: a channel has two tasks"),
                              ("CHANNEL\tt0 t1 t2", "a channel has two tasks"),
                              ("CHANNEL\tt0 t0", "CHANNEL t0: is given twice"),
                              ("CHANNEL\tt0 t3", "t3 is not among its tasks"),
                              ("CHANNEL\tt0 t1", "t1 and t0 are of different domains"),
                              ("EVENT\tt2 t0 t1", "t1 and t2 are of different domains"),
                              ("EVENT\tt2 t2", "EVENT t2: is given twice")):
            self.refused(f"image test: .*{reason}", apart, f"image test\t{words}\n")

    def test_quota(self):
        """A task has an equal part of what the image leaves, unless its author says otherwise."""
        image = image_of([{}, {"QUOTA": ["messages 3", "events 0"]}],
                         "image test\tCONFIG\tthreads 9\nimage test\tCONFIG\tmessages 7\n"
                         "image test\tEVENT\tt0\n")
        self.assertEqual(output.task_quota(image.tasks[0]), [1, 1, 2, 4, 4, 2, 3, 8, 1, 2])
        self.assertEqual(output.task_quota(image.tasks[1]), [1, 1, 2, 0, 4, 2, 3, 8, 1, 2])

    def test_threads(self):
        """THREADS adds threads and areas to the image and to the task's own part of them."""
        image = image_of([{"THREADS": "5"}, {}, {"THREADS": "1", "QUOTA": "areas 0"}])
        pools = {name: image.pools[name] for name in ("PROCESSES", "THREADS", "AREAS")}
        self.assertEqual(pools, {"PROCESSES": 9, "THREADS": 15, "AREAS": 9})
        quotas = [(task.quota["threads"], task.quota["areas"]) for task in image.tasks]
        self.assertEqual(quotas, [(6, 6), (1, 1), (2, 0)])

    def test_spares_of_a_single_task(self):
        image = image_of([{}])
        pools = {name: image.pools[name] for name in ("JOBS", "PROCESSES", "THREADS", "AREAS",
                                                      "TOKENS")}
        self.assertEqual(pools, {"JOBS": 5, "PROCESSES": 4, "THREADS": 4, "AREAS": 2, "TOKENS": 4})
        quotas = [image.tasks[0].quota[pool] for pool in ("jobs", "areas", "tokens")]
        self.assertEqual(quotas, [2, 2, 4])

    def test_config_keeps_what_threads_claims(self):
        image = image_of([{"THREADS": "3"}, {}], "image test\tCONFIG\tthreads 7\n"
                         "image test\tCONFIG\tareas 3\nimage test\tCONFIG\tprocesses 5\n")
        quotas = [(task.quota["threads"], task.quota["areas"]) for task in image.tasks]
        self.assertEqual(quotas, [(3, 3), (0, 0)])
        for word, reason in (("threads 6", "threads 6: not in 7 to 1023"),
                             ("areas 2", "areas 2: not in 3 to 1023")):
            self.refused(f"image test: CONFIG {reason}", [{"THREADS": "3"}, {}],
                         f"image test\tCONFIG\t{word}\n")
        image = image_of([{}], "image test\tCONFIG\tprocesses 9\n")
        self.assertEqual(image.pools["THREADS"], 9)

    def test_refused_quota(self):
        for word, reason in (("forks 1", "QUOTA forks: no such pool; there are jobs"),
                             ("events 1024", "QUOTA events 1024: not in 0 to 1023")):
            self.refused(f"task t0: {reason}", [{"QUOTA": [word]}])
        self.refused("task t0: QUOTA events: is given twice", [{"QUOTA": ["events 1", "events 2"]}])

    def test_irqs_of_config(self):
        lines = "image test\tCONFIG\tirqs {}\n"
        tasks = [{}, {"INTERRUPTS": "12"}]
        self.assertEqual(image_of(tasks, lines.format(13)).pools["IRQS"], 13)
        for count in (12, 41):
            self.refused(f"image test: CONFIG irqs {count}: not in 13 to 40", tasks,
                         lines.format(count))

    def test_too_many_tasks(self):
        image = image_of([{}] * 32)
        self.assertEqual((len(image.tasks), image.pools["PROCESSES"]), (32, 64))
        self.refused("image test: TASKS: 33 tasks", [{}] * 33)

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


    def test_endings(self):
        task = image_of([{"ON_EXIT": "restart", "ON_FAULT": "panic"}]).tasks[0]
        self.assertEqual((task.on_exit, task.on_fault), ("restart", "panic"))
        self.refused("task t0: ON_EXIT never: not one of none, restart, panic",
                     [{"ON_EXIT": "never"}])

    def test_capabilities(self):
        task = image_of([{"CAPABILITIES": ["start", "random", "cycles", "inspect",
                                                "supervisor"]}]).tasks[0]
        self.assertEqual(output.capabilities(task),
                         "CAPABILITY_START | CAPABILITY_RANDOM | CAPABILITY_CYCLES"
                         " | CAPABILITY_INSPECT | CAPABILITY_SUPERVISOR")
        for words, reason in ((["fly"], "fly: not one of start, random, cycles, inspect, supervisor"),
                              (["start", "start"], "start: is given twice")):
            self.refused(f"task t0: CAPABILITIES {reason}", [{"CAPABILITIES": words}])

    def test_interrupts(self):
        image = image_of([{"INTERRUPTS": ["uart0_tx", "0x0"]}, {"INTERRUPTS": "uart0_rx"}])
        self.assertEqual([task.interrupts for task in image.tasks], [[39, 0], [7]])

    def test_refused_interrupts(self):
        for words, reason in (
                (["uart1_rx"], "uart1_rx: no such interrupt on board bench, which has uart0_rx, "
                               "uart0_tx"),
                (["40"], "40: not in 0 to 39"), (["07"], "07: not a decimal or 0x number"),
                (["8"], "8: is what board bench gives to no task: timers of the kernel"),
                (["9"], "9: is what board bench gives to no task: timers of the kernel"),
                (["uart0_rx", "7"], "7: is given twice")):
            self.refused(f"task t0: INTERRUPTS {reason}", [{"INTERRUPTS": words}])
        self.assertTrue(image_of([{"INTERRUPTS": ["7", "10"]}]))
        self.refused("task t1: INTERRUPTS uart0_rx: line 7 belongs to task t0",
                     [{"INTERRUPTS": "7"}, {"INTERRUPTS": "uart0_rx"}])


class Output(unittest.TestCase):
    def table_of(self, tasks, lines=""):
        image = image_of(tasks, lines)
        programs = {task.name: Program(100, 8, 0x8001, 0x8060, 4) for task in image.tasks}
        return output.image_table(image, programs, place_image(image, sizes_of(image)))

    def test_interrupt_table(self):
        text = self.table_of([{"INTERRUPTS": ["12", "3"]}, {}, {"INTERRUPTS": "7"}])
        self.assertIn("irqs[] = {12, 3, 7};", text)
        self.assertIn(".irq_count = 3", text)
        rows = [line.strip() for line in text.splitlines() if "irq_first" in line]
        self.assertEqual(rows, [".irq_first = 0,", ".irq_first = 2,", ".irq_first = 2,"])
        self.assertIn(".irqs = NULL", self.table_of([{}]))

    def test_properties(self):
        text = self.table_of([{"CAPABILITIES": ["start", "cycles"], "MANUAL_START": "ON",
                               "ON_EXIT": "restart"}])
        for line in (".capabilities = CAPABILITY_START | CAPABILITY_CYCLES,",
                     ".start = START_MANUAL,", ".on_exit = ENDING_RESTART,",
                     ".cycles_per_tick = 4,"):
            self.assertIn(line, text)
        text = self.table_of([{}])
        for line in (".capabilities = 0,", ".start = START_BOOT,", ".on_exit = ENDING_NONE,"):
            self.assertIn(line, text)

    def test_table(self):
        text = self.table_of([{"DEVICES": "uart0", "ON_FAULT": "panic"}, {}],
                             "image test\tMAIN\tt1\n")
        for line in (".on_fault = ENDING_PANIC", ".main = 1,", ".task_count = 2",
                     ".device_count = 1", ".arena = 0x20000600,", ".area_count = 2", ".data_load = 0x00008060", ".data_size = 4",
                     ".kind = MEMORY_DEVICE"):
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
