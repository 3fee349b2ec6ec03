"""Measures: boots the image with the plugin, and reads sizes from what was compiled.

Every number is exact: nothing here looks at a clock. A Failure tells why there are none.
"""

import pathlib
import re
import statistics
import struct
import subprocess
import tempfile

from elftools.elf.elffile import ELFFile

COUNTERS = ("instructions", "words", "branches", "exceptions", "chained")

# A rough model, never shown to be right on hardware: what is added to the instructions.
CYCLES = {"words": 1, "branches": 2, "exceptions": 22, "chained": 6 - 22}

# Tables of the image, which are no part of the kernel though they lie in its flash.
IMAGE_TABLES = ("tasks", "devices", "irqs", "anvil_image")


class Failure(Exception):
    """Nothing was measured, or not the same twice."""


class Kernel:
    """What the linked image says about the kernel in it."""

    def __init__(self, path):
        with open(path, "rb") as file:
            elf = ELFFile(file)
            self.sections = {section.name: section["sh_size"] for section in elf.iter_sections()}
            self.compiler = elf.get_section_by_name(".comment").data().split(b"\0")[0].decode()
            vectors = elf.get_section_by_name(".vectors").data()
            symbols = list(elf.get_section_by_name(".symtab").iter_symbols())
        address = {symbol.name: symbol["st_value"] for symbol in symbols}
        self.end = address["__kernel_flash_end"]
        # The first word is the stack; what follows are entries, with the bit that means Thumb.
        words = [word for word, in struct.iter_unpack("<I", vectors)][1:]
        self.handlers = sorted({word & ~1 for word in words} - {address["reset_entry"] & ~1})
        # Reset ends in the idle loop, which is no handler.
        starts = sorted(symbol["st_value"] & ~1 for symbol in symbols
                        if symbol["st_info"]["type"] in ("STT_FUNC", "STT_NOTYPE")
                        and not symbol.name.startswith("$") and symbol["st_shndx"] != "SHN_ABS")
        self.idle = address["reset_entry"] & ~1
        self.idle_end = next(start for start in starts if start > self.idle)
        self.tables = sum(symbol["st_size"] for symbol in symbols if symbol["st_value"] < self.end
                          and symbol.name.split(".")[0] in IMAGE_TABLES)

    def plugin_arguments(self):
        handlers = ":".join(f"{handler:x}" for handler in self.handlers)
        return f"kernel={self.end:x},idle={self.idle:x}:{self.idle_end:x},handlers={handlers}"

    def text(self):
        return self.end - self.tables


def boot(command, image, plugin, kernel):
    """Boots the image once; what the plugin has written."""
    with tempfile.TemporaryDirectory() as folder:
        out = pathlib.Path(folder) / "samples"
        # Both to files: a full pipe would make a UART, and so a task, wait.
        with open(pathlib.Path(folder) / "output", "w+b") as output:
            words = [*command, "-plugin", f"{plugin},out={out},{kernel.plugin_arguments()}",
                     "-kernel", image]
            status = subprocess.run(words, stdin=subprocess.DEVNULL, stdout=output,
                                    stderr=subprocess.STDOUT, timeout=100, check=False).returncode
            output.seek(0)
            said = output.read().decode("ascii", "replace")
        if status != 0:
            raise Failure(f"the image ended with {status}: 101 a fault, 102 blocked, else the row "
                          f"that went wrong, counted from 1; it wrote\n{said}")
        return out.read_text(encoding="ascii")


def first_difference(one, other):
    pairs = zip(one.splitlines() + [""], other.splitlines() + [""])
    return next(f"'{a}', then '{b}'" for a, b in pairs if a != b)


def boot_alike(runs, *arguments):
    """Boots several times; all must agree to the instruction."""
    texts = [boot(*arguments) for _ in range(runs)]
    for text in texts[1:]:
        if text != texts[0]:
            raise Failure(f"two runs differ: {first_difference(texts[0], text)}")
    return texts[0]


