"""One file for each program of the benchmark, run by `running` in an environment of its own."""
