"""The speed of imports and cold queries beside DuckDB and Polars: called by scripts/bench.

measure.py FOLDER LIQTOOL ROWS [LARGE]

FOLDER keeps the generated files and what is made of them; LARGE, when it is there, is the row count
of the largest file of the growth table. The programs of a comparison take turns, each run is a
whole process with a warm cache, and the best of LIQTOOL_BENCH_RUNS (5) counts. Before a line is
printed the rows of both sides are counted and their columns summed: a peer that did other work, or
none, ends the run. CPU seconds (user + system) tell more than seconds where others use the machine.
"""

import csv
import json
import math
import os
import pathlib
import shutil
import subprocess
import sys
import time

RUNS = int(os.environ.get("LIQTOOL_BENCH_RUNS", "5"))
FOLDER = pathlib.Path(sys.argv[1])
LIQTOOL = sys.argv[2]
ROWS = int(sys.argv[3])
LARGE = int(sys.argv[4]) if len(sys.argv) > 4 else 0


# What the peers do. Each writes the columns of the store, under the same names.

CSV_COLUMNS = """symbol, make_timestamp("timestamp") AS time, make_timestamp(local_timestamp) AS received,
    CASE side WHEN 'sell' THEN 'long' ELSE 'short' END AS side,
    price, amount AS quantity, price * amount AS notional, id AS order_id"""

DUCKDB_CSV = """
import duckdb
duckdb.execute('''COPY (SELECT {columns} FROM read_csv('{file}') {order})
  TO '{out}' (FORMAT parquet, COMPRESSION zstd)''')
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

# One call that takes all fields out of a message is the fastest of three ways tried: a call a
# field takes 1.4 times as long, and a STRUCT is not possible, because `s` and `S` are one name.
DUCKDB_JSON = """
import duckdb
duckdb.execute('''COPY (
  SELECT f[1] AS symbol, epoch_ms(f[2]::BIGINT) AS time,
    CASE f[3] WHEN 'SELL' THEN 'long' ELSE 'short' END AS side, f[4]::DOUBLE AS price,
    f[5]::DOUBLE AS quantity, f[4]::DOUBLE * f[5]::DOUBLE AS notional
  FROM (SELECT json_extract_string(data,
      ['$.o.s', '$.o.T', '$.o.S', '$.o.ap', '$.o.z', '$.o.X']) AS f
    FROM read_json('{file}', format='newline_delimited', columns={{data: 'JSON'}}))
  WHERE f[6] IN ('FILLED', 'PARTIALLY_FILLED'))
  TO '{out}' (FORMAT parquet, COMPRESSION zstd)''')
"""

INFLATE = """
import zlib
inflater = zlib.decompressobj(31)
with open('{file}', 'rb') as file:
    while block := file.read(1 << 20): inflater.decompress(block)
"""

DUCKDB_ROLLUP = """
import duckdb
duckdb.execute('''COPY (
  SELECT date_trunc('hour', time) AS bin_start, symbol, count(*) AS n,
    count(*) FILTER (side = 'long') AS n_long, count(*) FILTER (side = 'short') AS n_short,
    sum(notional) AS usd, coalesce(sum(notional) FILTER (side = 'long'), 0) AS usd_long,
    coalesce(sum(notional) FILTER (side = 'short'), 0) AS usd_short, max(notional) AS max_usd,
    avg(notional) AS mean_usd
  FROM '{file}' {where} GROUP BY ALL ORDER BY ALL) TO '{out}' (FORMAT csv)''')
"""

POLARS_ROLLUP = """
import polars as pl
isLong, usd = pl.col('side') == 'long', pl.col('notional')
(pl.scan_parquet('{file}')
 .group_by(pl.col('time').dt.truncate('1h').alias('bin_start'), 'symbol').agg(
    pl.len().alias('n'), isLong.sum().alias('n_long'), (~isLong).sum().alias('n_short'),
    usd.sum().alias('usd'), usd.filter(isLong).sum().alias('usd_long'),
    usd.filter(~isLong).sum().alias('usd_short'), usd.max().alias('max_usd'),
    usd.mean().alias('mean_usd'))
 .sort('bin_start', 'symbol').collect(engine='streaming').write_csv('{out}'))
