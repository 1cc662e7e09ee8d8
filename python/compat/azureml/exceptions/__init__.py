"""What goes wrong, by the names of Azure's SDK v1."""

from __future__ import annotations

from typing import Any, Optional

from attune_compat import MARK
from attune_compat.names import refuse_others

__compat__ = MARK


class AzureMLException(Exception):
    """Whatever these packages raise by a name of Azure's."""

    def __init__(self, exception_message: str = "", inner_exception: Optional[BaseException] = None, **_: Any):
        super().__init__(exception_message)
        self.message = exception_message
        self.inner_exception = inner_exception


class UserErrorException(AzureMLException):
    """An argument is wrong; the message says which."""


class WorkspaceException(AzureMLException):
    """There is no such workspace, or no host of one was found."""


class ProjectSystemException(WorkspaceException):
    """A workspace cannot be reached."""


class ComputeTargetException(AzureMLException):
    """There is no such compute, or it cannot be made."""


class ExperimentExecutionException(AzureMLException):
    """A run did not complete."""


class ActivityFailedException(ExperimentExecutionException):
    """A run that was waited for failed; the message says why."""


class RunConfigurationException(UserErrorException):
    """A run is described wrongly; the message names every problem."""


class HyperDriveConfigException(UserErrorException):
    """A sweep is described wrongly; the message names every problem."""


class DatasetException(UserErrorException):
    """Data is described wrongly, or is not there."""


class ModelNotFoundException(AzureMLException):
    """There is no such model."""


class EnvironmentException(UserErrorException):
    """An environment is described wrongly, or is not there."""


def all_of(problems: "list[str]", what: str) -> str:
    """Every problem in one message."""
    return what + "".join(f"\n  - {problem}" for problem in problems)


__getattr__ = refuse_others(__name__)
