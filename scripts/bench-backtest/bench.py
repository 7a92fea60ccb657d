"""liqtool backtest and its peers on the same works, as one table: bench.py LIQTOOL FOLDER.

Ours is a whole cold process that reads its store and writes report.json, the best of several. A peer
has its data in memory and its code compiled. CPU is user and system; peak is resident memory of the
whole process, of a peer with its data.
"""
import json
import os
import pathlib
import shutil
import subprocess
import sys
import time

import numpy as np

HERE = pathlib.Path(__file__).parent
YEAR = ["--from", "2025-01-01", "--to", "2026-01-01"]
SYMBOLS = ["BTCUSDT", "ETHUSDT", "SOLUSDT"]


def call(*command):
    subprocess.run([str(part) for part in command], check=True, stdout=subprocess.DEVNULL)


def process(command):
    """Seconds, CPU seconds, peak MiB and standard output of one process; None when it fails."""
    start = time.perf_counter()
    child = subprocess.Popen(
        [str(part) for part in command], stdout=subprocess.PIPE, text=True,
        env=os.environ | {"TQDM_DISABLE": "1"})
    text = child.stdout.read()
    _, status, usage = os.wait4(child.pid, 0)
    if status != 0:
        return None
    return (time.perf_counter() - start, usage.ru_utime + usage.ru_stime,
            usage.ru_maxrss / 1_024, text)


# The data


def one_year(folder):
    """A day of constant candles for the warm-up, then the year that the peers trade; a liquidation
    of a long says buy, one of a short sell, at the closes of candles 10 and 60 of each hundred."""
    count = 525_600
    noise = np.random.default_rng(1).normal(0, 3e-4, count)
    close = np.r_[np.full(1_440, 60_000.0), 60_000 * np.exp(np.cumsum(noise))]
    opening = np.r_[60_000.0, close[:-1]]
    quiet = np.arange(len(close)) < 1_440
    high = np.maximum(opening, close) * np.where(quiet, 1, 1.0002)
    low = np.minimum(opening, close) * np.where(quiet, 1, 0.9998)
    first = 1_735_603_200_000
    with open(folder / "BTCUSDT-1m-2025.csv", "w") as file:
        file.write("open_time,open,high,low,close,volume,close_time,quote_volume,count,"
                   "taker_buy_volume,taker_buy_quote_volume,ignore\n")
        for row, (o, h, l, c) in enumerate(zip(
                opening.tolist(), high.tolist(), low.tolist(), close.tolist())):
            time = first + row * 60_000
            file.write(f"{time},{o!r},{h!r},{l!r},{c!r},1,{time + 59_999},{c!r},1,0.5,{c / 2!r},0\n")
    with open(folder / "signals.csv", "w") as file:
        file.write("exchange,symbol,timestamp,local_timestamp,id,side,price,amount\n")
        for row in range(count):
            if row % 100 in (10, 60):
                time = (first + (1_440 + row + 1) * 60_000) * 1_000
                side = "sell" if row % 100 == 10 else "buy"
                file.write(f"binance-futures,BTCUSDT,{time},{time},,{side},60000,1\n")


def imported(liqtool, folder, events):
    for file in sorted(folder.glob("*-1m-2025.csv")):
        call(liqtool, "import", file, "--exchange", "binance-futures", "--store",
             folder / "store", "--quiet")
    call(liqtool, "import", folder / events, "--format", "tardis-liquidations", "--exchange",
         "binance-futures", "--store", folder / "store", "--quiet")


def generated(liqtool, folder, symbols):
    every = ["--symbols", ",".join(symbols), "--quiet"]
    for symbol in symbols:
        call(liqtool, "generate", "--kind", "candles", "--candle-symbol", symbol, *YEAR, *every,
             "--out", folder / f"{symbol}-1m-2025.csv")
    call(liqtool, "generate", "--format", "tardis-liquidations", "--rows", "1000000", *YEAR,
         *every, "--out", folder / "EVENTS.csv")


def prepare(liqtool, work):
    """One folder a market, each made once."""
    makers = {
        "one": lambda folder: (one_year(folder), imported(liqtool, folder, "signals.csv")),
        "million": lambda folder: (
            generated(liqtool, folder, SYMBOLS[:1]), imported(liqtool, folder, "EVENTS.csv")),
        "three": lambda folder: (
            generated(liqtool, folder, SYMBOLS), imported(liqtool, folder, "EVENTS.csv")),
    }
    for name, make in makers.items():
        folder = work / name
        if (folder / "ready").exists():
            continue
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        make(folder)
        (folder / "ready").touch()


def grid_of(strategy, work):
    """The example without the blocks that doubt it: only its grid."""
    document = json.loads((HERE.parent.parent / "datasets/strategies" / strategy).read_text())
    for block in ("validation", "walk_forward"):
        document.pop(block, None)
    path = work / strategy
    path.write_text(json.dumps(document))
    return path


# The works


def ours(liqtool, work, strategy, folder, *options, repeats=5):
    best = None
    for _ in range(repeats):
        out = work / "out"
        shutil.rmtree(out, ignore_errors=True)
        run = process([
            liqtool, "backtest", strategy, "--store", work / folder / "store", "--formats", "json",
            "--out", out, "--quiet", *options])
        if run is None:
            sys.exit(f"liqtool backtest {strategy} failed")
        best = min(best or run, run)
    return best


def row(work, name, mine, peer, theirs, note=""):
    text = f"{name:<44} {mine[0]:8.2f} {mine[1]:8.2f} {mine[2]:8.0f}   {peer:<24}"
    if theirs:
        seconds, cpu, peak = theirs
        text += f"{seconds:8.2f} {cpu:8.2f} {peak:8.0f} {seconds / mine[0]:8.1f} {cpu / mine[1]:8.1f}"
    print(f"{text}   {note}", flush=True)


def beside(work, name, mine, kind, folder, peers):
    for peer, label in peers:
        run = process([sys.executable, HERE / "peers.py", kind, peer, work / folder])
        if run is None:
            row(work, name, mine, label, None, "does not run here")
            continue
        result = json.loads(run[3].strip().splitlines()[-1])
        row(work, name, mine, label, (result["seconds"], result["cpu"], run[2]), result["note"])


def main():
    liqtool, work = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2])
    prepare(liqtool, work)
    print(f"{'work':<44} {'ours s':>8} {'CPU s':>8} {'peak MiB':>8}   {'peer':<24}{'s':>8} "
          f"{'CPU s':>8} {'peak MiB':>8} {'ratio':>8} {'CPU':>8}", flush=True)
    mine = ours(liqtool, work, HERE / "one_year.json", "one", repeats=11)
    beside(work, "one strategy, a year of minutes, 5,256 trades", mine, "one-year", "one", [
        ("vectorbt", "vectorbt, warm"), ("backtesting", "backtesting.py, warm"),
        ("nautilus", "NautilusTrader")])
    mine = ours(liqtool, work, HERE / "sweep1000.json", "million", "--sweep", repeats=3)
    beside(work, "1,000 points, 1 M events, 525,600 candles", mine, "sweep", "million", [
        ("vectorbt", "vectorbt with stats"), ("vectorbt-plain", "vectorbt, no stats")])
    mine = ours(liqtool, work, HERE / "event_clock.json", "million")
    row(work, "event clock, 1 M events", mine, "none", None)
    mine = ours(
        liqtool, work, grid_of("cascade_fade.json", work), "three", "--sweep", repeats=1)
    row(work, "576 points of cascade_fade, year, 3 symbols", mine, "none", None)


main()
