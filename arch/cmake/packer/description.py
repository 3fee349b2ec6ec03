"""The description of an image: from the lines CMake writes to checked tasks and pool sizes.

A line is three fields separated by tabs: owner, keyword, value. Owners are 'board', 'image NAME'
and 'task NAME'. The keywords themselves (unknown, repeated, without a value) are refused before,
in AnvilKeywords.cmake; what their values may be is refused here and in rules.py. What this file
returns keeps every rule that does not depend on the size of the compiled programs.
"""

from dataclasses import dataclass, field

from .rules import (ADDRESS_END, ENDINGS, STACK_SIZE_MIN, Board, Range, capability, device_entries,
                    device_region, interrupt_line, number, power_of_two, refuse)

TASKS_MAX = 32
QUANTUM_DEFAULT_MS = "10"
SLOT_FIRST_SHARED = 8  # in front of it are L4's initial slots

# The pools that a task's job has a quota of, in the kernel's order (enum pool), and how many of
# each there are for each task, beyond what the image itself needs, unless CONFIG says otherwise.
QUOTA_POOLS = {
    "jobs": 1,
    "processes": 1,
    "threads": 1,
    "events": 4,
    "channels": 4,
    "eventpairs": 2,
    "messages": 8,
    "mappings": 8,
    "areas": 1,
    "tokens": 2,
}
QUOTA_MAX = 1023
THREAD_POOLS = ("threads", "areas")  # what THREADS is a claim on
SPARE_MIN = 2  # jobs, processes, threads and areas even in an image of one task
TOKENS_MIN = 4  # suspend tokens
PROCESSES_MAX = 64
THREADS_MAX = 255


@dataclass
class Task:
    """One anvil_add_task, its values checked. Sizes are what was asked for, in bytes."""

    name: str
    label: int
    priority: int
    quantum_ms: int
    domain: int
    stack: int
    heap: int
    on_exit: str
    on_fault: str
    manual_start: bool
    threads: int  # beyond the first of its run, each with an exchange area
    capabilities: list  # of names
    quota: dict  # pool -> limit, where the task's author gave one; of all pools once pools are known
    device_words: str
    interrupt_words: list
    # Known once there is a board:
    devices: list = field(default_factory=list)  # of Range
    interrupts: list = field(default_factory=list)  # of line numbers

    @property
    def owner(self):
        return f"task {self.name}"


@dataclass
class Share:
    """What a CHANNEL or EVENT gives one of its tasks."""

    kind: str  # channel or event
    number: int  # of its kind, from 0
    task: str  # name
    slot: int


@dataclass
class Image:
    """One anvil_add_image: its board and its tasks in the order of their labels."""

    name: str
    board: Board
    tasks: list
    main: str  # name of a task, or ''
    shares: list = field(default_factory=list)  # of Share
    pools: dict = field(default_factory=dict)  # CONFIG_ name -> value

    @property
    def window(self):
        """The last slot that is filled by placement alone."""
        return max([share.slot for share in self.shares], default=SLOT_FIRST_SHARED - 1)

    def shared(self, kind):
        """How many of the kind are declared."""
        return len({share.number for share in self.shares if share.kind == kind})

    @property
    def owner(self):
        return f"image {self.name}"


def read_lines(path):
    """owner -> keyword -> list of values, in the order of the file."""
    owners = {}
    with open(path, encoding="utf-8") as file:
        for line in file.read().splitlines():
            owner, keyword, value = line.split("\t")
            owners.setdefault(owner, {}).setdefault(keyword, []).append(value)
    return owners


def ending(owner, keyword, text):
    """ON_EXIT and ON_FAULT."""
    if text not in ENDINGS:
        refuse(owner, f"{keyword} {text}", f"not one of {', '.join(ENDINGS)}")
    return text


def words_once(owner, keyword, words):
    """The words, none of which may be there twice."""
    for index, word in enumerate(words):
        if word in words[:index]:
            refuse(owner, f"{keyword} {word}", "is given twice")
    return words


def pairs_once(owner, keyword, texts):
    """'messages 4' and so on as a dict of words."""
    words_once(owner, keyword, [text.split()[0] for text in texts])
    return dict(text.split() for text in texts)


def read_quota(owner, texts):
    """QUOTA: pool and limit."""
    quota = {}
    for pool, text in pairs_once(owner, "QUOTA", texts).items():
        if pool not in QUOTA_POOLS:
            refuse(owner, f"QUOTA {pool}", f"no such pool; there are {', '.join(QUOTA_POOLS)}")
        quota[pool] = number(owner, f"QUOTA {pool}", text, 0, QUOTA_MAX)
    return quota


