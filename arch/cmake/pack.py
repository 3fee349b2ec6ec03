#!/usr/bin/python3
"""Packs tasks into an image, in the steps AnvilImage.cmake runs.

While CMake runs, with descriptions it has written; every value in them is checked:

    pack.py tasks DESCRIPTION...         what each task's first link is told
    pack.py image DESCRIPTION            the image's pool sizes

While building, with programs:

    pack.py place DESCRIPTION TASK=ELF...   sizes are known: linker fragments, memory map
    pack.py table DESCRIPTION TASK=ELF...   addresses are known: task table, contents

Results go where the description is. A mistake of the image's author is one line on standard error
and exit status 1.
"""

import argparse
import json
import pathlib
import sys

from packer import output
from packer.description import read_description, read_lines, read_task
from packer.placement import Placement, place_image
from packer.rules import AREA_SIZE, ImageError, Range


def write(path, text):
    """Leaves a file alone that already says so: what depends on it then need not be built."""
    path = pathlib.Path(path)
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def step_tasks(arguments):
    """Room enough for any program; the addresses are as good as any."""
    for description in [arguments.description, *arguments.rest]:
        (owner, values), = read_lines(description).items()
        write(pathlib.Path(description).parent / "link.rsp", output.task_link(
            read_task(owner, values).heap, Range(0x00000000, 1 << 29), Range(0x20000000, 1 << 29),
            Range(0x40000000, 1 << 29), Range(0x60000000, AREA_SIZE)))


def step_image(arguments):
    image = read_description(arguments.description)
    write(arguments.description.parent / "anvil_config.h", output.config(image))


def paths_of(pairs):
    return dict(pair.split("=", 1) for pair in pairs)


def store_placement(placement, path):
    """For the table step, which must not compute it a second time from other programs."""
    plain = {name: (memory.base, memory.size) for name, memory in vars(placement).items()
             if name != "blocks"}
    plain["blocks"] = [(task, kind, block.base, block.size)
                       for (task, kind), block in placement.blocks.items()]
    write(path, json.dumps(plain, indent=1) + "\n")


def load_placement(path):
    plain = json.loads(path.read_text(encoding="utf-8"))
    blocks = {(task, kind): Range(base, size) for task, kind, base, size in plain.pop("blocks")}
    return Placement(blocks=blocks, **{name: Range(*pair) for name, pair in plain.items()})


def step_place(arguments):
    from packer.programs import read_programs
    image = read_description(arguments.description)
    programs = read_programs(image, paths_of(arguments.rest))
    sizes = {name: {"code": program.code_size, "data": program.data_size}
             for name, program in programs.items()}
    placement = place_image(image, sizes)
    folder = arguments.description.parent
    for task in image.tasks:
        blocks = [placement.blocks[task.name, kind] for kind in ("code", "data", "stack", "area")]
        write(folder / task.name / "link.rsp", output.task_link(task.heap, *blocks))
    write(folder / "memory.ld", output.kernel_memory(image, placement))
    write(folder / "tasks.ld", output.task_sections(image, placement))
    store_placement(placement, folder / "placement.json")
    write(arguments.map, output.memory_map(image, programs, placement))


def step_table(arguments):
    from packer.programs import check_fit, read_programs
    image = read_description(arguments.description)
    paths = paths_of(arguments.rest)
    programs = read_programs(image, paths)
    placement = load_placement(arguments.description.parent / "placement.json")
    for task in image.tasks:
        check_fit(task, programs[task.name], placement.blocks[task.name, "code"],
                  placement.blocks[task.name, "data"])
    binaries = {name: str(pathlib.Path(path).with_suffix(".bin")) for name, path in paths.items()}
    write(arguments.description.parent / "tasks.S", output.task_contents(image, binaries))
    write(arguments.description.parent / "image.c", output.image_table(image, programs, placement))


STEPS = {
    "tasks": step_tasks,
    "image": step_image,
    "place": step_place,
    "table": step_table,
}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("step", choices=STEPS)
    parser.add_argument("description", type=pathlib.Path)
    parser.add_argument("--map", type=pathlib.Path, help="where the memory map goes")
    parser.add_argument("rest", nargs="*", help="more descriptions, or programs: TASK=ELF")
    arguments = parser.parse_intermixed_args()
    try:
        STEPS[arguments.step](arguments)
    except ImageError as error:
        sys.exit(f"anvil: {error}")


if __name__ == "__main__":
    main()
