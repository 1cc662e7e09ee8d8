"""Shows a run, and goes on showing it until it is over."""

from __future__ import annotations

import threading
import time
from typing import Any, Dict, List, Optional

from attune import _html
from attune._live import view
from attune.errors import AttuneError
from attune.job import Job
from attune_compat.follow import TERMINAL
from attune_compat.surface import Surface


class RunDetails:
    """The widget of a run: its state, and of a sweep its trials, the best first."""

    def __init__(self, run_instance: Any):
        self._run = run_instance
        self._surface: Optional[Surface] = None

    def show(self, render_lib: Any = None, refresh_rate: int = 5) -> None:
        """Shows the run; returns at once, and the view follows the run every so many seconds."""
        self._surface = Surface()
        self._surface.show(self._page())
        if not self._is_over():
            threading.Thread(target=self._follow, args=(max(0.5, float(refresh_rate)),), daemon=True).start()

    def get_widget_data(self) -> Dict[str, Any]:
        """What is shown, as data."""
        return {"status": self._run.get_status(), "run_id": self._run.id, "child_runs": self._lines()}

    def _follow(self, pause: float) -> None:
        surface = self._surface
        while surface is self._surface and surface is not None:
            time.sleep(pause)
            try:
                # Asked before the page is made, so that the last page shows the end.
                over = self._is_over()
                surface.show(self._page())
            except AttuneError:
                continue  # the host is away; the run may go on without it
            if over:
                return

    def _is_over(self) -> bool:
        return self._run.get_status() in TERMINAL

    def _lines(self) -> List[Dict[str, Any]]:
        sort = getattr(self._run, "get_children_sorted_by_primary_metric", None)
        return sort() if sort else []

    def _page(self) -> str:
        run = self._run
        if type(run).__name__ in ("HyperDriveRun", "ScriptRun"):
            job = Job(run._connection, run.id)
            return view(job, job.trials("number"))
        pairs = [("Status", _html.badge(run.get_status())), ("Experiment", run.experiment.name)]
        return _html.facts(_html.link(run.get_portal_url(), run.id), pairs)
