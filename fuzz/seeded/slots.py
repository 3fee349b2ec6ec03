"""Copies of the tree in which patches are applied and built, and programs run with limits."""
import dataclasses
import os
import shutil
import subprocess
import tempfile

from patches import ROOT, patch_apply

TARGETS = ("syscalls", "names", "deadlock", "tree", "spaces", "tasks")
BUILD_SECONDS = 3600


@dataclasses.dataclass
class Outcome:
    """What became of a program."""
    status: int   # exit status, or -signal
    output: str
    seconds: float  # of the processor, its children included


def program_run(command, seconds, cwd=None):
    """Runs a program with a limit of CPU seconds, and with addresses that never change: libFuzzer's
    choices depend on them."""
    command = ["setarch", "-R", "prlimit", f"--cpu={seconds}", "--core=0", *map(str, command)]
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen(command, cwd=cwd, stdin=subprocess.DEVNULL, stdout=output,
                                   stderr=subprocess.STDOUT)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        text = output.read().decode("utf-8", "replace")
    return Outcome(process.returncode, text, usage.ru_utime + usage.ru_stime)


class BuildFailure(Exception):
    """A tree that does not build, or a patch that does not apply; the text says why."""


def tree_files():
    """What belongs to the tree: committed files, and new ones that git would not ignore."""
    listed = subprocess.run(["git", "ls-files", "-z", "-co", "--exclude-standard"], cwd=ROOT,
                            stdout=subprocess.PIPE, check=True).stdout
    names = set(listed.decode().split("\0")) - {""}
    return sorted(name for name in names if (ROOT / name).is_file())


def file_copy(name, tree):
    """Copies a file unless it is there: what is untouched is not built again."""
    source, copy = ROOT / name, tree / name
    copy.parent.mkdir(parents=True, exist_ok=True)
    if not copy.exists() or copy.read_bytes() != source.read_bytes():
        shutil.copyfile(source, copy)
        shutil.copymode(source, copy)


class Slot:
    """A copy of the tree with its builds. One patch at a time is in it."""

    def __init__(self, folder):
        self.folder = folder.resolve()
        self.tree = self.folder / "tree"
        self.host = self.folder / "host"
        self.firmware = self.folder / "firmware"

    def fill(self):
        """Makes the tree what the repository is now."""
        files = tree_files()
        for name in files:
            file_copy(name, self.tree)
        for path in sorted(self.tree.rglob("*")):
            if path.is_file() and str(path.relative_to(self.tree)) not in set(files):
                path.unlink()

    def apply(self, patch):
        if not patch_apply(patch, self.tree):
            raise BuildFailure("does not apply")

    def revert(self, patch):
        for name in patch.files:
            file_copy(name, self.tree)

    def tests(self):
        """The names of the unit tests."""
        return sorted(path.stem for path in (self.tree / "unit").glob("test_*.c"))

    def configure(self, build, *options):
        if not (build / "build.ninja").exists():
            self.step(["cmake", "-G", "Ninja", "-S", self.tree, "-B", build, *options])

    def step(self, command):
        outcome = program_run(command, BUILD_SECONDS)
        if outcome.status != 0:
            raise BuildFailure(outcome.output[-4000:])

    def build_host(self):
        """Unit tests, replayers and fuzz targets: optimised a little and without sanitizers, since
        the oracles are what is measured."""
        self.configure(self.host, "-DCMAKE_BUILD_TYPE=Debug", "-DCMAKE_C_COMPILER=clang-19",
                       "-DCMAKE_C_FLAGS_DEBUG=-O1", "-DANVIL_TEST_FOLDERS=unit;fuzz")
        programs = [f"unit_{test}" for test in self.tests()]
        programs += [kind + target for kind in ("replay-", "fuzz-") for target in TARGETS]
        self.step(["ninja", "-C", self.host, "-j1", *programs])

    def build_firmware(self, folders):
        """The images of some folders of integration/."""
        self.configure(self.firmware, "-DCMAKE_BUILD_TYPE=RelWithDebInfo",
                       f"-DCMAKE_TOOLCHAIN_FILE={self.tree}/arch/armv7m/toolchain.cmake",
                       "-DANVIL_TEST_FOLDERS=integration")
        self.step(["ninja", "-C", self.firmware, "-j1",
                   *[f"integration/{folder}/all" for folder in folders]])
