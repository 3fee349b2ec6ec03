"""Tables of the figures, in Markdown that reads well on a terminal too."""

BEGIN = "<!-- figures of baseline.json; the target bench-baseline writes them -->\n"
END = "<!-- end of the figures -->\n"


def table(head, rows):
    """The first column to the left, all others to the right, as wide as they need."""
    texts = [[str(cell) for cell in row] for row in [head, *rows]]
    widths = [max(len(row[column]) for row in texts) for column in range(len(head))]
    lines = ["| " + " | ".join(cell.rjust(width) if column else cell.ljust(width)
                               for column, (cell, width) in enumerate(zip(row, widths))) + " |"
             for row in texts]
    ruler = "|" + "|".join("-" * (width + 1) + (":" if column else "-")
                           for column, width in enumerate(widths)) + "|"
    return "\n".join([lines[0], ruler, *lines[1:]]) + "\n"


def peer_cell(value):
    if value is None:
        return "–"
    return "–".join(str(bound) for bound in value) if isinstance(value, list) else str(value)


def peer_rows(values, peers):
    """Anvil's figure and the peers' for each entry of peers that Anvil has."""
    return [[entry["title"], values[name]] + [peer_cell(entry.get(system))
                                              for system in peers["systems"]]
            for name, entry in {**peers["rows"], **peers["totals"]}.items() if name in values]


def against_peers(kept, peers):
    """The kept figures beside those of the peers."""
    values = {name: row["instructions"] for name, row in kept["rows"].items()}
    values.update({name: total["value"] for name, total in kept["totals"].items()})
    return table(["instructions, median", "Anvil", *peers["systems"]], peer_rows(values, peers))


def totals(kept):
    return table(["size or bound", "figure"],
                 [[total["text"], total["value"]] for total in kept["totals"].values()])


def kept_rows(kept):
    head = ["operation", "row", "instructions", "most", "words", "branches", "exceptions",
            "cycles, estimated"]
    figures = ("instructions", "most", "words", "branches", "exceptions", "cycles")
    return table(head, [[row["text"], f"`{name}`"] + [row[figure] for figure in figures]
                        for name, row in kept["rows"].items()])


def full_rows(figures):
    head = ["operation", "median", "min", "max", "words", "branches", "exceptions",
            "cycles, estimated", "samples"]
    counters = ("words", "branches", "exceptions", "cycles")
    return table(head, [[row["text"], *(row["instructions"][key] for key in ("median", "min", "max")),
                         *(row[counter]["median"] for counter in counters), row["samples"]]
                        for row in figures["rows"].values()])


def full(figures, peers):
    """Everything that was measured, and the peers."""
    medians = {name: {"instructions": row["instructions"]["median"]}
               for name, row in figures["rows"].items()}
    kept = {"rows": medians, "totals": figures["totals"]}
    return "\n".join([full_rows(figures), totals(figures), against_peers(kept, peers)])


def readme_with(readme, kept, peers):
    """The README with its tables written anew."""
    before, _, rest = readme.partition(BEGIN)
    _, _, after = rest.partition(END)
    shown = "\n".join([against_peers(kept, peers), kept_rows(kept), totals(kept)])
    return before + BEGIN + "\n" + shown + "\n" + END + after
