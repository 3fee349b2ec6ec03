#!/usr/bin/python3
"""Seeded bugs: applies each patch of this folder to a copy of the tree, builds, and reports who
finds it, and when.

    run.py [--only NAME...] [--jobs N] [--budget EXECUTIONS] [--seed N] [--from-seeds]
           [--work FOLDER] [--readme]
        Leaves seeded.json and seeded.md in the work folder. Patches that are not run keep what
        seeded.json said of them before. --readme writes the table into README.md. With --from-seeds
        fuzzing starts from the seeds alone, and the files are named from-seeds.*.

    run.py --check
        Looks whether all patches still apply, and stand in README.md. Quick.

Fails when one of the finders that a patch names does not find it. Nothing may find anything in the
tree without a patch. Budgets are executions, so they mean the same on every machine.
"""
import argparse
import json
import pathlib
import shutil
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import stages
import table
from patches import ROOT, patch_mistakes, patches_load
from slots import TARGETS, BuildFailure, Slot


def check():
    """Prints what is wrong with the patches and the table; how much."""
    patches = patches_load()
    mistakes = [f"{patch.name}: {text}" for patch in patches for text in patch_mistakes(patch)]
    mistakes += table.readme_mistakes(patches)
    for mistake in mistakes:
        print(mistake, file=sys.stderr)
    print(f"seeded: {len(patches)} patches, {len(mistakes)} mistakes")
    return 1 if mistakes or not patches else 0


def folders_of(patches):
    return sorted({folder for patch in patches for folder in patch.folders()})


def control_run(slot, patches, control):
    """The tree without a patch, in which nobody may find anything. Its replayers stay."""
    slot.build_host()
    found = stages.run_unit(slot) + stages.run_replay(slot)
    folders = folders_of(patches)
    if folders:
        slot.build_firmware(folders)
        found += stages.run_integration(slot, folders)
    if found:
        sys.exit(f"seeded: the tree itself fails: {found}")
    control.mkdir(parents=True, exist_ok=True)
    for target in TARGETS:
        shutil.copy(slot.host / "fuzz" / f"replay-{target}", control)


def stages_run(slot, patch, control, options):
    """All finders of one patch, which is in the slot."""
    result = {"unit": [], "replay": [], "fuzz": [], "integration": []}
    if patch.targets() or "unit" in patch.finders:
        slot.build_host()
        result["unit"] = stages.run_unit(slot)
        result["replay"] = stages.run_replay(slot)
    known = {entry["target"]: entry["inputs"] for entry in result["replay"]}
    for target in patch.targets():
        result["fuzz"].append(stages.run_fuzz(
            slot, target, control, known.get(target, []), options.budget or patch.budget,
            options.seed, options.from_seeds))
    if patch.folders():
        slot.build_firmware(patch.folders())
        result["integration"] = stages.run_integration(slot, patch.folders())
    return result


def finders_missing(patch, result):
    """The finders that the patch names and that have not found it."""
    found = ["unit"] if result["unit"] else []
    found += [f"fuzz {entry['target']}" for entry in result["fuzz"] if entry["found"]]
    found += [f"integration {entry['folder']}" for entry in result["integration"]]
    return [finder for finder in patch.finders if finder not in found]


def patch_run(slot, patch, control, options):
    """One patch, from applying it to taking it back: what is known of it afterwards."""
    begun = time.monotonic()
    try:
        slot.apply(patch)
        result = stages_run(slot, patch, control, options)
        result["missing"] = finders_missing(patch, result)
    except BuildFailure as failure:
        result = {"unit": [], "replay": [], "fuzz": [], "integration": [],
                  "missing": [f"a build: {failure}"]}
    finally:
        slot.revert(patch)
    result.update(title=patch.title, digest=patch.digest, seed=options.seed,
                  elapsed=round(time.monotonic() - begun))
    return result


def results_load(path, patches):
    """What an earlier run has found out about patches that are still the same."""
    earlier = json.loads(path.read_text()) if path.exists() else {}
    return {patch.name: earlier[patch.name] for patch in patches
            if earlier.get(patch.name, {}).get("digest") == patch.digest}


class Campaign:
    """The patches, dealt out to slots as they become free; results are written as they come."""

    def __init__(self, options, patches, slots):
        self.options, self.slots = options, list(slots)
        self.lock = threading.Lock()
        self.path = options.work / (options.stem + ".json")
        self.results = results_load(self.path, patches)

    def play(self, patch):
        with self.lock:
            slot = self.slots.pop()
        result = patch_run(slot, patch, self.options.work / "control", self.options)
        with self.lock:
            self.slots.append(slot)
            self.results[patch.name] = result
            self.path.write_text(json.dumps(self.results, indent=1, sort_keys=True) + "\n")
            print(table.table_row(patch.name, result), end="")
            for finder in result["missing"]:
                print(f"    NOT FOUND by {finder}")
            for path in [path for entry in result["fuzz"] for path in entry["others"]]:
                print(f"    a bug of the tree itself, without a patch: {path}")
            sys.stdout.flush()

    def run(self, chosen):
        with ThreadPoolExecutor(len(self.slots)) as pool:
            list(pool.map(self.play, chosen))


def options_parse():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n\n")[0])
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--only", nargs="+", default=[], metavar="NAME")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--budget", type=int, default=0, metavar="EXECUTIONS")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--from-seeds", action="store_true")
    parser.add_argument("--work", type=pathlib.Path, default=ROOT / "build" / "seeded")
    parser.add_argument("--readme", action="store_true")
    options = parser.parse_args()
    if options.from_seeds and options.readme:
        parser.error("README.md shows runs from the whole corpora")
    options.stem = "from-seeds" if options.from_seeds else "seeded"
    return options


def main():
    options = options_parse()
    if options.check:
        return check()
    patches = patches_load()
    chosen = [patch for patch in patches if not options.only or patch.name in options.only]
    if not chosen or len(chosen) < len(options.only):
        sys.exit("seeded: no such patch")
    slots = [Slot(options.work / f"slot-{i}") for i in range(min(options.jobs, len(chosen)))]
    for slot in slots:
        slot.fill()
    control_run(slots[0], chosen, options.work / "control")
    campaign = Campaign(options, patches, slots)
    campaign.run(chosen)
    (options.work / (options.stem + ".md")).write_text(table.table_text(campaign.results))
    if options.readme and len(campaign.results) < len(patches):
        sys.exit("seeded: README.md stays as it is: some patches have no result yet")
    if options.readme:
        table.readme_write(campaign.results)
    survived = [patch.name for patch in chosen if campaign.results[patch.name]["missing"]]
    others = sum(len(entry["others"]) for patch in chosen
                 for entry in campaign.results[patch.name]["fuzz"])
    print(f"seeded: {len(chosen)} patches, {len(survived)} not found as they should be; "
          f"{others} bugs of the tree itself")
    return 1 if survived or others else 0


if __name__ == "__main__":
    sys.exit(main())
