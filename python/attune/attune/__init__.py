"""The client of an Attune host: tuning jobs from notebooks and programs, and logging from inside a trial.

In a notebook or a program::

    import attune

    ws = attune.connect()
    job = ws.jobs.submit(attune.Sweep(
        "python3 train.py --rate ${{search_space.rate}}", code="src",
        space={"rate": attune.real(1e-3, 1, log=True)}, maximize="AUC", max_trials=20, max_concurrent=2))
    job.show()
    job.best().register_model("my_model", "model.pkl")

In the script that it runs::

    import attune

    attune.log("AUC", auc)
"""

from __future__ import annotations

from ._inside import (
    attempt,
    flush,
    log,
    log_file,
    log_metrics,
    log_parameter,
    log_parameters,
    output_path,
    param,
    params,
    set_tag,
    should_stop,
    trial_name,
)
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
)
from .space import (
    asha,
    bandit,
    choice,
    integer,
    lognormal,
    loguniform,
    median_stopping,
    normal,
    ordered,
    qlognormal,
    qloguniform,
    qnormal,
    quniform,
    randint,
    real,
    truncation_selection,
    uniform,
)
from .sweep import Command, Sweep
from .workspace import Workspace, connect

__version__ = "0.1.0"

__all__ = [
    "AccessDenied",
    "asha",
    "attempt",
    "AttuneError",
    "bandit",
    "choice",
    "Command",
    "Conflict",
    "connect",
    "flush",
    "HostAway",
    "HostNotFound",
    "HostRefusal",
    "integer",
    "JobFailed",
    "log",
    "log_file",
    "log_metrics",
    "log_parameter",
    "log_parameters",
    "lognormal",
    "loguniform",
    "median_stopping",
    "normal",
    "NotFound",
    "ordered",
    "output_path",
    "param",
    "params",
    "Problem",
    "qlognormal",
    "qloguniform",
    "qnormal",
    "quniform",
    "randint",
    "real",
    "set_tag",
    "should_stop",
    "Sweep",
    "trial_name",
    "truncation_selection",
    "uniform",
    "Workspace",
]
