"""Registered models."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, Dict, List, Mapping, Optional

from attune import models
from attune.errors import NotFound

from ..exceptions import ModelNotFoundException, UserErrorException


class Model:
    """A version of a registered model; the latest unless one is named.

    :raises ModelNotFoundException: there is none.
    """

    def __init__(
        self,
        workspace: Any,
        name: Optional[str] = None,
        id: Optional[str] = None,  # noqa: A002 - the SDK's name
        tags: Any = None,
        properties: Any = None,
        version: Optional[int] = None,
        run_id: Optional[str] = None,
        _found: Optional[models.Model] = None,
        **_: Any,
    ):
        if id:
            name, _sign, number = id.rpartition(":")
            version = int(number) if number.isdigit() else None
        if _found is None:
            if not name:
                raise UserErrorException("A model is found by its name, or by its id NAME:VERSION.")
            fitting = Model.list(workspace, name, tags, properties, run_id)
            fitting = [each for each in fitting if version in (None, each.version)]
            if not fitting:
                raise ModelNotFoundException(
                    f"There is no model '{name}'" + (f" of version {version}" if version is not None else "") + " that fits."
                )
            _found = fitting[0]._found
        self.workspace = workspace
        self._found = _found

    def __repr__(self) -> str:
        return (
            f"Model(workspace={self.workspace!r}, name={self.name}, id={self.id}, version={self.version}, "
            f"tags={self.tags}, properties={self.properties})"
        )

    @property
    def name(self) -> str:
        return self._found.name

    @property
    def version(self) -> int:
        return self._found.version

    @property
    def id(self) -> str:
        return f"{self.name}:{self.version}"

    @property
    def tags(self) -> Dict[str, str]:
        return dict(self._found.tags)

    @property
    def properties(self) -> Dict[str, str]:
        return dict(self._found.properties)

    @property
    def description(self) -> Optional[str]:
        return self._found.description

    @property
    def run_id(self) -> Optional[str]:
        return self._found.run

    @property
    def created_time(self) -> Any:
        import datetime

        return datetime.datetime.fromtimestamp(self._found.created_at, datetime.timezone.utc)

    @property
    def run(self) -> Any:
        """The run that made it; None where none of the workspace did."""
        return self.workspace.get_run(self.run_id) if self.run_id else None

    @staticmethod
    def list(
        workspace: Any,
        name: Optional[str] = None,
        tags: Any = None,
        properties: Any = None,
        run_id: Optional[str] = None,
        latest: bool = False,
        dataset_id: Optional[str] = None,
        expand: bool = True,
        page_count: int = 255,
        model_framework: Optional[str] = None,
    ) -> "List[Model]":
        """The versions that fit, the newest first; with ``latest`` one of each model.

        :param tags: names, or names with values (``[name, [name, value]]``), that a version must have.
        """
        connection = workspace._connection
        every = models.Models(connection).list(name)
        found = sorted(every, key=lambda each: (-each.created_at, -each.version))
        wanted, facts = _pairs(tags), _pairs(properties)
        if model_framework:
            facts.append(("model_framework", model_framework))
        fitting = [
            each
            for each in found
            if run_id in (None, each.run) and _has(each.tags, wanted) and _has(each.properties, facts)
        ]
        if latest:
            newest: Dict[str, int] = {}
            for each in fitting:
                newest[each.name] = max(each.version, newest.get(each.name, 0))
            fitting = [each for each in fitting if newest[each.name] == each.version]
        return [Model(workspace, _found=each) for each in fitting]

    @staticmethod
    def register(
        workspace: Any,
        model_path: str,
        model_name: str,
        tags: Optional[Mapping[str, str]] = None,
        properties: Optional[Mapping[str, Any]] = None,
        description: Optional[str] = None,
        datasets: Any = None,
        model_framework: Optional[str] = None,
        model_framework_version: Optional[str] = None,
        child_paths: Any = None,
        **_: Any,
    ) -> "Model":
        """Registers a file or folder of this machine."""
        facts = dict(properties or {})
        if model_framework:
            facts["model_framework"] = model_framework
        if model_framework_version:
            facts["model_framework_version"] = model_framework_version
        if not os.path.exists(model_path):
            raise UserErrorException(f"There is no file or folder {model_path}.")
        made = models.Models(workspace._connection).register(
            model_name, model_path, tags=tags, properties=facts, description=description
        )
        return Model(workspace, _found=made)

    @staticmethod
    def get_model_path(model_name: str, version: Optional[int] = None, _workspace: Any = None) -> str:
        """Where a model is on this machine; it is fetched into ``azureml-models/`` once."""
        if _workspace is None:
            raise UserErrorException("Models are not put beside scripts here: Model(ws, name).download() fetches one.")
        model = Model(_workspace, model_name, version=version)
        return model.download(str(Path("azureml-models", model.name, str(model.version))), exist_ok=True)

    def download(self, target_dir: str = ".", exist_ok: bool = False, exists_ok: Optional[bool] = None) -> str:
        """Fetches the files; returns the path of the file, or of the folder where there are several."""
        folder = Path(target_dir)
        there = {each.name for each in folder.iterdir()} if folder.is_dir() else set()
        if not (exist_ok or exists_ok) and there.intersection(each.split("/")[0] for each in self._found.files()):
            raise UserErrorException(f"There is something in {target_dir} already; exist_ok=True replaces it.")
        folder.mkdir(parents=True, exist_ok=True)
        names = self._found.files()
        self._found.download(folder)
        return str(folder.joinpath(*names[0].split("/")) if len(names) == 1 else folder)

    def add_tags(self, tags: Mapping[str, Any]) -> None:
        for key, value in tags.items():
            self._found.set_tag(str(key), value)

    def remove_tags(self, tags: Any) -> None:
        for key in [tags] if isinstance(tags, str) else tags:
            self._ask("DELETE", "model-versions/delete-tag", key=key)
        self.refresh()

    def add_properties(self, properties: Mapping[str, Any]) -> None:
        raise UserErrorException("A version's properties are set when it is registered; add_tags sets what may change.")

    def refresh(self) -> None:
        self._found = models.Models(self.workspace._connection).get(self.name, self.version)

    def update(self, tags: Optional[Mapping[str, Any]] = None, description: Optional[str] = None, **_: Any) -> None:
        """Replaces the tags, the description, or both."""
        if tags is not None:
            self.remove_tags([each for each in self.tags if each not in tags])
            self.add_tags(tags)
        if description is not None:
            self._ask("PATCH", "model-versions/update", description=description)
        self.refresh()

    def delete(self) -> None:
        self._found.delete()

    def serialize(self) -> Dict[str, Any]:
        return {"name": self.name, "version": self.version, "tags": self.tags, "properties": self.properties}

    def _ask(self, method: str, call: str, **more: Any) -> None:
        body = {"name": self.name, "version": str(self.version), **more}
        self.workspace._connection.mlflow(method, call, body)

    @staticmethod
    def deploy(*_: Any, **__: Any) -> None:
        raise UserErrorException("Models are not served here: Model.download fetches one, to be served as you like.")


def register_from_run(
    run: Any, name: str, path: str, tags: Any, properties: Mapping[str, Any], description: Optional[str]
) -> Model:
    """Registers what a run keeps."""
    tracked = run._tracked_id
    source = f"runs:/{tracked}/{path}" if path else f"runs:/{tracked}"
    try:
        made = models.Models(run._connection)._create(name, source, tracked, tags, properties, description)
    except NotFound as error:
        raise UserErrorException(
            f"The run {run.id} keeps nothing at 'outputs/{path}'. It has: " + (", ".join(run.get_file_names()) or "nothing")
        ) from error
    return Model(run.experiment.workspace, _found=made)


def _pairs(wanted: Any) -> "List[tuple]":
    if not wanted:
        return []
    if isinstance(wanted, Mapping):
        return [(str(key), str(value)) for key, value in wanted.items()]
    each = [wanted] if isinstance(wanted, str) else wanted
    return [(one, None) if isinstance(one, str) else (str(one[0]), str(one[1])) for one in each]


def _has(have: Mapping[str, str], wanted: "List[tuple]") -> bool:
    return all(key in have and value in (None, have[key]) for key, value in wanted)
