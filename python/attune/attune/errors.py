"""What can go wrong, as exceptions whose messages say what to do next."""

from __future__ import annotations

from typing import Any, Dict, List, NamedTuple, Optional


class AttuneError(Exception):
    """Whatever this package raises."""


class HostNotFound(AttuneError):
    """Nothing says where a host is."""


class HostAway(AttuneError):
    """The host did not answer for as long as it was tried. The same call may do later."""


class Problem(NamedTuple):
    """One thing that is wrong with what was sent."""

    #: Where, e.g. ``search_space.rate``; empty for the whole.
    path: str
    message: str
    #: What to do about it.
    hint: Optional[str] = None
    #: File, line and column, where the host knows them.
    where: Optional[str] = None

    def __str__(self) -> str:
        place = ": ".join(part for part in (self.where, self.path) if part)
        text = f"{place}: {self.message}" if place else self.message
        return f"{text} ({self.hint})" if self.hint else text


class HostRefusal(AttuneError):
    """The host answered, and did not do what was asked. Trying again without a change is of no use."""

    def __init__(self, status: int, code: str, message: str, problems: Optional[List[Problem]] = None):
        self.status = status
        self.code = code
        self.message = message
        #: What is wrong with a job or a body, all at once; empty when it is something else.
        self.problems: List[Problem] = problems or []
        lines = [message] + [f"  - {problem}" for problem in self.problems if str(problem) not in message]
        super().__init__("\n".join(lines))

    @staticmethod
    def of(status: int, body: Any) -> "HostRefusal":
        """The refusal that a body tells of, in the words of any of the host's protocols."""
        body = body if isinstance(body, dict) else {}
        error = body.get("error")
        if isinstance(error, dict):
            code, message = str(error.get("code", "")), str(error.get("message", ""))
            problems = [_arm_problem(each) for each in error.get("details") or []]
            if problems:
                message = f"The host found {_count(len(problems))}:"
        else:
            code, message = str(body.get("error_code", "")), str(body.get("message", ""))
            problems = [
                _problem(each) for each in body.get("problems") or [] if each.get("severity", "Error") == "Error"
            ]
        kind = _KINDS.get(status, HostRefusal)
        return kind(status, code, message or f"The host answered {status}.", problems)


class NotFound(HostRefusal):
    """There is no such job, trial, model, data or file."""


class AccessDenied(HostRefusal):
    """The token is not known, or its role does not allow this."""


class Conflict(HostRefusal):
    """It cannot be done in the present state: a name is taken, a job still runs."""


class JobFailed(AttuneError):
    """A job that was waited for did not complete."""

    def __init__(self, name: str, status: str, reason: Optional[str]):
        self.name, self.status, self.reason = name, status, reason
        super().__init__(f"{name} is {status}" + (f": {reason}" if reason else "."))


_KINDS = {401: AccessDenied, 403: AccessDenied, 404: NotFound, 409: Conflict}


def _count(number: int) -> str:
    return "one problem" if number == 1 else f"{number} problems"


def _arm_problem(each: Dict[str, Any]) -> Problem:
    return Problem(str(each.get("target") or ""), str(each.get("message", "")))


def _problem(each: Dict[str, Any]) -> Problem:
    where = each.get("where") or {}
    place = ":".join(str(where[key]) for key in ("file", "line", "column") if where.get(key)) or None
    return Problem(str(each.get("path", "")), str(each.get("message", "")), each.get("hint"), place)
