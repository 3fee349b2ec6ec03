"""What a task or an image may say: numbers, ranges, devices, interrupts, and how it is refused.

Owns the rules of single values. It does not know where anything will lie (placement.py) nor how
values reach it (description.py). A refusal is an ImageError whose text names the task or image,
the property and the reason; nothing else ever reaches the user of the build as an error.
"""

import re
from dataclasses import dataclass

ADDRESS_END = 1 << 32
DEVICE_SIZE_MIN = 32  # the smallest MPU region
STACK_SIZE_MIN = 256
DATA_SIZE_MIN = 256
CODE_SIZE_MIN = 1024  # fetches are checked per KiB by some implementations
AREA_SIZE = 256

ENDINGS = ("none", "restart", "panic")
CAPABILITIES = ("start", "random", "cycles", "inspect", "supervisor")

# Ranges no task is given on any board, and why; a board has more. Ends are exclusive.
FORBIDDEN = (
    (0xE0000000, ADDRESS_END, "the system control space"),
    (0x22000000, 0x24000000, "the bit-band alias of the RAM"),
    (0x42000000, 0x44000000, "the bit-band alias of the devices"),
)


class ImageError(Exception):
    """The image cannot be built as described; the text says which property of what is wrong."""


def refuse(owner, prop, reason):
    """owner: 'task pinger' or 'image demo'; prop: the keyword and value at fault."""
    raise ImageError(f"{owner}: {prop}: {reason}")


def number(owner, keyword, text, low, high):
    """A decimal or hexadecimal number of the range; one reading of each text, so no octal."""
    prop = f"{keyword} {text}"
    if not re.fullmatch(r"0[xX][0-9a-fA-F]+|0|[1-9][0-9]*", text):
        refuse(owner, prop, "not a decimal or 0x number")
    value = int(text, 0)
    if not low <= value <= high:
        limits = f"{low} to {high}" if high < 65536 else f"{low:#x} to {high:#x}"
        refuse(owner, prop, f"not in {limits}")
    return value


def power_of_two(size, least):
    """The size of the smallest block of at least both."""
    block = least
    while block < size:
        block *= 2
    return block


@dataclass(frozen=True)
class Range:
    """A stretch of addresses."""

    base: int
    size: int

    @property
    def end(self):
        return self.base + self.size

    @property
    def order(self):
        return self.size.bit_length() - 1

    def overlaps(self, other):
        return self.base < other.end and other.base < self.end


@dataclass(frozen=True)
class Board:
    """What the builder knows of a board; from boards/<name>/board.cmake."""

    name: str
    kernel_flash: Range
    task_flash: Range  # behind the kernel's
    ram: Range  # the tasks', then the kernel's
    ticks_per_ms: int
    cycles_per_tick: int
    irqs: int  # lines of the interrupt controller
    interrupts: dict  # name -> line: what INTERRUPTS may name
    kernel_interrupts: list  # of (Range of lines, reason): what no task is given
    devices: dict  # name -> Range: what DEVICES may name
    forbidden: list  # of (Range, reason): what no task is given, under any name

    @property
    def flash(self):
        return Range(self.kernel_flash.base, self.task_flash.end - self.kernel_flash.base)


def check_device(owner, prop, device, board):
    """The rules of one device region, whoever asks for it."""
    if device.size < DEVICE_SIZE_MIN or device.size & (device.size - 1):
        refuse(owner, prop, f"the size is not a power of two of at least {DEVICE_SIZE_MIN}")
    if device.end > ADDRESS_END:
        refuse(owner, prop, "reaches over the end of the address space")
    if device.base % device.size:
        refuse(owner, prop, "the address is not a multiple of the size")
    for base, end, what in FORBIDDEN:
        if device.overlaps(Range(base, end - base)):
            refuse(owner, prop, f"touches {what}")
    for what, memory in (("flash", board.flash), ("RAM", board.ram)):
        if device.overlaps(memory):
            refuse(owner, prop, f"touches the board's {what}")
    for forbidden, reason in board.forbidden:
        if device.overlaps(forbidden):
            refuse(owner, prop, f"touches what board {board.name} gives to no task: {reason}")


def device_region(owner, words, board):
    """The region of one entry of DEVICES: a name the board knows, or an address and a size."""
    prop = "DEVICES " + " ".join(words)
    if len(words) == 2:
        base = number(owner, "DEVICES", words[0], 0, ADDRESS_END - 1)
        size = number(owner, "DEVICES", words[1], 0, ADDRESS_END - 1)
        device = Range(base, size)
    elif words[0] in board.devices:
        device = board.devices[words[0]]
    else:
        known = ", ".join(sorted(board.devices)) or "none"
        refuse(owner, prop, f"no such device on board {board.name}, which has {known}")
    check_device(owner, prop, device, board)
    return device


def device_entries(owner, text):
    """Splits the words of DEVICES into entries: a name, or an address followed by a size."""
    words = text.split()
    entries = []
    while words:
        count = 2 if words[0][0].isdigit() else 1
        if count > len(words):
            refuse(owner, f"DEVICES {words[0]}", "an address without a size")
        entries.append(words[:count])
        words = words[count:]
    return entries


def interrupt_line(owner, word, board):
    """The line of one entry of INTERRUPTS: a name the board knows, or a number."""
    prop = f"INTERRUPTS {word}"
    if word[0].isdigit():
        line = number(owner, "INTERRUPTS", word, 0, board.irqs - 1)
    elif word in board.interrupts:
        line = board.interrupts[word]
    else:
        known = ", ".join(sorted(board.interrupts)) or "none"
        refuse(owner, prop, f"no such interrupt on board {board.name}, which has {known}")
    for lines, reason in board.kernel_interrupts:
        if lines.base <= line < lines.end:
            refuse(owner, prop, f"is what board {board.name} gives to no task: {reason}")
    return line


def capability(owner, word):
    """One entry of CAPABILITIES."""
    if word not in CAPABILITIES:
        refuse(owner, f"CAPABILITIES {word}", f"not one of {', '.join(CAPABILITIES)}")
    return word
