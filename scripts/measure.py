"""Times one import, or the peers' conversion to Parquet: best of several, whole processes.

measure.py import FILE FOLDER LIQTOOL      imports FILE into a new store in FOLDER
measure.py peers-csv FILE FOLDER           DuckDB sorted and unsorted, Polars streaming
measure.py peers-json FILE FOLDER          DuckDB on JSON lines, and inflating alone

A line each: what, seconds, CPU seconds (user + system), peak resident MiB, size of the result. Where
other programs run at the same time the CPU seconds tell more than the seconds.
"""

import os
import pathlib
import shutil
import subprocess
import sys
import time

RUNS = int(os.environ.get("LIQTOOL_BENCH_RUNS", "5"))


def measure(label, command, result, prepare=lambda: None):
    best = None
    for _ in range(RUNS):
        prepare()
        start = time.perf_counter()
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        if status != 0:
            sys.exit(f"{label}: ended with {status}")
        cpu = usage.ru_utime + usage.ru_stime
        best = min(best or (seconds, cpu, usage.ru_maxrss), (seconds, cpu, usage.ru_maxrss))
    size = sum(f.stat().st_size for f in result.rglob("*.parquet")) if result.is_dir() else (
        result.stat().st_size if result.exists() else 0)
    print(f"{label:<44} {best[0]:7.2f} s {best[1]:7.2f} s CPU {best[2] / 1024:6.0f} MiB "
          f"{size / 1e6:8.1f} MB", flush=True)


def python(script):
    return [sys.executable, "-c", script]


DUCKDB_CSV = """
import duckdb
duckdb.execute('''COPY (
  SELECT symbol, make_timestamp("timestamp") AS time, make_timestamp(local_timestamp) AS received,
    CASE side WHEN 'sell' THEN 'long' ELSE 'short' END AS side,
    price, amount AS quantity, price * amount AS notional, id AS order_id
  FROM read_csv('{file}') {order}) TO '{out}' (FORMAT parquet, COMPRESSION zstd)''')
"""

POLARS_CSV = """
import polars as pl
micros = lambda name: pl.col(name).cast(pl.Datetime('us', 'UTC'))
(pl.scan_csv('{file}').select(
    'symbol', micros('timestamp').alias('time'), micros('local_timestamp').alias('received'),
    pl.when(pl.col('side') == 'sell').then(pl.lit('long')).otherwise(pl.lit('short')).alias('side'),
    'price', pl.col('amount').alias('quantity'),
    (pl.col('price') * pl.col('amount')).alias('notional'), pl.col('id').alias('order_id'))
 .sink_parquet('{out}', compression='zstd'))
"""

DUCKDB_JSON = """
import duckdb
duckdb.execute('''COPY (
  SELECT o->>'s' AS symbol, epoch_ms((o->>'T')::BIGINT) AS time,
    CASE o->>'S' WHEN 'SELL' THEN 'long' ELSE 'short' END AS side,
    (o->>'ap')::DOUBLE AS price, (o->>'z')::DOUBLE AS quantity,
    (o->>'ap')::DOUBLE * (o->>'z')::DOUBLE AS notional
  FROM read_json('{file}', format='newline_delimited', columns={{o: 'JSON'}}))
  TO '{out}' (FORMAT parquet, COMPRESSION zstd)''')
"""

INFLATE = """
import zlib
inflater = zlib.decompressobj(31)
with open('{file}', 'rb') as file:
    while block := file.read(1 << 20): inflater.decompress(block)
"""


def peers_csv(file, folder):
    for label, order in (("sorted by symbol, time", "ORDER BY symbol, time"), ("unsorted", "")):
        out = folder / f"duckdb-{label.split()[0]}.parquet"
        measure(f"DuckDB COPY, {label}", python(DUCKDB_CSV.format(file=file, out=out, order=order)),
                out)
    out = folder / "polars.parquet"
    measure("Polars sink_parquet", python(POLARS_CSV.format(file=file, out=out)), out)


def peers_json(file, folder):
    out = folder / "duckdb-json.parquet"
    measure("DuckDB COPY of JSON", python(DUCKDB_JSON.format(file=file, out=out)), out)
    measure("zlib inflate alone", python(INFLATE.format(file=file)), folder / "none")


def main():
    task, file, folder = sys.argv[1], sys.argv[2], pathlib.Path(sys.argv[3])
    if task == "peers-csv":
        peers_csv(file, folder)
    elif task == "peers-json":
        peers_json(file, folder)
    else:
        store = folder / "store"
        measure(f"liqtool import {os.path.basename(file)[-22:]}",
                [sys.argv[4], "import", file, "--store", str(store), "--quiet"],
                store / "liquidations", lambda: shutil.rmtree(store, ignore_errors=True))


main()
