"""What a trial tells its host by calls: parameters and tags, at once where it answers, else with later ones and at the end."""

from __future__ import annotations

import atexit
import json
import os
import sys
import threading
import time
from typing import Any, Callable, List, Tuple

from . import _wire
from .errors import AttuneError, HostRefusal


class Records:
    """Parameters and tags that wait to be sent. Thread-safe."""

    # So many fit into one call.
    _MOST = 100
    _PAUSE = 2.0
    PATIENCE_AT_EXIT = 30.0

    def __init__(self, output_path: Callable[[str], str]) -> None:
        self._output_path = output_path
        self._gate = threading.RLock()
        self._waiting: List[Tuple[str, str, str]] = []
        self._next_try = 0.0
        self._registered = False

    def add(self, kind: str, name: str, value: Any) -> None:
        if not os.environ.get("ATTUNE_TRIAL") or not os.environ.get("MLFLOW_TRACKING_URI"):
            return
        with self._gate:
            if not self._registered:
                self._registered = True
                atexit.register(self._at_exit)
            self._waiting.append((kind, str(name), str(value)))
            if time.monotonic() >= self._next_try:
                self._send(0.0)

    def flush(self, patience: float) -> bool:
        with self._gate:
            return self._send(patience)

    def _send(self, patience: float) -> bool:
        try:
            connection = _wire.connect(patience=patience)
            size = self._MOST
            while self._waiting:
                batch = self._waiting[:size]
                body = {
                    "run_id": os.environ["ATTUNE_TRIAL"],
                    "params": [{"key": name, "value": value} for kind, name, value in batch if kind == "params"],
                    "tags": [{"key": name, "value": value} for kind, name, value in batch if kind == "tags"],
                }
                try:
                    connection.mlflow("POST", "runs/log-batch", body, patience=patience, timeout=10.0, repeat=True)
                except HostRefusal as refusal:
                    if refusal.status >= 500 or refusal.status == 429:
                        raise
                    if len(batch) > 1:
                        size = 1  # a refused batch is refused whole; the others are good
                        continue
                    print(f"attune: the host did not take {batch[0][1]}: {refusal}", file=sys.stderr)
                del self._waiting[: len(batch)]
            return True
        except AttuneError:
            self._next_try = time.monotonic() + self._PAUSE
            return False

    def _at_exit(self) -> None:
        if self._waiting and not self.flush(self.PATIENCE_AT_EXIT):
            kept = self._output_path("attune-not-sent.jsonl")
            with open(kept, "a", encoding="utf-8") as file:
                for kind, name, value in self._waiting:
                    file.write(json.dumps({"kind": kind, "name": name, "value": value}) + "\n")
            print(f"attune: the host was away; {len(self._waiting)} parameters and tags are kept in {kept}.", file=sys.stderr)


