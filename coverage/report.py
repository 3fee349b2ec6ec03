#!/usr/bin/python3
"""Turns the counters of a test run into reports, and compares them with the thresholds.

    report.py ROOT BUILD GCOV OUTPUT

ROOT is the source tree, BUILD the build tree whose tests have run, GCOV the command that reads the
compiler's counters, OUTPUT the folder of the reports: index.html, cobertura.xml, summary.json.
What is measured, what is left out and why, and the thresholds are in settings.json.

Fails when a threshold is missed, and when a source file was not measured at all: a file that no
counter speaks of must not look like a file without faults.
"""
import json
import pathlib
import subprocess
import sys

SETTINGS = pathlib.Path(__file__).with_name("settings.json")


def gcovr_command(settings, root, build, gcov, output):
    """The gcovr call that measures what the settings say."""
    command = ["/usr/bin/gcovr", "--root", str(root), "--gcov-executable", gcov]
    command += ["--filter", str(root / settings["folder"]) + "/"]
    for path in settings["excluded_files"]:
        command += ["--exclude", str(root / path)]
    for pattern in settings["excluded_branches"]:
        command += ["--exclude-branches-by-pattern", ".*" + pattern + ".*"]
    command += ["--html-details", str(output / "index.html")]
    command += ["--cobertura", str(output / "cobertura.xml")]
    command += ["--json-summary", str(output / "summary.json")]
    return command + ["--txt", str(output / "summary.txt"), str(build)]


def sources(settings, root):
    """The source files that have to be in the summary."""
    found = (root / settings["folder"]).rglob("*.c")
    names = {path.relative_to(root).as_posix() for path in found}
    return names - set(settings["excluded_files"])


def failures(settings, expected, summary):
    """What is wrong with a summary, as a list of sentences."""
    wrong = []
    measured = {entry["filename"] for entry in summary["files"] if entry["line_total"] > 0}
    for name in sorted(expected - measured):
        wrong.append(f"{name}: not measured")
    if summary["line_total"] == 0 or summary["branch_total"] == 0:
        wrong.append("nothing measured")
    for kind, least in settings["thresholds"].items():
        total, covered = summary[f"{kind}_total"], summary[f"{kind}_covered"]
        if covered * 100 < least * total:
            wrong.append(f"{kind} coverage {covered} of {total} is under {least} %")
    return wrong


def main(root, build, gcov, output):
    settings = json.loads(SETTINGS.read_text())
    output.mkdir(parents=True, exist_ok=True)
    subprocess.run(gcovr_command(settings, root, build, gcov, output), check=True)
    print((output / "summary.txt").read_text())
    summary = json.loads((output / "summary.json").read_text())
    for kind in settings["thresholds"]:
        print(f"{kind}: {summary[f'{kind}_covered']} of {summary[f'{kind}_total']}")
    print(f"report: {output / 'index.html'}")
    wrong = failures(settings, sources(settings, root), summary)
    for sentence in wrong:
        print(f"coverage: {sentence}", file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    ROOT, BUILD, GCOV, OUTPUT = sys.argv[1:]
    sys.exit(main(pathlib.Path(ROOT), pathlib.Path(BUILD), GCOV, pathlib.Path(OUTPUT)))
