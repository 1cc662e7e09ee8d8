"""Tables: the rows of delimited text, JSON lines or Parquet files, one file after the other."""

from __future__ import annotations

from typing import Any, Dict, List, Sequence, Tuple, Union

from azureml.exceptions import DatasetException, UserErrorException

from .abstract_dataset import AbstractDataset


class TabularDataset(AbstractDataset):
    """A table that is read when it is asked for; needs pandas then."""

    _kind = "tabular"

    def to_pandas_dataframe(self, on_error: str = "null", out_of_range_datetime: str = "null") -> Any:
        """All rows of all files, in the order of the files' names."""
        pandas = _pandas()
        files = self._files()
        if not files:
            raise DatasetException(
                "No file fits the data's path: " + ", ".join(each.path for each in self._sources) + ". Were the files uploaded?"
            )
        table = pandas.concat([_read(pandas, file, self._how) for file in files], ignore_index=True)
        for step in self._steps:
            table = _STEPS[step[0]](table, *step[1:])
        return table

    def take(self, count: int) -> "TabularDataset":
        """The first rows."""
        return self._with("take", _positive(count))

    def skip(self, count: int) -> "TabularDataset":
        """All but the first rows."""
        return self._with("skip", _positive(count))

    def keep_columns(self, columns: Union[str, Sequence[str]], validate: bool = False) -> "TabularDataset":
        return self._with("keep", _names(columns))

    def drop_columns(self, columns: Union[str, Sequence[str]]) -> "TabularDataset":
        return self._with("drop", _names(columns))

    def take_sample(self, probability: float, seed: Any = None) -> "TabularDataset":
        """About this part of the rows."""
        return self._with("sample", float(probability), seed)

    def random_split(self, percentage: float, seed: Any = None) -> "Tuple[TabularDataset, TabularDataset]":
        """About this part of the rows, and the others. Without a seed the two need not fit together."""
        share = float(percentage)
        return self._with("part", share, seed, True), self._with("part", share, seed, False)


def _read(pandas: Any, file: str, how: Dict[str, Any]) -> Any:
    kind = how.get("format", "delimited")
    if kind == "parquet":
        table = pandas.read_parquet(file)
    elif kind == "json_lines":
        table = pandas.read_json(file, lines=True)
    else:
        table = pandas.read_csv(
            file,
            sep=how.get("separator", ","),
            header=0 if how.get("header", True) else None,
            encoding=how.get("encoding") or "utf-8",
            dtype=None if how.get("infer", True) else str,
            keep_default_na=not how.get("empty_as_string", False),
        )
        if not how.get("header", True):
            table.columns = [f"Column{i + 1}" for i in range(len(table.columns))]
    if how.get("include_path"):
        table.insert(0, "Path", file)
    return table


def _part(table: Any, share: float, seed: Any, first: bool) -> Any:
    chosen = table.sample(frac=share, random_state=seed).index
    return table.loc[table.index.isin(chosen) == first]


_STEPS = {
    "take": lambda table, count: table.head(count),
    "skip": lambda table, count: table.iloc[count:],
    "keep": lambda table, names: table[names],
    "drop": lambda table, names: table.drop(columns=names),
    "sample": lambda table, share, seed: table.sample(frac=share, random_state=seed),
    "part": _part,
}


def _pandas() -> Any:
    try:
        import pandas
    except ImportError as error:
        raise UserErrorException(
            "Reading a dataset as a table needs pandas in this Python: pip install pandas, or apt install python3-pandas."
        ) from error
    return pandas


def _positive(count: int) -> int:
    if int(count) < 0:
        raise UserErrorException("A number of rows is 0 or more.")
    return int(count)


def _names(columns: Union[str, Sequence[str]]) -> List[str]:
    return [columns] if isinstance(columns, str) else list(columns)