"""


def python(script, **values):
    return [sys.executable, "-c", script.format(**values)]


# Running and measuring.


class Run:
    """A program to measure: its command, and the file or folder that it makes anew."""

    def __init__(self, command, result):
        self.command, self.result, self.best = command, result, None

    def once(self):
        if self.result.is_dir():
            shutil.rmtree(self.result)
        start = time.perf_counter()
        process = subprocess.Popen(self.command, stdout=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        if status != 0:
            sys.exit(f"{self.command[:3]}: ended with {status}")
        cpu = usage.ru_utime + usage.ru_stime
        measured = (seconds, cpu, usage.ru_maxrss / 1024)
        self.best = min(self.best or measured, measured)

    def megabytes(self):
        files = self.result.rglob("*.parquet") if self.result.is_dir() else [self.result]
        return sum(f.stat().st_size for f in files if f.suffix == ".parquet") / 1e6


def take_turns(*runs):
    for _ in range(RUNS):
        for run in runs:
            run.once()


def imported(file, name="store"):
    store = FOLDER / name
    return Run([LIQTOOL, "import", str(file), "--store", str(store), "--quiet"], store)


def rolled_up(store, name, *window):
    out = FOLDER / name
    return Run([LIQTOOL, "analyze", "--only", "aggregation", "--formats", "csv", "--quiet", "--store",
                str(store), "--out", str(out), *window], out)


# What makes a comparison fair.


# In a process of its own: the peak memory of a process counts that of the one that started it.
CONTENTS = """
import duckdb, json
duckdb.execute("SET enable_progress_bar = false")
print(json.dumps(duckdb.execute('''SELECT count(*), count(DISTINCT symbol),
    count(*) FILTER (side = 'long'), min(epoch_us(time)), max(epoch_us(time)),
    sum(epoch_us(time) % 1000000007)::DOUBLE, sum(price), sum(quantity), sum(notional)
  FROM read_parquet('{files}', hive_partitioning=false)''').fetchone()))
