"""The packages of an environment. They are written down; nothing here is installed."""

from __future__ import annotations

from pathlib import Path
from typing import Any, List, Optional, Sequence


class CondaDependencies:
    """The text of a conda file."""

    def __init__(self, conda_dependencies_file_path: Optional[str] = None, _text: Optional[str] = None):
        if conda_dependencies_file_path is not None:
            _text = Path(conda_dependencies_file_path).read_text(encoding="utf-8")
        self._text = _text
        self._conda: List[str] = []
        self._pip: List[str] = []

    @staticmethod
    def create(
        pip_indexurl: Optional[str] = None,
        pip_packages: Optional[Sequence[str]] = None,
        conda_packages: Optional[Sequence[str]] = None,
        python_version: str = "3.8",
        pin_sdk_version: bool = True,
        **_: Any,
    ) -> "CondaDependencies":
        made = CondaDependencies()
        made._conda = [f"python={python_version}", *(conda_packages or [])]
        made._pip = list(pip_packages or [])
        return made

    def add_conda_package(self, conda_package: str) -> None:
        self._own()
        self._conda.append(conda_package)

    def add_pip_package(self, pip_package: str) -> None:
        self._own()
        self._pip.append(pip_package)

    def serialize_to_string(self) -> str:
        if self._text is not None:
            return self._text
        lines = ["dependencies:", *(f"- {each}" for each in self._conda)]
        if self._pip:
            lines += ["- pip", "- pip:", *(f"  - {each}" for each in self._pip)]
        return "\n".join(lines) + "\n"

    def _own(self) -> None:
        if self._text is not None:
            raise ValueError("These packages were read from a file: add to the file.")
