"""One peer on one work: peers.py WORK PEER FOLDER. Prints a JSON object: seconds, cpu, note.

Reading the data and a first call, in which vectorbt compiles, are not counted.

one-year  vectorbt       simulation and stats()
one-year  backtesting    a run
one-year  nautilus       a run on bars made beforehand
sweep     vectorbt       1,000 parameter sets from POINTS of them, in calls of so many at a time, with
                         what a sweep's table needs: Sharpe, return, drawdown, trades, win rate,
                         profit factor, expectancy
sweep     vectorbt-plain the same without any of that: the simulation and a count of trades
"""
import json
import pathlib
import sys
import time
import warnings

import numpy as np
import pandas as pd

warnings.filterwarnings("ignore")
LEVELS = [10_000 + 2_000 * step for step in range(40)]
HOLDS = list(range(5, 130, 5))
POINTS = 100


def timed(run, repeats):
    """The best of some runs after a first one."""
    note, best = run(), None
    for _ in range(repeats):
        start, cpu = time.perf_counter(), time.process_time()
        run()
        now = (time.perf_counter() - start, time.process_time() - cpu)
        best = min(best or now, now)
    return dict(seconds=best[0], cpu=best[1], note=note)


def candles(folder):
    data = pd.read_csv(folder / "BTCUSDT-1m-2025.csv", usecols=range(6))
    data.index = pd.to_datetime(data.open_time, unit="ms")
    return data.drop(columns="open_time").rename(columns=str.capitalize)


def shifted(flags):
    return np.r_[False, flags[:-1]]


def one_year_vectorbt(folder):
    import vectorbt as vbt

    data = candles(folder)[1_440:]
    k = np.arange(len(data))
    entries = pd.Series(shifted(k % 100 == 10), index=data.index)
    exits = pd.Series(shifted(k % 100 == 60), index=data.index)

    def run():
        portfolio = vbt.Portfolio.from_signals(
            data.Close, entries, exits, price=data.Open, size=1, fees=5e-4, init_cash=1e7,
            freq="1min")
        portfolio.stats()
        return f"{int(portfolio.trades.count())} trades, final {portfolio.final_value():.4f}"

    return timed(run, 7)


def one_year_backtesting(folder):
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

    data = candles(folder)[1_440:]

    def run():
        stats = Backtest(data, Rule, cash=1e7, commission=5e-4, finalize_trades=True).run()
        return f"{len(stats._trades)} trades, final {stats['Equity Final [$]']:.4f}"

    return timed(run, 1)


def one_year_nautilus(folder):
    from nautilus_trader.backtest.engine import BacktestEngine, BacktestEngineConfig
    from nautilus_trader.config import LoggingConfig
    from nautilus_trader.model.currencies import USDT
    from nautilus_trader.model.data import Bar, BarType
    from nautilus_trader.model.enums import AccountType, OmsType, OrderSide
    from nautilus_trader.model.identifiers import TraderId
    from nautilus_trader.model.objects import Money, Price, Quantity
    from nautilus_trader.test_kit.providers import TestInstrumentProvider
    from nautilus_trader.trading.strategy import Strategy

    data = candles(folder)[1_440:]
    instrument = TestInstrumentProvider.btcusdt_perp_binance()
    kind = BarType.from_str(f"{instrument.id}-1-MINUTE-LAST-EXTERNAL")
    times = (data.index + pd.Timedelta("1min")).as_unit("ns").asi8.tolist()
    prices = lambda name: [Price(v, instrument.price_precision) for v in data[name].tolist()]
    size = Quantity(1000, instrument.size_precision)
    bars = [Bar(kind, o, h, l, c, size, t, t) for o, h, l, c, t in zip(
        prices("Open"), prices("High"), prices("Low"), prices("Close"), times)]

    class Rule(Strategy):
        def on_start(self):
            self.n = -1
            self.subscribe_bars(kind)

        def on_bar(self, bar):
            self.n += 1
            if self.n % 100 == 10:
                self.submit_order(self.order_factory.market(
                    instrument.id, OrderSide.BUY, Quantity(1, instrument.size_precision)))
            elif self.n % 100 == 60:
                self.close_all_positions(instrument.id)

    engine = BacktestEngine(config=BacktestEngineConfig(
        trader_id=TraderId("T-001"), logging=LoggingConfig(bypass_logging=True)))
    engine.add_venue(
        venue=instrument.id.venue, oms_type=OmsType.NETTING, account_type=AccountType.MARGIN,
        base_currency=None, starting_balances=[Money(10_000_000, USDT)])
    engine.add_instrument(instrument)
    engine.add_data(bars)
    engine.add_strategy(Rule())
    start, cpu = time.perf_counter(), time.process_time()
    engine.run()
    seconds, cpu = time.perf_counter() - start, time.process_time() - cpu
    positions = len(engine.cache.position_snapshots()) + len(engine.cache.positions_closed())
    return dict(seconds=seconds, cpu=cpu, note=f"{positions} positions")


