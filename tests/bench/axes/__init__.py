"""What is measured: each axis is a generator of rows, of which results consist.

A row says what was measured (axis, family, kind, and what else tells it from others), of which engine, and
either "values", lists of measurements by name, or the "error" that the engine gave. "differ" is the share of
documents whose ids are not the reference's, "call" the engine's function that was measured.
"""

from axes import batch, encode, full, latency, load, worst

AXES = {
    "encode": encode.rows,
    "batch": batch.rows,
    "full": full.rows,
    "load": load.rows,
    "latency": latency.rows,
    "worst": worst.rows,
}
