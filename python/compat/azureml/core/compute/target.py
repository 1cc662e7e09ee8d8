"""What clusters and instances have in common."""

from __future__ import annotations

import time
from typing import Any, Dict, List, Mapping, Optional

from attune.errors import AttuneError, HostRefusal, NotFound

from ...exceptions import ComputeTargetException


class ProvisioningConfiguration:
    """What compute is to be."""

    def __init__(self, body: Mapping[str, Any], kind: type):
        self._body, self._kind = dict(body), kind


class ComputeTarget:
    """Compute of a workspace, by its name.

    :raises ComputeTargetException: there is none of that name.
    """

    _type = ""

    def __new__(cls, workspace: Any = None, name: Optional[str] = None, *_: Any, **__: Any) -> Any:
        if workspace is None or name is None:
            raise ComputeTargetException("Compute is found by a workspace and a name.")
        said = _find(workspace, name)
        kinds = {each._type: each for each in _kinds()}
        kind = kinds.get(said["properties"].get("computeType"), ComputeTarget)
        if cls is not ComputeTarget and kind is not cls:
            raise ComputeTargetException(f"'{name}' is {said['properties'].get('computeType')}, not {cls._type}.")
        made = object.__new__(kind)
        made.workspace, made.name, made._said = workspace, said["name"], said
        return made

    def __init__(self, *_: Any, **__: Any):
        """Everything is set when it is found."""

    workspace: Any
    name: str
    _said: Mapping[str, Any]

    def __repr__(self) -> str:
        return f"{type(self).__name__}(workspace={self.workspace.name!r}, name={self.name!r})"

    @property
    def type(self) -> str:
        return self._said["properties"].get("computeType", "")

    @property
    def id(self) -> str:
        return self._said["id"]

    @property
    def tags(self) -> Dict[str, str]:
        return dict(self._said.get("tags") or {})

    @property
    def provisioning_state(self) -> str:
        return self._said["properties"].get("provisioningState", "")

    @property
    def vm_size(self) -> Optional[str]:
        """A label: it runs on the host's machine, whatever size is named."""
        return self._details().get("vmSize")

    @staticmethod
    def create(workspace: Any, name: str, provisioning_configuration: ProvisioningConfiguration) -> "ComputeTarget":
        """Makes compute; of one that is there, its settings are changed.

        :raises ComputeTargetException: it cannot be made; the message names every problem.
        """
        connection = workspace._connection
        body = {"location": "local", **provisioning_configuration._body}
        try:
            connection.send("PUT", connection.arm("computes", name), body)
        except HostRefusal as error:
            raise ComputeTargetException(str(error), error) from error
        return ComputeTarget(workspace, name)

    @staticmethod
    def attach(*_: Any, **__: Any) -> None:
        raise ComputeTargetException("Nothing is attached here: compute is this machine, by ComputeTarget.create.")

    @staticmethod
    def list(workspace: Any) -> "List[ComputeTarget]":
        """The compute of a workspace."""
        connection = workspace._connection
        return [ComputeTarget(workspace, each["name"]) for each in connection.pages(connection.arm("computes"))]

    def wait_for_completion(self, show_output: bool = False, timeout_in_minutes: float = 25, **_: Any) -> None:
        """Returns once it is made, or has changed its state.

        :raises ComputeTargetException: that failed, or took too long.
        """
        deadline = time.monotonic() + timeout_in_minutes * 60
        while not self._is_settled():
            if time.monotonic() > deadline:
                raise ComputeTargetException(f"'{self.name}' is still changing after {timeout_in_minutes} minutes.")
            time.sleep(0.3)
            self.refresh_state()
        if self.provisioning_state == "Failed":
            errors = self._details().get("errors") or [{}]
            raise ComputeTargetException(f"'{self.name}' could not be made: {errors[0].get('message', 'no reason is given')}")
        if show_output:
            print(f"{self.provisioning_state}\n{type(self).__name__} wait for completion finished\n")

    def refresh_state(self) -> None:
        self._said = _find(self.workspace, self.name)

    def get_status(self) -> Any:
        self.refresh_state()
        return Status(self._details())

    def delete(self) -> None:
        """Deletes it; what runs in it ends."""
        connection = self.workspace._connection
        path = connection.arm("computes", self.name)
        connection.wait_for(connection.send("DELETE", path, query={"underlyingResourceAction": "Delete"}))

    def detach(self) -> None:
        self.delete()

    def serialize(self) -> Dict[str, Any]:
        """What the host says of it."""
        return dict(self._said)

    def _details(self) -> Dict[str, Any]:
        return self._said["properties"].get("properties") or {}

    def _is_settled(self) -> bool:
        return self.provisioning_state not in ("Creating", "Updating", "Deleting")

    def _do(self, verb: str) -> None:
        connection = self.workspace._connection
        connection.wait_for(connection.send("POST", connection.arm("computes", self.name, verb)))
        self.refresh_state()


class Status:
    """How compute stands; members are as the protocol has them, with words parted by underscores."""

    def __init__(self, details: Mapping[str, Any]):
        self._details = details

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        first, *rest = name.split("_")
        return self._details.get(first + "".join(each.capitalize() for each in rest))

    def serialize(self) -> Dict[str, Any]:
        return dict(self._details)

    def __repr__(self) -> str:
        return repr(self.serialize())


def _find(workspace: Any, name: str) -> Mapping[str, Any]:
    try:
        return workspace._connection.get(workspace._connection.arm("computes", name))
    except NotFound as error:
        raise ComputeTargetException(
            f"ComputeTargetNotFound: there is no compute '{name}' in the workspace '{workspace.name}'.", error
        ) from error
    except AttuneError as error:
        raise ComputeTargetException(str(error), error) from error


def _kinds() -> List[Any]:
    from .amlcompute import AmlCompute
    from .computeinstance import ComputeInstance

    return [AmlCompute, ComputeInstance]
