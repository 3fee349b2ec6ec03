"""The gate: compares what was measured with the thresholds in settings.json.

Fails when a threshold is missed, when a source file was not measured at all, and when there was
less to measure than settings.json says there has to be: what no counter speaks of must not look
like what has no faults.
"""
import json
import pathlib

SETTINGS = pathlib.Path(__file__).with_name("settings.json")
SOURCES = {".c", ".S"}


def load():
    return json.loads(SETTINGS.read_text())


def sources(folder, excluded, root):
    """The source files below a folder that have to be measured."""
    found = {path.relative_to(root).as_posix() for path in (root / folder).rglob("*")
             if path.suffix in SOURCES}
    return found - set(excluded)


def missed(folder, demands, figures):
    """What is wrong with (covered, total) by kind, as sentences."""
    for kind, (covered, total) in figures.items():
        least, percent = demands["totals"][kind], demands["thresholds"][kind]
        if total < least:
            yield f"{folder}: {kind}: {total} measured, at least {least} expected"
        if covered * 100 < percent * total:
            yield f"{folder}: {kind} coverage {covered} of {total} is under {percent} %"


def show(folder, figures):
    for kind, (covered, total) in figures.items():
        print(f"{folder}: {kind}: {covered} of {total}, {100 * covered / max(total, 1):.1f} %")
