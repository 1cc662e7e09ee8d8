"""Charts of a sweep as inline SVG, for notebooks: legible on light and dark pages, with what each mark means as its title."""

from __future__ import annotations

import math
from typing import Any, Dict, List, Optional, Sequence, Tuple

from ._html import COLOURS, Raw, escape, number, values

_WIDTH, _HEIGHT = 460, 220
_LEFT, _RIGHT, _TOP, _BOTTOM = 56, 16, 26, 30

_TEXT = 'font-size="11" fill="currentColor" font-family="sans-serif"'
_LINE = 'stroke="currentColor" stroke-opacity=".25" fill="none"'


def history(trials: Sequence[Any], metric: str, goal: str) -> Raw:
    """Each trial's value by its number, and the best one so far."""
    points = [(trial.number, trial.value, trial) for trial in sorted(trials, key=lambda each: each.number)]
    points = [each for each in points if each[2].counts and math.isfinite(each[1])]
    if not points:
        return Raw("")
    low, high = _range([value for _, value, _ in points])
    first, last = points[0][0], max(points[-1][0], points[0][0] + 1)
    plot_width, plot_height = _WIDTH - _LEFT - _RIGHT, _HEIGHT - _TOP - _BOTTOM

    def place(index: float, value: float) -> Tuple[float, float]:
        x = _LEFT + plot_width * (index - first) / (last - first)
        return x, _TOP + plot_height * (1 - (value - low) / (high - low))

    marks: List[str] = []
    for value in _ticks(low, high):
        y = place(first, value)[1]
        marks.append(f'<path d="M{_LEFT} {y:.1f}H{_WIDTH - _RIGHT}" {_LINE}/>')
        marks.append(f'<text x="{_LEFT - 6}" y="{y + 4:.1f}" text-anchor="end" {_TEXT}>{number(value)}</text>')
    best: Optional[float] = None
    path = ""
    for index, value, _ in points:
        x, _y = place(index, value)
        best = value if best is None else (max if goal == "maximize" else min)(best, value)
        y = place(index, best)[1]
        path += f"M{x:.1f} {y:.1f}" if not path else f"H{x:.1f}V{y:.1f}"
    marks.append(f'<path d="{path}H{_WIDTH - _RIGHT}" fill="none" stroke="{COLOURS["Completed"]}" stroke-width="2"/>')
    for index, value, trial in points:
        x, y = place(index, value)
        title = f"trial {trial.number}: {number(value)} ({values(trial.parameters)})"
        marks.append(
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="{COLOURS["Running"]}" fill-opacity=".8">'
            f"<title>{escape(title)}</title></circle>"
        )
    for index in {first, last}:
        x = place(index, low)[0]
        marks.append(f'<text x="{x:.1f}" y="{_HEIGHT - 10}" text-anchor="middle" {_TEXT}>{index}</text>')
    marks.append(f'<text x="{_LEFT}" y="15" {_TEXT}>{escape(metric)} by trial, best so far</text>')
    return _svg(marks, _WIDTH, _HEIGHT, f"{metric} by trial; the best is {number(best)}")


