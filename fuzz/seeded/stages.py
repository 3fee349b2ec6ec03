"""Who can find a bug: unit tests, stored inputs, fuzz targets, integration tests.

Each function runs one kind of finder in a slot (slots.py), with whatever patch is in it, and returns
what was found in words for seeded.json: a list that is empty when nothing was.
"""
import pathlib
import re
import shutil
import xml.etree.ElementTree

from slots import TARGETS, program_run

# CPU seconds. Without a patch no program takes a fifth of them.
UNIT_SECONDS = 30
REPLAY_SECONDS = 20
EXECUTION_SECONDS = 10
# More than the largest budget takes.
FUZZ_SECONDS = 1800
INTEGRATION_SECONDS = 600


def run_unit(slot):
    """Which unit tests fail: the program, and its functions that do."""
    found = []
    for test in slot.tests():
        outcome = program_run([slot.host / "unit" / f"unit_{test}"], UNIT_SECONDS)
        if outcome.status != 0:
            failed = re.findall(r"^\[  FAILED  \] (\w+)$", outcome.output, re.MULTILINE)
            stopped = [] if outcome.status > 0 else [f"signal {-outcome.status}"]
            found.append({"test": test, "failed": sorted(set(failed)) + stopped})
    return found


def stored_inputs(slot, target):
    folders = [slot.tree / "fuzz" / kind / target for kind in ("corpus", "regressions")]
    return [path for folder in folders if folder.is_dir() for path in sorted(folder.iterdir())]


def replay_failures(program, inputs):
    """Which of the inputs fail. A replayer stops at the first one, so it is started again behind
    it."""
    left, failures = [str(path) for path in inputs], []
    while left:
        outcome = program_run([program, *left], REPLAY_SECONDS)
        if outcome.status == 0:
            break
        begun = [line for line in outcome.output.splitlines() if line in left]
        failures.append(begun[-1])
        left = left[left.index(begun[-1]) + 1:]
    return [pathlib.Path(path) for path in failures]


def run_replay(slot):
    """Which stored inputs fail, of each target."""
    found = []
    for target in TARGETS:
        program = slot.host / "fuzz" / f"replay-{target}"
        failures = replay_failures(program, stored_inputs(slot, target))
        if failures:
            found.append({"target": target, "inputs": [path.name for path in failures]})
    return found


def start_fill(slot, target, known, from_seeds):
    """The inputs that fuzzing starts from: those that do not find the bug by themselves."""
    start = slot.folder / "fuzz" / target / "start"
    shutil.rmtree(start.parent, ignore_errors=True)
    start.mkdir(parents=True)
    (start.parent / "found").mkdir()
    for path in stored_inputs(slot, target):
        seed = path.name.startswith("seed-")
        if path.name not in known and (seed or not from_seeds):
            shutil.copyfile(path, start / path.name)
    return start.parent


def fuzz_once(slot, target, folder, executions, seed):
    """Fuzzes until something fails or the budget is spent: the outcome, and the input that fails."""
    command = [slot.host / "fuzz" / f"fuzz-{target}", f"-seed={seed}", f"-runs={executions}",
               "-max_len=4096", f"-timeout={EXECUTION_SECONDS}", "-print_final_stats=1",
               f"-dict={slot.tree}/fuzz/syscalls.dict", f"-artifact_prefix={folder}/",
               folder / "found", folder / "start"]
    outcome = program_run(command, FUZZ_SECONDS, cwd=folder)
    failed = re.search(r"Test unit written to (\S+)", outcome.output)
    counted = re.search(r"stat::number_of_executed_units: +(\d+)", outcome.output)
    count = int(counted.group(1)) if counted else executions
    return outcome, count, pathlib.Path(failed.group(1)) if failed else None


def run_fuzz(slot, target, control, known, budget, seed=1, from_seeds=False):
    """What a fuzz target needs to find the bug. An input counts only if it passes in the control,
    the same program without the patch; one that does not is a bug of the tree, and is kept there."""
    folder = start_fill(slot, target, known, from_seeds)
    found = {"target": target, "executions": 0, "seconds": 0.0, "found": False, "others": []}
    while found["executions"] < budget:
        outcome, count, failed = fuzz_once(slot, target, folder, budget - found["executions"],
                                           seed + len(found["others"]))
        found["executions"] += count
        found["seconds"] = round(found["seconds"] + outcome.seconds, 1)
        if failed is None:
            break
        if not replay_failures(control / f"replay-{target}", [failed]):
            found["found"] = True
            break
        found["others"].append(str(shutil.copy(failed, control)))
    return found


def run_integration(slot, folders):
    """Which tests of these folders of integration/ fail."""
    found = []
    for folder in folders:
        report = slot.folder / "integration.xml"
        program_run(["ctest", "--test-dir", slot.firmware / "integration" / folder, "-L",
                     "integration", "--output-junit", report], INTEGRATION_SECONDS)
        cases = list(xml.etree.ElementTree.parse(report).iter("testcase"))
        failed = [case.get("name") for case in cases if case.get("status") != "run"]
        if failed or not cases:
            found.append({"folder": folder, "failed": failed})
    return found
