"""Heavy computing: the lake, steps on DuckDB or Spark, generations and their readers (see README.md)."""
