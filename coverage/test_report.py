#!/usr/bin/python3
"""Tests of report.py: a folder's part of a merged summary is judged, and gcovr merges traces."""
import json
import pathlib
import subprocess
import tempfile
import unittest

import report

DEMANDS = {"thresholds": {"line": 97.0, "branch": 92.0}, "totals": {"line": 100, "branch": 100}}
EXPECTED = {"kernel/a.c", "kernel/b.c"}


def entry(name, line=(97, 100), branch=(92, 100)):
    return {"filename": name, "line_covered": line[0], "line_total": line[1],
            "branch_covered": branch[0], "branch_total": branch[1]}


def failures(*entries):
    return report.failures("kernel", DEMANDS, EXPECTED, {"files": entries})


class Judging(unittest.TestCase):
    def test_good(self):
        self.assertEqual(failures(entry("kernel/a.c"), entry("kernel/b.c")), [])

    def test_a_file_that_was_not_measured(self):
        self.assertEqual(failures(entry("kernel/a.c")), ["kernel/b.c: not measured"])

    def test_a_file_without_lines(self):
        wrong = failures(entry("kernel/a.c"), entry("kernel/b.c", line=(0, 0)))
        self.assertEqual(wrong, ["kernel/b.c: not measured"])

    def test_other_folders_neither_help_nor_harm(self):
        good, bad = entry("arch/x.c", line=(9999, 9999)), entry("kernels/x.c", line=(0, 9999))
        wrong = failures(entry("kernel/a.c", line=(94, 100)), entry("kernel/b.c"), good, bad)
        self.assertEqual(wrong, ["kernel: line coverage 191 of 200 is under 97.0 %"])

    def test_nothing_measured(self):
        self.assertEqual(len(failures()), 4)


def trace(file, branches):
    counts = [{"count": count, "fallthrough": False, "throw": False} for count in branches]
    line = {"line_number": 1, "count": 1, "branches": counts, "gcovr/noncode": False,
            "gcovr/excluded": False}
    return {"gcovr/format_version": "0.3",
            "files": [{"file": file, "lines": [line], "functions": []}]}


class Merging(unittest.TestCase):
    def test_traces_of_both_worlds_meet_in_one_summary(self):
        with tempfile.TemporaryDirectory() as name:
            root = pathlib.Path(name).resolve()
            traces = []
            for file, branches in (("kernel/a.c", [1, 0]), ("arch/b.S", [2, 0, 0])):
                (root / file).parent.mkdir()
                (root / file).write_text("text\n")
                traces.append(root / f"{len(traces)}.json")
                traces[-1].write_text(json.dumps(trace(file, branches)))
            subprocess.run(report.report_command(root, traces, root), check=True, cwd=root)
            summary = json.loads((root / "summary.json").read_text())
            self.assertEqual(report.figures("kernel", summary), {"line": (1, 1), "branch": (1, 2)})
            self.assertEqual(report.figures("arch", summary), {"line": (1, 1), "branch": (1, 3)})
            for file in ("index.html", "cobertura.xml", "summary.txt"):
                self.assertIn("b.S", (root / file).read_text())


if __name__ == "__main__":
    unittest.main()
