"""What goes wrong, by azure-core's names."""

from __future__ import annotations

from typing import Any, Optional


class AzureError(Exception):
    """Whatever these packages raise by a name of Azure's."""

    def __init__(self, message: Any = None, *args: Any, **_: Any):
        self.message = str(message or "")
        super().__init__(self.message, *args)

    def __str__(self) -> str:
        return self.message


class ServiceRequestError(AzureError):
    """The host was not reached."""


class HttpResponseError(AzureError):
    """The host refused; the message names every problem."""

    def __init__(self, message: Any = None, response: Any = None, **_: Any):
        self.response = response
        self.status_code: Optional[int] = getattr(response, "status_code", None)
        self.reason: Optional[str] = getattr(response, "reason", None)
        super().__init__(message)


class ResourceNotFoundError(HttpResponseError):
    """There is no such thing."""


class ResourceExistsError(HttpResponseError):
    """There is such a thing already, or it cannot be done in its state."""


class ResourceModifiedError(HttpResponseError):
    """It was changed meanwhile."""


class ClientAuthenticationError(HttpResponseError):
    """The token is not known."""
