"""A script with its arguments, folder, compute and environment."""

from __future__ import annotations

import time
import uuid
from typing import Any, Dict, Optional

from attune_compat.names import keep

from ..exceptions import UserErrorException
from . import _submission


class ScriptRunConfig:
    """What is to run. The folder is sent as it is when the run is submitted."""

    def __init__(
        self,
        source_directory: Optional[str] = None,
        script: Optional[str] = None,
        arguments: Any = None,
        run_config: Any = None,
        _telemetry_values: Any = None,
        compute_target: Any = None,
        environment: Any = None,
        distributed_job_config: Any = None,
        resume_from: Any = None,
        max_run_duration_seconds: Optional[int] = 2592000,
        command: Any = None,
        docker_runtime_config: Any = None,
    ):
        if distributed_job_config is not None:
            raise UserErrorException(
                "distributed_job_config: a trial is one process on one machine here; start further ones in the script."
            )
        if resume_from is not None:
            raise UserErrorException("resume_from: a run does not begin from another's files; give these as a dataset.")
        self.source_directory = source_directory
        self.script = script or getattr(run_config, "script", None)
        self.arguments = arguments if arguments is not None else getattr(run_config, "arguments", None)
        self.command = command or getattr(run_config, "command", None)
        self.run_config = run_config
        self.compute_target = compute_target if compute_target is not None else getattr(run_config, "target", None)
        named = getattr(run_config, "environment", None)
        self.environment = environment or (named if named is not None and (named._said() or named.name != "default") else None)
        self.max_run_duration_seconds = max_run_duration_seconds
        self.docker_runtime_config = docker_runtime_config

    def _variables(self) -> Dict[str, str]:
        own = dict(getattr(self.environment, "environment_variables", None) or {})
        own.update(getattr(self.run_config, "environment_variables", None) or {})
        return {str(name): str(value) for name, value in own.items()}

    def _submit(self, experiment: Any, tags: Dict[str, str]) -> Any:
        from .script_run import ScriptRun

        workspace = experiment.workspace
        described = _submission.describe(self, workspace)
        name = f"{_letters(experiment.name)}_{int(time.time())}_{uuid.uuid4().hex[:8]}"
        properties = keep(
            jobType="Command",
            experimentName=experiment.name,
            command=described.command,
            **described.trial,
            inputs=described.inputs or None,
            computeId=described.compute,
            tags=tags or None,
            properties=described.properties,
            limits={"jobLimitsType": "Command", "timeout": f"PT{int(self.max_run_duration_seconds)}S"}
            if self.max_run_duration_seconds
            else None,
        )
        connection = workspace._connection
        connection.request("PUT", connection.arm("jobs", name), {"properties": properties})
        return ScriptRun(experiment, name)


def _letters(name: str) -> str:
    return "".join(each if each.isascii() and each.isalnum() else "-" for each in name).strip("-")[:40] or "run"
