"""Runs a command and prints its seconds and peak memory, or DuckDB's on the same file.

measure.py LABEL COMMAND…        one line: label, seconds, peak resident MiB
measure.py --duckdb CSV FOLDER   DuckDB's COPY to zstd Parquet, sorted and unsorted
"""

import os
import resource
import subprocess
import sys
import time


def run(label, command):
    start = time.perf_counter()
    code = subprocess.run(command, stdout=subprocess.DEVNULL).returncode
    seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"{label:<28} {seconds:8.2f} s {peak:8.0f} MiB peak" + ("" if code == 0 else f"  exit {code}"))
    return code


COPY = """
import duckdb
duckdb.execute('''COPY (
  SELECT exchange, symbol, make_timestamp("timestamp") AS time,
    make_timestamp(local_timestamp) AS received,
    CASE side WHEN 'sell' THEN 'long' ELSE 'short' END AS side,
    price, amount AS quantity, price * amount AS notional, id AS order_id
  FROM read_csv('{csv}') {order}) TO '{out}' (FORMAT parquet, COMPRESSION zstd)''')
"""


def duckdb(csv, folder):
    for label, order in (("sorted", "ORDER BY symbol, time"), ("unsorted", "")):
        out = os.path.join(folder, f"duckdb-{label}.parquet")
        script = COPY.format(csv=csv, order=order, out=out)
        run(f"DuckDB COPY, {label}", [sys.executable, "-c", script])
        print(f"  size: {os.path.getsize(out)} bytes")


if sys.argv[1] == "--duckdb":
    duckdb(sys.argv[2], sys.argv[3])
else:
    sys.exit(run(sys.argv[1], sys.argv[2:]))
