"""Workspaces: a host's, found by its config file or home."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any, Callable, Dict, Iterator, List, Mapping, Optional

from attune import _wire
from attune.errors import AttuneError, HostNotFound, NotFound

from ..exceptions import WorkspaceException

_CONFIG_FOLDER = ".azureml"


class Workspace:
    """A workspace of a host. Subscription and resource group are labels: a host has the workspaces of its home."""

    def __init__(
        self,
        subscription_id: Optional[str] = None,
        resource_group: Optional[str] = None,
        workspace_name: Optional[str] = None,
        auth: Any = None,
        _connection: Optional[_wire.Connection] = None,
        **_: Any,
    ):
        try:
            connection = _connection or _wire.connect(workspace=workspace_name)
        except AttuneError as error:
            raise WorkspaceException(str(error), error) from error
        place = connection.place
        connection.place = place._replace(
            subscription=subscription_id or place.subscription, group=resource_group or place.group
        )
        self._connection = connection
        if _connection is None or not _is_trial():
            self._read()

    @staticmethod
    def from_config(path: Optional[str] = None, auth: Any = None, _logger: Any = None, _file_name: Optional[str] = None) -> "Workspace":
        """The workspace that the nearest ``config.json`` names: here, in ``.azureml/``, or above; where none does, the nearest home's."""
        try:
            config = None
            if path is not None:
                config = Path(path) / _file_name if _file_name and Path(path).is_dir() else Path(path)
                if not config.exists():
                    raise HostNotFound(f"There is no config file {config}.")
            return Workspace(_connection=_wire.connect(config=config))
        except AttuneError as error:
            raise WorkspaceException(str(error), error) from error

    @staticmethod
    def get(
        name: str, auth: Any = None, subscription_id: Optional[str] = None, resource_group: Optional[str] = None, **_: Any
    ) -> "Workspace":
        """The workspace of this name."""
        return Workspace(subscription_id, resource_group, name)

    @staticmethod
    def list(
        subscription_id: Optional[str] = None, auth: Any = None, resource_group: Optional[str] = None
    ) -> "Dict[str, List[Workspace]]":
        """The workspaces of the host by their names."""
        connection = _wire.connect()
        path = f"/subscriptions/{_wire.quoted(subscription_id or connection.place.subscription)}/{_wire.PROVIDER}/workspaces"
        return {
            each["name"]: [Workspace(subscription_id, resource_group, each["name"])] for each in connection.pages(path)
        }

    @staticmethod
    def create(
        name: str,
        auth: Any = None,
        subscription_id: Optional[str] = None,
        resource_group: Optional[str] = None,
        location: Optional[str] = None,
        friendly_name: Optional[str] = None,
        tags: Optional[Mapping[str, str]] = None,
        exist_ok: bool = False,
        **_: Any,
    ) -> "Workspace":
        """Makes a workspace. A host runs the jobs of one; ``attune studio -w NAME`` serves another."""
        connection = _wire.connect(workspace=name)
        try:
            connection.get(connection.arm())
            if not exist_ok:
                raise WorkspaceException(f"There is a workspace '{name}' already; exist_ok=True takes it.")
        except NotFound:
            body = {"location": location or "local", "tags": dict(tags or {}), "properties": {"friendlyName": friendly_name or name}}
            connection.request("PUT", connection.arm(), body)
        return Workspace(subscription_id, resource_group, name)

    def __repr__(self) -> str:
        return (
            f"Workspace.create(name={self.name!r}, subscription_id={self.subscription_id!r}, "
            f"resource_group={self.resource_group!r})"
        )

    @property
    def name(self) -> str:
        return self._connection.workspace

    @property
    def subscription_id(self) -> str:
        return self._connection.place.subscription

    @property
    def resource_group(self) -> str:
        return self._connection.place.group

    @property
    def location(self) -> str:
        return self._read().get("location") or "local"

    @property
    def tags(self) -> Dict[str, str]:
        return self._read().get("tags") or {}

    def get_details(self) -> Dict[str, Any]:
        """What the host says of the workspace."""
        said = self._read()
        return {"id": said["id"], "name": said["name"], "location": said.get("location"), **said.get("properties", {})}

    def write_config(self, path: Optional[str] = None, file_name: Optional[str] = None) -> None:
        """Writes a config file that ``from_config`` finds. It holds no token: where this home is not, set ATTUNE_TOKEN."""
        folder = Path(path or os.getcwd())
        folder = folder if folder.name == _CONFIG_FOLDER else folder / _CONFIG_FOLDER
        folder.mkdir(parents=True, exist_ok=True)
        said = {
            "subscription_id": self.subscription_id,
            "resource_group": self.resource_group,
            "workspace_name": self.name,
            "attune_url": self._connection.url,
        }
        if self._connection.place.home:
            said["attune_home"] = self._connection.place.home
        (folder / (file_name or "config.json")).write_text(json.dumps(said, indent=2) + "\n", encoding="utf-8")

    def get_default_datastore(self) -> Any:
        from .datastore import Datastore

        return Datastore.get_default(self)

    def get_mlflow_tracking_uri(self, *_: Any, **__: Any) -> str:
        """The host's address, which MLflow clients take with MLFLOW_TRACKING_TOKEN."""
        return self._connection.url

    def get_run(self, run_id: str) -> Any:
        from .run import Run

        return Run.get(self, run_id)

    @property
    def datastores(self) -> "Named":
        from .datastore import Datastore

        connection = self._connection
        return Named(
            lambda: [each["name"] for each in connection.pages(connection.arm("datastores"))],
            lambda name: Datastore(self, name),
        )

    @property
    def datasets(self) -> "Named":
        """The data assets by their names, as v1 wrote them."""
        from .dataset import Dataset, names_of

        return Named(lambda: names_of(self), lambda name: Dataset.get_by_name(self, name))

    @property
    def compute_targets(self) -> "Named":
        from .compute import ComputeTarget

        connection = self._connection
        return Named(
            lambda: [each["name"] for each in connection.pages(connection.arm("computes"))],
            lambda name: ComputeTarget(self, name),
        )

    @property
    def environments(self) -> "Named":
        from .environment import Environment

        connection = self._connection
        return Named(
            lambda: [each["name"] for each in connection.pages(connection.arm("environments"))],
            lambda name: Environment.get(self, name),
        )

    @property
    def experiments(self) -> "Named":
        from .experiment import Experiment

        return Named(lambda: [each.name for each in Experiment.list(self)], lambda name: Experiment(self, name))

    @property
    def models(self) -> "Named":
        from .model import Model

        return Named(lambda: sorted({each.name for each in Model.list(self)}), lambda name: Model(self, name))

    def _jobs(self) -> List[Dict[str, Any]]:
        found = list(self._connection.pages(self._connection.arm("jobs"), listViewType="All"))
        return sorted(found, key=lambda each: (each.get("systemData") or {}).get("createdAt") or "", reverse=True)

    def _read(self) -> Dict[str, Any]:
        try:
            return self._connection.get(self._connection.arm())
        except AttuneError as error:
            raise WorkspaceException(str(error), error) from error


class Named(Mapping[str, Any]):
    """Things by their names. The names are asked for at once, a thing when it is taken."""

    def __init__(self, names: Callable[[], List[str]], take: Callable[[str], Any]):
        self._names, self._take = names(), take

    def __getitem__(self, name: str) -> Any:
        if name not in self._names:
            raise KeyError(name)
        return self._take(name)

    def __contains__(self, name: object) -> bool:
        return name in self._names

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)

    def __repr__(self) -> str:
        return "{" + ", ".join(self._names) + "}"


def _is_trial() -> bool:
    # A trial's token reads its own run and nothing of the workspace.
    return bool(os.environ.get("AZUREML_RUN_ID"))
