"""Which files of a folder are left out when it is uploaded: those that .amlignore, or else .gitignore, names."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Iterator, List, Tuple

IGNORE_FILES = (".amlignore", ".gitignore")
_ALWAYS = {".git", ".attune", "__pycache__", ".ipynb_checkpoints"}


class IgnoreRules:
    """The rules of one folder with those of the folders above it. The last that fits a path decides."""

    def __init__(self, rules: Tuple[Tuple[re.Pattern, bool, bool], ...] = ()):
        self._rules = rules

    @staticmethod
    def walk(root: Path) -> Iterator[Tuple[str, Path]]:
        """The files that are kept, each with its path below the root."""
        return IgnoreRules()._walk(root, "")

    def _walk(self, folder: Path, below: str) -> Iterator[Tuple[str, Path]]:
        rules = self._with(folder, below)
        with os.scandir(folder) as entries:
            for entry in sorted(entries, key=lambda each: each.name):
                path = below + entry.name
                # A folder that is a link may lead in circles, or to a disk full of data.
                is_folder = entry.is_dir(follow_symlinks=False)
                if entry.name in _ALWAYS or rules.ignores(path, is_folder):
                    continue
                if is_folder:
                    yield from rules._walk(Path(entry.path), path + "/")
                elif entry.is_file():
                    yield path, Path(entry.path)

    def _with(self, folder: Path, below: str) -> "IgnoreRules":
        # As in Azure, an .amlignore stands in for the .gitignore beside it.
        for name in IGNORE_FILES:
            file = folder / name
            if file.is_file():
                lines = file.read_text(encoding="utf-8", errors="replace").splitlines()
                return IgnoreRules(self._rules + tuple(rule for line in lines for rule in _rules(line, below)))
        return self

    def ignores(self, path: str, is_folder: bool) -> bool:
        ignored = False
        for pattern, keeps, folders_only in self._rules:
            if (is_folder or not folders_only) and pattern.match(path):
                ignored = not keeps
        return ignored


def _rules(line: str, below: str) -> List[Tuple[re.Pattern, bool, bool]]:
    line = line.rstrip()
    if not line or line.startswith("#"):
        return []
    keeps = line.startswith("!")
    line = line[1:] if keeps else line
    folders_only = line.endswith("/")
    line = line.rstrip("/")
    anchored = "/" in line
    body = "".join(_translated(line.lstrip("/")))
    start = re.escape(below) + ("" if anchored else "(?:.*/)?")
    return [(re.compile(start + body + r"\Z"), keeps, folders_only)]


def _translated(pattern: str) -> Iterator[str]:
    for part in re.findall(r"\*\*/|/\*\*\Z|\*|\?|\[[^]]*\]|\\.|.", pattern):
        if part == "**/":
            yield "(?:.*/)?"
        elif part == "/**":
            yield "/.*"
        elif part == "*":
            yield "[^/]*"
        elif part == "?":
            yield "[^/]"
        elif part.startswith("["):
            yield "[^" + part[2:] if part.startswith("[!") else part
        else:
            yield re.escape(part[-1])
