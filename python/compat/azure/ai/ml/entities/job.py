"""What jobs of either kind have in common."""

from __future__ import annotations

import copy
from typing import Any, Dict, Mapping, Optional

from ..exceptions import ValidationException
from ..inputs import Input, Output

#: Keys of a job file that are passed on as they are.
PASSED = ("identity", "services", "queue_settings", "resources", "attune")


class Job:
    """A job: as it is described here or, once it was submitted or read, as the host has it."""

    _kind = ""

    def __init__(
        self,
        *,
        name: Optional[str] = None,
        display_name: Optional[str] = None,
        description: Optional[str] = None,
        tags: Optional[Mapping[str, Any]] = None,
        properties: Optional[Mapping[str, Any]] = None,
        experiment_name: Optional[str] = None,
        compute: Any = None,
        inputs: Optional[Mapping[str, Any]] = None,
        outputs: Optional[Mapping[str, Any]] = None,
        base_path: Optional[str] = None,
        **more: Any,
    ):
        self.name, self.display_name, self.description = name, display_name, description
        self.tags, self.properties = dict(tags or {}), dict(properties or {})
        self.experiment_name = experiment_name
        self.compute = getattr(compute, "name", compute)
        self.inputs, self.outputs = dict(inputs or {}), dict(outputs or {})
        self.identity, self.services = more.get("identity"), more.get("services")
        self.queue_settings, self.resources = more.get("queue_settings"), more.get("resources")
        #: What stands under ``attune:`` in a job file.
        self.attune = more.get("attune")
        #: What relative paths start from; None: the current folder.
        self.base_path = base_path
        self.id: Optional[str] = None
        self.status: Optional[str] = None
        self.creation_context: Any = None
        self._studio: Optional[str] = None

    def __repr__(self) -> str:
        said = {"name": self.name, "display_name": self.display_name, "experiment_name": self.experiment_name}
        said.update(status=self.status, compute=self.compute)
        return f"{type(self).__name__}({', '.join(f'{key}={value!r}' for key, value in said.items())})"

    def _repr_html_(self) -> str:
        from attune import _html

        return _html.facts(
            self.name or type(self).__name__,
            [
                ("Experiment", self.experiment_name),
                ("Type", self.type),
                ("Status", _html.badge(self.status) if self.status else None),
                ("Details", _html.link(self._studio, "open in the studio") if self._studio else None),
            ],
        )

    @property
    def type(self) -> str:
        return self._kind

    @property
    def studio_url(self) -> Optional[str]:
        """The job's page in the studio; None before it was submitted."""
        return self._studio

    @property
    def log_files(self) -> Optional[Dict[str, str]]:
        return None

    def dump(self, dest: Any, **_: Any) -> None:
        """Writes the job as a job file: JSON, which is YAML too."""
        import json

        text = json.dumps(self._written(), indent=2) + "\n"
        if hasattr(dest, "write"):
            dest.write(text)
        else:
            with open(dest, "w", encoding="utf-8") as file:
                file.write(text)

    def _written(self) -> Dict[str, Any]:
        """The job as a job file has it."""
        said: Dict[str, Any] = {
            "type": self._kind,
            "name": self.name,
            "display_name": self.display_name,
            "experiment_name": self.experiment_name,
            "description": self.description,
            "tags": dict(self.tags) or None,
            "properties": dict(self.properties) or None,
            "compute": getattr(self.compute, "name", self.compute),
            "inputs": {name: written_input(each) for name, each in self.inputs.items()} or None,
            "outputs": {name: written(each) if each is not None else None for name, each in self.outputs.items()} or None,
        }
        said.update({name: written(getattr(self, name)) for name in PASSED})
        return {name: value for name, value in said.items() if value is not None}

    def _copy(self) -> Any:
        twin = copy.copy(self)
        for name in ("tags", "properties", "inputs", "outputs"):
            setattr(twin, name, dict(getattr(self, name)))
        return twin

    def _as_of(self, resource: Mapping[str, Any]) -> Any:
        """This job as the host has it."""
        facts = resource["properties"]
        self.name, self.id = resource["name"], resource.get("id")
        self.status, self.display_name = facts.get("status"), facts.get("displayName")
        self.experiment_name, self.description = facts.get("experimentName"), facts.get("description")
        self.tags, self.properties = dict(facts.get("tags") or {}), dict(facts.get("properties") or {})
        self.compute = (facts.get("computeId") or "").rpartition("/")[2] or None
        self.services = facts.get("services") or {}
        self.creation_context = resource.get("systemData")
        self._studio = (self.services.get("Studio") or {}).get("endpoint")
        return self


def written(value: Any) -> Any:
    """An entity as a job file has it; anything else as it is."""
    return value._written() if hasattr(value, "_written") else value


def written_input(value: Any) -> Any:
    from .data import Data
    from .model import Model

    if isinstance(value, (Data, Model)):
        if not value.name:
            raise ValidationException("Data and models that are inputs are made first: ml_client.data.create_or_update(data).")
        return {"type": value.type, "path": value.id or f"azureml:{value.name}:{value.version}"}
    # As Azure's client writes it.
    return str(value) if isinstance(value, bool) else written(value)


def read_inputs(wire: Optional[Mapping[str, Any]]) -> Dict[str, Any]:
    """Inputs as the resource protocol has them."""
    found: Dict[str, Any] = {}
    for name, each in (wire or {}).items():
        if each is None or str(each.get("jobInputType", "literal")).lower() == "literal":
            found[name] = (each or {}).get("value")
        else:
            found[name] = Input(type=each["jobInputType"], path=each.get("uri"), mode=_mode(each.get("mode")))
    return found


def read_outputs(wire: Optional[Mapping[str, Any]]) -> Dict[str, Any]:
    return {
        name: Output(type=(each or {}).get("jobOutputType") or "uri_folder", path=(each or {}).get("uri"))
        for name, each in (wire or {}).items()
    }


def _mode(text: Optional[str]) -> Optional[str]:
    modes = {"ReadOnlyMount": "ro_mount", "ReadWriteMount": "rw_mount", "EvalMount": "eval_mount", "EvalDownload": "eval_download"}
    return modes.get(text or "", text.lower() if text else None)
