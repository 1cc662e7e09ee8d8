"""What sweeps are made of."""

from __future__ import annotations

from attune_compat import MARK
from attune_compat.names import offer

__compat__ = MARK

_NAMES = {
    **dict.fromkeys(
        (
            "Choice",
            "Randint",
            "Uniform",
            "QUniform",
            "LogUniform",
            "QLogUniform",
            "Normal",
            "QNormal",
            "LogNormal",
            "QLogNormal",
            "SweepDistribution",
        ),
        ".search_space",
    ),
    **dict.fromkeys(("BanditPolicy", "MedianStoppingPolicy", "TruncationSelectionPolicy", "EarlyTerminationPolicy"), ".policies"),
    **dict.fromkeys(
        ("RandomSamplingAlgorithm", "GridSamplingAlgorithm", "BayesianSamplingAlgorithm", "SamplingAlgorithm"), ".algorithms"
    ),
    "Objective": ".objective",
    "SweepJobLimits": ".limits",
    "SweepJob": "azure.ai.ml.entities.sweep_job",
}

__getattr__, __dir__, __all__ = offer(__name__, _NAMES)
