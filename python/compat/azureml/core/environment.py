"""Environments: written down with the host, whose settings say what a name means there."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Dict, Mapping, Optional

from attune.errors import NotFound

from ..exceptions import EnvironmentException
from .conda_dependencies import CondaDependencies


class PythonSection:
    """The Python of an environment."""

    def __init__(self) -> None:
        self.conda_dependencies: Optional[CondaDependencies] = None
        self.user_managed_dependencies = False
        self.interpreter_path = "python"


class DockerSection:
    """The image of an environment."""

    def __init__(self) -> None:
        self.base_image: Optional[str] = None
        self.base_dockerfile: Optional[str] = None
        self.enabled = False


class Environment:
    """What a script needs, by a name. The host's settings map names to a venv, a conda environment or an image; what
    they do not map runs with the tools of the host's machine, and the run says so."""

    def __init__(self, name: str, **_: Any):
        if not name or not str(name).strip():
            raise EnvironmentException("An environment needs a name.")
        self.name = str(name)
        self.version: Optional[str] = None
        self.python = PythonSection()
        self.docker = DockerSection()
        self.environment_variables: Dict[str, str] = {}

    def __repr__(self) -> str:
        return f"Environment(Name: {self.name}, Version: {self.version})"

    @staticmethod
    def from_conda_specification(name: str, file_path: str) -> "Environment":
        """An environment with the packages of a conda file."""
        if not Path(file_path).is_file():
            raise EnvironmentException(f"There is no conda file {file_path}.")
        made = Environment(name)
        made.python.conda_dependencies = CondaDependencies(file_path)
        return made

    @staticmethod
    def from_pip_requirements(name: str, file_path: str, pip_version: Optional[str] = None) -> "Environment":
        """An environment with the packages of a requirements file."""
        if not Path(file_path).is_file():
            raise EnvironmentException(f"There is no file {file_path}.")
        lines = [each.strip() for each in Path(file_path).read_text(encoding="utf-8").splitlines()]
        made = Environment(name)
        packages = [each for each in lines if each and not each.startswith("#")]
        made.python.conda_dependencies = CondaDependencies.create(pip_packages=packages)
        return made

    @staticmethod
    def from_docker_image(name: str, image: str, **_: Any) -> "Environment":
        made = Environment(name)
        made.docker.base_image = image
        return made

    @staticmethod
    def get(workspace: Any, name: str, version: Optional[str] = None) -> "Environment":
        """A version that is registered; the latest unless one is named."""
        connection = workspace._connection
        try:
            wanted = version or connection.get(connection.arm("environments", name))["properties"]["latestVersion"]
            said = connection.get(connection.arm("environments", name, "versions", str(wanted)))
        except (NotFound, KeyError) as error:
            raise EnvironmentException(f"There is no environment '{name}'" + (f" of version {version}." if version else ".")) from error
        made = Environment(name)
        made.version = said["name"]
        made.docker.base_image = said["properties"].get("image")
        if said["properties"].get("condaFile"):
            made.python.conda_dependencies = CondaDependencies(_text=said["properties"]["condaFile"])
        return made

    @staticmethod
    def list(workspace: Any) -> "Dict[str, Environment]":
        return {name: Environment.get(workspace, name) for name in workspace.environments}

    def register(self, workspace: Any) -> "Environment":
        """Writes it down with the host: as a new version, unless the latest says the same."""
        connection = workspace._connection
        try:
            container = connection.get(connection.arm("environments", self.name))["properties"]
            latest = Environment.get(workspace, self.name) if container.get("latestVersion") else None
        except NotFound:
            container, latest = {}, None
        if latest is not None and latest._said() == self._said():
            self.version = latest.version
            return self
        version = container.get("nextVersion") or "1"
        connection.request("PUT", connection.arm("environments", self.name, "versions", version), {"properties": self._said()})
        self.version = version
        return self

    def clone(self, new_name: str) -> "Environment":
        twin = Environment(new_name)
        twin.python, twin.docker = self.python, self.docker
        twin.environment_variables = dict(self.environment_variables)
        return twin

    def _said(self) -> Dict[str, Any]:
        packages = self.python.conda_dependencies
        said: Mapping[str, Any] = {
            "condaFile": packages.serialize_to_string() if packages else None,
            "image": self.docker.base_image,
        }
        return {name: value for name, value in said.items() if value is not None}

    def _reference(self, workspace: Any) -> str:
        """What a job says; an environment that says nothing but its name is only named."""
        if not self._said():
            return f"azureml:{self.name}" + (f":{self.version}" if self.version else "@latest")
        self.register(workspace)
        return f"azureml:{self.name}:{self.version}"
