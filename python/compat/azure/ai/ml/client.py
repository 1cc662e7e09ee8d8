"""The client of a workspace."""

from __future__ import annotations

from typing import Any, Optional

from attune import _wire
from attune.errors import AttuneError
from attune_compat.names import missing

from .entities.compute import Compute
from .entities.data import Data
from .entities.environment import Environment
from .entities.job import Job
from .entities.model import Model
from .entities.workspace import Workspace
from .exceptions import UserErrorException, translation
from .operations.compute import ComputeOperations
from .operations.data import DataOperations
from .operations.datastores import DatastoreOperations
from .operations.environments import EnvironmentOperations
from .operations.jobs import JobOperations
from .operations.models import ModelOperations
from .operations.workspaces import WorkspaceOperations

_LACKING = {
    **dict.fromkeys(("components", "schedules"), "pipelines, components and schedules are not had here."),
    **dict.fromkeys(
        ("online_endpoints", "online_deployments", "batch_endpoints", "batch_deployments"),
        "models are not served here; ml_client.models.download fetches one.",
    ),
    **dict.fromkeys(("registries", "connections", "feature_stores", "feature_sets", "indexes"), "there is nothing of the kind here."),
}


class MLClient:
    """A workspace's jobs, data, models, environments and compute.

    The host is found from here: by its variables, a ``config.json``, or the nearest home. Subscription and resource group are labels; the
    credential is not asked.
    """

    def __init__(
        self,
        credential: Any = None,
        subscription_id: Optional[str] = None,
        resource_group_name: Optional[str] = None,
        workspace_name: Optional[str] = None,
        registry_name: Optional[str] = None,
        _config: Any = None,
        **_: Any,
    ):
        if registry_name:
            raise UserErrorException("There are no registries beside a workspace's own: name a workspace.")
        try:
            connection = _wire.connect(workspace=workspace_name, config=_config)
        except AttuneError as error:
            raise translation(error) from error
        place = connection.place
        connection.place = place._replace(
            subscription=subscription_id or place.subscription, group=resource_group_name or place.group
        )
        self._connection = connection
        self.jobs = JobOperations(connection)
        self.data = DataOperations(connection)
        self.models = ModelOperations(connection)
        self.environments = EnvironmentOperations(connection)
        self.compute = ComputeOperations(connection)
        self.workspaces = WorkspaceOperations(connection)
        self.datastores = DatastoreOperations(connection)

    @classmethod
    def from_config(
        cls, credential: Any = None, *, path: Any = None, file_name: Optional[str] = None, **how: Any
    ) -> "MLClient":
        """The client of the workspace that the nearest ``config.json`` names; where none does, of the nearest home."""
        from pathlib import Path

        config = None
        if path is not None:
            config = Path(path) / file_name if file_name and Path(path).is_dir() else Path(path)
        elif file_name is not None:
            config = Path(file_name)
        if config is not None and not config.exists():
            raise UserErrorException(f"There is no config file {config}.")
        return cls(credential, _config=config, **how)

    def __repr__(self) -> str:
        return (
            f"MLClient(subscription_id={self.subscription_id}, resource_group_name={self.resource_group_name}, "
            f"workspace_name={self.workspace_name}) at {self._connection.url}"
        )

    def __getattr__(self, name: str) -> Any:
        if name in _LACKING:
            raise missing(f"azure.ai.ml.MLClient.{name}", _LACKING[name])
        raise AttributeError(f"MLClient has no attribute {name!r}")

    @property
    def subscription_id(self) -> str:
        return self._connection.place.subscription

    @property
    def resource_group_name(self) -> str:
        return self._connection.place.group

    @property
    def workspace_name(self) -> str:
        return self._connection.workspace

    def create_or_update(self, entity: Any, **how: Any) -> Any:
        """Submits a job; makes data, a model or an environment."""
        kinds = {Job: self.jobs, Data: self.data, Model: self.models, Environment: self.environments}
        for kind, operations in kinds.items():
            if isinstance(entity, kind):
                return operations.create_or_update(entity, **how)
        if isinstance(entity, (Compute, Workspace)):
            raise UserErrorException("Making compute or a workspace takes a while: use begin_create_or_update.")
        raise UserErrorException(f"{type(entity).__name__} cannot be made here: jobs, data, models and environments can.")

    def begin_create_or_update(self, entity: Any, **how: Any) -> Any:
        """Makes compute or a workspace."""
        if isinstance(entity, Compute):
            return self.compute.begin_create_or_update(entity, **how)
        if isinstance(entity, Workspace):
            return self.workspaces.begin_create(entity, **how)
        raise UserErrorException(f"{type(entity).__name__} is made with create_or_update.")
