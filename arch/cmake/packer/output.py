"""The files an image consists of, as text: linker fragments, pool sizes, the task table, the map.

Everything here is a pure function from the image and its placement to text; pack.py writes it.
"""

from .description import QUOTA_POOLS

HEADER = "Written by the image builder; do not edit."

READ_ONLY = "ACCESS_READ | ACCESS_EXECUTE"
READ_WRITE = "ACCESS_READ | ACCESS_WRITE"


def task_link(heap, code, data, stack, area):
    """What a task's link is told of its memory: one option of the linker per line."""
    values = {
        "__code_base": code.base,
        "__data_base": data.base,
        "__stack_base": stack.base,
        "__stack_size": stack.size,
        "__area_base": area.base,
        "__heap_size": heap,
    }
    return "".join(f"--defsym={name}={value:#x}\n" for name, value in values.items())


def memory_line(name, access, memory):
    return f"    {name} ({access}) : ORIGIN = {memory.base:#010x}, LENGTH = {memory.size:#x}\n"


def kernel_memory(image, placement):
    """memory.ld of the kernel's link."""
    return (f"/* {HEADER} */\nMEMORY\n{{\n"
            + memory_line("KERNEL_FLASH", "rx", image.board.kernel_flash)
            + memory_line("TASK_FLASH", "rx", image.board.task_flash)
            + memory_line("RAM", "rw", placement.kernel_ram) + "}\n")


def task_sections(image, placement):
    """tasks.ld: each program at its address."""
    text = f"/* {HEADER} */\n"
    for task in image.tasks:
        base = placement.blocks[task.name, "code"].base
        section = f".task.{task.name}"
        text += f"{section} {base:#010x} : {{ KEEP(*({section})) }} > TASK_FLASH\n"
    return text


def task_contents(image, binaries):
    """tasks.S: each program's bytes in a section of its own."""
    text = f"/* {HEADER} */\n"
    for task in image.tasks:
        text += f'\n    .section .task.{task.name}, "a"\n    .incbin "{binaries[task.name]}"\n'
    return text


def config(image):
    """anvil_config.h: the pool sizes."""
    text = f"/* {HEADER} */\n"
    for name, value in image.pools.items():
        text += f"#define CONFIG_{name} {value}\n"
    return text


def region(block, access, kind="MEMORY_NORMAL"):
    return (f"{{.base = {block.base:#010x}, .order = {block.order}, .access = {access},"
            f" .kind = {kind}}}")


def capabilities(task):
    return " | ".join(f"CAPABILITY_{name.upper()}" for name in task.capabilities) or "0"


def task_quota(task):
    """The limits in the kernel's order (enum pool)."""
    return [task.quota[pool] for pool in QUOTA_POOLS]


def share_rows(image):
    names = [task.name for task in image.tasks]
    return "".join(f"    {{.kind = SHARE_{share.kind.upper()}, .number = {share.number},"
                   f" .task = {names.index(share.task)}, .slot = {share.slot}}},\n"
                   for share in image.shares)


def task_row(task, program, placement, device_first, irq_first):
    code, data, stack, area = (placement.blocks[task.name, kind]
                               for kind in ("code", "data", "stack", "area"))
    fields = {
        "label": f"{task.label:#x}",
        "priority": task.priority,
        "domain": task.domain,
        "on_exit": f"ENDING_{task.on_exit.upper()}",
        "on_fault": f"ENDING_{task.on_fault.upper()}",
        "quantum_ms": task.quantum_ms,
        "device_first": device_first,
        "device_count": len(task.devices),
        "irq_first": irq_first,
        "irq_count": len(task.interrupts),
        "start": "START_MANUAL" if task.manual_start else "START_BOOT",
        "capabilities": capabilities(task),
        "entry": f"{program.entry:#010x}",
        "area": f"{area.base:#010x}",
        "data_load": f"{program.data_load:#010x}",
        "data_size": program.data_init,
        "quota": "{" + ", ".join(str(limit) for limit in task_quota(task)) + "}",
        "code": region(code, READ_ONLY),
        "data": region(data, READ_WRITE),
        "stack": region(stack, READ_WRITE),
    }
    lines = "".join(f"        .{name} = {value},\n" for name, value in fields.items())
    return f"    {{   /* {task.name} */\n{lines}    }},\n"


