"""A job's live view: in a notebook a bar, a table and charts that change in place; elsewhere lines of text."""

from __future__ import annotations

import sys
from typing import Any, List, Optional

from . import _charts, _html
from .trials import Trials

_MOST_ROWS = 25


def show(job: Any, timeout: Optional[float] = None) -> None:
    """Shows a job until its end."""
    if not _in_notebook():
        _show_lines(job, timeout)
        return
    from IPython.display import HTML, display

    handle = display(HTML(view(job, Trials())), display_id=True)
    before = None
    try:
        for trials in job.follow(timeout):
            page = view(job, trials)
            if page != before:
                before = page
                handle.update(HTML(page))
    except KeyboardInterrupt:
        note = f"Not watched any more; {job.name} goes on. To stop it: job.cancel()"
        handle.update(HTML((before or "") + f"<div>{_html.escape(note)}</div>"))


def view(job: Any, trials: Trials) -> str:
    """A job as HTML."""
    pairs: List[Any] = [("status", _html.badge(job.status)), ("experiment", job.experiment)]
    if job.is_sweep:
        done = [each for each in trials if each.is_over]
        running = sum(each.status == "Running" for each in trials)
        failed = sum(each.status == "Failed" for each in trials)
        pairs.append(("trials", _html.bar(len(done), job.total, running, failed)))
        best = trials.best()
        if best is not None:
            text = f"{job.metric} {_html.number(best.value, 7)} by trial {best.number} ({_html.values(best.parameters)})"
            pairs.append(("best", text))
    if job.reason:
        pairs.append(("reason", job.reason))
    for notice in job.notices:
        pairs.append(("notice", notice))
    page = _html.facts(_html.link(job.studio_url, job.display_name), pairs)
    if trials:
        charts = _charts.history(trials, job.metric, job.goal) + _charts.parallel_coordinates(trials, job.metric, job.goal)
        page += f'<div style="display:flex;flex-wrap:wrap;gap:12px">{charts}</div>' + _table(trials)
    return page


def _table(trials: Trials) -> str:
    if len(trials) <= _MOST_ROWS:
        return trials._repr_html_()
    # Of many, those that run and the best.
    sign = -1 if trials.goal == "maximize" else 1
    order = sorted(trials, key=lambda each: (each.status != "Running", not each.counts, sign * (each.value or 0.0)))
    shown = Trials(order[:_MOST_ROWS], trials.metric, trials.goal)
    return shown._repr_html_() + f"<div>{len(trials) - _MOST_ROWS} more trials</div>"


def _show_lines(job: Any, timeout: Optional[float]) -> None:
    try:
        job.stream(timeout=timeout)
    except KeyboardInterrupt:
        print(f"Not watched any more; {job.name} goes on. To stop it: job.cancel()", file=sys.stderr)


def _in_notebook() -> bool:
    shell = sys.modules.get("IPython")
    found = shell.get_ipython() if shell is not None else None
    # A terminal's IPython shows no HTML.
    return found is not None and hasattr(found, "kernel")