class Sweep:
    """Enter when the liquidations of 15 minutes rise above a level, leave after a time."""

    def __init__(self, folder):
        self.data = candles(folder)
        rows = len(self.data)
        events = pd.read_csv(
            folder / "EVENTS.csv", usecols=["local_timestamp", "amount", "price"])
        first = self.data.index[0].value // 1_000
        candle = -(-(events.local_timestamp.to_numpy() - first) // 60_000_000) - 1
        notional = np.bincount(
            np.clip(candle, 0, rows - 1), weights=(events.amount * events.price).to_numpy(),
            minlength=rows)
        sums = pd.Series(notional).rolling(15, min_periods=1).sum().to_numpy()
        self.edges = [shifted((sums > level) & ~shifted(sums > level)) for level in LEVELS]
        every = [(edge, hold) for edge in range(len(LEVELS)) for hold in HOLDS]
        self.points = every[:: len(every) // POINTS][:POINTS]

    def run(self, points, has_stats):
        import vectorbt as vbt

        entries = np.empty((len(self.data), len(points)), bool)
        exits = np.zeros_like(entries)
        for column, (edge, hold) in enumerate(points):
            entries[:, column] = self.edges[edge]
            exits[hold:, column] = self.edges[edge][:-hold]
        portfolio = vbt.Portfolio.from_signals(
            self.data.Close, entries, exits, price=self.data.Open, size=1, fees=5e-4,
            init_cash=1e7, freq="1min")
        trades = portfolio.trades
        if has_stats:
            return (portfolio.sharpe_ratio(), portfolio.total_return(), portfolio.max_drawdown(),
                    trades.count(), trades.win_rate(), trades.profit_factor(),
                    trades.expectancy())
        return trades.count()


def sweep_vectorbt(folder, has_stats=True):
    """The fastest of some numbers of parameter sets a call."""
    sweep, best = Sweep(folder), None
    for width in (1, 2, 5, 20):
        sweep.run(sweep.points[:width], has_stats)
        start, cpu = time.perf_counter(), time.process_time()
        for first in range(0, POINTS, width):
            sweep.run(sweep.points[first : first + width], has_stats)
        scale = 1_000 / POINTS
        now = ((time.perf_counter() - start) * scale, (time.process_time() - cpu) * scale, width)
        best = min(best or now, now)
    return dict(
        seconds=best[0], cpu=best[1], note=f"{best[2]} sets a call; {POINTS} sets run, times "
        f"{1_000 // POINTS}")


def main():
    work, peer, folder = sys.argv[1], sys.argv[2], pathlib.Path(sys.argv[3])
    runs = {
        ("one-year", "vectorbt"): one_year_vectorbt,
        ("one-year", "backtesting"): one_year_backtesting,
        ("one-year", "nautilus"): one_year_nautilus,
        ("sweep", "vectorbt"): sweep_vectorbt,
        ("sweep", "vectorbt-plain"): lambda folder: sweep_vectorbt(folder, has_stats=False),
    }
    print(json.dumps(runs[work, peer](folder)))


main()