def parallel_coordinates(trials: Sequence[Any], metric: str, goal: str) -> Raw:
    """One axis for each parameter and the metric; one line for each trial, the better the greener and stronger."""
    done = [trial for trial in trials if trial.counts and math.isfinite(trial.value)]
    names: List[str] = []
    for trial in done:
        names += [name for name in trial.parameters if name not in names]
    # A parameter that is the same for all tells nothing.
    names = [name for name in names if len({repr(trial.parameters.get(name)) for trial in done}) > 1]
    if len(done) < 2 or not names:
        return Raw("")
    width = max(_WIDTH, _LEFT + _RIGHT + 130 * len(names))
    axes = [_Axis(name, [trial.parameters.get(name) for trial in done]) for name in names]
    axes.append(_Axis(metric, [trial.value for trial in done]))
    step = (width - _LEFT - _RIGHT - 20) / (len(axes) - 1)
    height = _HEIGHT - _TOP - _BOTTOM
    marks: List[str] = []
    order = sorted(done, key=lambda trial: trial.value, reverse=goal == "minimize")
    for rank, trial in enumerate(order):
        share = rank / (len(order) - 1)
        row: Dict[str, Any] = {**trial.parameters, metric: trial.value}
        path = ""
        for i, axis in enumerate(axes):
            at = axis.place(row.get(axis.name))
            if at is not None:
                path += f"{'L' if path else 'M'}{_LEFT + i * step:.1f} {_TOP + 10 + (height - 10) * (1 - at):.1f}"
        title = f"trial {trial.number}: {number(trial.value)} ({values(trial.parameters)})"
        marks.append(
            f'<path d="{path}" fill="none" stroke="{_shade(share)}" stroke-opacity="{0.35 + 0.6 * share:.2f}" '
            f'stroke-width="{1.2 + 1.3 * share:.1f}"><title>{escape(title)}</title></path>'
        )
    for i, axis in enumerate(axes):
        x = _LEFT + i * step
        marks.append(f'<path d="M{x:.1f} {_TOP + 10}V{_TOP + height}" stroke="currentColor" stroke-opacity=".6"/>')
        marks.append(f'<text x="{x:.1f}" y="15" text-anchor="middle" {_TEXT}>{escape(axis.name)}</text>')
        for at, text in axis.labels():
            y = _TOP + 10 + (height - 10) * (1 - at)
            marks.append(f'<text x="{x - 4:.1f}" y="{y + 4:.1f}" text-anchor="end" {_TEXT}>{escape(text)}</text>')
    return _svg(marks, width, _HEIGHT, f"Parallel coordinates of {len(done)} trials")


class _Axis:
    """Numbers by their size, on a logarithmic scale where they span more than one and a half decades; texts side by side."""

    def __init__(self, name: str, given: Sequence[Any]):
        self.name = name
        there = [each for each in given if each is not None]
        numeric = all(isinstance(each, (int, float)) and not isinstance(each, bool) for each in there)
        self._words = None if numeric else sorted({str(each) for each in there})
        self._log = numeric and min(there) > 0 and max(there) / min(there) > 30
        if numeric:
            self._low, self._high = min(there), max(there)

    def place(self, value: Any) -> Optional[float]:
        if value is None:
            return None
        if self._words is not None:
            return self._words.index(str(value)) / max(len(self._words) - 1, 1)
        low, high, value = (math.log(each) if self._log else each for each in (self._low, self._high, value))
        return (value - low) / (high - low) if high > low else 0.5

    def labels(self) -> List[Tuple[float, str]]:
        if self._words is not None:
            return [(i / max(len(self._words) - 1, 1), word[:12]) for i, word in enumerate(self._words)]
        return [(0.0, number(self._low, 3)), (1.0, number(self._high, 3))]


def _shade(share: float) -> str:
    low, high = (138, 138, 138), (47, 158, 88)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in zip(low, high))


def _range(of: Sequence[float]) -> Tuple[float, float]:
    low, high = min(of), max(of)
    margin = (high - low) * 0.06 or abs(high) * 0.05 or 1.0
    return low - margin, high + margin


def _ticks(low: float, high: float) -> List[float]:
    rough = (high - low) / 4
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(each * power for each in (1, 2, 5, 10) if each * power >= rough)
    start = math.ceil(low / step)
    return [round(i * step, 12) for i in range(start, math.floor(high / step) + 1)]


def _svg(marks: List[str], width: float, height: float, label: str) -> Raw:
    return Raw(
        f'<svg role="img" aria-label="{escape(label)}" viewBox="0 0 {width:.0f} {height:.0f}" width="{width:.0f}" '
        f'height="{height:.0f}" style="max-width:100%" xmlns="http://www.w3.org/2000/svg">{"".join(marks)}</svg>'
    )