def read_task(owner, values):
    """The task of these values; its devices are looked up later, when the board is known."""
    def value(keyword, default=None):
        if keyword not in values and default is None:
            refuse(owner, keyword, "is missing")
        return values.get(keyword, [default])[0]

    def count(keyword, low, high, default=None):
        return number(owner, keyword, value(keyword, default), low, high)

    return Task(
        name=owner.split()[1],
        label=count("LABEL", 0, ADDRESS_END - 1),
        priority=count("PRIORITY", 0, 31),
        quantum_ms=count("QUANTUM", 1, 255, QUANTUM_DEFAULT_MS),
        domain=count("DOMAIN", 0, 255, "0"),
        stack=count("STACK", 1, ADDRESS_END - 1),
        heap=-(-count("HEAP", 0, ADDRESS_END - 1, "0") // 8) * 8,
        on_exit=ending(owner, "ON_EXIT", value("ON_EXIT", "none")),
        on_fault=ending(owner, "ON_FAULT", value("ON_FAULT", "none")),
        manual_start="MANUAL_START" in values,
        threads=count("THREADS", 0, THREADS_MAX, "0"),
        capabilities=[capability(owner, word) for word in
                      words_once(owner, "CAPABILITIES", values.get("CAPABILITIES", []))],
        quota=read_quota(owner, values.get("QUOTA", [])),
        device_words=" ".join(values.get("DEVICES", [])),
        interrupt_words=values.get("INTERRUPTS", []),
    )


def read_range(text):
    base, size = (int(word, 0) for word in text.split())
    return Range(base, size)


def read_device(text):
    """'uart0 0x40004000 0x1000' as (name, Range)."""
    name, place = text.split(" ", 1)
    return name, read_range(place)


def read_interrupt(text):
    """'uart0_rx 0' as (name, line)."""
    name, line = text.split()
    return name, int(line)


def read_forbidden(text):
    """'0x40008000 0x1000 watchdog' as (Range, reason); _ stands for a blank in the reason."""
    base, size, reason = text.split(" ", 2)
    return read_range(f"{base} {size}"), reason.replace("_", " ")


def read_board(values):
    return Board(
        name=values["NAME"][0],
        kernel_flash=read_range(values["KERNEL_FLASH"][0]),
        task_flash=read_range(values["TASK_FLASH"][0]),
        ram=read_range(values["RAM"][0]),
        ticks_per_ms=int(values["TICKS_PER_MS"][0]),
        cycles_per_tick=int(values["CYCLES_PER_TICK"][0]),
        irqs=int(values["IRQS"][0]),
        interrupts=dict(map(read_interrupt, values.get("INTERRUPT", []))),
        kernel_interrupts=[read_forbidden(text) for text in values.get("KERNEL_INTERRUPT", [])],
        devices=dict(map(read_device, values.get("DEVICE", []))),
        forbidden=[read_forbidden(text) for text in values.get("FORBIDDEN", [])],
    )


def find_devices(task, board):
    """The regions of a task's DEVICES; enabled regions of one space never overlap."""
    for words in device_entries(task.owner, task.device_words):
        device = device_region(task.owner, words, board)
        for other in task.devices:
            if device.overlaps(other):
                refuse(task.owner, "DEVICES " + " ".join(words), "overlaps another of its devices")
        task.devices.append(device)


def find_interrupts(task, board, owners):
    """The lines of a task's INTERRUPTS; owners (line -> task so far) grows by them."""
    for word in task.interrupt_words:
        line = interrupt_line(task.owner, word, board)
        owner = owners.setdefault(line, task)
        if line in task.interrupts:
            refuse(task.owner, f"INTERRUPTS {word}", "is given twice")
        if owner is not task:
            refuse(task.owner, f"INTERRUPTS {word}", f"line {line} belongs to {owner.owner}")
        task.interrupts.append(line)


def check_apart(tasks):
    """Labels are unique, and tasks of different domains do not meet in a device."""
    labels = {}
    for task in tasks:
        first = labels.setdefault(task.label, task)
        if first is not task:
            refuse(task.owner, f"LABEL {task.label:#x}", f"is also the label of {first.owner}")
    for i, task in enumerate(tasks):
        for other in tasks[:i]:
            shared = [d for d in task.devices for o in other.devices if d.overlaps(o)]
            if shared and task.domain != other.domain:
                refuse(task.owner, f"DEVICES {shared[0].base:#x}",
                       f"belongs to {other.owner} of another domain")


def check_stack(task, board):
    """The obvious misfit, told before anything is compiled; placement.py finds the others."""
    if power_of_two(task.stack, STACK_SIZE_MIN) > board.ram.size:
        refuse(task.owner, f"STACK {task.stack}", f"does not fit into the RAM of {board.name}")


def read_shares(owner, tasks, values):
    """CHANNEL and EVENT: the tasks find them in slots from 8 on, in order of declaration."""
    domains = {task.name: task.domain for task in tasks}
    shares = []
    for kind in ("channel", "event"):
        for index, text in enumerate(values.get(kind.upper(), [])):
            prop = f"{kind.upper()} {text}"
            members = words_once(owner, kind.upper(), text.split())
            if kind == "channel" and len(members) != 2:
                refuse(owner, prop, "a channel has two tasks")
            for name in members:
                if name not in domains:
                    refuse(owner, prop, f"{name} is not among its tasks")
                if domains[name] != domains[members[0]]:
                    refuse(owner, prop, f"{name} and {members[0]} are of different domains")
                slot = SLOT_FIRST_SHARED + sum(share.task == name for share in shares)
                shares.append(Share(kind, index, name, slot))
    return shares


def image_needs(tasks, shares, task_count):
    """pool -> what the image itself takes of the pools that have a quota."""
    def declared(kind):
        return len({share.number for share in shares if share.kind == kind})

    return dict.fromkeys(QUOTA_POOLS, 0) | {
        "jobs": 1 + len({task.domain for task in tasks}) + len(tasks),
        "processes": 2 * task_count,
        "threads": 2 * task_count,
        "mappings": 3 * task_count + sum(len(task.devices) for task in tasks),
        "events": declared("event"),
        "channels": declared("channel"),
    }


def claim(tasks, pool):
    """How much of the pool the tasks' THREADS keep for their tasks."""
    return sum(task.threads for task in tasks) if pool in THREAD_POOLS else 0


def share_quota(tasks, pools, needs):
    """Fills in the limits: what a task's author gave, else its claim and an equal part of what
    nobody claims."""
    for pool in QUOTA_POOLS:
        rest = pools[pool.upper()] - needs[pool] - claim(tasks, pool)
        for task in tasks:
            task.quota.setdefault(pool, claim([task], pool) + rest // len(tasks))


def read_pools(image, settings):
    """Pool sizes: what the image needs, or more if CONFIG says so; the limits are config.h's."""
    pools = {}
    tasks = image.tasks

    def pool(key, low, high, default=None):
        default = low if default is None else default
        text = settings.pop(key, str(default))
        pools[key.upper()] = number(image.owner, f"CONFIG {key}", text, low, high)
        return pools[key.upper()]

    task_count = pool("tasks", len(tasks), TASKS_MAX)
    needs = image_needs(tasks, image.shares, task_count)

    def spare(key, least=0):
        return claim(tasks, key) + max(least, QUOTA_POOLS[key] * task_count)

    pool("jobs", needs["jobs"], 1023, needs["jobs"] + spare("jobs", SPARE_MIN))
    processes = pool("processes", needs["processes"], PROCESSES_MAX,
                     min(PROCESSES_MAX, needs["processes"] + spare("processes", SPARE_MIN)))
    claimed = claim(tasks, "threads")
    least = max(processes, needs["threads"] + claimed)
    pool("threads", least, 1023, max(least, needs["threads"] + spare("threads", SPARE_MIN)))
    pool("areas", max(1, claimed), 1023, spare("areas", SPARE_MIN))
    pool("slots", image.window + 1, 1023, max(16, image.window + 9))
    pool("generation_bits", 1, 20, 20)
    pool("mappings", needs["mappings"], 65535, needs["mappings"] + spare("mappings"))
    lines = [line for task in tasks for line in task.interrupts]
    pool("irqs", 1 + max(lines, default=0), image.board.irqs, image.board.irqs)
    for key in ("events", "channels", "eventpairs", "messages"):
        pool(key, max(1, needs[key]), 1023, needs[key] + spare(key))
    pool("tokens", 1, 1023, spare("tokens", TOKENS_MIN))
    pool("message_bytes", 64, 1024, 128)
    pool("message_handles", 1, 8, 8)
    for key in settings:
        known = ", ".join(name.lower() for name in pools)
        refuse(image.owner, f"CONFIG {key}", f"no such setting; there are {known}")
    share_quota(tasks, pools, needs)
    return pools


def read_image(owner, values, board, tasks):
    """The whole image, its tasks sorted by label as the kernel's table wants them."""
    if not tasks:
        refuse(owner, "TASKS", "an image needs at least one task")
    if len(tasks) > TASKS_MAX:
        refuse(owner, "TASKS", f"{len(tasks)} tasks, but an image holds at most {TASKS_MAX}")
    line_owners = {}
    for task in tasks:
        check_stack(task, board)
        find_devices(task, board)
        find_interrupts(task, board, line_owners)
    check_apart(tasks)
    main = values.get("MAIN", [""])[0]
    if main and main not in [task.name for task in tasks]:
        refuse(owner, f"MAIN {main}", "is not among its tasks")
    image = Image(owner.split()[1], board, sorted(tasks, key=lambda task: task.label), main)
    image.shares = read_shares(owner, tasks, values)
    settings = dict(text.split(" ") for text in values.get("CONFIG", []))
    image.pools = read_pools(image, settings)
    return image


def read_description(path):
    """The image that the file describes, with its board and its tasks."""
    owners = read_lines(path)
    board = read_board(owners.pop("board"))
    tasks = [read_task(owner, owners[owner]) for owner in owners if owner.startswith("task ")]
    image, = (owner for owner in owners if owner.startswith("image "))
    return read_image(image, owners[image], board, tasks)
