"""What strategies must not find: anything in random walks. Usage: random_walks.py FROM TO

For every seed two markets without any edge are imported. On one of minutes each example strategy may
lose its costs and nothing else: the mean of the net result plus what it paid must be within three
standard errors of zero. On one of five minutes a rule without costs is run with its placebos: its
probabilistic Sharpe ratio and the p-values of both placebos must be uniform (Kolmogorov–Smirnov)."""
import json, os, pathlib, shutil, subprocess, sys, tempfile
import numpy as np
from scipy import stats

LIQTOOL = os.environ.get("LIQTOOL", ".build/release/liqtool")
EXAMPLES = ["cascade_fade", "liquidation_fade", "wave_ride", "imbalance_reversion"]
START = 1709251200000
RULE = {
    "schema": "liqtool.strategy/1", "name": "null", "clock": {"on": "bar_close"},
    "data": {"liquidations": {}, "candles": {"interval": "5m"}}, "universe": {"symbols": ["BTCUSDT"]},
    "features": {"z": {"zscore": {"of": {"liq": {"measure": "notional", "side": "long", "window": "10m"}},
                                  "window": "1d", "min_obs": 100}}},
    "entry": {"long": {"when": {">": [{"@": "z"}, 2]}}}, "exit": {"max_hold": "30m"},
    "sizing": {"type": "equity_fraction", "fraction": 0.5}, "costs": {"taker_bps": 0, "maker_bps": 0},
    "execution": {"order": "market"}}


def candles(path, rng, count, minutes):
    step = rng.normal(size=(count, 12)) * 0.0006 * (minutes / 12) ** 0.5
    walk = np.exp(np.cumsum(step.ravel() - (0.0006 ** 2 * minutes / 12) / 2)).reshape(count, 12) * 100
    close = walk[:, -1]
    opened = np.concatenate([[100.0], close[:-1]])
    high, low = np.maximum(opened, walk.max(1)), np.minimum(opened, walk.min(1))
    time = START + np.arange(count) * minutes * 60000
    with open(path, "w") as f:
        f.write("open_time,open,high,low,close,volume,close_time,quote_volume,count,taker_buy_volume,taker_buy_quote_volume,ignore\n")
        for t, o, h, l, c in zip(time.tolist(), opened.tolist(), high.tolist(), low.tolist(), close.tolist()):
            f.write(f"{t},{o:.8f},{h:.8f},{l:.8f},{c:.8f},1000,{t + minutes * 60000 - 1},1000000000,1,1,1,0\n")


def liquidations(path, rng, symbols, days):
    """Bursts of one side and single ones, which know nothing of the prices."""
    rows = []
    for symbol in symbols:
        for start in rng.uniform(0, days * 86400000, rng.poisson(12 * days)):
            side = rng.choice(["long", "short"])
            for gap in np.cumsum(rng.uniform(0, 8000, rng.integers(5, 17))):
                rows.append((int(start + gap), symbol, side))
        rows += [(int(t), symbol, rng.choice(["long", "short"])) for t in rng.uniform(0, days * 86400000, 60 * days)]
    with open(path, "w") as f:
        f.write("time,symbol,side,price,quantity\n")
        for t, symbol, side in sorted(rows):
            f.write(f"{START + t},{symbol},{side},100,{20 * np.exp(1.5 * rng.normal()):.6f}\n")


def run(*arguments):
    done = subprocess.run([LIQTOOL, *arguments], capture_output=True, text=True)
    if done.returncode: raise SystemExit(f"{arguments}: {done.stderr}")


def market(folder, rng, symbols, days, minutes):
    store = f"{folder}/store"
    for symbol in symbols:
        path = f"{folder}/{symbol}-{minutes}m-2024-03.csv"
        candles(path, rng, days * 1440 // minutes, minutes)
        run("import", path, "--exchange", "binance-futures", "--store", store, "--quiet")
    liquidations(f"{folder}/rows.csv", rng, symbols, days)
    run("import", f"{folder}/rows.csv", "--exchange", "binance-futures", "--store", store, "--quiet", "--columns",
        "time=time:ms,symbol=symbol,side=side:position,price=price,quantity=quantity")
    return store


def backtest(folder, store, strategy, name):
    pathlib.Path(f"{folder}/{name}.json").write_text(json.dumps(strategy))
    run("backtest", f"{folder}/{name}.json", "--store", store, "--out", f"{folder}/{name}", "--formats", "json", "--quiet", "--jobs", "1")
    return json.loads(pathlib.Path(f"{folder}/{name}/report.json").read_text())


def examples(folder, seed, gross):
    rng = np.random.default_rng([seed, 1])
    store = market(folder, rng, ["BTCUSDT", "ETHUSDT", "SOLUSDT"], 12, 1)
    for name in EXAMPLES:
        s = json.loads(pathlib.Path(f"datasets/strategies/{name}.json").read_text())
        for block in ("validation", "sweep", "walk_forward"): s.pop(block, None)
        ledger = backtest(folder, store, s, name)["ledger"]
        paid = sum(ledger[k] for k in ("slippage", "maker", "taker", "liquidation_fees"))
        gross[name].append((ledger["net"], paid))


def null(folder, seed, found):
    rng = np.random.default_rng([seed, 2])
    store = market(folder, rng, ["BTCUSDT"], 45, 5)
    for kind in ("shift_events", "random_entries"):
        s = RULE | {"validation": {"dsr": True, "placebo": {"kind": kind, "reps": 39, "seed": 3}}}
        report = backtest(folder, store, s, kind)
        # The p-values are multiples of 1/40: each is spread over its step.
        found[kind].append(report["validation"]["placebo_p"]["value"] - rng.uniform() / 40)
    found["psr"].append(report["metrics"]["psr"])
    found["dsr"].append(report["validation"]["dsr"]["value"])


def show(gross, found):
    good = True
    for name in EXAMPLES:
        net, paid = np.array(gross[name]).T
        before = net + paid
        error = before.std(ddof=1) / len(before) ** 0.5
        good &= abs(before.mean()) < 3 * error
        print(f"{name}: mean net {net.mean():.2f}, costs {paid.mean():.2f}, before costs {before.mean():.2f} ± {error:.2f} "
              f"({before.mean() / error:.2f} standard errors), {len(net)} seeds")
    for name, values in found.items():
        v = np.array([x for x in values if x is not None], float)
        p = stats.kstest(v, "uniform").pvalue if len(v) else float("nan")
        good &= not p <= 0.01
        print(f"{name}: Kolmogorov–Smirnov p {p:.3f}, {len(v)} seeds, above 0.95 {np.mean(v > .95) if len(v) else 0:.3f}", flush=True)
    return good


if __name__ == "__main__":
    gross = {name: [] for name in EXAMPLES}
    found = {name: [] for name in ("shift_events", "random_entries", "psr", "dsr")}
    first, last = int(sys.argv[1]), int(sys.argv[2])
    for seed in range(first, last):
        folder = tempfile.mkdtemp(prefix="liqtool-walk-")
        os.mkdir(f"{folder}/a"); os.mkdir(f"{folder}/b")
        examples(f"{folder}/a", seed, gross)
        null(f"{folder}/b", seed, found)
        shutil.rmtree(folder)
        if (seed - first) % 25 == 24 and seed + 1 < last: show(gross, found)
    sys.exit(not show(gross, found))
