#!/usr/bin/env python3
"""Peers of `liqtool backtest` on the same work: peers.py one|sweep vectorbt|backtesting [CSV].

one:   a year of 1-minute candles, 5,256 round trips, next-open fills, 5 bp (BACKTEST.md 6).
sweep: 1,000 parameter sets of one rule over a year of candles: enter when the 15-minute notional of
       liquidations is above a level, leave after a time. Needs the CSV written by `events.py`.
Prints seconds of the second, warm run (of the sweep, the only one); the first compiles. Needs vectorbt and backtesting.
"""
import sys, time, warnings
import numpy as np, pandas as pd

warnings.filterwarnings("ignore")
N = 525_600


def candles():
    rng = np.random.default_rng(1)
    close = 60000 * np.exp(np.cumsum(rng.normal(0, 3e-4, N)))
    open_ = np.r_[60000, close[:-1]]
    high, low = np.maximum(open_, close) * 1.0002, np.minimum(open_, close) * 0.9998
    index = pd.date_range("2025-01-01", periods=N, freq="1min")
    return pd.DataFrame(dict(Open=open_, High=high, Low=low, Close=close, Volume=1.0), index=index)


def shifted(flags):
    return np.r_[False, flags[:-1]]


def one_vectorbt(data):
    import vectorbt as vbt

    k = np.arange(N)
    entries = pd.Series(shifted(k % 100 == 10), index=data.index)
    exits = pd.Series(shifted(k % 100 == 60), index=data.index)
    portfolio = vbt.Portfolio.from_signals(
        data.Close, entries, exits, price=data.Open, size=1, fees=5e-4, init_cash=1e7, freq="1min")
    portfolio.stats()
    return f"trades {int(portfolio.trades.count())} final {portfolio.final_value():.4f}"


def one_backtesting(data):
    from backtesting import Backtest, Strategy

    class Rule(Strategy):
        def init(self):
            pass

        def next(self):
            n = len(self.data) - 1
            if n % 100 == 10:
                self.buy(size=1)
            elif n % 100 == 60:
                self.position.close()

    stats = Backtest(data, Rule, cash=1e7, commission=5e-4, finalize_trades=True).run()
    return f"trades {len(stats._trades)} final {stats['Equity Final [$]']:.4f}"


def sweep_vectorbt(data, sums):
    """Forty levels by twenty-five holding times, a level a call, as its memory allows."""
    import vectorbt as vbt

    total = 0
    for level in np.quantile(sums[sums > 0], np.linspace(0.90, 0.999, 40)):
        above = sums > level
        edge = pd.Series(shifted(above & ~shifted(above)), index=data.index)
        for hold in range(5, 130, 5):
            exits = edge.shift(hold, fill_value=False)
            portfolio = vbt.Portfolio.from_signals(
                data.Close, edge, exits, price=data.Open, size=1, fees=5e-4, init_cash=1e7,
                freq="1min")
            portfolio.sharpe_ratio()
            total += 1
    return f"points {total}"


def main():
    work, peer = sys.argv[1], sys.argv[2]
    data = candles()
    if work == "sweep":
        events = pd.read_csv(sys.argv[3], usecols=["timestamp", "amount", "price"])
        minute = (pd.to_datetime(events.timestamp, unit="us") - data.index[0]).dt.total_seconds()
        place = (minute // 60).astype(int).clip(0, N - 1)
        notional = np.bincount(place, weights=events.amount * events.price, minlength=N)
        sums = pd.Series(notional).rolling(15, min_periods=1).sum().to_numpy()
        run = lambda: sweep_vectorbt(data, sums)
    else:
        run = lambda: {"vectorbt": one_vectorbt, "backtesting": one_backtesting}[peer](data)
    repeats = 1 if work == "sweep" else 2
    for _ in range(repeats):
        start, cpu = time.perf_counter(), time.process_time()
        text = run()
        seconds, cpu = time.perf_counter() - start, time.process_time() - cpu
    print(f"{peer} {work}: {seconds:.2f} s, {cpu:.2f} s of processor time, {text}")


main()
