"""Settings of runs."""

from __future__ import annotations

from typing import Any, Optional

from attune_compat.names import refuse_others

from .environment import Environment

DEFAULT_CPU_IMAGE = "mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu20.04"


class RunConfiguration:
    """Where a script runs, and in what."""

    def __init__(
        self,
        script: Optional[str] = None,
        arguments: Any = None,
        framework: Optional[str] = None,
        communicator: Optional[str] = None,
        conda_dependencies: Any = None,
        command: Any = None,
        **_: Any,
    ):
        self.script, self.arguments, self.command = script, list(arguments or []), command
        self.framework, self.communicator = framework or "Python", communicator or "None"
        self.target: Any = "local"
        self.environment = Environment("default")
        if conda_dependencies is not None:
            self.environment.python.conda_dependencies = conda_dependencies
        self.environment_variables: dict = {}
        self.max_run_duration_seconds: Optional[int] = None
        self.node_count = 1


class DockerConfiguration:
    """Whether a run is in a container; what image, the host's settings say by the environment's name."""

    def __init__(self, use_docker: bool = False, shared_volumes: bool = True, arguments: Any = None, shm_size: Optional[str] = None):
        self.use_docker, self.shared_volumes, self.arguments, self.shm_size = use_docker, shared_volumes, arguments, shm_size


__getattr__ = refuse_others(__name__, "a trial is one process on one machine.")
