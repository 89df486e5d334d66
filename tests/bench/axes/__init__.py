"""What is measured: each axis is a generator of rows, of which results consist."""

from axes import encode

AXES = {"encode": encode.rows}
