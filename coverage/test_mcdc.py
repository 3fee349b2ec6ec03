#!/usr/bin/python3
"""Tests of mcdc.py, with a program that clang 19 really instruments."""
import os
import pathlib
import subprocess
import tempfile
import unittest

import mcdc

SOURCE = """\
#define CLAIM(condition)                       \\
    do {                                       \\
        if (!(condition)) {                    \\
            return -1;                         \\
        }                                      \\
    } while (0)

#define ROW(name, kind) \\
    static int name(int a) { return (kind) == 1 && a > 1; }

ROW(zero, 0)
ROW(one, 1)

static int both(int a, int b)
{
    return a > 0 &&
           b > 0;
}

int main(int argc, char **argv)
{
    (void)argv;
    CLAIM(argc > 0 || argc < 7);
    int first = both(argc, 1) + both(argc - 1, 1) + zero(argc) + one(argc) + one(argc + 1);
    return first == 1 || argc == 1 ? 0 : 1;
}
"""


class Measuring(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        holder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(holder.cleanup)
        cls.root = root = pathlib.Path(holder.name).resolve()
        for folder in ("kernel", "unit", "fuzz", "out"):
            (root / folder).mkdir()
        (root / "kernel" / "a.c").write_text(SOURCE)
        program = root / "unit" / "unit_test_a"
        flags = ["-fprofile-instr-generate", "-fcoverage-mapping", "-fcoverage-mcdc"]
        subprocess.run(["clang-19", *flags, root / "kernel" / "a.c", "-o", program], check=True)
        subprocess.run([program], check=True,
                       env={**os.environ, "LLVM_PROFILE_FILE": str(root / "a.profraw")})
        cls.exported = mcdc.export(root, root, root, root / "out")

    def counted(self, *excluded):
        return mcdc.counted(mcdc.decisions(self.exported, self.root), excluded, self.root)

    def test_conditions_shown(self):
        self.assertEqual(mcdc.figures(self.counted("CLAIM")), {"mcdc": (2, 5)})

    def test_macros_count_unless_excluded(self):
        self.assertEqual(mcdc.figures(self.counted()), {"mcdc": (2, 7)})

    def test_llvm_counts_as_many_without_macros(self):
        self.assertEqual(self.exported["totals"]["mcdc"]["count"], 5)

    def test_constants_in_rows_of_macros_do_not_count(self):
        row, = [decision for decision in mcdc.decisions(self.exported, self.root)
                if decision.region[0] == 9]
        self.assertEqual(row.shown, [True])

    def test_what_was_not_shown_has_a_name(self):
        self.assertEqual(list(mcdc.unshown(self.counted("CLAIM"), self.root)), [
            "kernel/a.c:16: condition 2, `b > 0`, in: a > 0 && b > 0",
            "kernel/a.c:25: condition 1, `first == 1`, in: first == 1 || argc == 1",
            "kernel/a.c:25: condition 2, `argc == 1`, in: first == 1 || argc == 1"])

    def test_the_html_is_there(self):
        self.assertTrue((self.root / "out" / "html" / "index.html").exists())

    def test_copies_of_a_decision_are_one(self):
        record = [10, 12, 11, 17, 0, 5, [False, True]]
        entry = {"filename": "/r/a.h", "branches": [], "mcdc_records": [record]}
        other = {**entry, "mcdc_records": [record[:-1] + [[True, False]]]}
        found = mcdc.decisions({"files": [entry, other]}, "/r")
        self.assertEqual([decision.shown for decision in found], [[True, True]])

    def test_nothing_measured_is_nothing(self):
        found = mcdc.decisions({"files": [{"filename": "/r/a.c", "branches": []}]}, "/r")
        self.assertEqual(mcdc.figures(found), {"mcdc": (0, 0)})


if __name__ == "__main__":
    unittest.main()
