"""Random markets and strategies, dense in ties, gaps and ambiguous bars, written as files and
imported by the binary under test."""
import json, math, os, random, subprocess
from reference import *

BASE = 1709251200 * US            # 2024-03-01T00:00:00Z
LIQTOOL = os.environ.get("LIQTOOL", ".build/release/liqtool")
INTERVALS = {"1m": 60 * US, "5m": 300 * US, "15m": 900 * US, "1h": 3600 * US, "4h": 4 * 3600 * US}


def name_of(us):
    for n, v in reversed(UNITS.items()):
        if us % v == 0:
            return f"{us // v}{n}"


class Case:
    def __init__(self, seed):
        self.r = random.Random(seed)
        self.seed = seed

    def chance(self, p): return self.r.random() < p
    def pick(self, *v): return self.r.choice(v)

    # ---- market
    def make_market(self, folder):
        r = self.r
        os.makedirs(folder, exist_ok=True)
        m = self.market = Market()
        self.long_run = self.chance(0.25)
        self.d = self.pick("1h", "1h", "4h") if self.long_run else self.pick("1m", "1m", "5m", "15m")
        D = INTERVALS[self.d]
        bars = (self.pick(2, 5, 33, 45) * DAY // D) if self.long_run else r.randint(60, 420)
        if self.d == "4h" and self.long_run: bars = r.randint(32, 60) * 6
        start = BASE + (0 if self.chance(0.6) else r.randint(0, 23) * 3600 * US + D * r.randint(0, 3))
        start = floor(start, D)
        self.span = (start, start + bars * D)
        finer = [i for i, v in INTERVALS.items() if v < D and D % v == 0 and D // v <= 15]
        self.fine = self.pick(*finer) if finer and self.chance(0.4) else None
        self.built = self.fine is not None and self.chance(0.3)
        self.symbols = r.sample(["BTCUSDT", "ETHUSDT", "SOLUSDT", "ETHBTC"], r.choice([1, 1, 2, 2, 3]))
        self.tick = self.pick(0.25, 0.5, 0.125, 0.1, 0.01)
        self.vol = self.pick(0.5, 1, 2, 4) * (2 if self.long_run else 1)
        for x in self.symbols:
            step = INTERVALS[self.fine] if self.fine else D
            shift = r.choice([0, 0, r.randint(0, 40)]) * D
            stop = r.choice([0, 0, r.randint(0, 60)]) * D
            fine = self.walk(start + shift, self.span[1] - stop, step)
            if len(fine) < 8: fine = self.walk(*self.span, step)
            exchange = "binance-futures"
            m.candles[(exchange, x)] = {step: fine}
            null_quote = self.chance(0.1)
            if null_quote:
                for b in fine: b.quote = None
            self.write_candles(folder, x, step, fine, exchange, null_quote)
            if self.fine and not self.built:
                coarse = build(fine, D)
                for b in coarse:
                    b.volume = float(round(b.volume, 6))
                    b.quote = None if b.quote is None else float(round(b.quote, 6))
                m.candles[(exchange, x)][D] = coarse
                self.write_candles(folder, x, D, coarse, exchange, null_quote)
        self.write_liquidations(folder)
        if self.chance(0.4): self.write_funding(folder)

    def walk(self, start, end, step):
        r, t, out = self.r, start, []
        tick = self.tick
        price = round(r.uniform(60, 140) / tick)
        quiet = self.chance(0.15)
        holes = self.pick(0, 0, 0.01, 0.03)
        while t < end:
            if r.random() < holes:
                t += step * r.choice([1, 2, 5, 7, 12, 40] + ([30 * 3600 * US // step] if self.chance(0.3) else []))
                continue
            scale = max(1, self.vol * 0.5 / tick) * (3 if r.random() < 0.05 else 1)
            if r.random() < 0.05: price += round(r.gauss(0, 3 * scale))
            price = max(round(20 / tick), price)
            o = price
            if quiet and r.random() < 0.6:
                h = l = c = o
            else:
                c = max(round(15 / tick), o + round(r.gauss(0, scale)))
                h = max(o, c) + abs(round(r.gauss(0, scale * 0.7)))
                l = max(round(10 / tick), min(o, c) - abs(round(r.gauss(0, scale * 0.7))))
            price = c
            v = r.choice([0.0, 10.0, 100.0, 1000.0, float(r.randint(1, 5000))])
            q = 0.0 if v == 0 else float(round(v * (h + l + 2 * c) / 4 * tick, 4))
            f = lambda k: round(k * tick, 6)
            out.append(Bar(t, step, f(o), f(h), f(l), f(c), v, q))
            t += step
        return out

    def write_candles(self, folder, x, step, bars, exchange, null_quote):
        name = name_of(step)
        path = f"{folder}/{x}-{name}-2024-03.csv"
        with open(path, "w") as f:
            if null_quote:
                f.write("time,open,high,low,close,volume\n")
                for b in bars: f.write(f"{b.o // 1000},{b.open},{b.high},{b.low},{b.close},{b.volume}\n")
            else:
                f.write("open_time,open,high,low,close,volume,close_time,quote_volume,count,taker_buy_volume,taker_buy_quote_volume,ignore\n")
                for b in bars:
                    f.write(f"{b.o // 1000},{b.open},{b.high},{b.low},{b.close},{b.volume},{b.end // 1000 - 1},{b.quote},3,0,0,0\n")
        self.sh(folder, "import", path, "--exchange", exchange, "--symbol", x, "--interval", name)

    def write_liquidations(self, folder):
        r, m = self.r, self.market
        n = r.choice([0, 20, 100, 400, 400])
        lo, hi = self.span
        step = INTERVALS[self.d]
        files = {"a": [], "b": [], "c": []}
        t = lo
        for _ in range(n):
            t = t + r.choice([0, 0, 1000, 1000 * r.randint(1, 20000), r.randint(1, max(2, 2 * (hi - lo) // max(n, 1) // 1000)) * 1000])
            if self.chance(0.2): t = ceil(t, step)
            if t >= hi: t = lo + r.randint(0, (hi - lo) // 1000 - 1) * 1000
            row = Row()
            row.time, row.symbol = t, r.choice(self.symbols)
            row.exchange = r.choice(["binance-futures", "bybit", "okex-swap"])
            row.side = r.choice(["long", "short"])
            row.price = round(r.randint(60, 140) + r.choice([0, .5, .25]), 2)
            row.qty = r.choice([1.0, 2.0, 5.0, 0.1, 0.3, float(r.randint(1, 900)) / 10])
            which = r.choice("aab") if not self.chance(0.1) else "c"
            if which == "c": row.exchange, row.qty = "foo", None
            row.notional = None if row.qty is None or row.symbol == "ETHBTC" else row.price * row.qty
            late = r.choice([0, 1000, 200_000, 60 * US, -2 * US, 3600 * US, r.randint(0, 10**8) // 1000 * 1000])
            files[which].append((row, t + late if which == "a" else None))
        seq = 0
        for which in "abc":
            rows = files[which]
            if not rows: continue
            path = f"{folder}/liq-{which}.csv"
            columns = "time=time:us,exchange=exchange,symbol=symbol,side=side:position,price=price"
            with open(path, "w") as f:
                f.write("time,received,exchange,symbol,side,price,quantity\n")
                for row, received in rows:
                    row.seq = seq
                    if received is not None: m.received[seq] = received
                    seq += 1
                    m.rows.append(row)
                    f.write(f"{row.time},{received or ''},{row.exchange},{row.symbol},{row.side},{row.price},{3 if row.qty is None else row.qty}\n")
            columns += ",contracts=quantity" if which == "c" else ",quantity=quantity"
            if which == "a": columns += ",received=received:us"
            self.sh(folder, "import", path, "--columns", columns)

    def write_funding(self, folder):
        r = self.r
        for x in self.symbols:
            every = r.choice([8, 4, 1]) * 3600 * US if self.long_run or self.chance(0.5) else r.choice([1800, 3600]) * US
            t, out = ceil(self.span[0], every), []
            if self.chance(0.2): t += 90 * US
            while t <= self.span[1] + every:
                out.append((t, round(r.gauss(0, 0.002), 6)))
                t += every
            path = f"{folder}/{x}-fundingRate-2024-03.csv"
            with open(path, "w") as f:
                f.write("calc_time,funding_interval_hours,last_funding_rate\n")
                for at, rate in out: f.write(f"{at // 1000 + r.choice([0, 0, 3])},{max(1, every // (3600 * US))},{rate:.6f}\n")
            self.market.funding[x] = out
            self.sh(folder, "import", path, "--exchange", "binance-futures", "--symbol", x)

    def sh(self, folder, *args):
        done = subprocess.run([LIQTOOL, *args, "--store", folder + "/store", "--quiet"], capture_output=True, text=True)
        if done.returncode: raise SystemExit(f"{self.seed}: {args}: {done.stderr}")

    # ---- strategy
    def num(self, low, high):
        return self.pick(round(self.r.uniform(low, high), 3), low, high)

    def win(self, least=1, most=30):
        D = INTERVALS[self.d]
        k = self.r.randint(least, most)
        w = k * D
        if self.chance(0.1): w = max(1000, w + self.r.choice([-1, 1]) * D // 2)
        v = name_of(w)
        if self.chance(0.1):
            n = f"w{len(self.params)}"
            self.params[n] = {"type": "duration", "default": v, "values": [v, name_of(2 * w)] if self.chance(0.5) else [v]}
            return {"$": n}
        return v

    def lit(self, v):
        if self.chance(0.08):
            n = f"p{len(self.params)}"
            self.params[n] = {"type": "number", "default": v, "values": [v, v + 1]}
            return {"$": n}
        return v

    def number(self, depth, rolling=True, pos=False):
        r = self.r
        kinds = ["liq", "liq", "imb", "cascade", "price", "return", "vol", "atr", "volume", "funding", "literal"]
        if depth > 0:
            kinds += ["arith", "arith", "roll", "roll", "roll", "roll", "unary", "coalesce", "minmax", "feature"]
        if pos: kinds += ["position"] * 5
        k = r.choice(kinds)
        if k == "roll" and not rolling: k = "return"
        if k == "literal": return self.lit(r.choice([0, 1, -1, 0.5, 100, r.randint(60, 140)]))
        if k == "position": return {"position": {"field": r.choice(["age", "return", "mfe", "mae", "entry_price"])}}
        if k == "liq":
            e = {"measure": r.choice("notional count qty max mean vwap distinct_venues rate".split()),
                 "side": r.choice(["long", "short", "both"]), "window": self.win(1, 20)}
            if self.chance(0.2): e["lag"] = self.win(1, 5)
            if self.chance(0.3): e["scope"] = r.choice(["symbol", "universe"])
            if self.chance(0.15) and self.market.rows: e["venues"] = r.sample(self.venue_names(), 1)
            if self.chance(0.2): e["min_notional"] = self.lit(r.choice([100, 200, 50.5, 1000]))
            return {"liq": e}
        if k == "imb":
            e = {"window": self.win(1, 20)}
            if self.chance(0.4): e["measure"] = r.choice(["notional", "count"])
            if self.chance(0.3): e["lag"] = self.win(1, 5)
            if self.chance(0.3): e["scope"] = r.choice(["symbol", "universe"])
            if self.chance(0.4): e["min_total"] = r.choice([0, 2, 300])
            return {"liq_imbalance": e}
        if k == "cascade": return self.cascade(r.choice("age quiet_for notional count price_move rate decay".split()))
        if k == "price":
            e = {"field": r.choice("open high low close typical close".split())}
            if self.chance(0.3): e["bars_ago"] = r.randint(0, 5)
            return {"price": e}
        if k == "return":
            e = {"window": self.win(1, 20)}
            if self.chance(0.3): e["kind"] = r.choice(["simple", "log"])
            if self.chance(0.2): e["lag"] = self.win(1, 5)
            return {"return": e}
        if k == "vol":
            e = {"window": self.win(3, 20)}
            if self.chance(0.7): e["kind"] = r.choice(["close", "parkinson", "garman_klass"])
            if self.chance(0.5): e["annualize"] = self.chance(0.5)
            return {"vol": e}
        if k == "atr":
            e = {"window": self.win(1, 20)}
            if self.chance(0.5): e["relative"] = self.chance(0.7)
            return {"atr": e}
        if k == "volume":
            e = {"window": self.win(1, 10)}
            if self.chance(0.5): e["unit"] = r.choice(["quote", "base"])
            return {"volume": e}
        if k == "funding": return {"funding": {"field": "last_rate"}}
        if k == "feature":
            names = [n for n, b in self.features if not b]
            return {"@": r.choice(names)} if names else 1
        sub = lambda: self.number(depth - 1, rolling, pos)
        if k == "arith":
            op = r.choice("+-*/")
            return {op: [sub(), sub()] + ([sub()] if op in "+*" and self.chance(0.2) else [])}
        if k == "unary": return {r.choice(["abs", "neg", "log"]): sub()}
        if k == "coalesce": return {"coalesce": [sub(), sub()]}
        if k == "minmax": return {r.choice(["min", "max"]): [sub(), sub()]}
        op = r.choice(sorted(ROLL))
        e = {"of": self.number(depth - 1, rolling and self.chance(0.3)), "window": self.win(2, 25)}
        if self.chance(0.3): e["exclude_current"] = self.chance(0.5)
        if self.chance(0.3): e["min_obs"] = self.lit(r.randint(1, 8))
        if op == "zscore" and self.chance(0.3): e["robust"] = True
        if op == "quantile": e["q"] = self.lit(r.choice([0.1, 0.5, 0.9, 0.25]))
        if op == "ema" and self.chance(0.5): e["halflife"] = self.win(1, 6)
        return {op: e}

    def venue_names(self):
        have = {q.exchange for q in self.market.rows}
        return sorted(have | {e.split("-")[0] for e in have} - {"binance" if not any(e.startswith("binance-") for e in have) else ""}) or ["binance-futures"]

    def cascade(self, field):
        r = self.r
        gap = r.choice(["1s", "20s", "1m", "5m"] + (["1h"] if self.long_run else []))
        e = {"field": field, "side": r.choice(["long", "short", "both"]), "gap": gap,
             "min_events": r.choice([1, 2, 3]), "min_notional": r.choice([0, 100, 500])}
        if self.chance(0.3): e["scope"] = r.choice(["symbol", "universe"])
        if self.chance(0.6): e["max_age"] = self.win(2, 20)
        return {"cascade": e}

    def condition(self, depth, pos=False):
        r = self.r
        k = r.choice(["compare"] * 5 + (["and", "or", "not", "between", "cross", "cross", "within", "held", "hour", "active", "easy", "easy"] if depth else ["easy"]))
        num = lambda: self.number(depth, pos=pos)
        if k == "easy": return self.easy()
        if k == "compare":
            if self.chance(0.4): return {r.choice([">", "<", ">=", "<="]): [num(), self.lit(r.choice([0, 1, 0.5, 2, 0.001, -0.002, 100, 500]))]}
            return {r.choice([">", "<", ">=", "<="]): [num(), num()]}
        if k in ("and", "or"): return {k: [self.condition(depth - 1, pos) for _ in range(r.choice([2, 2, 3]))]}
        if k == "not": return {"not": self.condition(depth - 1, pos)}
        if k == "between": return {"between": [num(), self.lit(r.choice([0, -1, 60, 90])), r.choice([0.5, 1, 110, 1000])]}
        if k == "hour": return {"hour_utc": {"in": r.sample(range(24), r.randint(8, 20))}}
        if k == "active": return self.cascade("active")
        if k == "cross": return {r.choice(["cross_above", "cross_below"]): [self.number(depth - 1), self.number(depth - 1)]}
        return {"within" if k == "within" else "held_for": {"when": self.condition(depth - 1), "window": self.win(1, 12)}}

    def easy(self):
        """Conditions that fire often."""
        r = self.r
        return r.choice([
            {r.choice([">", "<"]): [{"return": {"window": self.win(1, 3)}}, r.choice([0, 0.001, -0.001])]},
            {r.choice([">", "<"]): [{"price": {"field": "close"}}, {"sma": {"of": {"price": {"field": "close"}}, "window": self.win(3, 10)}}]},
            {r.choice(["cross_above", "cross_below"]): [{"price": {"field": "close"}}, {r.choice(["highest", "lowest", "ema", "sma"]): {"of": {"price": {"field": r.choice(["high", "low", "close"])}}, "window": self.win(2, 8)}}]},
            {">=": [{"liq": {"measure": "count", "side": r.choice(["long", "short", "both"]), "window": self.win(1, 5)}}, r.choice([1, 2])]},
        ])

    def level(self, stop=False, distance=False, arm=False):
        r = self.r
        k = r.choice(["fraction"] * 4 + ["atr"] * 2 + ["sigma"] + ([] if stop or not self.has_stop else ["r", "r"]) + ([] if distance or arm else ["price"]))
        if k == "fraction": return {"fraction": self.lit(r.choice([1 / 64, 1 / 128, 0.01, 0.005, 0.02, 0.003, 0.05]))}
        if k == "atr": return {"atr": self.lit(r.choice([0.5, 1, 1.5, 3]))} | ({"window": self.win(2, 14)} if self.chance(0.7) else {})
        if k == "sigma": return {"sigma": self.lit(r.choice([0.5, 1, 2])), "of": {"vol": {"window": self.win(3, 12), "annualize": False}}}
        if k == "r": return {"r": self.lit(r.choice([0.5, 1, 2]))}
        return {"price": r.choice([{r.choice(["lowest", "highest"]): {"of": {"price": {"field": r.choice(["low", "high"])}}, "window": self.win(2, 12)}},
                                   {"*": [{"price": {"field": "close"}}, r.choice([0.98, 1.02, 0.99, 1.01])]}])}

    def make_strategy(self):
        r, p = self.r, self.pick
        self.params, self.features, self.has_stop = {}, [], False
        self.values, self.tiers = {}, None
        D = INTERVALS[self.d]
        for i in range(r.randint(0, 3)):
            boolean = self.chance(0.2)
            value = self.condition(1) if boolean else self.number(2)
            self.features.append((f"f{i}", boolean))
            self.values[f"f{i}"] = value
        features = {n: self.values[n] for n, _ in self.features}
        lag = lambda: p("0ms", "250ms", "1s", "0s", name_of(D), name_of(D // 2))
        clock = {"on": "bar_close"}
        if self.chance(0.3): clock = {"on": "liquidation_event"} | ({"min_spacing": p("0s", "1s", "30s", "5m")} if self.chance(0.6) else {})
        elif self.chance(0.3): clock["interval"] = name_of(D * p(1, 2, 3, 5))
        if self.chance(0.3): clock["decision_delay"] = lag()
        liq = {}
        if self.chance(0.3): liq["time"] = p("availability", "event")
        if self.chance(0.4): liq["assumed_latency"] = p("500ms", "1s", "1m", "0ms")
        if self.chance(0.2) and self.market.rows: liq["venues"] = r.sample(["binance", "bybit", "okex", "foo"], 3)
        stored = {q.exchange for q in self.market.rows}
        if "venues" in liq:
            liq["venues"] = [v for v in liq["venues"] if any(e == v or e.startswith(v + "-") for e in stored)]
        if not liq.get('venues', [1]): del liq['venues']
        candles = {"interval": self.d}
        if self.chance(0.5): candles["max_gap"] = p("0s", "5m", name_of(D), name_of(3 * D), name_of(20 * D))
        if self.chance(0.3): candles["on_gap"] = p("halt_signals", "skip_bar", "skip_bar", "error")
        if self.fine and self.chance(0.8): candles["fill_interval"] = self.fine
        elif self.chance(0.05): candles["fill_interval"] = self.d
        data = {"liquidations": liq, "candles": candles}
        if self.chance(0.3): data["funding"] = p("actual", "off")
        universe = {"symbols": list(self.symbols)}
        if len(self.symbols) > 1 and self.chance(0.15): universe["exclude"] = [self.symbols[-1]]
        if len(self.symbols) > 1 and self.chance(0.2):
            universe = {"select": {"top": r.randint(1, len(self.symbols)), "by": p("quote_volume", "liquidation_notional"), "lookback": self.win(2, 20), "refresh": self.win(3, 40)}}
            if self.chance(0.4): universe["select"]["min_age"] = self.win(2, 30)
        cond = lambda: self.easy() if self.chance(0.5) else {"or": [self.easy(), self.condition(2)]} if self.chance(0.5) else self.condition(2)
        entry = {}
        if self.chance(0.8): entry["long"] = {"when": cond()} | ({"tag": "up"} if self.chance(0.3) else {})
        if self.chance(0.7) or not entry: entry["short"] = {"when": cond()} | ({"tag": "down"} if self.chance(0.3) else {})
        if self.chance(0.4): entry["trigger"] = p("level", "level", "rising_edge")
        if self.chance(0.3):
            entry["cooldown"] = p("0s", self.win(1, 10))
            if self.chance(0.5): entry["cooldown_from"] = p("entry", "exit")
            if self.chance(0.6): entry["cooldown_scope"] = p("symbol_side", "symbol", "portfolio")
        if self.chance(0.15): entry["max_entries_per_day"] = self.lit(r.choice([1, 3, 10]))
        if self.chance(0.4): entry["on_conflict"] = p("skip", "long", "short")
        if self.chance(0.5):
            entry["if_in_position"] = p("ignore", "pyramid", "reverse", "reverse", "pyramid")
            if entry["if_in_position"] == "pyramid" and self.chance(0.6): entry["max_pyramids"] = r.choice([1, 2, 3])
        ex = {}
        if self.chance(0.6): ex["stop_loss"] = self.level(stop=True); self.has_stop = True
        if self.chance(0.6): ex["take_profit"] = self.level()
        if self.chance(0.3):
            ex["trailing"] = {"distance": self.level(distance=True)}
            if self.chance(0.6): ex["trailing"]["activate"] = self.level(arm=True)
        if self.chance(0.2): ex["break_even_after"] = self.level(arm=True)
        if self.chance(0.5): ex["max_hold"] = p(self.win(1, 20), "90s", name_of(D))
        if self.chance(0.25): ex["signal_long"] = {"when": self.condition(1, pos=True)}
        if self.chance(0.25): ex["signal_short"] = {"when": self.condition(1, pos=True)}
        if self.chance(0.6): ex["intrabar"] = p("worst_case", "open_proximity", "finer_candles", "best_case")
        if self.chance(0.2): ex["at_end"] = p("close_at_last", "leave_open")
        sz = p("fixed_notional", "fixed_quantity", "equity_fraction", "equity_fraction", "vol_target", "kelly") if not self.has_stop or self.chance(0.5) else "risk_fraction"
        sizing = {"type": sz}
        if sz == "fixed_notional": sizing["notional"] = self.lit(r.choice([1000, 50000, 20000]))
        if sz == "fixed_quantity": sizing["quantity"] = self.lit(r.choice([1, 10, 300]))
        if sz == "equity_fraction": sizing["fraction"] = self.lit(r.choice([0.1, 0.5, 1, 0.9, 3]))
        if sz == "risk_fraction": sizing["fraction"] = r.choice([0.005, 0.02, 0.1])
        if sz == "vol_target":
            sizing |= {"annual_vol": r.choice([0.5, 5]), "vol": {"vol": {"window": self.win(3, 20)}}}
            if self.chance(0.5): sizing["max_leverage"] = r.choice([0.5, 2])
        if sz == "kelly":
            sizing |= {"multiplier": r.choice([0.5, 1]), "window_trades": r.choice([3, 10])}
            if self.chance(0.6): sizing["min_trades"] = r.choice([1, 2, 5])
            if self.chance(0.6): sizing["cap_fraction"] = r.choice([0.25, 0.8])
        pf = {}
        if self.chance(0.5): pf["capital"] = p(10000, 100000, 1234.5)
        if self.chance(0.4): pf["margin_mode"] = p("isolated", "cross", "cross")
        if self.chance(0.7): pf["leverage"] = self.lit(r.choice([1, 2, 5, 10, 20, 50]))
        if self.chance(0.3): pf["maintenance_margin"] = p(0.005, 0.01, 0.02)
        if self.chance(0.15):
            self.tiers = {x: [(0.0, 0.005, 0.0), (20000.0, 0.01, 100.0), (60000.0, 0.025, 1000.0)] for x in self.symbols}
            pf["maintenance_margin"] = "tiers.csv"
        if self.chance(0.3): pf["liquidation_fee"] = p(0.0125, 0.001)
        if self.chance(0.3): pf["max_positions"] = self.lit(r.choice([1, 1, 2]))
        if self.chance(0.3): pf["max_gross_leverage"] = r.choice([0.8, 1.5, 4])
        if self.chance(0.2): pf["max_net_leverage"] = r.choice([0.4, 1.2])
        if self.chance(0.2): pf["max_symbol_fraction"] = r.choice([0.3, 0.7, 2])
        if self.chance(0.3): pf["rank_by"] = self.number(1)
        if self.chance(0.3):
            pf["halt"] = {}
            if self.chance(0.5): pf["halt"]["max_drawdown"] = r.choice([0.01, 0.05, 0.002])
            if self.chance(0.5): pf["halt"]["daily_loss"] = r.choice([0.005, 0.02, 0.001])
            if self.chance(0.5): pf["halt"]["consecutive_losses"] = r.choice([1, 2, 3])
            if self.chance(0.6): pf["halt"]["resume_after"] = self.win(2, 40)
        costs = {"taker_bps": self.lit(r.choice([0, 5, 10])), "maker_bps": self.lit(r.choice([0, 2, -1]))}
        if self.chance(0.6):
            costs["slippage"] = p({"model": "fixed_bps", "bps": self.lit(r.choice([0, 1, 10]))},
                {"model": "bar_range", "fraction": r.choice([0.05, 0.3])},
                {"model": "sqrt_impact", "coefficient": r.choice([0.1, 1])} | ({"half_spread_bps": 2} if self.chance(0.5) else {}),
                {"model": "liquidation_stress", "base_bps": 1, "per_sigma_bps": r.choice([0.75, 5]), "stress": self.number(2)} | ({"cap_bps": 25} if self.chance(0.6) else {}))
        exe = {"order": p("market", "market", "limit")}
        if exe["order"] == "limit":
            if self.chance(0.7): exe["limit_offset_bps"] = self.lit(r.choice([0, 5, 20, 50, -10]))
            if self.chance(0.7): exe["time_in_force"] = p(self.win(1, 8), "30s", name_of(D))
            if self.chance(0.4): exe["if_unfilled"] = p("market", "cancel")
        if self.chance(0.4): exe["limit_fill"] = p("touch", "trade_through")
        if self.chance(0.3): exe["latency"] = lag()
        if self.chance(0.15): exe["fill_price"] = p("next_vwap", "next_open")
        if self.chance(0.3): exe["max_participation"] = self.lit(r.choice([0.02, 0.1, 0.5]))
        s = {"schema": "liqtool.strategy/1", "name": "case", "clock": clock, "data": data, "universe": universe, "features": features,
             "entry": entry, "exit": ex, "sizing": sizing, "portfolio": pf, "costs": costs, "execution": exe}
        if self.chance(0.3): s["filters"] = [{"name": "gate", "when": self.condition(1)}]
        if self.chance(0.5): s["benchmark"] = p("hold_universe", "hold_btc", "cash", "random_entries")
        lo, hi = self.span
        self.window = [None, None]
        if self.chance(0.3): self.window[0] = lo + r.randint(0, (hi - lo) // 4 // US) * US
        if self.chance(0.3): self.window[1] = hi - r.randint(0, (hi - lo) // 4 // US) * US
        used = json.dumps(s)
        if self.params:
            s["params"] = {n: v for n, v in self.params.items() if f'{{"$": "{n}"}}' in used}
            if not s["params"]: del s["params"]
        self.overrides = {n: self.pick(*v["values"], 0.7 if v["type"] == "number" else "11m")
                          for n, v in s.get("params", {}).items() if self.chance(0.2)}
        return json.loads(json.dumps(s))
