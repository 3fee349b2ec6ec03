#!/usr/bin/python3
"""Tests of what report.py does with figures: what it finds in samples, lets pass and refuses."""

import copy
import json
import pathlib
import tempfile
import unittest

import measure
import plot
import report
import tables

SAMPLES = """row\tNOP\tnull call
row\tYIELD\tyield, one way
sample\tNOP\t3\t35\t29\t3\t1\t0
sample\tYIELD\t1\t150\t10\t5\t2\t1
sample\tNOP\t2\t36\t30\t4\t1\t0
sample\tYIELD\t2\t100\t9\t4\t1\t0
stay\t90\tYIELD
step\t70
"""

SYSCALLS = """SYSCALL(0, nop, NATIVE, RETURNS,
SYSCALL(5, sched_yield, SENTRY, BLOCKS,
"""

PEERS = {"systems": ["One", "limit"], "isolating": ["One"], "totals": {},
         "rows": {"nop": {"title": "null call", "One": [4, 6], "limit": 1},
                  "gone": {"title": "not a row of Anvil's", "One": 7}}}


def kept(instructions=1000, most=1000, cycles=1000, size=1000, **more):
    row = {"text": "null call", "instructions": instructions, "most": most, "words": 1,
           "branches": 1, "exceptions": 1, "cycles": cycles}
    return {"compiler": "GCC 1", "rows": {"nop": row, **more},
            "totals": {"kernel_text": {"text": "text", "value": size}}}


class Samples(unittest.TestCase):
    def setUp(self):
        self.rows, self.stay, self.step = measure.parse(SAMPLES)

    def test_median_least_and_greatest_over_all_samples(self):
        self.assertEqual(self.rows["nop"]["instructions"], {"median": 35, "min": 35, "max": 36})
        self.assertEqual(self.rows["yield"]["instructions"], {"median": 100, "min": 100, "max": 150})
        self.assertEqual(self.rows["nop"]["samples"], 5)

    def test_cycles_charge_what_is_hidden(self):
        self.assertEqual(self.rows["nop"]["cycles"]["min"], 35 + 29 + 2 * 3 + 22)
        self.assertEqual(self.rows["yield"]["cycles"]["max"], 150 + 10 + 2 * 5 + 22 + 6)

    def test_longest_stay(self):
        self.assertEqual(self.stay, (90, "yield"))

    def test_longest_step(self):
        self.assertEqual(self.step, 70)

    def test_a_row_without_samples(self):
        with self.assertRaisesRegex(measure.Failure, "'left out' was not measured"):
            measure.parse(SAMPLES + "row\tEXTRA\tleft out\n")

    def test_runs_that_differ(self):
        self.assertEqual(measure.first_difference("a\nb\nc\n", "a\nx\nc\n"), "'b', then 'x'")
        self.assertEqual(measure.first_difference("a\n", "a\nb\n"), "'', then 'b'")

    def test_baseline_of_figures(self):
        figures = {"compiler": "GCC 1", "rows": self.rows, "totals": {}}
        self.assertEqual(report.baseline_of(figures)["rows"]["nop"],
                         {"text": "null call", "instructions": 35, "most": 36, "words": 29,
                          "branches": 3, "exceptions": 1, "cycles": 92})


class Boots(unittest.TestCase):
    """boot_alike, with a boot that gives what it is told."""

    def run_with(self, *texts):
        left = list(texts)
        boot, measure.boot = measure.boot, lambda: left.pop(0)
        try:
            return measure.boot_alike(len(texts))
        finally:
            measure.boot = boot

    def test_equal_runs(self):
        self.assertEqual(self.run_with("a\n", "a\n"), "a\n")

    def test_one_instruction_more(self):
        with self.assertRaisesRegex(measure.Failure, "two runs differ: '35', then '36'"):
            self.run_with("35\n", "36\n")


