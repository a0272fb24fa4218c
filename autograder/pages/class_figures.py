"""The class report's figures: SVG by matplotlib in the page's colours, each with a sentence that says the same. Trusted side."""

import io
import re
import statistics
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

INK, BAR = "#010203", "#040506"  # replaced by the page's variables, so that a dark page gets light ink
SIZE = (5.2, 2.7)  # inches


def histogram(marks: Sequence[float], most: float) -> tuple[str, str]:
    """Return the histogram of the marks, 0 to `most`, as SVG and as a sentence."""
    import numpy as np
    from matplotlib.ticker import MaxNLocator

    figure, ax = _axes()
    edges = np.linspace(0, most or 1, 21).tolist()
    counts, _, _ = ax.hist(np.clip(marks, 0, most), edges, color=BAR, rwidth=0.86)
    ax.set(xlabel=f"marks of {most:g}", ylabel="students", xlim=(0, most or 1))
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_major_locator(MaxNLocator(integer=True, nbins=6))
    lower, median, upper = (float(q) for q in np.percentile(marks, (25, 50, 75)))
    summary = (
        f"Marks of {len(marks)} students: half of them lie between {lower:g} and {upper:g} of {most:g}, the median is {median:g}; "
        f"{int(counts[-1])} have {edges[-2]:g} or more, {int(counts[0])} have less than {edges[1]:g}."
    )
    return _svg(figure), summary


def functions(shares: Mapping[str, Sequence[float]]) -> tuple[str, str]:
    """Return the mean of each function's `shares` (0 to 1, one a student), as SVG and as a sentence."""
    means = {name: statistics.fmean(values) if values else 0.0 for name, values in shares.items()}
    figure, ax = _axes()
    names = list(means)[::-1]
    ax.barh(names, [means[name] for name in names], color=BAR, height=0.55)
    for place, name in enumerate(names):
        ax.text(means[name] + 0.015, place, f"{means[name]:.0%}", va="center", color=INK)
    ax.set(xlim=(0, 1.14), xlabel="mean share of the marks", xticks=[0, 0.5, 1], xticklabels=["0 %", "50 %", "100 %"])
    ax.set_ylim(-0.7, len(names) - 0.3)
    summary = "Mean share of the marks: " + ", ".join(f"{name} {mean:.0%}" for name, mean in means.items()) + "."
    return _svg(figure), summary


def _axes() -> tuple["Figure", "Axes"]:
    """Return a new figure and its axes, in the page's colours."""
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure

    figure = Figure(SIZE, layout="constrained")
    FigureCanvasSVG(figure)
    ax = figure.subplots()
    ax.spines[["top", "right"]].set_visible(False)
    for spine in ax.spines.values():
        spine.set_color(INK)
    ax.tick_params(colors=INK)
    ax.xaxis.label.set_color(INK)
    ax.yaxis.label.set_color(INK)
    return figure, ax


def _svg(figure: "Figure") -> str:
    """Return the figure as an <svg> element that takes its colours from the page's style."""
    from matplotlib import rc_context

    file = io.StringIO()
    with rc_context({"svg.fonttype": "none", "svg.hashsalt": "report", "font.family": "sans-serif"}):
        figure.savefig(file, format="svg", transparent=True, metadata={"Date": None, "Creator": None})
    svg = file.getvalue()
    svg = re.sub(r"<metadata>.*?</metadata>", "", svg[svg.index("<svg") :], flags=re.DOTALL)
    svg = svg.replace(INK, "var(--ink)").replace(BAR, "var(--bar)")
    return svg.replace("<svg ", '<svg aria-hidden="true" ', 1)
