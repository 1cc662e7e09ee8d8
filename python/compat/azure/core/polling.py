"""Operations that take a while."""

from __future__ import annotations

from typing import Any, Callable, Generic, List, Optional, TypeVar

T = TypeVar("T")


class LROPoller(Generic[T]):
    """An operation of the host, and its result when it is over."""

    def __init__(self, wait: Callable[[Optional[float]], T]):
        self._wait = wait
        self._over = False
        self._result: Any = None
        self._callbacks: List[Callable[[Any], None]] = []

    def result(self, timeout: Optional[float] = None) -> T:
        """What came of it; waits for its end."""
        if not self._over:
            self._result = self._wait(timeout)
            self._over = True
            for each in self._callbacks:
                each(self)
        return self._result

    def wait(self, timeout: Optional[float] = None) -> None:
        self.result(timeout)

    def done(self) -> bool:
        """Whether its end was waited for."""
        return self._over

    def status(self) -> str:
        return "Succeeded" if self._over else "InProgress"

    def add_done_callback(self, func: Callable[[Any], None]) -> None:
        if self._over:
            func(self)
        else:
            self._callbacks.append(func)
