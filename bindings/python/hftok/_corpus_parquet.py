"""Parquet files, by pyarrow: a column of text read as blocks, lists of ids written."""

from __future__ import annotations

import os
from contextlib import suppress
from typing import Any, Iterator, Sequence

from . import _abi, errors
from ._corpus_blocks import Block, pyarrow

_MOST_ROWS = 1 << 20  # of a block


class _RowPlace:
    def __init__(self, path: str, row: int, ends: Any):
        self._path = path
        self._row = row  # of the first document
        self._ends = ends  # where the documents end in the block

    def name(self, at: int) -> str:
        compute = pyarrow("pyarrow.compute", "Parquet")
        before = compute.sum(compute.less_equal(self._ends, at)).as_py() or 0
        return f"{self._path}, row {self._row + before}"


class ParquetColumn:
    """A column of text of Parquet files."""

    def __init__(self, names: Sequence[str], options: _abi.PackOptions, size: int, skip: bool):
        """names: of the column or, in structs, those that lead to it. options: for the blocks, which have about
        so many bytes. skip: leave rows without text out."""
        self._pa = pyarrow("pyarrow", "reading Parquet")
        self._compute = pyarrow("pyarrow.compute", "reading Parquet")
        self._names = list(names)
        self._options = options
        self._size = size
        self._skip = skip

    def blocks(self, path: str) -> Iterator[Block]:
        """The blocks of a file."""
        parquet = pyarrow("pyarrow.parquet", "reading Parquet")
        column = ".".join(self._names)
        try:
            file = parquet.ParquetFile(path, buffer_size=1 << 20)
        except self._pa.ArrowInvalid as e:
            raise errors.HftokValueError(f"{path}: {e}") from e
        with file:
            metadata, total = file.metadata, os.path.getsize(path)
            row = 0
            for group in range(metadata.num_row_groups):
                rows = self._rows_of(metadata.row_group(group), column, path)
                for batch in file.iter_batches(rows, [group], [column]):
                    for texts in self._parts(batch.column(0), path):
                        row += len(texts)
                        yield self._block(texts, path, row - len(texts), total * row // metadata.num_rows)

    def _rows_of(self, group: Any, column: str, path: str) -> int:
        """How many rows of a row group make a block."""
        for i in range(group.num_columns):
            chunk = group.column(i)
            if chunk.path_in_schema == column:
                average = max(1, int(chunk.total_uncompressed_size) // max(1, int(group.num_rows)))
                return max(1, min(self._size // average, _MOST_ROWS))
        raise errors.HftokValueError(f"{path}: there is no column {column!r}")

    def _parts(self, texts: Any, path: str) -> Iterator[Any]:
        """A column of a batch as arrays of text, none much bigger than a block."""
        pa, types = self._pa, self._pa.types
        if len(self._names) > 1:
            texts = self._compute.struct_field(texts, self._names[1:])
        kind = texts.type.value_type if types.is_dictionary(texts.type) else texts.type
        if types.is_string(kind) or types.is_large_string(kind) or types.is_string_view(kind):
            texts = texts.cast(pa.large_string())
        elif types.is_binary(kind) or types.is_large_binary(kind) or types.is_binary_view(kind):
            texts = texts.cast(pa.large_binary())
        else:
            raise errors.HftokValueError(f"{path}: the column {'.'.join(self._names)!r} is of {kind}, not of text")
        offsets = self._offsets(texts)
        parts = max(1, -(-(offsets[-1].as_py() - offsets[0].as_py()) // self._size))
        step = max(1, -(-len(texts) // parts))
        for i in range(0, len(texts), step):
            yield texts.slice(i, step)

    def _offsets(self, texts: Any) -> Any:
        return self._pa.Array.from_buffers(
            self._pa.int64(), len(texts) + 1, [None, texts.buffers()[1]], offset=texts.offset
        )

    def _block(self, texts: Any, path: str, row: int, read: int) -> Block:
        missing = texts.null_count
        if missing:
            if not self._skip:
                first = self._compute.index(texts.is_null(), True).as_py()
                raise errors.HftokValueError(f"{path}, row {row + first}: there is no text")
            texts = texts.drop_null()
        offsets = self._offsets(texts)
        first = offsets[0].as_py()
        ends = self._compute.subtract(offsets.slice(1), first)
        options = _abi.PackOptions.from_buffer_copy(self._options)
        options.documents = _abi.DOCUMENTS_ENDS
        options.ends, options.n = ends.buffers()[1].address + 8 * ends.offset, len(ends)
        data = texts.buffers()[2]
        address = data.address + first if data is not None else 0
        size = offsets[-1].as_py() - first
        return Block(address, size, options, _RowPlace(path, row, ends), read, (texts, ends), skipped=missing)


class ParquetWriter:
    """A file with one column, input_ids, of lists of ids."""

    def __init__(self, path: str, id_bytes: int):
        self._pa = pyarrow("pyarrow", "writing Parquet")
        self._compute = pyarrow("pyarrow.compute", "writing Parquet")
        parquet = pyarrow("pyarrow.parquet", "writing Parquet")
        self._ids = self._pa.uint16() if id_bytes == 2 else self._pa.uint32()
        self._schema = self._pa.schema([("input_ids", self._pa.list_(self._ids))])
        # Ids have too many values for dictionaries.
        self._writer = parquet.ParquetWriter(path, self._schema, compression="zstd", use_dictionary=False)

    def write(self, ids: Any, lengths: Any) -> None:
        """Adds documents, in a row group of their own."""
        values = self._array(self._ids, ids)
        ends = self._compute.cumulative_sum(self._array(self._pa.uint32(), lengths).cast(self._pa.int32()))
        offsets = self._pa.concat_arrays([self._pa.array([0], self._pa.int32()), ends])
        lists = self._pa.ListArray.from_arrays(offsets, values)
        self._writer.write_batch(self._pa.record_batch([lists], schema=self._schema))

    def _array(self, kind: Any, memory: Any) -> Any:
        buffer = self._pa.py_buffer(memory)
        return self._pa.Array.from_buffers(kind, len(memory) * 8 // kind.bit_width, [None, buffer])

    def close(self) -> None:
        self._writer.close()

    def abort(self) -> None:
        with suppress(Exception):  # which it would raise when collected
            self._writer.close()
