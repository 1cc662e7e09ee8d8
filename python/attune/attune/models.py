"""Registered models: a name with versions, each with files of its own and the trial that made them."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, Dict, Iterator, List, Mapping, Optional, Union

from . import _html
from ._files import all_files
from ._wire import Connection, quoted
from .errors import HostRefusal, NotFound

PathLike = Union[str, "os.PathLike[str]"]


class Model:
    """A version of a registered model."""

    def __init__(self, connection: Connection, found: Mapping[str, Any]):
        self._connection = connection
        self.name: str = found["name"]
        self.version = int(found["version"])
        #: May change.
        self.tags: Dict[str, str] = _map(found.get("tags"))
        #: Facts that were set when it was registered.
        self.properties: Dict[str, str] = _map(found.get("properties"))
        self.description: Optional[str] = found.get("description")
        #: The trial (or other run) that made it.
        self.run: Optional[str] = found.get("run_id") or None
        #: Where its files were taken from, ``runs:/TRIAL/PATH``.
        self.source: Optional[str] = found.get("source")
        self.aliases: List[str] = list(found.get("aliases") or [])
        self.stage: str = found.get("current_stage", "None")
        self.created_at = int(found.get("creation_timestamp", 0)) / 1000

    @property
    def studio_url(self) -> str:
        """Its page in the studio."""
        return f"{self._connection.url}/models/{quoted(self.name)}/{self.version}"

    @property
    def path(self) -> str:
        """How MLflow's clients name it: ``models:/NAME/VERSION``."""
        return f"models:/{self.name}/{self.version}"

    def files(self) -> List[str]:
        """Its files by relative path."""
        return sorted(_walk(self._connection, self._root()))

    def download(self, target: PathLike = ".") -> str:
        """Fetches its files to a folder, and gives it."""
        root = self._root()
        for name in sorted(_walk(self._connection, root)):
            address = f"/api/2.0/mlflow-artifacts/artifacts/{quoted(*root.split('/'), *name.split('/'))}"
            self._connection.download(address, Path(target, *name.split("/")))
        return os.fspath(target)

    def set_tag(self, name: str, value: Any) -> None:
        """Sets a tag of this version."""
        body = {"name": self.name, "version": str(self.version), "key": name, "value": str(value)}
        self._connection.mlflow("POST", "model-versions/set-tag", body, repeat=True)
        self.tags[name] = str(value)

    def set_alias(self, alias: str) -> None:
        """Lets an alias such as ``champion`` mean this version, and no other any more."""
        body = {"name": self.name, "version": str(self.version), "alias": alias}
        self._connection.mlflow("POST", "registered-models/alias", body, repeat=True)
        self.aliases = sorted({*self.aliases, alias})

    def delete(self) -> None:
        """Deletes this version with its files, for good."""
        self._connection.mlflow("DELETE", "model-versions/delete", {"name": self.name, "version": str(self.version)})

    def __repr__(self) -> str:
        return f"Model({self.name} version {self.version}" + (f", made by {self.run})" if self.run else ")")

    def _root(self) -> str:
        query = {"name": self.name, "version": str(self.version)}
        uri = self._connection.request("GET", "/api/2.0/mlflow/model-versions/get-download-uri", query=query)["artifact_uri"]
        return uri.split(":/", 1)[1].strip("/")

    def _repr_html_(self) -> str:
        return _html.facts(
            _html.link(self.studio_url, f"{self.name} version {self.version}"),
            [
                ("made by", self.run),
                ("files from", self.source),
                ("tags", _html.values(self.tags)),
                ("properties", _html.values(self.properties)),
                ("aliases", ", ".join(self.aliases)),
                ("description", self.description),
            ],
        )


class ModelList(List[Model]):
    """Models that show themselves as a table."""

    def __repr__(self) -> str:
        return "\n".join(repr(each) for each in self) or "no models"

    def _repr_html_(self) -> str:
        rows = [
            [
                _html.link(each.studio_url, each.name),
                each.version,
                each.run,
                _html.values(each.tags),
                _html.values(each.properties),
                ", ".join(each.aliases),
            ]
            for each in self
        ]
        return _html.table(["name", "version", "made by", "tags", "properties", "aliases"], rows)


