"""What is logged beside numbers, and numbers as the protocol takes them."""

from __future__ import annotations

import hashlib
import io
import math
import os
import re
from typing import Any, Dict, List, Mapping, Optional, Sequence, Tuple, Union

from ..exceptions import UserErrorException

#: Where tables and their like lie among a run's outputs.
FOLDER = "azureml-metrics"

#: As many points as one call takes.
MOST_POINTS = 1000


def number(name: str, value: Any) -> float:
    """A value as a number.

    :raises UserErrorException: it is none.
    """
    try:
        if isinstance(value, (bytes, bytearray)):
            raise TypeError
        return float(value)
    except (TypeError, ValueError) as error:
        raise UserErrorException(
            f"'{name}' cannot be logged: {value!r} is no number. log_list takes series, log_table and log_row take tables."
        ) from error


def wire(value: float) -> Union[float, str]:
    """A number as the protocol writes it: JSON has no NaN."""
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    return value


def series(points: Sequence[Mapping[str, Any]]) -> Any:
    """A number where one was logged, else the list of them by their steps."""
    values = [float(each["value"]) for each in sorted(points, key=lambda each: each["step"])]
    return values[0] if len(values) == 1 else values


def text(name: str, value: str) -> Dict[str, Any]:
    return {"name": name, "kind": "text", "value": value}


def table(name: str, columns: Mapping[str, Sequence[Any]]) -> Dict[str, Any]:
    """A table by its columns."""
    whole = {str(key): [plain(each) for each in values] for key, values in columns.items()}
    if len({len(each) for each in whole.values()}) > 1:
        raise UserErrorException(f"The columns of the table '{name}' differ in length.")
    return {"name": name, "kind": "table", "value": whole}


def table_with_row(name: str, before: Mapping[str, List[Any]], row: Mapping[str, Any]) -> Dict[str, Any]:
    """A table with a row more; a cell that a row leaves out is empty."""
    length = max((len(each) for each in before.values()), default=0)
    names = list(before) + [each for each in row if each not in before]
    whole = {each: [*before.get(each, [None] * length), plain(row.get(each))] for each in names}
    return {"name": name, "kind": "table", "value": whole}


def document(name: str, kind: str, value: Any) -> Dict[str, Any]:
    """A chart's data in the form that Azure documents: JSON, or an object of it."""
    return {"name": name, "kind": kind, "value": plain(value)}


def picture(name: str, path: Optional[str], plot: Any) -> Tuple[bytes, str]:
    """The bytes and the file ending of a picture."""
    if (path is None) == (plot is None):
        raise UserErrorException(f"log_image('{name}') takes a path or a plot: one of the two.")
    if path is not None:
        if not os.path.isfile(path):
            raise UserErrorException(f"There is no picture {path}.")
        with open(path, "rb") as file:
            return file.read(), os.path.splitext(path)[1] or ".png"
    drawn = io.BytesIO()
    plot.savefig(drawn, format="png")
    return drawn.getvalue(), ".png"


def safe(name: str) -> str:
    """A file's name for a name that may have any letters."""
    letters = re.sub(r"[^A-Za-z0-9._ -]+", "_", name).strip(". ")[:80]
    if letters == name:
        return name
    return f"{letters or 'value'}-{hashlib.sha256(name.encode()).hexdigest()[:6]}"


def plain(value: Any) -> Any:
    """A value as JSON: numbers of NumPy become numbers, arrays lists, what is not finite a text."""
    if hasattr(value, "tolist"):
        value = value.tolist()
    if isinstance(value, Mapping):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(each) for each in value]
    if isinstance(value, float) and not math.isfinite(value):
        return wire(value)
    return value if isinstance(value, (str, int, float, bool)) or value is None else str(value)
