"""Wraca: an eCRM for online shops."""

import os

# Before NumPy is imported: our matrices are small, and threads of BLAS mostly wait for each other. On a busy machine
# the same fits took three times the processor's time. DuckDB has threads of its own.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

__version__ = "0.1.0"
