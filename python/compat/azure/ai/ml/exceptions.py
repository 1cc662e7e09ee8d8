"""What goes wrong, by the names of Azure's SDK v2."""

from __future__ import annotations

import functools
from typing import Any, Callable, List, Optional, TypeVar

from azure.core.exceptions import (
    ClientAuthenticationError,
    HttpResponseError,
    ResourceExistsError,
    ResourceNotFoundError,
    ServiceRequestError,
)

from attune.errors import AccessDenied, AttuneError, Conflict, HostRefusal, NotFound
from attune_compat.names import refuse_others

T = TypeVar("T", bound=type)


class MlException(Exception):
    """Whatever these packages raise by a name of the SDK's own."""

    def __init__(self, message: str, *_: Any, error: Optional[BaseException] = None, **__: Any):
        super().__init__(message)
        self.message, self.inner_exception = message, error


class ValidationException(MlException):
    """Something is described wrongly; the message names every problem."""


class JobException(MlException):
    """A job that was waited for did not complete."""


class UserErrorException(MlException):
    """An argument is wrong; the message says which."""


class UnexpectedKeywordError(UserErrorException):
    """A job was called with an input that it does not have."""


def refuse(problems: List[str], what: str) -> None:
    """Raises with every problem, if there is one."""
    if problems:
        raise ValidationException(what + "".join(f"\n  - {each}" for each in problems))


def in_azure_words(kind: T) -> T:
    """A class whose public methods raise azure-core's errors."""
    for name, value in list(vars(kind).items()):
        if not name.startswith("_") and callable(value) and not isinstance(value, (type, staticmethod, classmethod)):
            setattr(kind, name, _translated(value))
    return kind


def _translated(method: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(method)
    def call(*arguments: Any, **how: Any) -> Any:
        try:
            return method(*arguments, **how)
        except AttuneError as error:
            raise translation(error) from error

    return call


def translation(error: AttuneError) -> Exception:
    """An error of the host's client in azure-core's words."""
    if not isinstance(error, HostRefusal):
        return ServiceRequestError(message=str(error))
    kinds = {NotFound: ResourceNotFoundError, Conflict: ResourceExistsError}
    kind = kinds.get(type(error), HttpResponseError)
    if isinstance(error, AccessDenied) and error.status == 401:
        kind = ClientAuthenticationError
    made = kind(message=str(error))
    made.status_code = error.status
    return made


__getattr__ = refuse_others(__name__)
