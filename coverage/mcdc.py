#!/usr/bin/python3
"""Measures MC/DC of the core with clang: of each condition, whether the tests have shown that it
alone can change the decision it stands in.

    mcdc.py ROOT BUILD PROFILES OUTPUT

ROOT is the source tree, BUILD the build tree of the preset `mcdc` whose tests have run, PROFILES
the folder in which they left their profiles, OUTPUT the folder of the reports: html/index.html,
summary.json, and unshown.txt with the conditions that were not shown. Judged by gate.py.
"""
import collections
import dataclasses
import json
import pathlib
import subprocess
import sys

import gate

FOLDER = "kernel"
PROGRAMS = ("unit/unit_test_*", "fuzz/replay-*")


@dataclasses.dataclass
class Decision:
    """A decision of the source; its conditions from left to right."""

    file: str
    region: tuple  # first line and column, last line and column behind it
    shown: list  # per condition
    conditions: list  # their regions


def source_text(root, file, region):
    """The source in a region, on one line."""
    first, start, last, end = region
    lines = (root / file).read_text().splitlines()[first - 1:last]
    lines[-1] = lines[-1][:end - 1]
    lines[0] = lines[0][start - 1:]
    return " ".join(line.strip() for line in lines)


def inside(region, decision):
    return region != decision and region[:2] >= decision[:2] and region[2:] <= decision[2:]


def evaluated(exported, root):
    """The regions of the conditions, by file, that are no constants in at least one function."""
    found = set()
    for function in exported.get("functions", []):
        for branch in function["branches"]:
            file = function["filenames"][branch[6]].removeprefix(f"{root}/")
            found.add((file, tuple(branch[:4])))
    return found


def without_constants(decision, variable):
    """What the compiler has decided, in rows of a table of macros, no run can show to matter."""
    if len(decision.conditions) != len(decision.shown):
        return decision
    kept = [(shown, region) for shown, region in zip(decision.shown, decision.conditions)
            if (decision.file, region) in variable]
    return dataclasses.replace(decision, shown=[shown for shown, _ in kept],
                               conditions=[region for _, region in kept])


def decisions(exported, root):
    """All decisions in files below root. Copies of one, of inline functions, are one decision."""
    variable = evaluated(exported, root)
    found = {}
    for entry in exported["files"]:
        file = entry["filename"].removeprefix(f"{root}/")
        branches = sorted({tuple(branch[:4]) for branch in entry["branches"]})
        for *region, _, _, shown in entry.get("mcdc_records", []):
            region = tuple(region)
            known = found.get((file, region))
            if known:
                shown = [a or b for a, b in zip(shown, known.shown)]
            conditions = [branch for branch in branches if inside(branch, region)]
            found[file, region] = Decision(file, region, shown, conditions)
    return [without_constants(decision, variable) for decision in found.values()]


def macros(root, file):
    """The macro whose definition a line of a file belongs to, by line."""
    owner, name = {}, None
    for number, line in enumerate((root / file).read_text().splitlines(), 1):
        if line.startswith("#define "):
            name = line.removeprefix("#define ").split("(")[0].split()[0]
        if name:
            owner[number] = name
        if not line.endswith("\\"):
            name = None
    return owner


def counted(found, excluded, root):
    """Without the decisions in arguments of excluded macros, which lie at the macro."""
    owners = {file: macros(root, file) for file in {decision.file for decision in found}}
    return [decision for decision in found
            if owners[decision.file].get(decision.region[0]) not in excluded]


def figures(found):
    shown = sum(sum(decision.shown) for decision in found)
    return {"mcdc": (shown, sum(len(decision.shown) for decision in found))}


def unshown(found, root):
    """Sentences about the conditions that were not shown."""
    for decision in sorted(found, key=lambda decision: (decision.file, decision.region)):
        for number, shown in enumerate(decision.shown):
            if not shown:
                regions = decision.conditions
                known = len(regions) == len(decision.shown)
                condition = source_text(root, decision.file, regions[number]) if known else "?"
                text = source_text(root, decision.file, decision.region)
                yield (f"{decision.file}:{decision.region[0]}: condition {number + 1}, "
                       f"`{condition}`, in: {text}")


def summarise(found, folder_figures):
    files = collections.defaultdict(list)
    for decision in found:
        files[decision.file].append(decision)
    entries = [{"filename": file, "mcdc_covered": figures(listed)["mcdc"][0],
                "mcdc_total": figures(listed)["mcdc"][1]} for file, listed in sorted(files.items())]
    covered, total = folder_figures["mcdc"]
    return {"mcdc_covered": covered, "mcdc_total": total, "files": entries}


def cov(command, profile, programs, root, *options):
    """A call of llvm-cov over the programs, for the folder's sources."""
    words = ["llvm-cov-19", command, f"-instr-profile={profile}", str(programs[0])]
    for program in programs[1:]:
        words += ["-object", str(program)]
    return [*words, *options, "-sources", str(root / FOLDER)]


def export(root, build, profiles, output):
    """Merges the profiles, writes the HTML, and returns what llvm-cov exports."""
    profile = output / "all.profdata"
    merge = ["llvm-profdata-19", "merge", "-sparse", *map(str, profiles.glob("*.profraw"))]
    subprocess.run([*merge, "-o", str(profile)], check=True)
    programs = sorted(path for pattern in PROGRAMS for path in build.glob(pattern)
                      if path.is_file() and path.stat().st_mode & 0o100)
    html = ["-format=html", f"-output-dir={output / 'html'}", "-show-mcdc", "-show-mcdc-summary"]
    subprocess.run(cov("show", profile, programs, root, *html), check=True)
    text = subprocess.run(cov("export", profile, programs, root), check=True, capture_output=True)
    return json.loads(text.stdout)["data"][0]


def main(root, build, profiles, output):
    settings = gate.load()
    output.mkdir(parents=True, exist_ok=True)
    exported = export(root, build, profiles, output)
    found = counted(decisions(exported, root), settings["excluded_decisions"], root)
    result = figures(found)
    (output / "summary.json").write_text(json.dumps(summarise(found, result), indent=4))
    sentences = list(unshown(found, root))
    (output / "unshown.txt").write_text("".join(f"{sentence}\n" for sentence in sentences))
    print("Conditions that no test shows to matter alone:", *sentences, sep="\n  ")
    gate.show(FOLDER, result)
    print(f"report: {output / 'html' / 'index.html'}")
    wrong = list(gate.missed(FOLDER, settings["folders"][FOLDER], result))
    if exported["totals"]["mcdc"]["count"] != result["mcdc"][1]:
        wrong.append(f"llvm-cov counts {exported['totals']['mcdc']['count']} conditions, "
                     f"not {result['mcdc'][1]}")
    for sentence in wrong:
        print(f"mcdc: {sentence}", file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(*(pathlib.Path(argument) for argument in sys.argv[1:])))