def memory_range(memory):
    return f"{{{memory.base:#010x}, {memory.size:#x}}}"


def image_row(image, placement, devices, irqs):
    names = [task.name for task in image.tasks]
    main = names.index(image.main) if image.main else "TASK_NONE"
    board = image.board
    return ("const struct image anvil_image = {\n"
            "    .tasks = tasks,\n"
            f"    .devices = {'devices' if devices else 'NULL'},\n"
            f"    .irqs = {'irqs' if irqs else 'NULL'},\n"
            f"    .shares = {'shares' if image.shares else 'NULL'},\n"
            f"    .task_flash = {memory_range(board.task_flash)},\n"
            f"    .task_ram = {memory_range(placement.task_ram)},\n"
            f"    .memory = {{{memory_range(board.flash)}, {memory_range(board.ram)}}},\n"
            f"    .arena = {placement.arena.base:#010x},\n"
            f"    .ticks_per_ms = {board.ticks_per_ms},\n"
            f"    .cycles_per_tick = {board.cycles_per_tick},\n"
            f"    .task_count = {len(names)},\n"
            f"    .device_count = {len(devices)},\n"
            f"    .irq_count = {len(irqs)},\n"
            f"    .channel_count = {image.shared('channel')},\n"
            f"    .event_count = {image.shared('event')},\n"
            f"    .share_count = {len(image.shares)},\n"
            f"    .area_count = {image.pools['AREAS']},\n"
            f"    .main = {main},\n"
            f"    .window = {image.window},\n"
            "};\n")


def image_table(image, programs, placement):
    """image.c: the table the kernel boots from."""
    text = (f"/* {HEADER} */\n#include \"image.h\"\n\nextern const struct image anvil_image;\n\n"
            "static const struct image_task tasks[] = {\n")
    devices, irqs = [], []
    for task in image.tasks:
        text += task_row(task, programs[task.name], placement, len(devices), len(irqs))
        devices += task.devices
        irqs += task.interrupts
    text += "};\n\n"
    if devices:
        rows = "".join(f"    {region(device, READ_WRITE, 'MEMORY_DEVICE')},\n"
                       for device in devices)
        text += f"static const struct region devices[] = {{\n{rows}}};\n\n"
    if irqs:
        text += f"static const uint16_t irqs[] = {{{', '.join(map(str, irqs))}}};\n\n"
    if image.shares:
        text += f"static const struct image_share shares[] = {{\n{share_rows(image)}}};\n\n"
    return text + image_row(image, placement, devices, irqs)


def map_rows(image, programs, placement):
    """(range, bytes used or None, what) of everything, in order of addresses."""
    rows = [(image.board.kernel_flash, None, "kernel flash"),
            (placement.kernel_ram, None, "kernel RAM"),
            (placement.arena, None, "arena of exchange areas")]
    for task in image.tasks:
        program = programs[task.name]
        used = {"code": program.code_size, "data": program.data_size,
                "stack": task.stack, "area": None}
        for kind, size in used.items():
            rows.append((placement.blocks[task.name, kind], size, f"{task.name} {kind}"))
        rows += [(device, None, f"{task.name} device") for device in task.devices]
    return sorted(rows, key=lambda row: row[0].base)


def memory_map(image, programs, placement):
    """The map for people: what lies where, and how much of each block is used."""
    text = f"{image.name} on {image.board.name}\n\n   from         to      size      used\n"
    for block, used, what in map_rows(image, programs, placement):
        text += (f"{block.base:#010x} {block.end - 1:#010x} {block.size:9} "
                 f"{'' if used is None else used:>9}  {what}\n")
    return text
