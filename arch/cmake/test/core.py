#!/usr/bin/python3
"""Checks what the core is made of, in the builds that have it.

    core.py HOST FIRMWARE HOST32        three build folders

The host library and every kernel of the firmware are compiled from the same files. Compiled for the
target without link-time optimisation, and in the 32-bit host library, none of them has writable
data of its own, and they need nothing but each other, the machine's side of the contract (arch.h,
and kernel_panic) and plain memory functions.
"""

import json
import pathlib
import re
import shlex
import subprocess
import sys
import tempfile

from elftools.elf.constants import SH_FLAGS
from elftools.elf.elffile import ELFFile

KERNEL = pathlib.Path(__file__).resolve().parents[3] / "kernel"
COMPILERS_OWN = re.compile(r"mem(cpy|set|move|cmp)$|__aeabi_\w+$|__[a-z]+[sd]i[234]$|"
                           r"_GLOBAL_OFFSET_TABLE_$|__x86\.\w+$|__stack_chk_fail(_local)?$")


def core_commands(build):
    """file name -> list of compile commands of the core's files in a build."""
    commands = {}
    for entry in json.loads((build / "compile_commands.json").read_text(encoding="utf-8")):
        file = pathlib.Path(entry["file"])
        if file.parent == KERNEL and not file.name.startswith("check"):
            commands.setdefault(file.name, []).append(entry)
    return commands


def compile_alone(entry, folder):
    """The object of one compile command, without link-time optimisation."""
    words = shlex.split(entry["command"])
    target = folder / (pathlib.Path(entry["file"]).stem + ".o")
    words[words.index("-o") + 1] = str(target)
    subprocess.run([*words, "-fno-lto"], check=True, cwd=entry["directory"])
    return target


def writable_sections(elf):
    """Sections that take RAM. Tables of addresses are constant once they have been relocated."""
    for section in elf.iter_sections():
        relocated = section.name.startswith(".data.rel.ro")
        if section["sh_flags"] & SH_FLAGS.SHF_WRITE and section["sh_size"] and not relocated:
            yield section.name


def symbols(elf, defined):
    """The names of the symbols that the object defines, or of those it needs."""
    return {symbol.name for symbol in elf.get_section_by_name(".symtab").iter_symbols()
            if symbol.name and (symbol["st_shndx"] != "SHN_UNDEF") == defined}


def check_objects(what, objects):
    """Writable data and foreign symbols of the objects, as complaints."""
    defined, needed = {"kernel_panic"}, {}
    defined |= set(re.findall(r"\barch_\w+(?=\()", (KERNEL / "arch.h").read_text()))
    for path in objects:
        with open(path, "rb") as file:
            elf = ELFFile(file)
            for section in writable_sections(elf):
                yield f"{what}: {path.name} has writable data of its own in {section}"
            defined |= symbols(elf, True)
            needed |= dict.fromkeys(symbols(elf, False), path.name)
    for name in sorted(needed.keys() - defined):
        if not COMPILERS_OWN.match(name):
            yield f"{what}: {needed[name]} needs {name}, which is neither the core's nor arch.h's"


def extract(archive, names, folder):
    """The members of an archive that stem from these source files."""
    subprocess.run(["ar", "x", str(archive)], check=True, cwd=folder)
    return [folder / f"{name}.o" for name in names]


def main():
    host, firmware, host32 = (pathlib.Path(folder).resolve() for folder in sys.argv[1:])
    on_host, on_target = core_commands(host), core_commands(firmware)
    complaints = []
    if on_host.keys() != on_target.keys() or not on_host:
        odd = sorted(on_host.keys() ^ on_target.keys())
        complaints.append(f"the core's files differ between host and firmware: {odd}")
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        objects = [compile_alone(entries[0], folder) for entries in on_target.values()]
        complaints += check_objects("target", objects)
    with tempfile.TemporaryDirectory() as name:
        objects = extract(host32 / "arch/host/libanvil_host.a", on_host, pathlib.Path(name))
        complaints += check_objects("32-bit host", objects)
    if complaints:
        sys.exit("\n".join(complaints))
    print(f"{len(on_host)} files of the core, without data of their own")


if __name__ == "__main__":
    main()
