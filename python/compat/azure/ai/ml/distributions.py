"""How a job's processes are laid out. A trial is one process on one machine, so the host takes one process only."""

from __future__ import annotations

from typing import Any, Dict


class _Layout:
    _kind = ""

    def _written(self) -> Dict[str, Any]:
        return {"type": self._kind, **{name: value for name, value in vars(self).items() if value is not None}}


class MpiDistribution(_Layout):
    _kind = "mpi"

    def __init__(self, *, process_count_per_instance: int = 1, **_: Any):
        self.process_count_per_instance = process_count_per_instance


class PyTorchDistribution(_Layout):
    _kind = "pytorch"

    def __init__(self, *, process_count_per_instance: int = 1, **_: Any):
        self.process_count_per_instance = process_count_per_instance


class TensorFlowDistribution(_Layout):
    _kind = "tensorflow"

    def __init__(self, *, parameter_server_count: int = 0, worker_count: int = 1, **_: Any):
        self.parameter_server_count, self.worker_count = parameter_server_count, worker_count
