"""Registered models."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Iterator, Optional

from attune import models
from attune._wire import Connection

from ..entities import model as entities
from ..exceptions import UserErrorException, ValidationException, in_azure_words

_SOURCES = ("runs:/", "azureml://", "models:/", "mlflow-artifacts:/")


@in_azure_words
class ModelOperations:
    """Registers, finds and fetches models."""

    def __init__(self, connection: Connection):
        self._connection = connection
        self._models = models.Models(connection)

    def create_or_update(self, model: entities.Model, **_: Any) -> entities.Model:
        """Registers a model as its next version, which the host numbers."""
        if not model.name:
            raise ValidationException("A model needs a name.")
        if model.path is None:
            raise ValidationException("A model needs a path: files here, or azureml://jobs/NAME/outputs/artifacts/paths/….")
        self._check_version(model)
        about = {"tags": model.tags, "properties": model.properties, "description": model.description}
        text = str(model.path)
        if text.startswith(_SOURCES):
            return entities.read(self._models._create(model.name, text, None, **about))
        place = Path(model.base_path or ".") / text
        if not place.exists():
            raise ValidationException(f"There is no file or folder {place}.")
        return entities.read(self._models.register(model.name, place, **about))

    def get(self, name: str, version: Optional[str] = None, label: Optional[str] = None) -> entities.Model:
        """A version.

        :raises ResourceNotFoundError: there is none.
        """
        return entities.read(self._find(name, version, label))

    def list(self, name: Optional[str] = None, stage: Optional[str] = None, **_: Any) -> Iterator[entities.Model]:
        """The latest version of each model, or all versions of one, the newest first."""
        if name is not None:
            return iter([entities.read(each) for each in self._models.list(name)])
        newest: dict = {}
        for each in self._models.list():
            newest[each.name] = max(newest.get(each.name, each), each, key=lambda one: one.version)
        found = []
        for each in newest.values():
            made = entities.read(each)
            made.latest_version = made.version
            found.append(made)
        return iter(found)

    def download(self, name: str, version: str, download_path: Any = ".") -> None:
        """Fetches the files of a version into ``PATH/NAME/``."""
        folder = Path(download_path) / name
        self._find(name, version, None).download(folder)
        print(f"Downloaded {name} version {version} to {folder}")

    def archive(self, name: str, version: Optional[str] = None, label: Optional[str] = None, **_: Any) -> None:
        """Marks a version as out of use."""
        self._stage(name, version, label, "Archived")

    def restore(self, name: str, version: Optional[str] = None, label: Optional[str] = None, **_: Any) -> None:
        self._stage(name, version, label, "None")

    def _stage(self, name: str, version: Optional[str], label: Optional[str], stage: str) -> None:
        found = self._find(name, version, label)
        body = {"name": found.name, "version": str(found.version), "stage": stage}
        self._connection.mlflow("POST", "model-versions/transition-stage", body, repeat=True)

    def _find(self, name: str, version: Optional[str], label: Optional[str]) -> models.Model:
        if version is None and label != "latest":
            raise UserErrorException(f"Name a version of '{name}', or label='latest'.")
        if version is not None and not str(version).isdigit():
            raise UserErrorException(f"A model's version is a number, not {version!r}.")
        return self._models.get(name, int(version) if version is not None else None)

    def _check_version(self, model: entities.Model) -> None:
        if model.version is None:
            return
        there = self._models.list(model.name)
        following = str(max((each.version for each in there), default=0) + 1)
        if model.version != following:
            raise UserErrorException(
                f"The host numbers the versions of a model: the next of '{model.name}' is {following}, not {model.version}. "
                "Leave version out."
            )
