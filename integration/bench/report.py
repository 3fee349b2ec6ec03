#!/usr/bin/python3
"""Measures the benchmark image and compares the figures with the baseline.

    report.py --image ELF --plugin SO --sizes OBJECT... --objdump PROGRAM --root FOLDER
              --output FOLDER [--runs N] [--plot] [--update] -- QEMU...

Writes bench.json (every figure), bench.md (tables) and, with --plot, bench.svg to the folder, and
the tables to the terminal. Fails when two runs do not agree to the instruction, when a figure has
grown by more than 2 % since baseline.json, when a row is missing in one of the two, when a bound is
passed, when a call of kernel/syscalls.def has no row, and when README.md does not show the
baseline. --update writes baseline.json and README.md anew instead of comparing with them.
"""

import argparse
import json
import pathlib
import re
import sys

import measure
import tables

HERE = pathlib.Path(__file__).resolve().parent
BASELINE = HERE / "baseline.json"
PEERS = HERE / "peers.json"
README = HERE / "README.md"

PERCENT = 2

# What no figure may pass, whatever the baseline says.
BOUNDS = {"empty": 0, "longest_stay": 20000}

ADVICE = "if that is wanted, make it the baseline: cmake --build --preset firmware --target " \
         "bench-baseline"


def baseline_of(figures):
    """What is kept of the figures: of each row the medians and the greatest of instructions."""
    rows = {}
    for name, row in figures["rows"].items():
        kept = {"instructions": row["instructions"]["median"], "most": row["instructions"]["max"]}
        for counter in ("words", "branches", "exceptions", "cycles"):
            kept[counter] = row[counter]["median"]
        rows[name] = {"text": row["text"], **kept}
    return {"compiler": figures["compiler"], "rows": rows, "totals": figures["totals"]}


def compared(kept):
    """The figures that must not grow, by what they are called: {(name, figure): value}."""
    values = {(name, figure): row[figure] for name, row in kept["rows"].items()
              for figure in ("instructions", "most", "cycles")}
    values.update({(name, "value"): total["value"] for name, total in kept["totals"].items()})
    return values


def differences(old, new):
    """(what is wrong, what has become better) between two baselines, as lists of sentences."""
    before, after = compared(old), compared(new)
    wrong, better = [], []
    for name in sorted({name for name, _ in before.keys() - after.keys()}):
        wrong.append(f"{name}: in the baseline, but not measured")
    for name in sorted({name for name, _ in after.keys() - before.keys()}):
        wrong.append(f"{name}: measured, but not in the baseline")
    for key in sorted(before.keys() & after.keys()):
        sentence = f"{key[0]}, {key[1]}: {before[key]} before, {after[key]} now"
        if after[key] * 100 > before[key] * (100 + PERCENT):
            wrong.append(f"{sentence}, more than {PERCENT} % more")
        elif after[key] * 100 < before[key] * (100 - PERCENT):
            better.append(f"{sentence}, more than {PERCENT} % less")
    if wrong and old["compiler"] != new["compiler"]:
        wrong.append(f"the baseline is of {old['compiler']}, this of {new['compiler']}")
    return wrong, better


def bounds_passed(kept):
    """A sentence for each figure over its bound; one that is not there is over it."""
    values = {name: value for (name, figure), value in compared(kept).items()
              if figure in ("most", "value")}
    return [f"{name}: {values.get(name)}, must not be more than {bound}"
            for name, bound in BOUNDS.items() if name not in values or values[name] > bound]


def calls_missing(table, rows):
    """A sentence for each call of syscalls.def without a row of its name."""
    calls = re.findall(r"^SYSCALL\(\d+, (\w+),", table, re.MULTILINE)
    if not calls:
        return ["no calls found in syscalls.def"]
    return [f"{call}: a call without a row; add one to rows.h" for call in calls
            if call not in rows]


def readme_stale(readme, kept, peers):
    if tables.readme_with(readme, kept, peers) == readme:
        return []
    return ["README.md does not show baseline.json"]


def baseline_text(kept):
    """JSON with a row on each line, so that a change shows as one."""
    parts = []
    for name in ("rows", "totals"):
        lines = [f"    {json.dumps(key)}: {json.dumps(value)}"
                 for key, value in kept[name].items()]
        parts.append(f"  {json.dumps(name)}: {{\n" + ",\n".join(lines) + "\n  }")
    return "{\n" + f"  \"compiler\": {json.dumps(kept['compiler'])},\n" + ",\n".join(parts) + "\n}\n"


def update(kept, peers):
    BASELINE.write_text(baseline_text(kept))
    README.write_text(tables.readme_with(README.read_text(), kept, peers))
    print(f"written: {BASELINE} and the tables of {README}")


def compare(kept, peers):
    """What is wrong, after saying what has become better."""
    if not BASELINE.exists():
        return ["there is no baseline.json"]
    old = json.loads(BASELINE.read_text())
    wrong, better = differences(old, kept)
    for sentence in better:
        print(f"bench: {sentence}; make it the baseline")
    return wrong + readme_stale(README.read_text(), old, peers)


def report(arguments):
    figures = measure.measure(arguments)
    peers = json.loads(PEERS.read_text())
    kept = baseline_of(figures)
    arguments.output.mkdir(parents=True, exist_ok=True)
    (arguments.output / "bench.json").write_text(json.dumps(figures, indent=1) + "\n")
    text = tables.full(figures, peers)
    (arguments.output / "bench.md").write_text(text)
    print(text)
    if arguments.plot:
        import plot  # matplotlib is slow to load and of use here only
        plot.draw(kept, peers, arguments.output / "bench.svg")
    print(f"report: {arguments.output}")
    syscalls = (arguments.root / "kernel" / "syscalls.def").read_text()
    wrong = calls_missing(syscalls, figures["rows"]) + bounds_passed(kept)
    if arguments.update:
        update(kept, peers)
        return wrong
    grown = compare(kept, peers)
    return wrong + grown + ([ADVICE] if grown else [])


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--image", required=True, help="the benchmark's ELF")
    parser.add_argument("--plugin", required=True, help="the compiled plugin.c")
    parser.add_argument("--sizes", required=True, nargs=5,
                        help="sizes.c, then with more threads, jobs, processes and threads, tokens")
    parser.add_argument("--objdump", required=True, help="the target's objdump")
    parser.add_argument("--root", required=True, type=pathlib.Path, help="the source tree")
    parser.add_argument("--output", required=True, type=pathlib.Path, help="where reports go")
    parser.add_argument("--runs", type=int, default=2, help="how often the image is booted")
    parser.add_argument("--plot", action="store_true", help="draw bench.svg as well")
    parser.add_argument("--update", action="store_true", help="write the baseline anew")
    parser.add_argument("command", nargs="+", help="QEMU with its board")
    arguments = parser.parse_args()
    try:
        wrong = report(arguments)
    except measure.Failure as failure:
        wrong = [str(failure)]
    for sentence in wrong:
        print(f"bench: {sentence}", file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
