#!/usr/bin/python3
"""Lets AFL++ fuzz one target for a fixed number of executions, and judges by its own statistics.

    run_afl.py --program FILE --seeds FOLDER --dictionary FILE --executions N
               [--cmplog FILE] [--mutator FILE] FOLDER

It starts from the written seeds alone: before it makes an input of its own, AFL++ runs each stored
one eight times, and the replayers know the others already.

Fails when AFL++ does, when it found a crash or a hang, when it ran the target less often than asked
or kept no input of its own (a start alone proves nothing), when it saw hardly an edge of the kernel,
when a test case was not persistent and in shared memory, or when an input's path was not always the
same: state that outlives an input would make every find a matter of luck.
"""

import argparse
import os
import pathlib
import shutil
import subprocess
import sys

EDGES_MIN = 100
HANG_MS = "60000"  # an input takes less than one; a busy machine is no hang

ENVIRONMENT = {
    "AFL_NO_UI": "1",
    "AFL_QUIET": "1",
    # The machine is as it is: neither its clock nor its core dumps nor a core of our own matter.
    "AFL_SKIP_CPUFREQ": "1",
    "AFL_NO_AFFINITY": "1",
    "AFL_I_DONT_CARE_ABOUT_MISSING_CRASHES": "1",
    "AFL_HANG_TMOUT": HANG_MS,
    "AFL_FORKSRV_INIT_TMOUT": HANG_MS,
}


def arguments_read():
    parser = argparse.ArgumentParser()
    parser.add_argument("--program", required=True)
    parser.add_argument("--cmplog", help="the companion program that tells what it compares")
    parser.add_argument("--mutator", help="a library; nothing else then makes inputs")
    parser.add_argument("--seeds", required=True, help="a folder; its files seed-* are taken")
    parser.add_argument("--dictionary", required=True)
    parser.add_argument("--executions", required=True, type=int)
    parser.add_argument("found", help="everything AFL++ leaves; emptied first")
    return parser.parse_args()


def seeds_copy(arguments):
    """The folder of the seeds, in the one that AFL++ writes to."""
    folder = pathlib.Path(arguments.found, "seeds")
    folder.mkdir(parents=True)
    for seed in pathlib.Path(arguments.seeds).glob("seed-*"):
        shutil.copy(seed, folder)
    return folder


def fuzz(arguments):
    command = ["afl-fuzz", "-i", seeds_copy(arguments), "-o", arguments.found, "-s", "1",
               "-E", str(arguments.executions), "-G", "4096", "-t", HANG_MS, "-m", "none",
               "-x", arguments.dictionary]
    if arguments.cmplog:
        command += ["-c", arguments.cmplog]
    command += ["--", arguments.program]
    environment = {**os.environ, **ENVIRONMENT}
    if arguments.mutator:
        environment["AFL_CUSTOM_MUTATOR_LIBRARY"] = arguments.mutator
        environment["AFL_CUSTOM_MUTATOR_ONLY"] = "1"
    done = subprocess.run(command, env=environment, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if done.returncode != 0:
        sys.exit(f"{done.stdout}\nafl-fuzz failed: {done.returncode}")


def statistics_read(found):
    """What AFL++ writes about itself: lines of a word, a colon and a value."""
    with open(os.path.join(found, "default", "fuzzer_stats"), encoding="utf-8") as file:
        lines = (line.partition(":") for line in file)
        return {word.strip(): value.strip() for word, _, value in lines}


def verdicts(statistics, executions):
    """What is to be the case, each with what is."""
    mode = statistics["target_mode"].split()
    return [
        ("stability 100.00%", statistics["stability"] == "100.00%", statistics["stability"]),
        ("no crashes", statistics["saved_crashes"] == "0", statistics["saved_crashes"]),
        ("no hangs", statistics["saved_hangs"] == "0", statistics["saved_hangs"]),
        (f"{executions} executions", int(statistics["execs_done"]) >= executions,
         statistics["execs_done"]),
        ("an input kept", statistics["corpus_found"] != "0", statistics["corpus_found"]),
        (f"{EDGES_MIN} edges", int(statistics["edges_found"]) >= EDGES_MIN,
         statistics["edges_found"]),
        ("shared memory, persistent", {"shmem_testcase", "persistent"} <= set(mode),
         " ".join(mode)),
    ]


def main():
    arguments = arguments_read()
    shutil.rmtree(arguments.found, ignore_errors=True)
    fuzz(arguments)
    statistics = statistics_read(arguments.found)
    results = verdicts(statistics, arguments.executions)
    for wanted, good, found in results:
        print(f"{'good' if good else 'BAD '}  {wanted}: {found}")
    print(f"      {statistics['execs_per_sec']} executions a second")
    sys.exit(0 if all(good for _, good, _ in results) else 1)


main()
