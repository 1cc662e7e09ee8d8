"""Makes datasets, and finds those that are registered."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any, Dict, List, Optional, Union

from attune.errors import NotFound

from ..data import sources
from ..data.abstract_dataset import AbstractDataset, of_asset, rebuilt
from ..data.consumption import VARIABLE
from ..data.file_dataset import FileDataset
from ..data.naming import NAME, asset_name
from ..data.tabular_dataset import TabularDataset
from ..exceptions import DatasetException, UserErrorException


class TabularDatasetFactory:
    """Makes tables."""

    @staticmethod
    def from_delimited_files(
        path: Any,
        validate: bool = True,
        include_path: bool = False,
        infer_column_types: bool = True,
        set_column_types: Optional[Dict[str, Any]] = None,
        separator: str = ",",
        header: Any = True,
        partition_format: Optional[str] = None,
        support_multi_line: bool = False,
        empty_as_string: bool = False,
        encoding: str = "utf8",
    ) -> TabularDataset:
        """The rows of text files. Every file has the header, or none does."""
        _refuse(set_column_types=set_column_types, partition_format=partition_format)
        how = {
            "separator": separator,
            "header": _has_header(header),
            "encoding": encoding,
            "include_path": include_path,
            "infer": infer_column_types,
            "empty_as_string": empty_as_string,
        }
        return _made(TabularDataset, path, how, validate)

    @staticmethod
    def from_json_lines_files(path: Any, validate: bool = True, include_path: bool = False, **other: Any) -> TabularDataset:
        """One JSON object a line."""
        _refuse(**other)
        return _made(TabularDataset, path, {"format": "json_lines", "include_path": include_path}, validate)

    @staticmethod
    def from_parquet_files(path: Any, validate: bool = True, include_path: bool = False, **other: Any) -> TabularDataset:
        """Parquet files; reading them needs pyarrow beside pandas."""
        _refuse(**other)
        return _made(TabularDataset, path, {"format": "parquet", "include_path": include_path}, validate)

    @staticmethod
    def register_pandas_dataframe(
        dataframe: Any,
        target: Any,
        name: str,
        description: Optional[str] = None,
        tags: Optional[Dict[str, str]] = None,
        show_progress: bool = True,
        **_: Any,
    ) -> TabularDataset:
        """Puts a table of this program into a datastore as CSV, and registers it."""
        from .datastore import DataReference, Datastore

        store, folder = (target.datastore, target.path_on_datastore) if isinstance(target, DataReference) else (target, "")
        store, folder = target if isinstance(target, tuple) else (store, folder)
        if not isinstance(store, Datastore):
            raise UserErrorException("The target is a datastore, or (datastore, folder).")
        connection = store.workspace._connection
        path = "/".join(part for part in (str(folder).strip("/"), asset_name(name) + ".csv") if part)
        data = dataframe.to_csv(index=False).encode("utf-8")
        connection.send("PUT", connection.store(*path.split("/"), store=store.name), data=data)
        made = TabularDatasetFactory.from_delimited_files((store, path), validate=False)
        return made.register(store.workspace, name, description, tags, create_new_version=True)


class FileDatasetFactory:
    """Makes sets of files."""

    @staticmethod
    def from_files(path: Any, validate: bool = True, partition_format: Optional[str] = None, is_file: bool = False) -> FileDataset:
        _refuse(partition_format=partition_format)
        return _made(FileDataset, path, {}, validate)

    @staticmethod
    def upload_directory(
        src_dir: str, target: Any, pattern: Optional[str] = None, overwrite: bool = False, show_progress: bool = True
    ) -> FileDataset:
        """Puts the files of a folder into a datastore: ``target`` is a datastore or (datastore, folder)."""
        store, folder = target if isinstance(target, tuple) else (target, "")
        root = Path(src_dir)
        chosen = [str(each) for each in sorted(root.glob(pattern or "**/*")) if each.is_file()]
        reference = store.upload_files(chosen, str(root), folder or None, overwrite, show_progress)
        return FileDatasetFactory.from_files(reference)


class Dataset:
    """Makes datasets, and finds those that are registered."""

    Tabular = TabularDatasetFactory
    File = FileDatasetFactory

    @staticmethod
    def get_by_name(workspace: Any, name: str, version: Union[int, str] = "latest") -> AbstractDataset:
        if os.environ.get("AZUREML_RUN_ID"):
            return _given(name)
        connection = workspace._connection
        asset = asset_name(name)
        try:
            wanted = str(version)
            if wanted == "latest":
                wanted = connection.get(connection.arm("data", asset))["properties"]["latestVersion"]
            return of_asset(workspace, asset, connection.get(connection.arm("data", asset, "versions", wanted)))
        except (NotFound, KeyError) as error:
            raise UserErrorException(
                f"There is no dataset '{name}'" + ("" if str(version) == "latest" else f" of version {version}") + "."
            ) from error

    @staticmethod
    def get_by_id(workspace: Any, id: str, **_: Any) -> AbstractDataset:  # noqa: A002 - the SDK's name
        """The dataset of this id; in a trial, of those that it was given."""
        for each in trial_datasets().values():
            if each.id == id:
                return each
        if workspace is not None and not os.environ.get("AZUREML_RUN_ID"):
            for name in names_of(workspace):
                found = Dataset.get_by_name(workspace, name)
                if found.id == id:
                    return found
        raise UserErrorException(f"There is no dataset with the id {id}.")

    @staticmethod
    def get_all(workspace: Any) -> Any:
        return workspace.datasets


def names_of(workspace: Any) -> List[str]:
    """The names of the data assets, as v1 wrote them."""
    connection = workspace._connection
    return [
        (each["properties"].get("properties") or {}).get(NAME, each["name"])
        for each in connection.pages(connection.arm("data"))
    ]


def trial_datasets() -> Dict[str, AbstractDataset]:
    """The datasets that this trial was given, by the names of its inputs."""
    found: Dict[str, AbstractDataset] = {}
    for name, told in json.loads(os.environ.get(VARIABLE) or "{}").items():
        made = rebuilt(told["said"])
        made.name, made.version, made._inputs = told.get("name"), told.get("version"), told["inputs"]
        found[name] = made
    return found


def _made(kind: Any, path: Any, how: Dict[str, Any], validate: bool) -> Any:
    places = sources.read(path)
    workspace = _workspace_of(path)
    made = kind(places, how, workspace)
    if validate and workspace is not None:
        from .datastore import Datastore

        empty = [
            each.path for each in places if each.store and not Datastore(workspace, each.store)._matching(each.path)
        ]
        if empty:
            raise DatasetException(f"No file fits {', '.join(empty)}. Were the files uploaded?")
    return made


def _workspace_of(path: Any) -> Any:
    for each in path if isinstance(path, list) else [path]:
        store = each[0] if isinstance(each, tuple) else getattr(each, "datastore", None)
        if store is not None:
            return store.workspace
    return None


def _given(name: str) -> AbstractDataset:
    """In a trial, which may not read the workspace: of the datasets that it was given."""
    found = [each for each in trial_datasets().values() if each.name == name]
    if not found:
        raise UserErrorException(f"This trial was not given a dataset '{name}': add it to its arguments with as_named_input.")
    return found[0]


def _has_header(header: Any) -> bool:
    name = getattr(header, "name", header)
    return name not in (False, 0, "NO_HEADERS")


def _refuse(**given: Any) -> None:
    asked = [name for name, value in given.items() if value is not None]
    if asked:
        raise UserErrorException(
            f"{' and '.join(asked)} {'is' if len(asked) == 1 else 'are'} not supported here: "
            "read the table with pandas, and change it there."
        )
