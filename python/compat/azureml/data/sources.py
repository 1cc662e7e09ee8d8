"""Where the files of a data set are: in datastores, on the web, or, in a trial, at the inputs that stand for them."""

from __future__ import annotations

import glob
import os
import tempfile
import urllib.request
from pathlib import Path
from typing import Any, Dict, List, Mapping, NamedTuple, Optional

from azureml.core.datastore import DataReference, Datastore, folder_of
from azureml.exceptions import DatasetException

_WEB = ("http://", "https://")


class Source(NamedTuple):
    """A place with files: a path in a datastore, or an address of the web."""

    path: str
    store: Optional[str] = None

    @property
    def folder(self) -> str:
        """What a job takes in for it: the folder of a pattern, or the path itself."""
        return folder_of(self.path)[0] if self.store else self.path

    @property
    def pattern(self) -> Optional[str]:
        return folder_of(self.path)[1] if self.store else None

    @property
    def uri(self) -> str:
        return f"azureml://datastores/{self.store}/paths/{self.folder}" if self.store else self.path

    @property
    def type(self) -> str:
        """``uri_file`` or ``uri_folder``, as well as the path tells it."""
        if self.store and (self.pattern or not os.path.splitext(self.path)[1]):
            return "uri_folder"
        return "uri_file"


def read(path: Any) -> List[Source]:
    """The sources that v1 code gives: ``(datastore, 'folder/*.csv')``, a DataReference, an address, or a list of these."""
    given = path if isinstance(path, list) else [path]
    found: List[Source] = []
    problems: List[str] = []
    for each in given:
        if isinstance(each, tuple) and len(each) == 2 and isinstance(each[0], Datastore):
            paths = each[1] if isinstance(each[1], list) else [each[1]]
            found += [Source(str(one).strip("/"), each[0].name) for one in paths]
        elif isinstance(each, DataReference):
            found.append(Source(each.path_on_datastore, each.datastore.name))
        elif isinstance(each, str) and each.startswith(_WEB):
            found.append(Source(each))
        elif isinstance(each, (str, os.PathLike)):
            problems.append(
                f"'{each}' is a path of this machine: put its files into a datastore with upload_files, "
                "then give (datastore, path)"
            )
        else:
            problems.append(f"{each!r} is no path: give (datastore, path), or an http(s) address")
    if not given:
        problems.append("no path is given")
    if problems:
        raise DatasetException("The path of the data is not understood: " + "; ".join(problems) + ".")
    return found


def fetched(workspace: Any, sources: List[Source], folder: Optional[str] = None) -> List[str]:
    """The files of the sources, on this machine."""
    from attune_compat import files

    folder = folder or tempfile.mkdtemp(prefix="attune-data-")
    found: List[str] = []
    for source in sources:
        if source.store is None:
            target = Path(folder, source.path.rstrip("/").rpartition("/")[2] or "data")
            urllib.request.urlretrieve(source.path, target)  # noqa: S310 - http and https only, see read
            found.append(str(target))
            continue
        for path in Datastore(workspace, source.store)._matching(source.path):
            target = Path(folder).joinpath(*path.split("/"))
            found.append(files.fetch(workspace._connection, path, target, source.store))
    return found


def staged(inputs: List[Mapping[str, Any]]) -> List[str]:
    """In a trial: the files of the inputs that stand for the sources."""
    found: List[str] = []
    for each in inputs:
        path = os.environ.get("AZURE_ML_INPUT_" + each["input"], "")
        if not path or not os.path.exists(path):
            raise DatasetException(f"The input '{each['input']}' of this trial is not there: {path or 'it has no path'}.")
        pattern = each.get("pattern")
        if os.path.isfile(path):
            found.append(path)
        elif pattern:
            found += sorted(one for one in glob.glob(os.path.join(glob.escape(path), pattern), recursive=True) if os.path.isfile(one))
        else:
            found += sorted(str(one) for one in Path(path).rglob("*") if one.is_file())
    return found


def written(sources: List[Source]) -> List[Dict[str, Any]]:
    """The sources as they stand in an asset's properties."""
    return [{name: value for name, value in each._asdict().items() if value} for each in sources]


def rebuilt(wire: List[Mapping[str, Any]]) -> List[Source]:
    return [Source(each["path"], each.get("store")) for each in wire]
