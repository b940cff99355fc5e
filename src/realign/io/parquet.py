"""Parquet in and out; the only file that imports pyarrow."""

from __future__ import annotations

import base64
import datetime
import logging
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any, BinaryIO

from realign.errors import InputError, MissingExtra
from realign.io import jsonio
from realign.io.schema import NULL, Kind, convert, json_places, kind_of, merge

_LOG = logging.getLogger(__name__)
_READ_ROWS = 1000
_TIMES = (datetime.date, datetime.time)
_GROUP_BYTES = 1 << 24  # of JSON text; what stands in memory while a row group is built


def read_parquet(path: Path) -> Iterator[dict[str, Any]]:
    """The rows as records of JSON values.

    Dates and times become ISO text, decimals text, and bytes base64 text.

    Raises:
        MissingExtra: pyarrow is not installed.
        InputError: no Parquet file, or a damaged one.
    """
    pa, pq = _pyarrow()
    record = 0
    try:
        with pq.ParquetFile(path) as file:
            plain = all(_is_plain(pa, kind) for kind in file.schema_arrow.types)
            for batch in file.iter_batches(batch_size=_READ_ROWS):
                for row in batch.to_pylist():
                    yield row if plain else _json_value(row)
                    record += 1
    except (pa.ArrowException, OSError) as error:
        raise InputError(
            f"the Parquet data is damaged: {' '.join(str(error).split())[:200]}",
            path=str(path),
            record=record + 1,
            hint="Was the download or the copy cut off? Fetch the file again.",
        ) from None


class ParquetRecords:
    """Writes records to `target` when closed. They wait in a JSON lines file, `spool`, because
    the schema is known only after the last one."""

    def __init__(self, target: BinaryIO, spool: Path) -> None:
        self._pa, self._pq = _pyarrow()
        self._target = target
        self._spool_path = spool
        self._spool = spool.open("xb")
        self._columns: dict[str, Kind] = {}

    def write(self, record: Mapping[str, Any]) -> None:
        """Take one record."""
        for key, value in record.items():
            self._columns[key] = merge(self._columns.get(key, NULL), kind_of(value))
        self._spool.write(jsonio.dumps(record) + b"\n")

    def close(self) -> None:
        """Write the file."""
        self._spool.close()
        odd = [place for key, kind in self._columns.items() for place in json_places(kind, key)]
        if odd:
            _LOG.warning(
                "Parquet: these fields hold values of several types, or objects without fixed "
                "fields; they are written as JSON text: %s",
                ", ".join(odd),
            )
        schema = self._schema()
        with self._pq.ParquetWriter(self._target, schema, compression="zstd") as writer:
            for rows in self._groups():
                writer.write_table(self._pa.Table.from_pylist(rows, schema=schema))

    def discard(self) -> None:
        """Remove the spool."""
        self._spool.close()
        self._spool_path.unlink(missing_ok=True)

    def _schema(self) -> Any:
        pa = self._pa
        return pa.schema([pa.field(k, _arrow_type(pa, v)) for k, v in self._columns.items()])

    def _groups(self) -> Iterator[list[dict[str, Any]]]:
        rows: list[dict[str, Any]] = []
        size = 0
        with self._spool_path.open("rb") as lines:
            for line in lines:
                record = jsonio.loads(line)
                rows.append({k: convert(record.get(k), v) for k, v in self._columns.items()})
                size += len(line)
                if size >= _GROUP_BYTES:
                    yield rows
                    rows, size = [], 0
        if rows:
            yield rows


def spool_path(path: Path) -> Path:
    """A name beside `path` for the waiting records."""
    return path.with_name(f".{path.name[:200]}.{os.getpid()}.{os.urandom(4).hex()}.spool")


def _pyarrow() -> tuple[ModuleType, ModuleType]:
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError:
        raise MissingExtra("Parquet", "parquet") from None
    return pa, pq


def _arrow_type(pa: ModuleType, kind: Kind) -> Any:
    if kind.item is not None:
        return pa.list_(_arrow_type(pa, kind.item))
    if kind.name == "struct":
        return pa.struct([pa.field(k, _arrow_type(pa, v)) for k, v in kind.fields.items()])
    simple = {"bool": pa.bool_(), "int": pa.int64(), "long": pa.int64(), "float": pa.float64()}
    return simple.get(kind.name, pa.string())


def _is_plain(pa: ModuleType, kind: Any) -> bool:
    types = pa.types
    if types.is_struct(kind):
        return all(_is_plain(pa, kind.field(place).type) for place in range(kind.num_fields))
    if types.is_list(kind) or types.is_large_list(kind) or types.is_fixed_size_list(kind):
        return _is_plain(pa, kind.value_type)
    return any(
        test(kind)
        for test in (
            types.is_string,
            types.is_large_string,
            types.is_boolean,
            types.is_integer,
            types.is_floating,
            types.is_null,
        )
    )


def _json_value(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _json_value(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_json_value(item) for item in value]
    if value is None or isinstance(value, str | int | float):
        return value
    if isinstance(value, bytes):
        return base64.b64encode(value).decode("ascii")
    return value.isoformat() if isinstance(value, _TIMES) else str(value)
