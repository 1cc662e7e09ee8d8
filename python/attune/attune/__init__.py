"""The client of an Attune host: tuning jobs from notebooks and programs, and logging from inside a trial."""

from __future__ import annotations

from .errors import (
    AccessDenied,
    AttuneError,
    Conflict,
    HostAway,
    HostNotFound,
    HostRefusal,
    JobFailed,
    NotFound,
    Problem,
    TrialStopped,
)

__version__ = "0.1.0"
