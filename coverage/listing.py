"""The instructions of an ELF file as objdump lists them: where they come from and where they lead.

A listing is a dict from address to Instruction. Data between the code is left out, and so are the
nops with which the assembler fills up to an aligned address; the sources have none of their own.
It must not know which instructions were executed.
"""
import dataclasses
import re
import subprocess

LOCATION = re.compile(r"(/.*):(\d+)(?: \(discriminator \d+\))?$")
FUNCTION = re.compile(r"(\w+)[\w.]*\(\):$")
INSTRUCTION = re.compile(r" *([0-9a-f]+):\t(\S+)(?:\t(.*))?$")
CONDITIONS = "eq|ne|cs|cc|mi|pl|vs|vc|hi|ls|ge|lt|gt|le"
CONDITIONAL_BRANCH = re.compile(rf"(?:b(?:{CONDITIONS})(?:\.[nw])?|cbn?z)$")
TARGET = re.compile(r"\b([0-9a-f]+) <")


@dataclasses.dataclass
class Instruction:
    file: str  # the path of the source, or None
    line: int
    function: str  # the one in the source, also where it was inlined
    predicated: bool  # by an IT instruction: whether it had an effect is not known
    target: int  # where a conditional branch leads when it is taken, else None
    next: int = None  # the address behind it, None at the end of a section


class Parser:
    """Reads a disassembly row by row."""

    def __init__(self):
        self.listing = {}
        self.place = (None, 0, None)  # file, line and function of what follows
        self.block = 0  # instructions that the last IT still governs
        self.previous = None

    def instruction(self, address, mnemonic, operands):
        if self.previous is not None:
            self.previous.next = address
        self.previous = None
        if mnemonic.startswith("."):
            return
        branch = CONDITIONAL_BRANCH.match(mnemonic)
        target = int(TARGET.search(operands)[1], 16) if branch else None
        self.previous = Instruction(*self.place, self.block > 0, target)
        if re.match("it[te]*$", mnemonic):
            self.block = len(mnemonic) - 1
        else:
            self.block = max(self.block - 1, 0)
        if not mnemonic.startswith("nop"):
            self.listing[address] = self.previous

    def row(self, row):
        file, line, function = self.place
        if found := LOCATION.match(row):
            self.place = (found[1], int(found[2]), function)
        elif found := FUNCTION.match(row):
            self.place = (file, line, found[1])
        elif found := INSTRUCTION.match(row):
            self.instruction(int(found[1], 16), found[2], found[3] or "")
        elif row.startswith("Disassembly of section"):
            self.place, self.previous = (None, 0, None), None


def parse(text):
    parser = Parser()
    for row in text.splitlines():
        parser.row(row)
    return parser.listing


def read(objdump, elf):
    """The listing of a file."""
    command = [objdump, "--disassemble", "--line-numbers", "--no-show-raw-insn", str(elf)]
    return parse(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
