"""Waiting for a run, and printing what its logs get meanwhile."""

from __future__ import annotations

import re
import sys
import time
from typing import Any, Callable, Dict, Optional, TextIO

from attune._wire import Connection
from attune.errors import NotFound

TERMINAL = ("Completed", "Failed", "Canceled", "NotResponding", "Paused")

# A sweep's own log, else the standard output of a run.
_SHOWN = re.compile(r"^(?:azureml-logs/hyperdrive\.txt|user_logs/std_log\D*0*(?:_ps)?\.txt)$")
_LAST = 15
_PAUSES = (0.3, 0.3, 0.5, 0.5, 1.0, 1.0, 2.0)


def wait(
    connection: Connection,
    run: str,
    *,
    show: bool = False,
    out: Optional[TextIO] = None,
    timeout: Optional[float] = None,
    changed: Optional[Callable[[Dict[str, Any]], None]] = None,
) -> Dict[str, Any]:
    """The details of a run once it is over.

    :param show: prints its log as it grows.
    :param timeout: seconds after which the wait, not the run, ends with a TimeoutError.
    :param changed: told of the details, each time that they are read.
    """
    out = out or sys.stdout
    printed: Dict[str, int] = {}
    deadline = None if timeout is None else time.monotonic() + timeout
    turn = 0
    while True:
        details = connection.get(connection.history("runs", run, "details"))
        if changed:
            changed(details)
        if show:
            _show(connection, details, printed, out)
        if details["status"] in TERMINAL:
            return details
        if deadline is not None and time.monotonic() > deadline:
            raise TimeoutError(f"{run} is still {details['status']}; the wait is over, the run goes on.")
        time.sleep(_PAUSES[min(turn, len(_PAUSES) - 1)])
        turn += 1


def reason(details: Dict[str, Any]) -> str:
    """Why a run ended as it did, in words; empty when nothing is said."""
    fault = ((details.get("error") or {}).get("error") or {}).get("message")
    return fault or "; ".join(each.get("message", "") for each in details.get("warnings") or [])


def why(connection: Connection, details: Dict[str, Any]) -> str:
    """Why a run failed: what the host says, and the last lines that it, or a failed trial of it, printed."""
    words = f"{details['runId']} is {details['status']}: {reason(details) or 'no reason is given'}"
    failed, lines = details["runId"], _last_lines(connection, details)
    if not lines:
        children = connection.pages(connection.history("runs", failed, "children"))
        failed = next((each["runId"] for each in children if each["status"] == "Failed"), failed)
        lines = _last_lines(connection, connection.get(connection.history("runs", failed, "details")))
    return f"{words}\nThe last that {failed} printed:\n{lines}" if lines else words


def _last_lines(connection: Connection, details: Dict[str, Any]) -> str:
    logs = details.get("logFiles", {})
    address = next((logs[name] for name in sorted(logs, reverse=True) if name.startswith("user_logs/")), None)
    if address is None:
        return ""
    text = connection.send("GET", address, headers={"Accept": "*/*"}).text
    return "\n".join("    " + line for line in text.splitlines()[-_LAST:])


def _show(connection: Connection, details: Dict[str, Any], printed: Dict[str, int], out: TextIO) -> None:
    for name, address in sorted(details.get("logFiles", {}).items()):
        if not _SHOWN.match(name):
            continue
        try:
            text = connection.send("GET", address, headers={"Accept": "*/*"}).body
        except NotFound:
            continue
        before = printed.get(name, 0)
        if details["status"] not in TERMINAL:
            text = text[: text.rfind(b"\n") + 1]  # whole lines
        if len(text) > before:
            if not before:
                out.write(f"\nStreaming {name}\n{'=' * (len(name) + 10)}\n\n")
            out.write(text[before:].decode("utf-8", "replace"))
            out.flush()
            printed[name] = len(text)
