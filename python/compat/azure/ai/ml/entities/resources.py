"""What a job asks of machines and queues. There is one machine; what is said is kept, and a notice says what it does here."""

from __future__ import annotations

from typing import Any, Dict, Optional


class JobResourceConfiguration:
    """Machines for a job."""

    def __init__(
        self,
        *,
        locations: Any = None,
        instance_count: Optional[int] = None,
        instance_type: Optional[str] = None,
        docker_args: Optional[str] = None,
        shm_size: Optional[str] = None,
        properties: Optional[Dict[str, Any]] = None,
        **_: Any,
    ):
        self.locations, self.instance_count, self.instance_type = locations, instance_count, instance_type
        self.docker_args, self.shm_size, self.properties = docker_args, shm_size, properties

    def _written(self) -> Dict[str, Any]:
        return {name: value for name, value in vars(self).items() if value is not None}


class QueueSettings:
    """A place in a queue."""

    def __init__(self, *, job_tier: Optional[str] = None, priority: Optional[str] = None, **_: Any):
        self.job_tier, self.priority = job_tier, priority

    def _written(self) -> Dict[str, Any]:
        return {name: value for name, value in vars(self).items() if value is not None}
