"""The class report's figures, by matplotlib as SVG in the page's colours, each with a sentence that says the same. Trusted side."""

import io
import re
import statistics
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.axes import Axes

INK, BAR = "#010203", "#040506"  # stand for the page's colours, so that a dark page gets a light figure
SIZE = (5.2, 2.7)  # inches


def histogram(marks: Sequence[float], most: float) -> tuple[str, str]:
    """Return how many students have how many marks, as SVG and as a sentence."""
    import numpy as np
    from matplotlib.ticker import MaxNLocator

    svg, ax = _begin()
    edges = np.linspace(0, most or 1, 21).tolist()
    counts, _, _ = ax.hist(np.clip(marks, 0, most), edges, color=BAR, rwidth=0.86)
    ax.set(xlabel=f"marks of {most:g}", ylabel="students", xlim=(0, most or 1))
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_major_locator(MaxNLocator(integer=True, nbins=6))
    quarter, median, three = (float(q) for q in np.percentile(marks, (25, 50, 75)))
    said = (
        f"Marks of {len(marks)} students: half of them lie between {quarter:g} and {three:g} of {most:g}, the median is "
        f"{median:g}; "
        f"{int(counts[-1])} have {edges[-2]:g} or more, {int(counts[0])} have less than {edges[1]:g}."
    )
    return svg(), said


def functions(shares: Mapping[str, Sequence[float]]) -> tuple[str, str]:
    """Return the mean share of marks for each function, as SVG and as a sentence."""
    means = {name: statistics.fmean(values) if values else 0.0 for name, values in shares.items()}
    svg, ax = _begin()
    names = list(means)[::-1]
    ax.barh(names, [means[name] for name in names], color=BAR, height=0.55)
    for place, name in enumerate(names):
        ax.text(means[name] + 0.015, place, f"{means[name]:.0%}", va="center", color=INK)
    ax.set(xlim=(0, 1.14), xlabel="mean share of the marks", xticks=[0, 0.5, 1], xticklabels=["0 %", "50 %", "100 %"])
    ax.set_ylim(-0.7, len(names) - 0.3)
    said = "Mean share of the marks: " + ", ".join(f"{name} {mean:.0%}" for name, mean in means.items()) + "."
    return svg(), said


class _Svg:
    def __init__(self) -> None:
        from matplotlib.backends.backend_svg import FigureCanvasSVG
        from matplotlib.figure import Figure

        self.figure = Figure(SIZE, layout="constrained")
        FigureCanvasSVG(self.figure)

    def __call__(self) -> str:
        from matplotlib import rc_context

        file = io.StringIO()
        with rc_context({"svg.fonttype": "none", "svg.hashsalt": "report", "font.family": "sans-serif"}):
            self.figure.savefig(file, format="svg", transparent=True, metadata={"Date": None, "Creator": None})
        drawn = file.getvalue()
        drawn = drawn[drawn.index("<svg") :]
        drawn = re.sub(r"<metadata>.*?</metadata>", "", drawn, flags=re.DOTALL)
        drawn = drawn.replace(INK, "var(--ink)").replace(BAR, "var(--bar)")
        return re.sub(r"<svg ", '<svg aria-hidden="true" ', drawn, count=1)


def _begin() -> tuple[_Svg, "Axes"]:
    """Return a figure's writer and its axes, in the page's colours."""
    svg = _Svg()
    ax = svg.figure.subplots()
    ax.spines[["top", "right"]].set_visible(False)
    for spine in ax.spines.values():
        spine.set_color(INK)
    ax.tick_params(colors=INK)
    ax.xaxis.label.set_color(INK)
    ax.yaxis.label.set_color(INK)
    return svg, ax
