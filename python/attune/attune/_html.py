"""Small pieces of HTML for notebooks, legible on light and dark pages: colours are those of the page, or half transparent."""

from __future__ import annotations

import html
from datetime import datetime
from typing import Any, Iterable, List, Optional, Sequence

_CELL = "padding:2px 10px 2px 0;text-align:left;vertical-align:top"
_NUMBER = "padding:2px 10px 2px 0;text-align:right;font-variant-numeric:tabular-nums"

# Blue, green, red, amber and grey that stand out from white and from black.
COLOURS = {
    "Completed": "#2f9e58",
    "Running": "#3b82d6",
    "Failed": "#d64545",
    "Canceled": "#b7791f",
    "Queued": "#8a8a8a",
    "Preparing": "#8a8a8a",
    "Paused": "#b7791f",
}


class Raw(str):
    """A text that is HTML already."""


def escape(value: Any) -> str:
    return value if isinstance(value, Raw) else html.escape(str(value))


def number(value: Optional[float], digits: int = 5) -> str:
    """A number as people read it: ``0.98857``, ``1.2e-06``; nothing for none."""
    if value is None:
        return ""
    return f"{value:.{digits}g}" if isinstance(value, float) else str(value)


def values(of: Any) -> str:
    """Names with values in one line: ``learning_rate=0.1 trees=100``."""
    return " ".join(f"{name}={number(value)}" for name, value in of.items())


def moment(text: Optional[str]) -> str:
    """A time of the host's as the clock here shows it; nothing for none."""
    time = parsed(text)
    return time.astimezone().strftime("%Y-%m-%d %H:%M:%S") if time else ""


def parsed(text: Optional[str]) -> Optional[datetime]:
    """A time of the host's, with its zone; None for none."""
    if not text:
        return None
    text = text.replace("Z", "+00:00")
    if "." in text:
        # Older Pythons know no more than six digits.
        head, _, tail = text.partition(".")
        digits = tail[: len(tail) - 6] if tail[-6:-5] in "+-" else tail
        text = f"{head}.{digits[:6]:0<6}{tail[len(digits):]}"
    return datetime.fromisoformat(text)


def duration(seconds: Optional[float]) -> str:
    """``3.2 s``, ``2 min 5 s``, ``1 h 4 min``."""
    if seconds is None:
        return ""
    if seconds < 60:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes} min {rest} s" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min"


def link(address: Optional[str], text: Any) -> Raw:
    if not address or not address.startswith(("http://", "https://")):
        return Raw(escape(text))
    return Raw(f'<a href="{escape(address)}" style="color:{COLOURS["Running"]}" target="_blank" rel="noopener">{escape(text)}</a>')


def badge(status: str) -> Raw:
    """A status with its colour; the word says it too."""
    colour = COLOURS.get(status, "#8a8a8a")
    dot = f'<span style="color:{colour}" aria-hidden="true">&#9679;</span>'
    return Raw(f"{dot}&nbsp;{escape(status)}")


def table(columns: Sequence[str], rows: Iterable[Sequence[Any]], best: Optional[int] = None) -> Raw:
    """A table; numbers stand at the right. The row ``best`` is set off."""
    head = "".join(f'<th scope="col" style="{_CELL}">{escape(each)}</th>' for each in columns)
    lines: List[str] = []
    for i, row in enumerate(rows):
        cells = "".join(_cell(each) for each in row)
        mark = ' style="font-weight:600;background:rgba(47,158,88,.14)"' if i == best else ""
        lines.append(f"<tr{mark}>{cells}</tr>")
    return Raw(
        '<table style="border-collapse:collapse;margin:4px 0"><thead><tr>'
        f'{head}</tr></thead><tbody>{"".join(lines)}</tbody></table>'
    )


def facts(title: Any, pairs: Iterable[Sequence[Any]]) -> Raw:
    """A titled list of names with values; those without a value are left out."""
    rows = "".join(
        f'<tr><th scope="row" style="{_CELL};font-weight:normal;opacity:.7">{escape(name)}</th>'
        f'<td style="{_CELL}">{escape(value)}</td></tr>'
        for name, value in pairs
        if value not in (None, "")
    )
    return Raw(
        f'<div style="margin:4px 0"><div style="font-weight:600">{escape(title)}</div>'
        f'<table style="border-collapse:collapse">{rows}</table></div>'
    )


def bar(done: int, of: Optional[int], running: int = 0, failed: int = 0) -> Raw:
    """How much of a job is over, as a bar and in words."""
    whole = max(of or 0, done + running, 1)
    text = f"{done} of {of}" if of else f"{done}"
    text += f", {running} running" if running else ""
    text += f", {failed} failed" if failed else ""

    def part(share: int, colour: str) -> str:
        return f'<div style="width:{100 * share / whole:.2f}%;background:{colour};height:100%"></div>' if share else ""

    return Raw(
        f'<div role="progressbar" aria-valuenow="{done}" aria-valuemin="0" aria-valuemax="{whole}" '
        'style="display:flex;align-items:center;gap:10px;margin:4px 0">'
        '<div style="display:flex;width:320px;height:10px;border-radius:5px;overflow:hidden;background:rgba(128,128,128,.25)">'
        f'{part(done - failed, COLOURS["Completed"])}{part(failed, COLOURS["Failed"])}{part(running, COLOURS["Running"])}'
        f"</div><span>{escape(text)}</span></div>"
    )


def _cell(value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return f'<td style="{_CELL}">{escape("" if value is None else value)}</td>'
    return f'<td style="{_NUMBER}">{number(value)}</td>'
