"""Draws Anvil's figures beside the peers' and the limit: one small chart per operation."""

import matplotlib

matplotlib.use("Agg")
from matplotlib import pyplot  # noqa: E402, the backend comes first

# By the system's part in the chart.
COLOURS = {"anvil": "#c2410c", "isolating": "#475569", "other": "#94a3b8", "limit": "#15803d"}
LIMITS = ("limit", "C prototype")


def colour(system, peers):
    if system == "Anvil":
        return COLOURS["anvil"]
    if system in LIMITS:
        return COLOURS["limit"]
    return COLOURS["isolating" if system in peers["isolating"] else "other"]


def bars(entry, anvil, systems):
    """(system, low, high) of one operation, Anvil first."""
    found = [("Anvil", anvil, anvil)]
    for system in systems:
        value = entry.get(system)
        if value is not None:
            low, high = value if isinstance(value, list) else (value, value)
            found.append((system, low, high))
    return found


def draw_operation(axes, entry, anvil, peers):
    found = bars(entry, anvil, peers["systems"])
    names = [system for system, _, _ in found]
    highs = [high for _, _, high in found]
    axes.barh(names, highs, color=[colour(name, peers) for name in names])
    axes.invert_yaxis()
    axes.set_title(entry["title"], fontsize=9, loc="left")
    axes.tick_params(labelsize=7)
    axes.set_xlim(0, max(highs) * 1.25)
    for place, (_, low, high) in enumerate(found):
        text = str(low) if low == high else f"{low}–{high}"
        axes.text(high, place, " " + text, va="center", fontsize=7)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)


def draw(kept, peers, path):
    """Writes the chart as SVG, the same bytes for the same figures."""
    matplotlib.rcParams["svg.hashsalt"] = "anvil"
    values = {name: row["instructions"] for name, row in kept["rows"].items()}
    values.update({name: total["value"] for name, total in kept["totals"].items()})
    entries = {name: entry for name, entry in {**peers["rows"], **peers["totals"]}.items()
               if name in values}
    columns = 3
    lines = -(-len(entries) // columns)
    figure, axes = pyplot.subplots(lines, columns, figsize=(15, 2.2 * lines), squeeze=False)
    for place in axes.flat[len(entries):]:
        place.set_visible(False)
    for place, (name, entry) in zip(axes.flat, entries.items()):
        draw_operation(place, entry, values[name], peers)
    figure.suptitle("Instructions per operation, and sizes. Orange: Anvil; dark: systems that "
                    "isolate tasks; light: without; green: limits", fontsize=10)
    figure.tight_layout(rect=(0, 0, 1, 0.98))
    figure.savefig(path, metadata={"Date": None})
    pyplot.close(figure)
