"""What a run measured: series of numbers, and tables and pictures beside them."""

from __future__ import annotations

import json
import threading
from typing import Any, Dict, List, Mapping, Optional, Sequence

from attune_compat import artifacts

from . import _logged


class Measured:
    """The part of a run that logs, and reads what was logged. Thread-safe."""

    _connection: Any
    _tracked_id: str

    def __init__(self) -> None:
        self._gate = threading.Lock()
        self._counts: Dict[str, int] = {}
        self._values: Dict[str, Any] = {}

    def log(self, name: str, value: Any, description: str = "", step: Optional[int] = None) -> None:
        """Logs a value. The same name again is a series: without a step the n-th value has step n - 1."""
        if isinstance(value, str):
            self._keep(name, _logged.text(name, value))
            return
        number = _logged.number(name, value)
        with self._gate:
            at = self._counts.get(name, 0) if step is None else int(step)
            self._counts[name] = at + 1
        self._send(name, [(at, number)])

    def log_list(self, name: str, value: Sequence[Any], description: str = "") -> None:
        """Logs a series of numbers at once."""
        numbers = [_logged.number(name, each) for each in value]
        with self._gate:
            at = self._counts.get(name, 0)
            self._counts[name] = at + len(numbers)
        self._send(name, [(at + i, each) for i, each in enumerate(numbers)])

    def log_row(self, name: str, description: Optional[str] = None, **columns: Any) -> None:
        """Logs a row of a table; rows of one name become one table."""
        with self._gate:
            kept = self._values.get(name, {}).get("value", {}) if self._values.get(name, {}).get("kind") == "table" else {}
        self._keep(name, _logged.table_with_row(name, kept, columns))

    def log_table(self, name: str, value: Mapping[str, Sequence[Any]], description: str = "") -> None:
        """Logs a table: columns by their names."""
        self._keep(name, _logged.table(name, value))

    def log_image(self, name: str, path: Optional[str] = None, plot: Any = None, description: str = "") -> None:
        """Keeps a picture: a file, or a matplotlib figure or its module."""
        data, end = _logged.picture(name, path, plot)
        place = _logged.safe(name) + end
        self._put(place, data)
        self._keep(name, {"name": name, "kind": "image", "value": place})

    def log_confusion_matrix(self, name: str, value: Any, description: str = "") -> None:
        self._keep(name, _logged.document(name, "confusion_matrix", value))

    def log_accuracy_table(self, name: str, value: Any, description: str = "") -> None:
        self._keep(name, _logged.document(name, "accuracy_table", value))

    def log_predictions(self, name: str, value: Any, description: str = "") -> None:
        self._keep(name, _logged.document(name, "predictions", value))

    def log_residuals(self, name: str, value: Any, description: str = "") -> None:
        self._keep(name, _logged.document(name, "residuals", value))

    def get_metrics(
        self, name: Optional[str] = None, recursive: bool = False, run_type: Any = None, populate: bool = False
    ) -> Dict[str, Any]:
        """What was logged: a number, or a list where a name was logged more than once; tables as columns.

        :param recursive: also those of the runs below.
        """
        found: Dict[str, Any] = {
            each["name"]: _logged.series(each["points"]) for each in self._series()
        }
        found.update(self._documents())
        if recursive:
            for child in self.get_children():
                for key, value in child.get_metrics().items():
                    found.setdefault(key, value)
        return found if name is None else {key: value for key, value in found.items() if key == name}

    def _series(self) -> List[Mapping[str, Any]]:
        if self._is_of_host():
            return self._connection.get(self._connection.history("runs", self.id, "metrics")).get("value", [])
        names = [each["key"] for each in artifacts.get(self._connection, self.id).get("data", {}).get("metrics", [])]
        return [{"name": name, "points": self._points(name)} for name in names]

    def _points(self, name: str) -> List[Dict[str, Any]]:
        query = {"run_id": self._tracked_id, "metric_key": name, "max_results": 25000}
        found = self._connection.mlflow("GET", "metrics/get-history", query=query) or {}
        return [{"step": each.get("step", 0), "value": each["value"]} for each in found.get("metrics", [])]

    def _documents(self) -> Dict[str, Any]:
        found: Dict[str, Any] = {}
        for path in artifacts.names(self._connection, self._tracked_id, _logged.FOLDER):
            said = json.loads(artifacts.read(self._connection, self._tracked_id, path))
            found[said["name"]] = said["value"]
        return found

    def _send(self, name: str, points: List[Any]) -> None:
        now = artifacts.now()
        for start in range(0, len(points), _logged.MOST_POINTS):
            metrics = [
                {"key": name, "value": _logged.wire(value), "timestamp": now, "step": step}
                for step, value in points[start : start + _logged.MOST_POINTS]
            ]
            body = {"run_id": self._tracked_id, "metrics": metrics}
            # Equal points are kept once.
            self._connection.mlflow("POST", "runs/log-batch", body, repeat=True, patience=600)

    def _keep(self, name: str, document: Dict[str, Any]) -> None:
        with self._gate:
            self._values[name] = document
        self._put(f"{_logged.FOLDER}/{_logged.safe(name)}.json", json.dumps(document).encode("utf-8"))
