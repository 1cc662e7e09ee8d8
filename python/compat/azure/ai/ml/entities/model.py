"""Registered models."""

from __future__ import annotations

from typing import Any, List, Mapping, Optional

from attune import models

from ..exceptions import refuse
from .data import Asset

_TYPES = ("custom_model", "mlflow_model", "triton_model")


class Model(Asset):
    """A model: files of this machine, or what a job made (``azureml://jobs/NAME/outputs/artifacts/paths/…``, ``runs:/NAME/…``)."""

    def __init__(
        self,
        *,
        path: Any = None,
        type: Optional[str] = None,  # noqa: A002 - the SDK's name
        utc_time_created: Any = None,
        flavors: Optional[Mapping[str, Any]] = None,
        stage: Optional[str] = None,
        **common: Any,
    ):
        super().__init__(**common)
        problems: List[str] = [] if type in (None, *_TYPES) else [f"type is one of {', '.join(_TYPES)}, not {type!r}"]
        refuse(problems, "The model is described wrongly:")
        self.path, self.type, self.flavors, self.stage = path, type or "custom_model", flavors, stage
        #: The job or trial that made it, where one did.
        self.job_name: Optional[str] = None


def read(found: models.Model) -> Model:
    """A version as the registry has it."""
    made = Model(
        name=found.name,
        version=str(found.version),
        path=found.source,
        description=found.description,
        tags=found.tags,
        properties=found.properties,
    )
    made.id, made.job_name = f"azureml:{found.name}:{found.version}", found.run
    return made
