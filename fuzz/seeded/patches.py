"""Seeded bugs: what a patch says of itself, and whether it still fits the tree.

A patch begins with its header, lines `Word: text` that go on where they are indented:

    Title     the mistake, as one would report it
    Wrong     what the code does, and what has to come together for it to show
    Finders   who has to find it: unit, fuzz TARGET, integration FOLDER
    Budget    executions of a fuzz target

What follows is what `git apply` takes, with a line or two of context.
"""
import hashlib
import os
import pathlib
import re
import subprocess

FOLDER = pathlib.Path(__file__).resolve().parent
ROOT = FOLDER.parent.parent

HEADER = ("Title", "Wrong", "Finders")
FINDER = re.compile(r"unit|fuzz (?:syscalls|names|deadlock|tree|spaces|tasks)|integration [\w-]+")


class Patch:
    """One of the patches: its header, the files it changes, and what it expects there."""

    def __init__(self, path):
        self.path = path
        self.name = path.stem
        text = path.read_text()
        head, _, body = text.partition("\n--- ")
        fields = dict(re.findall(r"^(\w+): (.*(?:\n +.*)*)", head, re.MULTILINE))
        self.missing = [field for field in HEADER if field not in fields]
        self.title = fields.get("Title", "")
        self.finders = [finder.strip() for finder in fields.get("Finders", "").split(",")]
        self.budget = int(fields.get("Budget", "0").split()[0])
        self.files = re.findall(r"^\+\+\+ b/(\S+)", body, re.MULTILINE)
        self.before = {part.split()[1].removeprefix("b/"): hunks_before(part)
                       for part in body.split("\n+++ ")[1:] for part in ["+++ " + part]}
        self.digest = hashlib.sha256(text.encode()).hexdigest()

    def targets(self):
        """The fuzz targets that have to find it."""
        return [finder.split()[1] for finder in self.finders if finder.startswith("fuzz ")]

    def folders(self):
        """The folders of integration/ whose tests have to find it."""
        return [finder.split()[1] for finder in self.finders if finder.startswith("integration ")]


def hunks_before(part):
    """The lines that each hunk of a file's part expects there."""
    hunks = []
    for line in part.splitlines():
        if line.startswith("@@"):
            hunks.append("")
        elif hunks and line[:1] in ("-", " ") and not line.startswith("--- "):
            hunks[-1] += line[1:] + "\n"
    return hunks


def patches_load():
    """All patches, by name."""
    return [Patch(path) for path in sorted(FOLDER.glob("*.patch"))]


def patch_apply(patch, tree, check=False):
    """Applies a patch to a tree; whether that went well. check: only looks whether it would."""
    # A copy below the repository is not a part of it.
    environment = dict(os.environ, GIT_CEILING_DIRECTORIES=str(tree.resolve().parent))
    command = ["git", "apply"] + (["--check"] if check else []) + [str(patch.path)]
    return subprocess.run(command, cwd=tree, env=environment).returncode == 0


def patch_mistakes(patch):
    """What is wrong with a patch, seen from the tree as it is."""
    for field in patch.missing:
        yield f"no {field} in its header"
    for finder in patch.finders:
        if not FINDER.fullmatch(finder):
            yield f"unknown finder {finder!r}"
    if patch.targets() and patch.budget < 1:
        yield "a fuzz target without a budget"
    for folder in patch.folders():
        if not (ROOT / "integration" / folder).is_dir():
            yield f"no integration/{folder}"
    if not patch_apply(patch, ROOT, check=True):
        yield "does not apply"
    for file, hunks in patch.before.items():
        text = (ROOT / file).read_text() if (ROOT / file).exists() else ""
        for hunk in hunks:
            # With so little context it might otherwise land somewhere else, unnoticed.
            if text.count(hunk) != 1:
                yield f"{file}: what it replaces is there {text.count(hunk)} times"
