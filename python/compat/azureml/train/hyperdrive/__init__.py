"""HyperDrive: sweeps by the names of Azure's SDK v1."""

from __future__ import annotations

from attune_compat import MARK
from attune_compat.names import offer

__compat__ = MARK

_NAMES = {
    **dict.fromkeys(("RandomParameterSampling", "GridParameterSampling", "BayesianParameterSampling"), ".sampling"),
    **dict.fromkeys(
        (
            "choice",
            "randint",
            "uniform",
            "quniform",
            "loguniform",
            "qloguniform",
            "normal",
            "qnormal",
            "lognormal",
            "qlognormal",
        ),
        ".parameter_expressions",
    ),
    **dict.fromkeys(
        ("BanditPolicy", "MedianStoppingPolicy", "TruncationSelectionPolicy", "NoTerminationPolicy", "EarlyTerminationPolicy"),
        ".policy",
    ),
    **dict.fromkeys(("HyperDriveConfig", "PrimaryMetricGoal"), ".runconfig"),
    "HyperDriveRun": ".run",
}
_LACKING = {
    "HyperDriveRunConfig": "use HyperDriveConfig.",
    "HyperDriveStep": "pipelines are not run here; submit the sweep by itself.",
    "HyperDriveStepRun": "pipelines are not run here; submit the sweep by itself.",
}

__getattr__, __dir__, __all__ = offer(__name__, _NAMES, _LACKING)
