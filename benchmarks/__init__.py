"""What `make bench` measures, against the budgets of docs/benchmarks.md."""
