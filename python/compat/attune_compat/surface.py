"""A place in a notebook's output whose content may change: a widget where ipywidgets is, else an output with an id, else lines of text."""

from __future__ import annotations

import html
import re
from typing import Any, Optional

_OLDEST_WIDGETS = 7


class Surface:
    """Shows HTML. Outside of notebooks the text of it is printed, when it changes."""

    def __init__(self) -> None:
        self._kind = _kind()
        self._shown: Any = None
        self._text: Optional[str] = None

    def show(self, page: str) -> None:
        """Shows a page in the place of the one before."""
        if self._kind == "text":
            text = _plain(page)
            if text != self._text:
                self._text = text
                print(text)
        elif self._kind == "widget":
            self._in_widget(page)
        else:
            self._in_output(page)

    def _in_widget(self, page: str) -> None:
        import ipywidgets
        from IPython.display import display

        if self._shown is None:
            self._shown = ipywidgets.HTML(page)
            display(self._shown)
        else:
            self._shown.value = page

    def _in_output(self, page: str) -> None:
        from IPython.display import HTML, display

        if self._shown is None:
            self._shown = display(HTML(page), display_id=True)
        elif self._shown is not None:
            self._shown.update(HTML(page))


def _kind() -> str:
    try:
        from IPython import get_ipython
    except ImportError:
        return "text"
    if getattr(get_ipython(), "kernel", None) is None:
        return "text"
    try:
        import ipywidgets
    except ImportError:
        return "output"
    # Older ones open their channel in a form that today's clients do not read.
    return "widget" if int(ipywidgets.__version__.split(".")[0]) >= _OLDEST_WIDGETS else "output"


def _plain(page: str) -> str:
    lines = re.sub(r"<svg.*?</svg>", "", page, flags=re.DOTALL)
    lines = re.sub(r"</(?:tr|div|thead)>", "\n", lines)
    text = html.unescape(re.sub(r"<[^>]+>", " ", lines)).replace("\xa0", " ")
    return "\n".join(line for line in (" ".join(each.split()) for each in text.splitlines()) if line)
