"""What steps of the processor (plugin.c) say about lines and branches of the sources.

A line of C was reached when any of its instructions was, in any image. A line of assembly was
reached when all of its instructions were, as a macro stands in one line. Predicated instructions
count for nothing: they begin whether or not their condition is met. A line that has no others stays
undecided.

A branch of assembly is one outcome of one conditional jump. A branch of C is a way out of a line by
conditional jumps: to another line of the same function, or out of it. So it is the same branch in
every copy of the line that the compiler made, in this image and in others.
"""
import collections


class Account:
    """Counts by (file, line): per instruction, and per branch."""

    def __init__(self):
        self.lines = collections.defaultdict(collections.Counter)
        self.branches = collections.defaultdict(collections.Counter)
        self.predicated = set()

    def add(self, listing, steps, folder):
        """Adds an image's instructions from sources below a folder, and the steps of one run."""
        executed = collections.Counter()
        for (_, to), count in steps.items():
            executed[to] += count
        numbers = collections.Counter()
        for address, instruction in listing.items():
            if not (instruction.file or "").startswith(folder):
                continue
            place = (instruction.file, instruction.line)
            number = 0
            if instruction.file.endswith(".S"):
                numbers[place] += 1
                number = numbers[place]
            if instruction.predicated:
                self.predicated.add(place)
            else:
                # A count of 0 has to be there as well.
                self.lines[place][number] += executed[address]
            if instruction.target is not None:
                self.add_branches(place, number, listing, address, steps)

    def add_branches(self, place, number, listing, address, steps):
        instruction = listing[address]
        outcomes = {"taken": instruction.target, "not taken": instruction.next}
        ways = {outcome: way(listing, instruction, to) for outcome, to in outcomes.items()}
        for outcome, to in outcomes.items():
            alike = number > 0 or len(set(ways.values())) == 1
            key = (number, outcome) if alike else (0, ways[outcome])
            self.branches[place][key] += steps.get((address, to), 0)

    def undecided(self):
        return sorted(self.predicated - self.lines.keys())

    def trace(self, root):
        """All this as gcovr's JSON, format 0.3."""
        files = collections.defaultdict(list)
        for (file, line), counts in sorted(self.lines.items()):
            branches = sorted(self.branches[file, line].items(), key=str)
            files[file].append({
                "line_number": line,
                "count": min(counts.values()),
                "branches": [{"count": count, "fallthrough": False, "throw": False}
                             for _, count in branches],
                "gcovr/noncode": False,
                "gcovr/excluded": False,
            })
        entries = [{"file": file.removeprefix(f"{root}/"), "lines": lines, "functions": []}
                   for file, lines in files.items()]
        return {"gcovr/format_version": "0.3", "files": entries}

    def unreached(self):
        """Sentences about what no run reached, by (file, line)."""
        for place, counts in sorted(self.lines.items()):
            reached = [count > 0 for count in counts.values()]
            if not any(reached):
                yield place, "not reached"
            elif not all(reached):
                yield place, f"{sum(reached)} of {len(reached)} instructions reached"
            for key, count in sorted(self.branches[place].items(), key=str):
                if count == 0 and any(reached):
                    yield place, f"branch never went {describe(key)}"
        for place in self.undecided():
            yield place, "undecided: nothing but predicated instructions"


def way(listing, instruction, to):
    """Where the source goes on after a jump to an address."""
    there = listing.get(to)
    if there and (there.file, there.function) == (instruction.file, instruction.function):
        return f"to line {there.line}"
    return "out of the function"


def describe(key):
    number, outcome = key
    return f"{outcome} (instruction {number})" if number > 0 else outcome
