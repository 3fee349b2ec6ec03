#!/usr/bin/python3
"""Computes how deep the kernel's stack can get, and fails when it is deeper than the stack is large.

    stack_depth.py OBJDUMP ELF

From the disassembly: what each function pushes, and whom it calls. A call through a pointer may
reach every function whose address is stored anywhere in the kernel. Added to the deepest chain of
a handler: the idle loop's frame, which is always there, and one fault in a copy window on top.
"""

import re
import struct
import subprocess
import sys

from elftools.elf.elffile import ELFFile

FRAME = 32  # an exception frame
FRAME_LARGEST = 108  # with FPU registers and a word of alignment
NUMBERS = {"sl": 10, "fp": 11, "ip": 12, "sp": 13, "lr": 14, "pc": 15}


class Function:
    """What one function does to the stack."""

    def __init__(self):
        self.frame = 0  # bytes it pushes itself
        self.calls = set()  # names, tail calls included
        self.indirect = False


def register_number(name):
    return NUMBERS[name] if name in NUMBERS else int(name[1:])


def register_count(operands):
    count = 0
    for part in re.search(r"\{(.*)\}", operands)[1].split(","):
        first, _, last = part.strip().partition("-")
        count += register_number(last or first) - register_number(first) + 1
    return count


def pushed(name, operands):
    """Bytes by which an instruction lowers the stack pointer."""
    if name.startswith("push") or name.startswith("stmdb") and operands.startswith("sp!"):
        return 4 * register_count(operands)
    if name.startswith("sub") and operands.startswith("sp,"):
        return int(re.search(r"#(\d+)", operands)[1])
    stored = re.search(r"\[sp, #-(\d+)\]!", operands)
    return int(stored[1]) if stored else 0


def read_functions(objdump, elf, end):
    """name -> Function of all code below the address end."""
    listing = subprocess.run([objdump, "-d", "--no-show-raw-insn", elf], capture_output=True,
                             text=True, check=True).stdout
    functions = {}
    function, caller = None, ""
    for line in listing.splitlines():
        head = re.match(r"([0-9a-f]+) <(.+)>:$", line)
        if head:
            # Functions of the same name count as one that does what each of them does.
            function, caller = Function(), head[2]
            if int(head[1], 16) < end:
                function = functions.setdefault(head[2], function)
            continue
        words = line.split("\t")
        if function is None or len(words) < 2:
            continue
        name, operands = words[1], words[2] if len(words) > 2 else ""
        function.frame += pushed(name, operands)
        target = re.search(r"<([^+>]+)>", operands)
        if target and re.match(r"(b|bl|b[a-z]{2}|cbn?z)(\.[nw])?$", name):
            function.calls.add(target[1])
            # A plain branch to itself is a loop, a call is not.
            if target[1] == caller and name.startswith("bl"):
                sys.exit(f"stack_depth: recursion: {caller}")
        if name == "blx" or name == "bx" and operands != "lr":
            function.indirect = True
    return functions


def stored_addresses(elf, end):
    """Every word in the kernel's flash: some are addresses of functions."""
    words = set()
    for section in elf.iter_sections():
        if section["sh_type"] == "SHT_PROGBITS" and section["sh_addr"] < end:
            data = section.data()
            words.update(word for word, in struct.iter_unpack("<I", data[:len(data) & ~3]))
    return words


def deepest(functions, name, pointed, above=()):
    """(bytes, chain of names) of the deepest chain of calls that begins at name."""
    if name in above:
        sys.exit(f"stack_depth: recursion: {' '.join(above)} {name}")
    function = functions[name]
    calls = (function.calls | (pointed if function.indirect else set())) - {name}
    chains = [deepest(functions, call, pointed - {name}, above + (name,))
              for call in calls if call in functions]
    depth, chain = max(chains, default=(0, []))
    return function.frame + depth, [f"{name} {function.frame}"] + chain


def main(objdump, path):
    with open(path, "rb") as file:
        elf = ELFFile(file)
        symbols = {symbol.name: symbol["st_value"]
                   for symbol in elf.get_section_by_name(".symtab").iter_symbols()}
        end = symbols["__kernel_flash_end"]
        stored = stored_addresses(elf, end)
    functions = read_functions(objdump, path, end)
    handlers = {name for name in functions if name.endswith("_entry")}
    pointed = {name for name in functions if symbols.get(name, 0) | 1 in stored} - handlers
    depth, chain = max(deepest(functions, name, pointed) for name in sorted(handlers))
    nested = FRAME_LARGEST + deepest(functions, "fault_nested", pointed)[0]
    total = FRAME + depth + nested
    size = symbols["__kernel_stack_size"]
    print(f"{total} of {size} bytes: idle {FRAME}, fault in a copy {nested}, and "
          + ", ".join(chain))
    return 0 if total <= size else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