"""


def contents(path):
    """The number of rows and what the columns sum to, of a Parquet file or a store."""
    files = f"{path}/liquidations/**/*.parquet" if path.is_dir() else path
    return json.loads(subprocess.check_output(python(CONTENTS, files=files)))


def table(path):
    """The hourly totals of a CSV file, by hour and symbol."""
    if path.is_dir():
        path = path / "aggregation.csv"
    with open(path, newline="") as file:
        return {(row["bin_start"].replace("T", " ")[:19], row["symbol"]):
                [float(row[name]) for name in ("n", "n_long", "n_short", "usd", "usd_long",
                                               "usd_short", "max_usd", "mean_usd")]
                for row in csv.DictReader(file)}


def agree(ours, theirs, what):
    same = len(ours) == len(theirs) and all(
        math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-9) for a, b in zip(ours, theirs))
    if not same:
        sys.exit(f"{what}: liqtool has {ours}, the peer {theirs}")


def check_imports(ours, peers, rows):
    expected = contents(ours.result)
    if expected[0] != rows:
        sys.exit(f"liqtool stored {expected[0]} rows of {rows}")
    for label, peer in peers:
        agree(expected, contents(peer.result), label)


def check_tables(ours, peers):
    expected = table(ours.result)
    for label, peer in peers:
        found = table(peer.result)
        if expected.keys() != found.keys():
            sys.exit(f"{label}: {len(found)} bins, liqtool has {len(expected)}")
        for key, values in expected.items():
            agree(values, found[key], f"{label}, {key}")


# The table.

LINE = "{:<38} {:<22} {:>8} {:>8} {:>7} {:>7}  {:>13} {:>13} {:>15}"


def heading():
    print(LINE.format("work", "peer", "liqtool", "peer", "ratio", "wanted", "CPU s", "peak MiB",
                      "MB"), flush=True)


def line(work, label, ours, peer, wanted):
    def both(format, index):
        return f"{ours.best[index]:{format}} / {peer.best[index]:{format}}"
    sizes = f"{ours.megabytes():.1f} / {peer.megabytes():.1f}" if peer.result.suffix == ".parquet" else ""
    print(LINE.format(work, label, f"{ours.best[0]:.3f} s", f"{peer.best[0]:.3f} s",
                      f"{peer.best[0] / ours.best[0]:.2f}×", wanted, both(".2f", 1), both(".0f", 2),
                      sizes), flush=True)


def generate(kind, rows, name, start, end):
    path = FOLDER / name
    if not path.exists():
        subprocess.run([LIQTOOL, "generate", "--kind", "liquidations", "--format", kind, "--rows",
                        str(rows), "--seed", "1", "--from", start, "--to", end, "--out", str(path),
                        "--quiet"], check=True, stdout=subprocess.DEVNULL)
    return path


def duckdb_csv(file, out, order):
    return Run(python(DUCKDB_CSV, columns=CSV_COLUMNS, file=file, out=out, order=order), out)


def csv_rows(file):
    ours = imported(file)
    peers = [
        ("DuckDB, sorted", duckdb_csv(file, FOLDER / "duckdb-sorted.parquet", "ORDER BY symbol, time"),
         "5×"),
        ("DuckDB, unsorted", duckdb_csv(file, FOLDER / "duckdb-unsorted.parquet", ""), "3×"),
        ("Polars, streaming",
         Run(python(POLARS_CSV, file=file, out=FOLDER / "polars.parquet"), FOLDER / "polars.parquet"),
         "2×"),
    ]
    take_turns(ours, *(peer for _, peer, _ in peers))
    check_imports(ours, [peer[:2] for peer in peers], ROWS)
    for label, peer, wanted in peers:
        line(f"import {ROWS:,} Tardis CSV", label, ours, peer, wanted)
    return ours


def json_rows(file, count, packed):
    gz = FOLDER / (file.name + ".gz")
    if not gz.exists():
        subprocess.run(["gzip", "-k", "-6", str(file)], check=True)
    source = gz if packed else file
    ours = imported(source, "store-json")
    out = FOLDER / "duckdb-json.parquet"
    peer = Run(python(DUCKDB_JSON, file=source, out=out), out)
    inflate = Run(python(INFLATE, file=gz), FOLDER / "none")
    take_turns(ours, peer, *([inflate] if packed else []))
    check_imports(ours, [("DuckDB", peer)], count)
    work = f"import {count:,} forceOrder " + ("JSONL.gz" if packed else "JSONL")
    line(work, "DuckDB", ours, peer, "2.5×" if packed else "4×")
    if packed:
        line(work, "zlib, inflating only", ours, inflate, "0.77×")


def rollup_rows(store):
    ours = rolled_up(store, "rollup")
    peers = [
        ("DuckDB, sorted file", FOLDER / "duckdb-rollup.csv",
         python(DUCKDB_ROLLUP, file=FOLDER / "duckdb-sorted.parquet", out=FOLDER / "duckdb-rollup.csv",
                where="")),
        ("DuckDB, unsorted file", FOLDER / "duckdb-rollup2.csv",
         python(DUCKDB_ROLLUP, file=FOLDER / "duckdb-unsorted.parquet",
                out=FOLDER / "duckdb-rollup2.csv", where="")),
        ("Polars, its own file", FOLDER / "polars-rollup.csv",
         python(POLARS_ROLLUP, file=FOLDER / "polars.parquet", out=FOLDER / "polars-rollup.csv")),
    ]
    runs = [(label, Run(command, out)) for label, out, command in peers]
    take_turns(ours, *(run for _, run in runs))
    check_tables(ours, runs)
    for label, run in runs:
        line(f"hourly rollup of {ROWS:,}, cold", label, ours, run, "3×")


def month_rows():
    year = generate("tardis-liquidations", ROWS, "binance-futures_liquidations_2023_YEAR.csv",
                    "2023-01-01", "2024-01-01")
    imported(year, "store-year").once()
    sorted_file = FOLDER / "duckdb-year.parquet"
    duckdb_csv(year, sorted_file, "ORDER BY symbol, time").once()
    ours = rolled_up(FOLDER / "store-year", "month", "--from", "2023-06-01", "--to", "2023-07-01")
    out = FOLDER / "duckdb-month.csv"
    where = "WHERE time >= TIMESTAMP '2023-06-01' AND time < TIMESTAMP '2023-07-01'"
    peer = Run(python(DUCKDB_ROLLUP, file=sorted_file, out=out, where=where), out)
    take_turns(ours, peer)
    check_tables(ours, [("DuckDB", peer)])
    line(f"one month of a year of {ROWS:,}, cold", "DuckDB, sorted file", ours, peer, "2×")


def start_rows():
    """What of the cold times is starting a process."""
    ours = Run([LIQTOOL, "--version"], FOLDER / "none")
    for module in ("duckdb", "polars"):
        peer = Run(python("import " + module), FOLDER / "none")
        take_turns(ours, peer)
        line("starting a process alone", "python, import " + module, ours, peer, "")


def growth():
    print(f"\n{'import of Tardis CSV':<38} {'seconds':>9} {'s a million':>12} {'CPU s':>8} {'peak MiB':>9}"
          f" {'MB':>9}")
    for rows in sorted({ROWS // 10, ROWS, LARGE} - {0}):
        file = generate("tardis-liquidations", rows,
                        f"binance-futures_liquidations_2024-03-01_{rows}.csv", "2024-03-01",
                        "2024-04-01")
        run = imported(file, "store-growth")
        for _ in range(1 if rows > ROWS else RUNS):
            run.once()
        if contents(run.result)[0] != rows:
            sys.exit(f"not {rows} rows")
        seconds, cpu, peak = run.best
        print(f"{rows:<38,} {seconds:>9.2f} {seconds * 1e6 / rows:>12.3f} {cpu:>8.2f} {peak:>9.0f}"
              f" {run.megabytes():>9.1f}", flush=True)
        shutil.rmtree(run.result)


def main():
    heading()
    csv_file = generate("tardis-liquidations", ROWS,
                        f"binance-futures_liquidations_2024-03-01_{ROWS}.csv", "2024-03-01",
                        "2024-04-01")
    store = csv_rows(csv_file).result
    orders = ROWS // 5
    json_file = generate("binance-force-order", orders, "force-orders.jsonl", "2024-03-01",
                         "2024-04-01")
    json_rows(json_file, orders, packed=True)
    json_rows(json_file, orders, packed=False)
    rollup_rows(store)
    month_rows()
    start_rows()
    growth()


main()
