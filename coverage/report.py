#!/usr/bin/python3
"""Turns the counters of a test run and the trace of the firmware into reports, and has them judged.

    report.py ROOT BUILD GCOV OUTPUT

ROOT is the source tree, BUILD the build tree whose tests have run, GCOV the command that reads the
compiler's counters, OUTPUT the folder of the reports: index.html, cobertura.xml, summary.json.
firmware.json (firmware.py) lies there already. What is measured, what is left out and why, and the
thresholds are in settings.json; gate.py judges. MC/DC has reports of its own (mcdc.py).
"""
import json
import pathlib
import subprocess
import sys

import gate

GCOVR = "/usr/bin/gcovr"
HOST = "kernel"  # what the host's counters are about
KINDS = ("line", "branch")


def counters_command(settings, root, build, gcov, trace):
    """The gcovr call that reads the host's counters."""
    command = [GCOVR, "--root", str(root), "--gcov-executable", gcov]
    command += ["--filter", f"{root / HOST}/"]
    for path in settings["excluded_files"]:
        command += ["--exclude", str(root / path)]
    for pattern in settings["excluded_branches"]:
        command += ["--exclude-branches-by-pattern", f".*{pattern}.*"]
    return command + ["--json", str(trace), str(build)]


def report_command(root, traces, output):
    """The gcovr call that merges traces and reports."""
    command = [GCOVR, "--root", str(root)]
    for trace in traces:
        command += ["--add-tracefile", str(trace)]
    command += ["--html-details", str(output / "index.html")]
    command += ["--cobertura", str(output / "cobertura.xml")]
    command += ["--json-summary", str(output / "summary.json")]
    return command + ["--txt", str(output / "summary.txt")]


def entries_below(folder, summary):
    return [entry for entry in summary["files"] if entry["filename"].startswith(f"{folder}/")]


def figures(folder, summary):
    """(covered, total) by kind, of the files below a folder."""
    entries = entries_below(folder, summary)
    return {kind: (sum(entry[f"{kind}_covered"] for entry in entries),
                   sum(entry[f"{kind}_total"] for entry in entries)) for kind in KINDS}


def failures(folder, demands, expected, summary):
    """What is wrong with a folder's part of a summary, as a list of sentences."""
    measured = {entry["filename"] for entry in entries_below(folder, summary)
                if entry["line_total"] > 0}
    wrong = [f"{name}: not measured" for name in sorted(expected - measured)]
    return wrong + list(gate.missed(folder, demands, figures(folder, summary)))


def main(root, build, gcov, output):
    settings = gate.load()
    output.mkdir(parents=True, exist_ok=True)
    traces = [output / "host.json", output / "firmware.json"]
    subprocess.run(counters_command(settings, root, build, gcov, traces[0]), check=True)
    subprocess.run(report_command(root, traces, output), check=True)
    print((output / "summary.txt").read_text())
    summary = json.loads((output / "summary.json").read_text())
    wrong = []
    for folder, demands in settings["folders"].items():
        gate.show(folder, figures(folder, summary))
        expected = gate.sources(folder, settings["excluded_files"], root)
        wrong += failures(folder, demands, expected, summary)
    print(f"report: {output / 'index.html'}")
    for sentence in wrong:
        print(f"coverage: {sentence}", file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    ROOT, BUILD, GCOV, OUTPUT = sys.argv[1:]
    sys.exit(main(pathlib.Path(ROOT), pathlib.Path(BUILD), GCOV, pathlib.Path(OUTPUT)))
