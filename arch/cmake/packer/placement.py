"""Where everything lies: blocks of a power of two, naturally aligned, packed without gaps.

Blocks are placed largest first, each at the first free address that suits it. Descending powers
of two follow each other without a gap, and where the start of memory forces one, smaller blocks
fill it. The one rule beyond alignment: nothing of a task ends where its stack begins, so that a
stack overflows into memory that is not its owner's. The arena, whose exchange areas any task may be
given, comes last and ends where nobody's stack begins.

It knows sizes and addresses only: neither programs (programs.py) nor files (output.py).
"""

from dataclasses import dataclass

from .rules import (AREA_SIZE, CODE_SIZE_MIN, DATA_SIZE_MIN, STACK_SIZE_MIN, Range, power_of_two,
                    refuse)

# What fills a kind of block, for the message when it does not fit.
WHAT = {"code": "code", "data": "data and HEAP", "stack": "STACK", "area": "exchange area"}


@dataclass
class Block:
    """One block of one task; base is None until it is placed."""

    task: str
    kind: str  # code, data, stack or area
    size: int
    base: int = None

    @property
    def range(self):
        return Range(self.base, self.size)


def blocks_of(task, sizes):
    """The blocks a task needs; sizes holds the bytes of its code and its data."""
    return [
        Block(task.name, "code", power_of_two(sizes["code"], CODE_SIZE_MIN)),
        Block(task.name, "data", power_of_two(sizes["data"], DATA_SIZE_MIN)),
        Block(task.name, "stack", power_of_two(task.stack, STACK_SIZE_MIN)),
        Block(task.name, "area", AREA_SIZE),
    ]


class Memory:
    """One memory of the board with what has been placed in it and elsewhere."""

    def __init__(self, free, devices, placed=()):
        self.free = [free]  # intervals not used yet, ascending
        self.devices = devices  # task name -> list of Range
        self.placed = list(placed)  # blocks with a base, in this memory or another

    def keeps_rule(self, block, base):
        """Whether nothing of the task would end where its stack begins."""
        own = [b for b in self.placed if b.task == block.task]
        if block.kind == "stack":
            ends = [b.range.end for b in own] + [d.end for d in self.devices[block.task]]
            return base not in ends
        return base + block.size not in [b.base for b in own if b.kind == "stack"]

    def first_fit(self, block, rule=True):
        """The lowest free address that suits the block, or None."""
        for interval in self.free:
            base = -(-interval.base // block.size) * block.size
            while base + block.size <= interval.end:
                if not rule or self.keeps_rule(block, base):
                    return base
                base += block.size
        return None

    def next_of(self, blocks):
        """The block to be placed next: of the largest ones, the first that leaves no hole."""
        largest = [b for b in blocks if b.size == max(b.size for b in blocks)]
        for block in largest:
            if self.first_fit(block) == self.first_fit(block, rule=False):
                return block
        return largest[0]

    def take(self, block, base):
        block.base = base
        self.placed.append(block)
        rest = []
        for interval in self.free:
            if not interval.overlaps(block.range):
                rest.append(interval)
                continue
            pieces = ((interval.base, base), (block.range.end, interval.end))
            rest += [Range(start, end - start) for start, end in pieces if start < end]
        self.free = rest

    def refuse_block(self, block, where):
        reason = f"{block.size} bytes do not fit into what is left of the {where}"
        placed = [b for b in self.placed if (b.kind == "code") == (block.kind == "code")]
        if placed:
            largest = max(placed, key=lambda b: b.size)
            reason += (f"; the largest block there is {largest.size} bytes for the "
                       f"{WHAT[largest.kind]} of task {largest.task}")
        refuse(f"task {block.task}", WHAT[block.kind], reason)

    def place(self, blocks, where):
        """Places all blocks or refuses the one that does not fit."""
        waiting = list(blocks)
        while waiting:
            block = self.next_of(waiting)
            base = self.first_fit(block)
            if base is None:
                self.refuse_block(block, where)
            self.take(block, base)
            waiting.remove(block)


def place_arena(image, ram):
    """The lowest free stretch behind which no stack begins."""
    size = image.pools["AREAS"] * AREA_SIZE
    stacks = [b.base for b in ram.placed if b.kind == "stack"]
    for interval in ram.free:
        for base in range(interval.base, interval.end - size + 1, AREA_SIZE):
            if base + size not in stacks:
                return Range(base, size)
    return refuse(image.owner, f"CONFIG areas {image.pools['AREAS']}",
                  f"{size} bytes do not fit into what is left of the RAM")


@dataclass
class Placement:
    """The result: every block, and the memory left to the kernel."""

    blocks: dict  # (task name, kind) -> Range
    arena: Range  # of exchange areas, of no task's
    kernel_ram: Range  # what the tasks leave, behind them
    task_ram: Range


def place_image(image, sizes):
    """sizes: task name -> {'code': bytes, 'data': bytes}."""
    blocks = [block for task in image.tasks for block in blocks_of(task, sizes[task.name])]
    devices = {task.name: task.devices for task in image.tasks}
    board = image.board
    flash = Memory(board.task_flash, devices)
    flash.place([b for b in blocks if b.kind == "code"], "flash")
    ram = Memory(board.ram, devices, flash.placed)
    ram.place([b for b in blocks if b.kind != "code"], "RAM")
    arena = place_arena(image, ram)
    ram_end = max([arena.end] + [b.range.end for b in blocks if b.kind != "code"])
    return Placement(
        blocks={(b.task, b.kind): b.range for b in blocks},
        arena=arena,
        kernel_ram=Range(ram_end, board.ram.end - ram_end),
        task_ram=Range(board.ram.base, ram_end - board.ram.base),
    )
