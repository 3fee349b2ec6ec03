#!/usr/bin/python3
"""Tests of the gate in report.py: it lets a good summary pass and refuses each bad one."""
import unittest

import report

SETTINGS = {"folder": "kernel", "excluded_files": {}, "thresholds": {"line": 97.0, "branch": 92.0}}


def summary(line=(97, 100), branch=(92, 100), files=("kernel/a.c", "kernel/b.c")):
    return {
        "line_covered": line[0],
        "line_total": line[1],
        "branch_covered": branch[0],
        "branch_total": branch[1],
        "files": [{"filename": name, "line_total": 50} for name in files],
    }


class Gate(unittest.TestCase):
    def failures(self, **figures):
        return report.failures(SETTINGS, {"kernel/a.c", "kernel/b.c"}, summary(**figures))

    def test_exactly_at_the_thresholds_passes(self):
        self.assertEqual(self.failures(), [])

    def test_too_few_lines(self):
        self.assertRegex(self.failures(line=(969, 1000))[0], "^line coverage 969 of 1000")

    def test_too_few_branches(self):
        self.assertRegex(self.failures(branch=(91, 100))[0], "^branch coverage 91 of 100")

    def test_a_file_that_was_not_measured(self):
        self.assertEqual(self.failures(files=("kernel/a.c",)), ["kernel/b.c: not measured"])

    def test_a_file_without_lines(self):
        empty = summary()
        empty["files"][1]["line_total"] = 0
        wrong = report.failures(SETTINGS, {"kernel/a.c", "kernel/b.c"}, empty)
        self.assertEqual(wrong, ["kernel/b.c: not measured"])

    def test_nothing_measured(self):
        self.assertIn("nothing measured", self.failures(line=(0, 0), branch=(0, 0), files=()))


if __name__ == "__main__":
    unittest.main()
