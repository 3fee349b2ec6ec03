"""The seeded-bug table: from results to the generated part of README.md, and its check."""
import re

from patches import FOLDER

README = FOLDER / "README.md"
BEGIN = "<!-- written by run.py --readme -->\n"
END = "<!-- end of what run.py writes -->\n"
HEAD = ("| patch | mistake | unit tests | stored inputs | fuzzing | in QEMU |\n"
        "|---|---|---|---|---|---|\n")
SHOWN = 3


def listed(names):
    """Some names, and how many more there are."""
    more = len(names) - SHOWN
    return ", ".join(names[:SHOWN]) + (f" and {more} more" if more > 0 else "")


def functions(entry):
    return f" ({len(entry['failed'])})" if entry["failed"] else ""


def unit_cell(result):
    return listed([f"`{entry['test']}`{functions(entry)}" for entry in result["unit"]])


def replay_cell(result):
    return listed([f"{entry['target']}: {len(entry['inputs'])}" for entry in result["replay"]])


def fuzz_words(entry):
    if entry["found"]:
        return f"{entry['target']}: {entry['executions']:,} / {entry['seconds']:.0f} s"
    return f"{entry['target']}: not in {entry['executions']:,}"


def fuzz_cell(result):
    return ", ".join(map(fuzz_words, result["fuzz"]))


def integration_cell(result):
    return listed([f"{entry['folder']}: {len(entry['failed'])}" for entry in result["integration"]])


def table_row(name, result):
    cells = [unit_cell(result), replay_cell(result), fuzz_cell(result), integration_cell(result)]
    return f"| `{name}` | {result['title']} | " + " | ".join(cell or "–" for cell in cells) + " |\n"


def table_text(results):
    return HEAD + "".join(table_row(name, results[name]) for name in sorted(results))


def readme_write(results):
    before, _, rest = README.read_text().partition(BEGIN)
    after = rest.partition(END)[2]
    README.write_text(before + BEGIN + "\n" + table_text(results) + "\n" + END + after)


def readme_mistakes(patches):
    """Where the written table and the patches differ."""
    written = README.read_text().partition(BEGIN)[2].partition(END)[0]
    rows = re.findall(r"^\| `([\w-]+)` \| ([^|]+) \|", written, re.MULTILINE)
    expected = [(patch.name, patch.title) for patch in patches]
    for row in sorted(set(expected) ^ set(rows)):
        where = "README.md" if row in rows else "the patches"
        yield f"{row[0]}, {row[1]!r}: only in {where}"
    for row in written.splitlines():
        if "not in" in row or row.endswith("| – | – | – | – |"):
            yield f"README.md: not found: {row}"
