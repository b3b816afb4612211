"""The batches of rows that engines pass: batch → rows, and a batch with more columns. Pure.

pandas, numpy and pyarrow are not imported here: if a batch is one of their objects, the caller has imported them.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol, TypeAlias

from typing_extensions import TypeIs

from .._json_values import is_mapping

Row: TypeAlias = Mapping[str, Any]
Kind: TypeAlias = Literal["text", "number", "value"]

# The column name for rows that are not mappings, such as the texts of a Dask bag.
INPUT = "input"

_PANDAS_TYPES = {"text": "string", "number": "Int64", "value": "object"}


@dataclass(frozen=True)
class Column:
    """A column to add: its values, in the order of the rows."""

    kind: Kind
    values: Sequence[Any]


class RowBatch(Protocol):
    """A batch of rows in the form of an engine."""

    names: list[str]
    rows: list[Row]

    def joined(self, columns: Mapping[str, Column]) -> Any:
        """Return a batch of the same kind with these columns after its own."""
        ...


def row_batch_of(value: Any) -> RowBatch:
    """Return the batch that an engine passed.

    Raises:
        TypeError: The type of the batch is not supported.
    """
    if is_frame(value):
        return _Frame(value)
    if _is_of("pyarrow", "Table", value):
        return _Table(value)
    if is_mapping(value):
        return _Columns(value)
    if _is_rows(value):
        return _Rows(value)
    raise TypeError(
        f"batch: expected a pandas DataFrame, a dictionary of columns, a pyarrow Table or rows, got a "
        f"{type(value).__name__}."
    )


def is_iterator(value: object) -> TypeIs[Iterator[Any]]:
    """Return whether the value is an iterator."""
    return isinstance(value, Iterator)


def is_frame(value: object) -> bool:
    """Return whether the value is a pandas DataFrame."""
    return _is_of("pandas", "DataFrame", value)


def _is_rows(value: object) -> TypeIs[Iterable[Any]]:
    return isinstance(value, Iterable) and not isinstance(value, str | bytes)


def _is_of(module: str, name: str, value: object) -> bool:
    cls: Any = getattr(sys.modules.get(module), name, None)
    return cls is not None and isinstance(value, cls)


class _Frame:
    """A pandas DataFrame: of Dask, of Spark, and of Ray with `batch_format="pandas"`."""

    def __init__(self, frame: Any) -> None:
        self._frame = frame
        self.names: list[str] = [str(name) for name in frame.columns]
        tuples = frame.itertuples(index=False, name=None)
        self.rows: list[Row] = [dict(zip(self.names, values, strict=True)) for values in tuples]

    def joined(self, columns: Mapping[str, Column]) -> Any:
        series: Any = sys.modules["pandas"].Series
        index = self._frame.index
        added = {
            name: series(column.values, index=index, dtype=_PANDAS_TYPES[column.kind])
            for name, column in columns.items()
        }
        return self._frame.assign(**added)


class _Table:
    """A pyarrow Table: of Ray with `batch_format="pyarrow"`."""

    def __init__(self, table: Any) -> None:
        self._table = table
        self.names: list[str] = table.column_names
        self.rows: list[Row] = table.to_pylist()

    def joined(self, columns: Mapping[str, Column]) -> Any:
        pyarrow: Any = sys.modules["pyarrow"]
        types = {"text": pyarrow.string(), "number": pyarrow.int64(), "value": None}
        table = self._table
        for name, column in columns.items():
            table = table.append_column(name, [pyarrow.array(column.values, type=types[column.kind])])
        return table


class _Columns:
    """A dictionary of columns, arrays of numpy or lists: of Ray."""

    def __init__(self, columns: Mapping[str, Any]) -> None:
        self._columns = columns
        self.names = list(columns)
        lengths = {name: len(values) for name, values in columns.items()}
        if len(set(lengths.values())) > 1:
            raise ValueError(f"batch: expected columns of one length, got {lengths}.")
        tuples = zip(*columns.values(), strict=True)
        self.rows: list[Row] = [dict(zip(columns, values, strict=True)) for values in tuples]

    def joined(self, columns: Mapping[str, Column]) -> Any:
        added = {name: list(column.values) for name, column in columns.items()}
        if any(_is_of("numpy", "ndarray", values) for values in self._columns.values()):
            return {**self._columns, **{name: _array(values) for name, values in added.items()}}
        return {**self._columns, **added}


class _Rows:
    """A list of rows: a partition of a Dask bag."""

    def __init__(self, rows: Iterable[Any]) -> None:
        self.rows: list[Row] = [row if isinstance(row, Mapping) else {INPUT: row} for row in rows]
        self.names = list(dict.fromkeys(name for row in self.rows for name in row))

    def joined(self, columns: Mapping[str, Column]) -> Any:
        added = ({name: column.values[i] for name, column in columns.items()} for i in range(len(self.rows)))
        return [{**row, **values} for row, values in zip(self.rows, added, strict=True)]


def _array(values: Sequence[Any]) -> Any:
    numpy: Any = sys.modules["numpy"]
    array = numpy.empty(len(values), dtype=object)
    for position, value in enumerate(values):  # one by one: numpy would make a matrix of lists of equal length
        array[position] = value
    return array
