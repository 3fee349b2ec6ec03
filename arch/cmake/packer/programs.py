"""What the packer needs to know of a task's linked program (ELF).

The symbols are those of arch/armv7m/task.ld. A program is linked twice: once anywhere, for its
sizes, and once in its place; check_fit holds the second to what the first promised.
"""

from dataclasses import dataclass

from elftools.elf.elffile import ELFFile

from .rules import refuse


@dataclass
class Program:
    """Addresses as the link has resolved them."""

    code_size: int  # text, read-only data and the initial contents of data
    data_size: int  # initialised data, zeroed data and heap
    entry: int  # Thumb bit included
    data_load: int  # where in code the initial contents of data lie
    data_init: int  # bytes of them


def symbol_table(owner, elf):
    """name -> value of the program's symbols; none of them may be somebody else's."""
    symbols = {}
    for symbol in elf.get_section_by_name(".symtab").iter_symbols():
        if symbol["st_shndx"] == "SHN_UNDEF" and symbol.name:
            if symbol["st_info"]["bind"] != "STB_WEAK":
                refuse(owner, symbol.name, "is not defined anywhere in the program")
        symbols[symbol.name] = symbol["st_value"]
    return symbols


def read_program(task, path):
    with open(path, "rb") as file:
        elf = ELFFile(file)
        symbols = symbol_table(task.owner, elf)
        return Program(
            code_size=symbols["__code_size"],
            data_size=symbols["__data_size"],
            entry=elf["e_entry"],
            data_load=symbols["__data_load"],
            data_init=symbols["__data_init"],
        )


def read_programs(image, paths):
    """paths: task name -> ELF file."""
    return {task.name: read_program(task, paths[task.name]) for task in image.tasks}


def check_fit(task, program, code, data):
    """The second link must need no more than the first said."""
    if program.code_size > code.size:
        refuse(task.owner, "code", "grew between its two links")
    if program.data_size > data.size:
        refuse(task.owner, "data", "grew between its two links")
    if not code.base <= program.entry < code.end:
        refuse(task.owner, "_start", "does not lie in its code")