class Comparison(unittest.TestCase):
    def wrong(self, new, old=None):
        return report.differences(old or kept(), new)[0]

    def test_the_same(self):
        self.assertEqual(report.differences(kept(), kept()), ([], []))

    def test_exactly_two_percent_more_passes(self):
        self.assertEqual(self.wrong(kept(1020, 1020, 1020, 1020)), [])

    def test_more_than_two_percent(self):
        for figure in ("instructions", "most", "cycles"):
            name = f"^nop, {figure}: 1000 before, 1021 now, more than 2 % more$"
            self.assertRegex(self.wrong(kept(**{figure: 1021}))[0], name)
        self.assertRegex(self.wrong(kept(size=1021))[0], "^kernel_text, value: 1000 before, 1021")

    def test_from_nothing(self):
        self.assertEqual(len(self.wrong(kept(instructions=1), kept(instructions=0))), 1)

    def test_small_figures_may_not_grow_by_one(self):
        self.assertEqual(len(self.wrong(kept(instructions=36), kept(instructions=35))), 1)

    def test_less_is_told_but_not_wrong(self):
        wrong, better = report.differences(kept(), kept(instructions=979, most=980))
        self.assertEqual(wrong, [])
        self.assertEqual(better, ["nop, instructions: 1000 before, 979 now, more than 2 % less"])

    def test_a_row_that_is_gone(self):
        more = kept(other=kept()["rows"]["nop"])
        self.assertEqual(self.wrong(kept(), more), ["other: in the baseline, but not measured"])

    def test_a_row_that_is_new(self):
        more = kept(other=kept()["rows"]["nop"])
        self.assertEqual(self.wrong(more), ["other: measured, but not in the baseline"])

    def test_a_size_that_is_gone(self):
        less = kept()
        less["totals"] = {}
        self.assertEqual(self.wrong(less), ["kernel_text: in the baseline, but not measured"])

    def test_another_compiler_is_named(self):
        other = {**kept(2000), "compiler": "GCC 2"}
        self.assertIn("the baseline is of GCC 1, this of GCC 2", self.wrong(other))


class Demands(unittest.TestCase):
    def test_bounds(self):
        good = kept(empty={**kept()["rows"]["nop"], "most": 0})
        good["totals"]["longest_stay"] = {"text": "", "value": 20000}
        self.assertEqual(report.bounds_passed(good), [])
        bad = copy.deepcopy(good)
        bad["totals"]["longest_stay"]["value"] = 20001
        self.assertRegex(report.bounds_passed(bad)[0], "^longest_stay: 20001, must not be more")
        bad["rows"]["empty"]["most"] = 1
        self.assertEqual(len(report.bounds_passed(bad)), 2)
        self.assertEqual(len(report.bounds_passed(kept())), 2)

    def test_every_call_has_a_row(self):
        self.assertEqual(report.calls_missing(SYSCALLS, {"nop": 0, "sched_yield": 0}), [])
        self.assertRegex(report.calls_missing(SYSCALLS, {"nop": 0})[0], "^sched_yield: a call with")
        self.assertEqual(len(report.calls_missing("", {})), 1)


class Tables(unittest.TestCase):
    def test_readme_goes_stale(self):
        readme = tables.readme_with("a\n" + tables.BEGIN + tables.END + "z\n", kept(), PEERS)
        self.assertEqual((readme[:2], readme[-2:]), ("a\n", "z\n"))
        self.assertEqual(report.readme_stale(readme, kept(), PEERS), [])
        self.assertEqual(len(report.readme_stale(readme, kept(1001), PEERS)), 1)

    def test_peers(self):
        lines = tables.against_peers(kept(), PEERS).splitlines()
        self.assertEqual(lines[2].split(), "| null call | 1000 | 4–6 | 1 |".split())
        self.assertEqual(len(lines), 3)

    def test_baseline_text_is_its_json(self):
        self.assertEqual(json.loads(report.baseline_text(kept())), kept())

    def test_plot(self):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "bench.svg"
            plot.draw(kept(), PEERS, path)
            first = path.read_bytes()
            plot.draw(kept(), PEERS, path)
            self.assertEqual(path.read_bytes(), first)
            self.assertIn(b"</svg>", first)


if __name__ == "__main__":
    unittest.main()
