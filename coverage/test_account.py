#!/usr/bin/python3
"""Tests of listing.py and account.py: from a disassembly and steps to lines and branches."""
import unittest

import account
import listing

# What objdump writes; data, alignment, an IT block, an inlined function and a foreign file.
TEXT = """
/build/image.elf:     file format elf32-littlearm

Disassembly of section .text:

00000100 <entry>:
entry():
/root/arch/a.S:10
     100:\tcmp\tr0, #0
     102:\tbeq.n\t108 <entry+0x8>
     104:\tmovs\tr0, #1
/root/arch/a.S:11
     106:\tbx\tlr
     108:\tnop
     10a:\t.word\t0x0000abcd

00000110 <work.part.0>:
work():
/root/arch/b.c:20
     110:\tcbz\tr0, 11a <work.part.0+0xa>
/root/arch/b.c:21 (discriminator 3)
     112:\tit\tne
     114:\tmovne\tr0, #1
help():
/root/arch/b.c:5
     116:\tcmp\tr0, #1
     118:\tbne.w\t110 <work.part.0>
work():
/root/arch/b.c:22
     11a:\tbx\tlr
/root/arch/b.c:23
     11c:\titt\tmi
/root/arch/b.c:24
     11e:\tldrmi\tr0, [r1]
     120:\tstrmi\tr0, [r1]
/root/other/c.c:1
     122:\tbx\tlr
"""
A10, A11 = ("/root/arch/a.S", 10), ("/root/arch/a.S", 11)
B5, B20, B21, B22, B23, B24 = (("/root/arch/b.c", line) for line in (5, 20, 21, 22, 23, 24))


def steps_of(*path):
    return {step: 1 for step in zip((0xffffffff, *path), path)}


def book_of(*paths):
    book = account.Account()
    for path in paths:
        book.add(listing.parse(TEXT), steps_of(*path), "/root/arch/")
    return book


class Listing(unittest.TestCase):
    def setUp(self):
        self.listing = listing.parse(TEXT)

    def test_instructions_without_data_and_alignment(self):
        self.assertEqual(len(self.listing), 14)
        self.assertNotIn(0x108, self.listing)
        self.assertNotIn(0x10a, self.listing)

    def test_places(self):
        found = self.listing[0x114]
        self.assertEqual((found.file, found.line, found.function), (*B21, "work"))
        self.assertEqual(self.listing[0x116].function, "help")

    def test_conditional_branches(self):
        branches = {address: (i.target, i.next) for address, i in self.listing.items() if i.target}
        self.assertEqual(branches, {0x102: (0x108, 0x104), 0x110: (0x11a, 0x112),
                                    0x118: (0x110, 0x11a)})

    def test_predication_ends_with_its_block(self):
        predicated = [address for address, i in self.listing.items() if i.predicated]
        self.assertEqual(predicated, [0x114, 0x11e, 0x120])

    def test_nothing_is_known_of_places_in_other_sections(self):
        text = TEXT + "\nDisassembly of section .rest:\n\n00000200 <rest>:\n     200:\tbx\tlr\n"
        self.assertIsNone(listing.parse(text)[0x200].file)


class Lines(unittest.TestCase):
    def test_a_line_of_assembly_needs_all_its_instructions(self):
        book = book_of((0x100, 0x102))
        self.assertEqual(list(book.lines[A10].values()), [1, 1, 0])
        self.assertIn((A10, "2 of 3 instructions reached"), list(book.unreached()))
        book = book_of((0x100, 0x102), (0x104, 0x106))
        self.assertEqual(min(book.lines[A10].values()), 1)

    def test_a_line_of_c_needs_one(self):
        book = book_of((0x116,))
        self.assertEqual(min(book.lines[B5].values()), 1)
        self.assertEqual(min(book.lines[B22].values()), 0)
        self.assertIn((B22, "not reached"), list(book.unreached()))

    def test_predicated_instructions_decide_nothing(self):
        book = book_of((0x114, 0x11e, 0x120))
        self.assertEqual(min(book.lines[B21].values()), 0)
        self.assertEqual(book.undecided(), [B24])
        self.assertNotIn(B24, book.lines)

    def test_other_folders_do_not_count(self):
        self.assertNotIn(("/root/other/c.c", 1), book_of((0x122,)).lines)


class Branches(unittest.TestCase):
    def test_assembly_taken_and_not(self):
        self.assertEqual(dict(book_of((0x102, 0x104)).branches[A10]),
                         {(2, "taken"): 0, (2, "not taken"): 1})
        self.assertEqual(dict(book_of((0x102, 0x108)).branches[A10]),
                         {(2, "taken"): 1, (2, "not taken"): 0})

    def test_c_by_where_it_leads(self):
        self.assertEqual(dict(book_of((0x110, 0x11a)).branches[B20]),
                         {(0, "to line 22"): 1, (0, "to line 21"): 0})

    def test_an_interrupt_is_no_outcome(self):
        self.assertEqual(sum(book_of((0x110, 0x100)).branches[B20].values()), 0)

    def test_ways_that_look_alike_stay_two(self):
        self.assertEqual(dict(book_of((0x118, 0x110)).branches[B5]),
                         {(0, "taken"): 1, (0, "not taken"): 0})

    def test_images_add_up(self):
        book = book_of((0x110, 0x11a), (0x110, 0x112))
        self.assertEqual(min(book.branches[B20].values()), 1)


class Trace(unittest.TestCase):
    def test_is_gcovrs(self):
        trace = book_of((0x110, 0x112)).trace("/root")
        self.assertEqual([entry["file"] for entry in trace["files"]], ["arch/a.S", "arch/b.c"])
        lines = {line["line_number"]: line for line in trace["files"][1]["lines"]}
        self.assertEqual(sorted(lines), [5, 20, 21, 22, 23])
        self.assertEqual(lines[20]["count"], 1)
        self.assertEqual([branch["count"] for branch in lines[20]["branches"]], [1, 0])
        self.assertEqual(lines[22]["count"], 0)


if __name__ == "__main__":
    unittest.main()
