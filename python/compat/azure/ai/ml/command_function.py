"""Describes commands."""

from __future__ import annotations

from typing import Any, Mapping, Optional

from .entities.command import Command, CommandJobLimits
from .entities.resources import JobResourceConfiguration, QueueSettings
from .exceptions import refuse


def command(
    *,
    name: Optional[str] = None,
    description: Optional[str] = None,
    tags: Optional[Mapping[str, Any]] = None,
    properties: Optional[Mapping[str, Any]] = None,
    display_name: Optional[str] = None,
    command: Optional[str] = None,
    experiment_name: Optional[str] = None,
    environment: Any = None,
    environment_variables: Optional[Mapping[str, Any]] = None,
    distribution: Any = None,
    compute: Any = None,
    inputs: Optional[Mapping[str, Any]] = None,
    outputs: Optional[Mapping[str, Any]] = None,
    instance_count: Optional[int] = None,
    instance_type: Optional[str] = None,
    locations: Any = None,
    docker_args: Optional[str] = None,
    shm_size: Optional[str] = None,
    timeout: Optional[float] = None,
    code: Any = None,
    identity: Any = None,
    is_deterministic: bool = True,
    services: Any = None,
    job_tier: Optional[str] = None,
    priority: Optional[str] = None,
    **_: Any,
) -> Command:
    """A command: what runs, with its code, inputs and environment.

    :param command: run by bash where the code is; ``${{inputs.x}}`` stands for an input.
    :param code: a folder or file of this machine, which is sent to the host when the job is submitted.
    """
    refuse([] if command else ["command is missing"], "The command is described wrongly:")
    asked = dict(
        instance_count=instance_count,
        instance_type=instance_type,
        locations=locations,
        docker_args=docker_args,
        shm_size=shm_size,
    )
    return Command(
        name=name,
        description=description,
        tags=tags,
        properties=properties,
        display_name=display_name,
        command=command,
        experiment_name=experiment_name,
        environment=environment,
        environment_variables=environment_variables,
        distribution=distribution,
        compute=compute,
        inputs=inputs,
        outputs=outputs,
        resources=JobResourceConfiguration(**asked) if any(each is not None for each in asked.values()) else None,
        limits=CommandJobLimits(timeout=timeout) if timeout is not None else None,
        code=code,
        identity=identity,
        services=services,
        queue_settings=QueueSettings(job_tier=job_tier, priority=priority) if job_tier or priority else None,
    )
