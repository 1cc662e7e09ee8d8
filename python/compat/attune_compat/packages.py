"""What a trial needs to import `azureml`, as one archive beside its code: trials may run where these packages are not."""

from __future__ import annotations

import io
import os
import zipfile
from pathlib import Path
from typing import Dict, Iterator, List, Tuple

import attune

#: Where the archive lies in the code; Python imports from it.
PACKAGES = ".azureml/attune.zip"

# Of the compatibility packages, what runs in trials.
_OWN = ("attune_compat", "azureml/core", "azureml/data", "azureml/exceptions", "azureml/train")
_TIME = (1980, 1, 1, 0, 0, 0)


def packed() -> bytes:
    """The archive; the same bytes for the same packages."""
    own = Path(__file__).parent.parent
    if not own.is_dir():
        return own.read_bytes()  # this very process imports from it
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        files = sorted(_files(own))
        # Python looks for packages without __init__.py among an archive's folders.
        folders = {"/".join(name.split("/")[:i]) + "/" for name, _ in files for i in range(1, name.count("/") + 1)}
        for folder in sorted(folders):
            archive.writestr(zipfile.ZipInfo(folder, _TIME), b"")
        for name, file in files:
            archive.writestr(zipfile.ZipInfo(name, _TIME), file.read_bytes(), zipfile.ZIP_DEFLATED)
    return content.getvalue()


def python_path(variables: Dict[str, str]) -> str:
    """The path on which a trial's Python finds the archive, and all that the path here names beside these packages."""
    own = {os.path.abspath(Path(__file__).parent.parent), os.path.abspath(Path(attune.__file__).parent.parent)}
    others: List[str] = [
        each for each in variables.get("PYTHONPATH", "").split(os.pathsep) if each and os.path.abspath(each) not in own
    ]
    return os.pathsep.join([PACKAGES, *others])


def _files(own: Path) -> Iterator[Tuple[str, Path]]:
    client = Path(attune.__file__).parent
    for root, folder in [(client.parent, client), *((own, own / name) for name in _OWN)]:
        for file in folder.rglob("*.py"):
            yield file.relative_to(root).as_posix(), file