class Models:
    """The models of a workspace: ``ws.models["diabetes_model"]``, ``for each in ws.models``."""

    def __init__(self, connection: Connection):
        self._connection = connection

    def list(self, name: Optional[str] = None) -> ModelList:
        """Every version, of one model where it is named; by name, the newest first."""
        query: Dict[str, Any] = {"max_results": 1000}
        if name is not None:
            query["filter"] = f"name = '{_text(name)}'"
        found = ModelList()
        while True:
            answer = self._connection.request("GET", "/api/2.0/mlflow/model-versions/search", query=query)
            found += [Model(self._connection, each) for each in answer.get("model_versions", [])]
            query["page_token"] = answer.get("next_page_token")
            if not query["page_token"]:
                return ModelList(sorted(found, key=lambda each: (each.name, -each.version)))

    def get(self, name: str, version: Optional[int] = None, *, alias: Optional[str] = None) -> Model:
        """A version; the newest unless a number or an alias is given.

        :raises NotFound: there is none.
        """
        if alias is not None:
            query: Dict[str, Any] = {"name": name, "alias": alias}
            answer = self._connection.request("GET", "/api/2.0/mlflow/registered-models/alias", query=query)
            return Model(self._connection, answer["model_version"])
        if version is not None:
            query = {"name": name, "version": str(version)}
            answer = self._connection.request("GET", "/api/2.0/mlflow/model-versions/get", query=query)
            return Model(self._connection, answer["model_version"])
        versions = self.list(name)
        if not versions:
            raise NotFound(404, "RESOURCE_DOES_NOT_EXIST", f"There is no model '{name}'.")
        return versions[0]

    def register(
        self,
        name: str,
        path: PathLike,
        *,
        tags: Optional[Mapping[str, Any]] = None,
        properties: Optional[Mapping[str, Any]] = None,
        description: Optional[str] = None,
    ) -> Model:
        """Registers files of this machine, which are uploaded, as the next version of a model. Of a trial: ``trial.register_model``."""
        root = Path(os.fspath(path)).expanduser()
        files = all_files(root)
        if not files:
            raise FileNotFoundError(f"There is no file or folder {root} with anything in it.")
        body = {"experiment_id": "0", "name": name}
        logged = self._connection.mlflow("POST", "logged-models", body, repeat=True)["model"]["info"]
        folder = logged["artifact_uri"].split(":/", 1)[1].strip("/").split("/")
        for relative, file in files.items():
            address = f"/api/2.0/mlflow-artifacts/artifacts/{quoted(*folder, *relative.split('/'))}"
            self._connection.send("PUT", address, file=file)
        ready = {"status": "LOGGED_MODEL_READY"}
        self._connection.mlflow("PATCH", f"logged-models/{quoted(logged['model_id'])}", ready)
        return self._create(name, f"models:/{logged['model_id']}", None, tags, properties, description)

    def delete(self, name: str) -> None:
        """Deletes a model with all its versions and their files, for good."""
        self._connection.mlflow("DELETE", "registered-models/delete", {"name": name})

    def __contains__(self, name: str) -> bool:
        return self._connection.find("/api/2.0/mlflow/registered-models/get", name=name) is not None

    def __getitem__(self, name: str) -> Model:
        return self.get(name)

    def __iter__(self) -> Iterator[Model]:
        return iter(self.list())

    def __repr__(self) -> str:
        return repr(self.list())

    def _repr_html_(self) -> str:
        return self.list()._repr_html_()

    def _create(
        self,
        name: str,
        source: str,
        run: Optional[str],
        tags: Optional[Mapping[str, Any]],
        properties: Optional[Mapping[str, Any]],
        description: Optional[str],
    ) -> Model:
        wanted = _pairs(properties)
        if name in self:
            # The same files with the same facts are the same version: a cell may be run twice, and a call that broke off sent again.
            for there in self.list(name):
                if (there.source, there.run, _pairs(there.properties)) == (source, run, wanted):
                    for key, value in (tags or {}).items():
                        there.set_tag(key, value)
                    return there
        else:
            try:
                self._connection.mlflow("POST", "registered-models/create", {"name": name}, repeat=True)
            except HostRefusal as refusal:
                if refusal.code != "RESOURCE_ALREADY_EXISTS":
                    raise
        body = {
            "name": name,
            "source": source,
            "run_id": run,
            "description": description,
            "tags": _pairs(tags),
            "properties": wanted,
        }
        body = {key: value for key, value in body.items() if value}
        # Files are copied, and models may be large.
        answer = self._connection.mlflow("POST", "model-versions/create", body, timeout=12 * 3600.0)
        return Model(self._connection, answer["model_version"])


def _walk(connection: Connection, root: str, below: str = "") -> Iterator[str]:
    path = f"{root}/{below}" if below else root
    answer = connection.request("GET", "/api/2.0/mlflow-artifacts/artifacts", query={"path": path}) or {}
    for each in answer.get("files", []):
        relative = f"{below}/{each['path']}" if below else each["path"]
        if each.get("is_dir"):
            yield from _walk(connection, root, relative)
        else:
            yield relative


def _map(pairs: Any) -> Dict[str, str]:
    return {each["key"]: each.get("value", "") for each in pairs or []}


def _pairs(values: Optional[Mapping[str, Any]]) -> List[Dict[str, str]]:
    return [{"key": str(key), "value": str(value)} for key, value in sorted((values or {}).items())]


def _text(name: str) -> str:
    if "'" in name:
        raise ValueError(f"A model's name has no ' in it: {name}")
    return name
