#!/usr/bin/python3
"""Tests of gate.py: it lets good figures pass and refuses each bad one."""
import pathlib
import tempfile
import unittest

import gate

DEMANDS = {"thresholds": {"line": 97.0, "branch": 92.5}, "totals": {"line": 100, "branch": 50}}


class Gate(unittest.TestCase):
    def missed(self, **figures):
        return list(gate.missed("kernel", DEMANDS, figures))

    def test_exactly_at_the_thresholds_passes(self):
        self.assertEqual(self.missed(line=(97, 100), branch=(185, 200)), [])

    def test_too_few(self):
        wrong = self.missed(line=(969, 1000), branch=(200, 200))
        self.assertEqual(wrong, ["kernel: line coverage 969 of 1000 is under 97.0 %"])
        wrong = self.missed(line=(1000, 1000), branch=(184, 200))
        self.assertEqual(wrong, ["kernel: branch coverage 184 of 200 is under 92.5 %"])

    def test_too_little_to_measure(self):
        wrong = self.missed(line=(99, 99))
        self.assertEqual(wrong, ["kernel: line: 99 measured, at least 100 expected"])

    def test_nothing_measured(self):
        self.assertEqual(len(self.missed(line=(0, 0), branch=(0, 0))), 2)

    def test_a_kind_without_demands_is_an_error(self):
        with self.assertRaises(KeyError):
            self.missed(mcdc=(1, 1))

    def test_sources(self):
        with tempfile.TemporaryDirectory() as name:
            root = pathlib.Path(name)
            (root / "kernel" / "tools").mkdir(parents=True)
            for file in ("a.c", "b.S", "c.h", "tools/d.c", "tools/e.py"):
                (root / "kernel" / file).touch()
            self.assertEqual(gate.sources("kernel", {"kernel/a.c": "why"}, root),
                             {"kernel/b.S", "kernel/tools/d.c"})

    def test_the_settings_demand_something_of_everything(self):
        settings = gate.load()
        self.assertEqual(set(settings["folders"]), {"kernel", "arch/armv7m"})
        for demands in settings["folders"].values():
            self.assertEqual(demands["thresholds"].keys(), demands["totals"].keys())
            self.assertGreater(min(demands["totals"].values()), 0)
            self.assertGreater(min(demands["thresholds"].values()), 0)
        for kind in ("files", "branches", "decisions"):
            for reason in settings[f"excluded_{kind}"].values():
                self.assertGreater(len(reason.split()), 3)


if __name__ == "__main__":
    unittest.main()