def summary(samples):
    """Median, least and greatest of [(repeated, value)]."""
    values = sorted(value for repeated, value in samples for _ in range(repeated))
    return {"median": statistics.median_low(values), "min": values[0], "max": values[-1]}


def row_figures(text, samples):
    """One row from its [(repeated, counts)]."""
    if not samples:
        raise Failure(f"'{text}' was not measured")
    figures = {"text": text, "samples": sum(repeated for repeated, _ in samples)}
    for counter in COUNTERS:
        figures[counter] = summary([(repeated, counts[counter]) for repeated, counts in samples])
    figures["cycles"] = summary([(repeated, estimate(counts)) for repeated, counts in samples])
    return figures


def estimate(counts):
    return counts["instructions"] + sum(counts[name] * each for name, each in CYCLES.items())


def parse(text):
    """The rows, the longest stay in the kernel, and a kill's, from what the plugin has written."""
    names, samples, stay, step = {}, {}, None, None
    for line in text.splitlines():
        kind, *words = line.split("\t")
        if kind == "row":
            names[words[0].lower()] = words[1]
        elif kind == "sample":
            numbers = [int(word) for word in words[1:]]
            counts = dict(zip(COUNTERS, numbers[1:]))
            samples.setdefault(words[0].lower(), []).append((numbers[0], counts))
        elif kind == "stay":
            stay = (int(words[0]), words[1].lower())
        elif kind == "step":
            step = int(words[0])
    rows = {name: row_figures(title, samples.get(name)) for name, title in names.items()}
    return rows, stay, step


def object_size(path, name="kernel"):
    """The size of one of the arrays that sizes.c defines."""
    with open(path, "rb") as file:
        symbols = ELFFile(file).get_section_by_name(".symtab")
        return symbols.get_symbol_by_name(f"size_of_{name}")[0]["st_size"]


def stack_depth(root, objdump, image):
    tool = root / "arch" / "armv7m" / "tools" / "stack_depth.py"
    done = subprocess.run([tool, objdump, image], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise Failure(f"the kernel's stack: {done.stdout}{done.stderr}")
    return int(re.match(r"(\d+) of", done.stdout)[1])


def totals(kernel, sizes, depth, stay, step):
    """Figures that are one number each."""
    kernel_size, *larger = (object_size(path) for path in sizes)
    thread, job, process, token = ((size - kernel_size) // 2 for size in larger)
    return {
        "kernel_text": {"text": "text and constants of the kernel, bytes", "value": kernel.text()},
        "kernel_ram": {"text": "RAM of the kernel for this image, without its stack, bytes",
                       "value": kernel.sections[".bss"]},
        "thread_ram": {"text": "of this for each thread, its exception included, bytes",
                       "value": thread},
        "job_ram": {"text": "for each job, bytes", "value": job},
        "process_ram": {"text": "for each process, its table of handles included, bytes",
                        "value": process - thread},
        "token_ram": {"text": "for each suspend token, bytes", "value": token},
        **{f"{name}_ram": {"text": f"for each {name}, bytes", "value": object_size(sizes[0], name)}
           for name in ("exception", "handle", "mapping", "event", "channel", "message")},
        "stack_depth": {"text": "deepest stack of the kernel, bytes", "value": depth},
        "longest_stay": {"text": f"longest stay in the kernel, during '{stay[1]}', instructions",
                         "value": stay[0]},
        "kill_step": {"text": "longest step of 'kill_job', instructions", "value": step},
    }


def measure(arguments):
    """All figures: {"compiler", "rows", "totals"}."""
    kernel = Kernel(arguments.image)
    text = boot_alike(arguments.runs, arguments.command, arguments.image, arguments.plugin, kernel)
    rows, stay, step = parse(text)
    depth = stack_depth(arguments.root, arguments.objdump, arguments.image)
    return {"compiler": kernel.compiler, "rows": rows,
            "totals": totals(kernel, arguments.sizes, depth, stay, step)}
