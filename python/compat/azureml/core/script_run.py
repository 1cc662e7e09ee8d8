"""The run of one script."""

from __future__ import annotations

from typing import Any, Dict

from . import _submission
from .run import Run


class ScriptRun(Run):
    """A command job of the host."""

    type = "azureml.scriptrun"

    @property
    def _tracked_id(self) -> str:
        # A command job has one trial, and that has its values and files.
        return self.id + "_0"

    def _definition(self) -> Dict[str, Any]:
        return _submission.definition(self._connection.get(self._connection.arm("jobs", self.id)))

    def get_children(self, *_: Any, **__: Any) -> Any:
        return iter(())
