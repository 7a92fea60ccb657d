"""A slow, plain backtester: the numbered rules read from top to bottom, one instant after another.

It shares no code with liqtool and keeps no state that a rule does not name; every expression is
evaluated from its definition at every instant. Times are integer microseconds UTC; a missing
number and an unknown condition are None. Where a rule leaves two readings, the comment says which
one is taken."""
import bisect, json, math, re

US = 10**6
DAY = 86400 * US
UNITS = {"ms": 1000, "s": US, "m": 60 * US, "h": 3600 * US, "d": DAY}


class Refused(Exception):
    pass


def micros(text):
    found = re.fullmatch(r"([0-9]+)(ms|s|m|h|d)", text)
    return int(found[1]) * UNITS[found[2]]


def floor(t, step):
    return t // step * step


def ceil(t, step):
    return -(-t // step) * step


def finite(x):
    return x if x is not None and math.isfinite(x) else None


def quantile7(values, q):
    s = sorted(values)
    h = (len(s) - 1) * q
    i = math.floor(h)
    return s[i] if i + 1 >= len(s) else s[i] + (h - i) * (s[i + 1] - s[i])


def mean(v):
    return math.fsum(v) / len(v)


def sample_std(v):
    if max(v) == min(v):
        return 0.0
    m = mean(v)
    return math.sqrt(math.fsum((x - m) ** 2 for x in v) / (len(v) - 1))


def median(v):
    s = sorted(v)
    n = len(s)
    return s[n // 2] if n % 2 else (s[n // 2 - 1] + s[n // 2]) / 2


class Bar:
    __slots__ = ("o", "end", "open", "high", "low", "close", "volume", "quote")

    def __init__(self, o, length, op, hi, lo, cl, volume, quote):
        self.o, self.end, self.open, self.high, self.low, self.close = o, o + length, op, hi, lo, cl
        self.volume, self.quote = volume, quote


def build(bars, length):
    """Rule 21: bars of a longer interval out of a shorter one."""
    out = {}
    for b in bars:
        out.setdefault(floor(b.o, length), []).append(b)
    made = []
    for o in sorted(out):
        c = out[o]
        quote = None if any(x.quote is None for x in c) else math.fsum(x.quote for x in c)
        volume = None if any(x.volume is None for x in c) else math.fsum(x.volume for x in c)
        made.append(Bar(o, length, c[0].open, max(x.high for x in c), min(x.low for x in c), c[-1].close, volume, quote))
    return made


class Row:
    __slots__ = ("avail", "symbol", "exchange", "time", "seq", "side", "price", "qty", "notional")


class Market:
    """candles[(exchange, symbol)][interval in µs] = [Bar]; rows = [Row without avail]; funding[symbol] = [(t, rate)]"""

    def __init__(self):
        self.candles, self.rows, self.funding, self.received = {}, [], {}, {}


class Position:
    pass


class Order:
    pass


class Run:
    def __init__(self, strategy, market, start=None, end=None, overrides=None, tiers=None):
        self.s = s = strategy
        self.market = market
        self.tiers = tiers
        self.params = {n: p["default"] for n, p in s.get("params", {}).items()}
        self.params.update(overrides or {})
        self.D = self.dur(s["data"]["candles"]["interval"])
        candles = s["data"]["candles"]
        self.max_gap = self.dur(candles.get("max_gap", "5m"))
        self.on_gap = candles.get("on_gap", "halt_signals")
        self.pick_symbols()
        self.load_bars(start, end)
        self.load_rows()
        self.F = self.dur(candles["fill_interval"]) if "fill_interval" in candles else self.D
        if not self.fill_stored:
            self.F = self.D
        clock = s["clock"]
        self.C = self.dur(clock["interval"]) if "interval" in clock else self.D
        self.memo = {}
        self.make_grid()
        self.check_gaps()
        self.W = self.warm_up()
        if self.S + self.W >= self.E:
            raise Refused("warm-up")
        self.T0, self.T1 = ceil(self.S + self.W, DAY), floor(self.E, DAY)
        self.short = self.T1 <= self.T0
        if self.short:
            self.T0, self.T1 = self.S + self.W, self.E
        self.delay = self.dur(clock.get("decision_delay", "0ms")) + self.dur(s["execution"].get("latency", "0ms"))

    # ---- values of the file
    def p(self, x):
        return self.params[x["$"]] if isinstance(x, dict) else x

    def dur(self, x):
        return micros(self.p(x))

    def longest(self, x):
        if isinstance(x, dict):
            p = self.s["params"][x["$"]]
            return max(micros(v) for v in [*p.get("values", [p["default"]]), self.params[x["$"]]])
        return micros(x)

    # ---- data
    def pick_symbols(self):
        u = self.s["universe"]
        stored = sorted({symbol for _, symbol in self.market.candles})
        wanted = u.get("symbols", stored)
        self.symbols = sorted((x for x in wanted if x not in u.get("exclude", [])), key=lambda x: x.encode())

    def exchange_of(self, symbol):
        have = sorted(e for e, x in self.market.candles if x == symbol)
        if len(have) > 1:
            liq = {r.exchange for r in self.market.rows if r.symbol == symbol}
            have = [e for e in have if e in liq]
        if len(have) != 1:
            raise Refused("candles of " + symbol)
        return have[0]

    def bars_of(self, symbol, length):
        stored = self.market.candles[(self.exchange_of(symbol), symbol)]
        if length in stored:
            return stored[length]
        smaller = [i for i in stored if i < length and length % i == 0]
        return build(stored[max(smaller)], length) if smaller else None

    def load_bars(self, start, end):
        candles = self.s["data"]["candles"]
        raw = {x: self.bars_of(x, self.D) for x in self.symbols}
        if any(not b for b in raw.values()):
            raise Refused("no candles")
        self.S = start if start is not None else min(b[0].o for b in raw.values())
        self.E = end if end is not None else max(b[-1].end for b in raw.values())
        keep = lambda bars: [b for b in bars if self.S <= b.o and b.end <= self.E]
        self.bars = {x: keep(b) for x, b in raw.items()}
        if any(not b for b in self.bars.values()):
            raise Refused("no bar of a symbol")
        self.fill, self.fill_stored = dict(self.bars), True
        if "fill_interval" in candles:
            f = self.dur(candles["fill_interval"])
            fine = {x: self.bars_of(x, f) for x in self.symbols}
            if all(b is not None for b in fine.values()):
                self.fill = {x: keep(b) for x, b in fine.items()}
            else:
                self.fill_stored = False
        self.ends = {x: [b.end for b in self.bars[x]] for x in self.symbols}
        self.fill_ends = {x: [b.end for b in self.fill[x]] for x in self.symbols}

    def venue_ok(self, exchange, names):
        return names is None or any(exchange == n or exchange.startswith(n + "-") for n in names)

    def load_rows(self):
        liq = self.s["data"]["liquidations"]
        latency = self.dur(liq.get("assumed_latency", "0ms"))
        rows = []
        for r in self.market.rows:
            if not (self.S <= r.time < self.E) or not self.venue_ok(r.exchange, liq.get("venues")):
                continue
            received = self.market.received.get(r.seq)
            if liq.get("time", "availability") == "event":
                r.avail = r.time
            elif received is not None:
                r.avail = max(r.time, received)
            else:
                r.avail = r.time + latency
            rows.append(r)
        rows.sort(key=lambda r: (r.avail, r.symbol.encode(), r.exchange.encode(), r.time, r.seq))
        self.rows = {x: [r for r in rows if r.symbol == x] for x in self.symbols}
        self.all_rows = [r for r in rows if r.symbol in self.symbols]
        self.row_times = {x: [r.avail for r in self.rows[x]] for x in self.symbols}
        self.all_times = [r.avail for r in self.all_rows]

    def make_grid(self):
        self.grid = {}
        clock = self.s["clock"]
        for x in self.symbols:
            if clock["on"] == "bar_close":
                g = sorted({floor(b.o, self.C) + self.C for b in self.bars[x]})
                g = [t for t in g if self.S < t < self.E or t == self.E]
            else:
                spacing = self.dur(clock.get("min_spacing", "0ms"))
                g, last = [], None
                for t in self.row_times[x]:
                    if t >= self.E:
                        break
                    if last is None or (t != last and t >= last + spacing):
                        g.append(t)
                        last = t
            self.grid[x] = [t for t in g if t <= self.E]

    def check_gaps(self):
        if self.on_gap != "error":
            return
        for x in self.symbols:
            first, last = self.bars[x][0].end, self.bars[x][-1].end
            if any(self.stale(x, c) > self.max_gap for c in range(first, last, self.D)):
                raise Refused("gap")

    # ---- rule 29
    def warm_up(self):
        s, ex = self.s, self.s["exit"]
        w = [0]
        for side in ("long", "short"):
            if side in s["entry"]:
                w.append(self.chain(s["entry"][side]["when"]))
            if "signal_" + side in ex:
                w.append(self.chain(ex["signal_" + side]["when"]))
        w += [self.chain(f["when"]) for f in s.get("filters", [])]
        if "vol" in s["sizing"]:
            w.append(self.chain(s["sizing"]["vol"]))
        if "stress" in s["costs"].get("slippage", {}):
            w.append(self.chain(s["costs"]["slippage"]["stress"]))
        if "rank_by" in s.get("portfolio", {}):
            w.append(self.chain(s["portfolio"]["rank_by"]))
        for level in self.level_blocks():
            if "of" in level:
                w.append(self.chain(level["of"]))
            if "price" in level:
                w.append(self.chain(level["price"]))
            if "atr" in level:
                w.append(self.longest(level["window"]) if "window" in level else 14 * self.D)
        return max(w)

    def level_blocks(self):
        ex = self.s["exit"]
        out = [ex[k] for k in ("stop_loss", "take_profit", "break_even_after") if k in ex]
        return out + list(ex.get("trailing", {}).values())

    def chain(self, e):
        if not isinstance(e, dict) or "$" in e:
            return 0
        if "@" in e:
            return self.chain(self.s["features"][e["@"]])
        (op, a), = e.items()
        if op in ("and", "or", ">", ">=", "<", "<=", "between", "+", "-", "*", "/", "min", "max", "coalesce"):
            return max(self.chain(x) for x in a)
        if op in ("cross_above", "cross_below"):
            return max(self.chain(x) for x in a) + self.D
        if op in ("not", "abs", "neg", "log"):
            return self.chain(a)
        if op in ("within", "held_for"):
            return self.chain(a["when"]) + self.longest(a["window"])
        if "of" in a and "window" in a:
            return self.chain(a["of"]) + self.longest(a["window"])
        if op in ("liq", "liq_imbalance", "return", "vol", "atr", "volume"):
            return self.longest(a["window"]) + (self.longest(a["lag"]) if "lag" in a else 0)
        if op == "cascade":
            return self.longest(a.get("max_age", "1h"))
        if op == "price":
            return self.D * (a.get("bars_ago", 0) + 1)
        return 0

    # ---- candles at an instant
    def stale(self, x, c):
        i = bisect.bisect_right(self.ends[x], c)
        return math.inf if i == 0 else floor(c, self.D) - self.ends[x][i - 1]

    def in_gap(self, x, c):
        return self.on_gap == "halt_signals" and self.stale(x, c) > self.max_gap

    def bar(self, x, c):
        i = bisect.bisect_right(self.ends[x], c)
        return None if i == 0 or self.in_gap(x, c) else self.bars[x][i - 1]

    def window(self, x, t, w):
        """Indices of bars(t, w), or None when missing."""
        if t - w < self.bars[x][0].o:
            return None
        lo, hi = bisect.bisect_right(self.ends[x], t - w), bisect.bisect_right(self.ends[x], t)
        if lo == hi:
            return None
        if self.on_gap == "halt_signals":
            c = floor(t - w, self.D) + self.D
            while c <= t:
                if self.stale(x, c) > self.max_gap:
                    return None
                c += self.D
        return range(lo, hi)

    def P(self, x, t):
        i = bisect.bisect_right(self.fill_ends[x], t)
        return self.fill[x][i - 1].close if i else None

    # ---- expressions
    def ev(self, e, x, t, pos=None):
        if isinstance(e, bool):
            return e
        if isinstance(e, (int, float)):
            return float(e)
        if "$" in e:
            v = self.params[e["$"]]
            return micros(v) / US if isinstance(v, str) else float(v)
        if "@" in e:
            return self.ev(self.s["features"][e["@"]], x, t, pos)
        if pos is not None and not self.asks_position(e):
            pos = None
        key = (id(e), x, t)
        if pos is None and key in self.memo:
            return self.memo[key]
        (op, a), = e.items()
        v = getattr(self, "op_" + NAMES.get(op, op))(a, x, t, pos) if op not in ROLL else self.rolling(op, a, x, t)
        if isinstance(v, float) and not math.isfinite(v):
            v = None
        if pos is None:
            self.memo[key] = v
        return v

    def asks_position(self, e):
        known = self.__dict__.setdefault("position_nodes", {})
        if id(e) not in known:
            text = json.dumps(e)
            known[id(e)] = '"position"' in text or any(self.asks_position(f) for n, f in self.s.get("features", {}).items()
                                                       if '{"@": "%s"}' % n in text)
        return known[id(e)]

    def args(self, a, x, t, pos):
        return [self.ev(q, x, t, pos) for q in a]

    @staticmethod
    def kleene_and(v):
        return False if any(q is False for q in v) else None if any(q is None for q in v) else True

    @staticmethod
    def kleene_or(v):
        return True if any(q is True for q in v) else None if any(q is None for q in v) else False

    def op_and(self, a, x, t, pos): return self.kleene_and(self.args(a, x, t, pos))
    def op_or(self, a, x, t, pos): return self.kleene_or(self.args(a, x, t, pos))

    def op_not(self, a, x, t, pos):
        v = self.ev(a, x, t, pos)
        return None if v is None else not v

    @staticmethod
    def compare(op, l, r):
        if l is None or r is None:
            return None
        return {">": l > r, ">=": l >= r, "<": l < r, "<=": l <= r}[op]

    def op_gt(self, a, x, t, pos): return self.compare(">", *self.args(a, x, t, pos))
    def op_ge(self, a, x, t, pos): return self.compare(">=", *self.args(a, x, t, pos))
    def op_lt(self, a, x, t, pos): return self.compare("<", *self.args(a, x, t, pos))
    def op_le(self, a, x, t, pos): return self.compare("<=", *self.args(a, x, t, pos))

    def op_between(self, a, x, t, pos):
        v, lo, hi = self.args(a, x, t, pos)
        return self.kleene_and([self.compare(">=", v, lo), self.compare("<=", v, hi)])

    def previous(self, x, t):
        i = bisect.bisect_left(self.grid[x], t)
        return self.grid[x][i - 1] if i else None

    def cross(self, a, x, t, before, now):
        g = self.previous(x, t)
        if g is None:
            first = None
        else:
            first = self.compare(before, *self.args(a, x, g, None))
        return self.kleene_and([first, self.compare(now, *self.args(a, x, t, None))])

    def op_cross_above(self, a, x, t, pos): return self.cross(a, x, t, "<=", ">")
    def op_cross_below(self, a, x, t, pos): return self.cross(a, x, t, ">=", "<")

    def op_add(self, a, x, t, pos):
        v = self.args(a, x, t, pos)
        if None in v:
            return None
        total = v[0]
        for q in v[1:]:
            total = total + q
        return total

    def op_mul(self, a, x, t, pos):
        v = self.args(a, x, t, pos)
        if None in v:
            return None
        total = v[0]
        for q in v[1:]:
            total = total * q
        return total

    def op_sub(self, a, x, t, pos):
        l, r = self.args(a, x, t, pos)
        return None if l is None or r is None else l - r

    def op_div(self, a, x, t, pos):
        l, r = self.args(a, x, t, pos)
        return None if l is None or r is None or r == 0 else l / r

    def op_abs(self, a, x, t, pos):
        v = self.ev(a, x, t, pos)
        return None if v is None else abs(v)

    def op_neg(self, a, x, t, pos):
        v = self.ev(a, x, t, pos)
        return None if v is None else -v

    def op_log(self, a, x, t, pos):
        v = self.ev(a, x, t, pos)
        return None if v is None or v <= 0 else math.log(v)

    def op_min(self, a, x, t, pos):
        v = self.args(a, x, t, pos)
        return None if None in v else min(v)

    def op_max(self, a, x, t, pos):
        v = self.args(a, x, t, pos)
        return None if None in v else max(v)

    def op_coalesce(self, a, x, t, pos):
        for v in self.args(a, x, t, pos):
            if v is not None:
                return v
        return None

    def op_hour_utc(self, a, x, t, pos): return t % DAY // (3600 * US) in a["in"]

    def op_position(self, a, x, t, pos):
        f = a["field"]
        if f == "age": return (t - pos.entry_ts) / US
        if f == "entry_price": return pos.price
        if f == "return": return pos.side * (self.P(x, t) / pos.price - 1)
        return pos.mfe if f == "mfe" else pos.mae

    # liquidations
    def liq_rows(self, scope, x, lo, hi):
        """Rows with availability in (lo, hi]."""
        rows, times = (self.all_rows, self.all_times) if scope == "universe" else (self.rows[x], self.row_times[x])
        return rows[bisect.bisect_right(times, lo):bisect.bisect_right(times, hi)]

    @staticmethod
    def exact(v):
        return round(v * 1e8)

    def op_liq(self, a, x, t, pos):
        w, lag = self.dur(a["window"]), self.dur(a.get("lag", "0ms"))
        if t - lag - w < self.S:
            return None
        rows = self.liq_rows(a.get("scope", "symbol"), x, t - lag - w, t - lag)
        if a["side"] != "both":
            rows = [r for r in rows if r.side == a["side"]]
        if "venues" in a:
            rows = [r for r in rows if self.venue_ok(r.exchange, a["venues"])]
        if "min_notional" in a:
            least = self.p(a["min_notional"])
            rows = [r for r in rows if r.notional is not None and r.notional >= least]
        m = a["measure"]
        known = [r.notional for r in rows if r.notional is not None]
        if m == "count": return float(len(rows))
        if m == "rate": return len(rows) / (w / US)
        if m == "distinct_venues": return float(len({r.exchange for r in rows}))
        if m == "notional": return sum(map(self.exact, known)) / 1e8
        if m == "max": return max(known) if known else None
        if m == "mean": return sum(map(self.exact, known)) / 1e8 / len(known) if known else None
        q = [(r.price, r.qty) for r in rows if r.qty is not None]
        if m == "qty": return sum(self.exact(v) for _, v in q) / 1e8
        total = sum(self.exact(v) for _, v in q) / 1e8
        return math.fsum(p * v for p, v in q) / total if q and total else None

    def op_liq_imbalance(self, a, x, t, pos):
        w, lag = self.dur(a["window"]), self.dur(a.get("lag", "0ms"))
        if t - lag - w < self.S:
            return None
        rows = self.liq_rows(a.get("scope", "symbol"), x, t - lag - w, t - lag)
        if a.get("measure", "notional") == "count":
            part = lambda side: float(sum(r.side == side for r in rows))
        else:
            part = lambda side: sum(self.exact(r.notional) for r in rows if r.side == side and r.notional is not None) / 1e8
        l, s = part("long"), part("short")
        if l + s < self.p(a.get("min_total", 0)) or l + s == 0:
            return None
        return (l - s) / (l + s)

    def op_cascade(self, a, x, t, pos):
        gap, scope, f = self.dur(a["gap"]), a.get("scope", "symbol"), a["field"]
        rows = [r for r in self.liq_rows(scope, x, -math.inf, t) if a["side"] in ("both", r.side)]
        runs = []
        for r in rows:
            if runs and r.avail - runs[-1][-1].avail <= gap:
                runs[-1].append(r)
            else:
                runs.append([r])
        good = [run for run in runs if len(run) >= self.p(a["min_events"])
                and sum(self.exact(r.notional) for r in run if r.notional is not None) / 1e8 >= self.p(a["min_notional"])]
        if not good or t - good[-1][-1].avail > self.dur(a.get("max_age", "1h")):
            return None
        run = good[-1]
        first, last = run[0].avail, run[-1].avail
        if f == "active": return t - last <= gap
        if f == "age": return (t - first) / US
        if f == "quiet_for": return (t - last) / US
        if f == "count": return float(len(run))
        if f == "notional": return sum(self.exact(r.notional) for r in run if r.notional is not None) / 1e8
        if f == "rate": return len(run) / max((last - first) / US, 1)
        if f == "decay":
            times = [r.avail for r in run]
            within = lambda at: bisect.bisect_right(times, at) - bisect.bisect_right(times, at - gap)
            return within(t) / max(within(at) for at in times)
        if scope == "universe":
            return None
        b = self.bar(x, first)
        return None if b is None else run[-1].price / b.close - 1

    # candles
    def op_price(self, a, x, t, pos):
        b = self.bar(x, floor(t, self.D) - a.get("bars_ago", 0) * self.D)
        if b is None or a["field"] in ("mark", "index"):
            return None
        return (b.high + b.low + b.close) / 3 if a["field"] == "typical" else getattr(b, a["field"])

    def op_return(self, a, x, t, pos):
        c = t - self.dur(a.get("lag", "0ms"))
        now, then = self.bar(x, c), self.bar(x, c - self.dur(a["window"]))
        if now is None or then is None:
            return None
        r = now.close / then.close
        return math.log(r) if a.get("kind") == "log" else r - 1

    def op_vol(self, a, x, t, pos):
        w = self.dur(a["window"])
        idx = self.window(x, t, w)
        if idx is None:
            return None
        bars, kind = self.bars[x], a.get("kind", "close")
        if kind == "close":
            if idx[0] == 0 or len(idx) < 2:
                return None
            sigma = sample_std([math.log(bars[i].close / bars[i - 1].close) for i in idx])
        elif kind == "parkinson":
            sigma = math.sqrt(mean([math.log(bars[i].high / bars[i].low) ** 2 for i in idx]) / (4 * math.log(2)))
        else:
            m = mean([.5 * math.log(bars[i].high / bars[i].low) ** 2
                      - (2 * math.log(2) - 1) * math.log(bars[i].close / bars[i].open) ** 2 for i in idx])
            if m < 0:
                return None
            sigma = math.sqrt(m)
        return sigma * (math.sqrt(365 * 86400 * US / self.D) if a.get("annualize", True) else math.sqrt(w / self.D))

    def atr(self, x, t, w):
        idx = self.window(x, t, w)
        if idx is None or idx[0] == 0:
            return None
        b = self.bars[x]
        return mean([max(b[i].high - b[i].low, abs(b[i].high - b[i - 1].close), abs(b[i].low - b[i - 1].close)) for i in idx])

    def op_atr(self, a, x, t, pos):
        v = self.atr(x, t, self.dur(a["window"]))
        if v is None or not a.get("relative", False):
            return v
        b = self.bar(x, t)
        return None if b is None else v / b.close

    def op_volume(self, a, x, t, pos):
        idx = self.window(x, t, self.dur(a["window"]))
        if idx is None:
            return None
        v = [self.bars[x][i].volume if a.get("unit", "quote") == "base" else self.bars[x][i].quote for i in idx]
        return None if None in v else math.fsum(v)

    def op_funding(self, a, x, t, pos):
        rates = [r for s, r in self.market.funding.get(x, []) if s <= t and s >= self.S]
        return rates[-1] if rates and a["field"] == "last_rate" else None

    # rolling
    def samples(self, a, x, t):
        w, g = self.dur(a["window"]), self.grid[x]
        lo = bisect.bisect_right(g, t - w)
        hi = bisect.bisect_left(g, t) if a.get("exclude_current", True) else bisect.bisect_right(g, t)
        out = [(q, self.ev(a["of"], x, q)) for q in g[lo:hi]]
        return [(q, v) for q, v in out if v is not None]

    def rolling(self, op, a, x, t):
        if op in ("lag_of", "delta"):
            i = bisect.bisect_right(self.grid[x], t - self.dur(a["window"]))
            old = self.ev(a["of"], x, self.grid[x][i - 1]) if i else None
            if op == "lag_of":
                return old
            now = self.ev(a["of"], x, t)
            return None if now is None or old is None else now - old
        pairs = self.samples(a, x, t)
        if len(pairs) < self.p(a.get("min_obs", 2 if op in ("stdev", "zscore") else 1)) or not pairs:
            return None
        v = [q for _, q in pairs]
        if op == "sum": return math.fsum(v)
        if op == "sma": return math.fsum(v) / len(v)
        if op == "highest": return max(v)
        if op == "lowest": return min(v)
        if op == "stdev": return sample_std(v) if len(v) > 1 else None
        if op == "quantile": return quantile7(v, self.p(a["q"]))
        if op == "ema":
            h = self.dur(a["halflife"]) if "halflife" in a else self.dur(a["window"]) / 4
            k = [2.0 ** (-(t - g) / h) for g, _ in pairs]
            return v[0] + math.fsum(q * (r - v[0]) for q, r in zip(k, v)) / math.fsum(k)
        now = self.ev(a["of"], x, t)
        if now is None:
            return None
        if op == "percentile_rank":
            return (sum(q < now for q in v) + .5 * sum(q == now for q in v)) / len(v)
        if a.get("robust", False):
            m = median(v)
            centre, scale = m, 1.4826 * median([abs(q - m) for q in v])
        else:
            if len(v) < 2:
                return None
            centre, scale = mean(v), sample_std(v)
        return None if scale == 0 else (now - centre) / scale

    def over(self, a, x, t, decided, fold):
        w = self.dur(a["window"])
        g = self.grid[x]
        v = [self.ev(a["when"], x, q) for q in g[bisect.bisect_right(g, t - w):bisect.bisect_right(g, t)]]
        r = fold(v)
        return None if t - w < self.S and r is not decided else r

    def op_within(self, a, x, t, pos): return self.over(a, x, t, True, self.kleene_or)
    def op_held_for(self, a, x, t, pos): return self.over(a, x, t, False, self.kleene_and)

    # ---- the engine
    def run(self):
        s = self.s
        pf, ex, ce = s.get("portfolio", {}), s["execution"], s["costs"]
        self.capital = float(pf.get("capital", 100000))
        self.cash = self.capital
        self.cross_mode = pf.get("margin_mode", "isolated") == "cross"
        self.L = float(self.p(pf.get("leverage", 1)))
        self.m = pf.get("maintenance_margin", 0.005)
        self.liq_fee = pf.get("liquidation_fee", 0)
        self.taker, self.maker = self.p(ce["taker_bps"]) / 1e4, self.p(ce["maker_bps"]) / 1e4
        self.touch = ex.get("limit_fill", "trade_through") == "touch"
        self.pos = {x: None for x in self.symbols}
        self.exit_order = {x: None for x in self.symbols}
        self.entry_order = {x: None for x in self.symbols}
        self.last_close = {x: self.P(x, self.T0) for x in self.symbols}
        self.trades, self.closed, self.marks, self.orders = [], [], [], []
        self.opened_at, self.closed_at, self.daily = [], [], {}
        self.halt_until, self.peak, self.base, self.streak = None, None, None, 0
        self.pending_restart = False
        self.ruined = False
        opens, closes, marks, decisions, delists = {}, {}, set(), {}, {}
        for x in self.symbols:
            for b in self.fill[x]:
                if b.o >= self.T0 and b.end <= self.T1:
                    opens.setdefault(b.o, []).append((x, b))
                if b.end > self.T0 and b.end <= self.T1:
                    closes.setdefault(b.end, []).append((x, b))
            e = self.fill_ends[x]
            for i, c in enumerate(e):
                if (i + 1 == len(e) or e[i + 1] > c + DAY) and self.T0 <= c + DAY <= self.T1:
                    delists.setdefault(c + DAY, []).append(x)
            for t in self.grid[x]:
                if self.T0 <= t < self.T1:
                    decisions.setdefault(t, []).append(x)
            marks |= {t for t in self.ends[x] if self.T0 < t < self.T1}
        marks |= {self.T0, self.T1} | set(range(ceil(self.T0, DAY), self.T1, DAY))
        instants = sorted(set(opens) | set(closes) | marks | set(decisions) | set(delists) | {self.T1})
        self.timers = set()
        self.universe_at = self.selections()
        while instants or self.timers:
            T = min([*instants[:1], *([min(self.timers)] if self.timers else [])])
            if T > self.T1:
                break
            if instants and instants[0] == T:
                instants.pop(0)
            self.timers.discard(T)
            for x, b in closes.get(T, []):
                self.bar_close(x, b, T)
            if T in closes and self.cross_mode:
                self.cross_liquidation(T, dict(closes[T]))
            for x in delists.get(T, []):
                self.delist(x, T)
            if T == self.T1:
                self.finish(T)
            if T in marks:
                self.mark(T)
                if self.ruined:
                    break
            if T < self.T1:
                self.decide(T, decisions.get(T, []))
                for x, b in opens.get(T, []):
                    self.bar_open(x, b, T)
        return self

    # rule 31
    def selections(self):
        sel = self.s["universe"].get("select")
        if not sel:
            return None
        back, every = self.dur(sel["lookback"]), self.dur(sel["refresh"])
        age = self.dur(sel.get("min_age", "0ms"))
        out, r = [], self.S + back
        while r < self.E:
            def size(x):
                if sel["by"] == "quote_volume":
                    # Opened within the interval and closed before r: known before r.
                    return math.fsum(b.quote or 0 for b in self.bars[x] if r - back <= b.o and b.end < r)
                return sum(self.exact(q.notional) for q in self.rows[x] if r - back <= q.avail < r and q.notional is not None)
            ranked = sorted(self.symbols, key=lambda x: (-size(x), x.encode()))
            out.append((r, [x for x in ranked if self.bars[x][0].o <= r - age][:sel["top"]]))
            r += every
        return out

    def in_universe(self, x, t):
        if self.universe_at is None:
            return True
        now = [u for r, u in self.universe_at if r <= t]
        return bool(now) and x in now[-1]

    def equity(self, t=None):
        return self.cash + math.fsum(p.side * p.qty * ((self.P(x, t) if t is not None else self.last_close[x]) - p.price)
                                     for x, p in self.pos.items() if p)

    def slip(self, x, b, q):
        c = self.s["costs"].get("slippage")
        if not c:
            return 0.0
        g = lambda k, d=0: self.p(c.get(k, d))
        if c["model"] == "fixed_bps": return g("bps") / 1e4
        if c["model"] == "bar_range": return g("fraction") * (b.high - b.low) / b.open
        if c["model"] == "sqrt_impact":
            half = g("half_spread_bps") / 1e4
            if b.volume is None:
                return half
            sigma = math.log(b.high / b.low) / math.sqrt(4 * math.log(2))
            ratio = 1.0 if b.volume == 0 else min(1.0, q / b.volume)
            return half + g("coefficient") * sigma * math.sqrt(ratio)
        i = bisect.bisect_right(self.grid[x], b.o)
        stress = self.ev(c["stress"], x, self.grid[x][i - 1]) if i else None
        bps = g("base_bps") + g("per_sigma_bps") * max(0.0, stress or 0.0)
        return (min(g("cap_bps"), bps) if "cap_bps" in c else bps) / 1e4

    def settle(self, p, upto):
        if self.s["data"].get("funding", "actual") != "actual":
            return
        for at, rate in self.market.funding.get(p.symbol, []):
            if p.funded < at <= upto:
                pay = -p.side * p.qty * self.P(p.symbol, at) * rate
                self.cash += pay
                p.funding += pay
        p.funded = max(p.funded, upto)

    # -- opening
    def open_position(self, x, o, qty, ref, price, fee_rate, ts, limit_bar=None):
        fee = qty * price * fee_rate
        ref_is_market = limit_bar is None
        self.cash -= fee
        slippage = qty * abs(price - ref)
        o.filled, o.fill_ts, o.fill_price = qty, ts, price
        p = self.pos[x]
        if p:
            self.settle(p, ts)
            total = p.qty + qty
            p.price = (p.price * p.qty + price * qty) / total
            p.ref = (p.ref * p.qty + ref * qty) / total
            p.qty = total
            p.fee_entry += fee
            p.fees_in['taker' if ref_is_market else 'maker'] += fee
            p.slip_entry += slippage
            p.liq = self.liq_price(p)
            return
        p = Position()
        p.symbol, p.side, p.qty, p.price, p.ref, p.e = x, o.side, qty, price, ref, price
        p.entry_ts, p.decision_ts, p.tag, p.features = ts, o.t, o.tag, o.features
        p.fee_entry, p.slip_entry, p.funding, p.funded = fee, slippage, 0.0, ts
        p.fees_in = {'maker': 0.0, 'taker': 0.0}
        p.fees_in['taker' if ref_is_market else 'maker'] += fee
        p.best, p.mfe, p.mae, p.additions, p.limit_bar = price, 0.0, 0.0, 0, limit_bar
        lv, e, side = o.levels, price, o.side
        stop_dist = None
        def dist(v):
            kind, n = v
            return {"fraction": lambda: n * e, "atr": lambda: n, "sigma": lambda: n * e, "r": lambda: n * stop_dist}[kind]()
        p.stop = p.target = p.trail = p.activate = p.even = None
        if "stop_loss" in lv:
            p.stop = lv["stop_loss"][1] if lv["stop_loss"][0] == "price" else e - side * dist(lv["stop_loss"])
            stop_dist = abs(e - p.stop) if lv["stop_loss"][0] == "price" else dist(lv["stop_loss"])
        p.risk = stop_dist
        up = lambda k: lv[k][1] if lv[k][0] == "price" else e + side * dist(lv[k])
        if "take_profit" in lv: p.target = up("take_profit")
        if "distance" in lv: p.trail = dist(lv["distance"])
        if "activate" in lv: p.activate = up("activate")
        if "break_even_after" in lv: p.even = up("break_even_after")
        p.liq = self.liq_price(p)
        self.pos[x] = p
        self.opened_at.append((ts, x, p.side))
        hold = self.s["exit"].get("max_hold")
        p.timer = ts + self.dur(hold) if hold else None
        if p.timer is not None:
            self.timers.add(p.timer)

    def tier(self, x, notional):
        rate, amount = None, None
        for floor_, r, a in self.tiers[x]:
            if rate is None or notional >= floor_:
                rate, amount = r, a
        return rate, amount

    def liq_price(self, p):
        if self.cross_mode:
            return None
        tiers = self.tiers[p.symbol] if isinstance(self.m, str) else [(0.0, self.m, 0.0)]
        for i, (_, m, amount) in enumerate(tiers):      # the tier that holds the notional at the price itself
            v = (p.price * (1 - p.side / self.L) - p.side * amount / p.qty) / (1 - p.side * m)
            if i + 1 == len(tiers) or v * p.qty < tiers[i + 1][0]:
                return v if v > 0 and (p.side < 0 or self.L > 1) else None

    # -- closing
    def close_position(self, x, ref, price, fee_rate, ts, reason, ambiguous=False, decision=None):
        p = self.pos[x]
        self.settle(p, ts)
        fee = p.qty * price * fee_rate
        gross = p.side * p.qty * (price - p.price)
        self.cash += gross - fee
        r = p.side * (price / p.price - 1)
        p.mfe, p.mae = max(p.mfe, r), min(p.mae, r)
        self.pos[x], self.exit_order[x] = None, None
        net = gross - p.fee_entry - fee + p.funding
        tr = dict(symbol=x, side=p.side, entry_tag=p.tag, decision_ts=p.decision_ts, entry_ts=p.entry_ts, entry_price=p.price,
                  entry_ref_price=p.ref, qty=p.qty, notional=p.qty * p.price, exit_decision_ts=decision if decision is not None else ts,
                  exit_ts=ts, exit_price=price, exit_ref_price=ref, exit_reason=reason, bars_held=(ts - p.entry_ts) // self.F,
                  fee_entry=p.fee_entry, fee_exit=fee, slippage_entry=p.slip_entry, slippage_exit=p.qty * abs(price - ref),
                  funding=p.funding, gross_pnl=p.side * p.qty * (ref - p.ref), net_pnl=net, **{"return": net / (p.qty * p.price)},
                  r_multiple=net / (p.qty * p.risk) if p.risk else None, mae=p.mae, mfe=p.mfe, liq_price=p.liq, ambiguous=ambiguous,
                  equity_after=self.equity(), features=p.features, fee_kind="liquidation" if reason == "liquidation" else "maker" if reason == "take_profit" else "taker",
                  fees_in=p.fees_in)
        self.trades.append(tr)
        self.closed_at.append((ts, x, p.side))
        self.streak = self.streak + 1 if net < 0 else 0
        if reason != "end":
            self.closed.append(tr)

    def stop_of(self, p):
        """Effective stop and its name (rule 91)."""
        have = []
        if p.stop is not None: have.append((p.stop, "stop_loss"))
        if p.even is not None and p.side * (p.best - p.even) >= 0: have.append((p.e, "break_even"))
        if p.trail is not None and (p.activate is None or p.side * (p.best - p.activate) >= 0):
            have.append((p.best - p.side * p.trail, "trailing"))
        if not have:
            return None, None
        best = max(p.side * v for v, _ in have)
        return next((v, n) for v, n in have if p.side * v == best)

    def take(self, x, b, ref, ts, reason, **k):
        p = self.pos[x]
        price = ref * (1 - p.side * self.slip(x, b, k.pop("slip_qty", p.qty)))
        self.close_position(x, ref, price, self.taker, ts, reason, **k)

    def liquidate(self, x, ts, ambiguous=False):
        p = self.pos[x]
        price = p.price * (1 - p.side / self.L)
        self.close_position(x, price, price, self.liq_fee, ts, "liquidation", ambiguous)

    def inside(self, x, b, T, target_live=True):
        p = self.pos[x]
        adverse, kind = (b.low, b.high) if p.side > 0 else (b.high, b.low)
        best = kind
        stop, name = self.stop_of(p)
        stop_hit = stop is not None and p.side * (adverse - stop) <= 0
        liq_hit = p.liq is not None and p.side * (adverse - p.liq) <= 0
        beyond = None if p.target is None else p.side * (best - p.target)
        target_hit = target_live and beyond is not None and (beyond > 0 or (self.touch and beyond == 0))
        bad = stop_hit or liq_hit
        both = bad and target_hit
        policy = self.s["exit"].get("intrabar", "worst_case")
        if both:
            if policy == "best_case": target_first = True
            elif policy == "open_proximity":
                up, down = b.high - b.open, b.open - b.low
                target_first = up < down if p.side > 0 else down < up
            else: target_first = False
        else:
            target_first = target_hit
        if target_first:
            self.close_position(x, p.target, p.target, self.maker, T, "take_profit", both)
        elif bad:
            away = lambda v: max(0.0, p.side * (b.open - v))   # a level beyond the open is met at once
            if liq_hit and (not stop_hit or away(p.liq) <= away(stop)):
                self.liquidate(x, T, both)
            else:
                ref = min(b.open, stop) if p.side > 0 else max(b.open, stop)
                self.take(x, b, ref, T, name, ambiguous=both)

    def bar_close(self, x, b, T):
        if b.o >= self.T0:
            fresh = None
            if self.pos[x]:
                self.inside(x, b, T)
            o = self.entry_order[x]
            if o and o.limit is not None and o.u <= b.o <= (math.inf if o.tif is None else o.u + o.tif):
                through = b.low < o.limit if o.side > 0 else b.high > o.limit
                equal = (b.low if o.side > 0 else b.high) == o.limit
                if through or (self.touch and equal):
                    self.entry_order[x] = None
                    qty = self.participate(o.qty, b, o.limit)
                    if qty > 0:
                        before = self.pos[x]
                        self.open_position(x, o, qty, o.limit, o.limit, self.maker, T, b.o)
                        if before is None:
                            fresh = self.pos[x]
                            self.last_close[x] = b.close
                            self.inside(x, b, T, target_live=False)
            p = self.pos[x]
            if p:
                high, low = (b.high, b.low) if p.side > 0 else (b.low, b.high)
                good = b.close if p is fresh else high
                p.best = max(p.best, good) if p.side > 0 else min(p.best, good)
                p.mfe = max(p.mfe, p.side * (good / p.price - 1))
                p.mae = min(p.mae, p.side * (low / p.price - 1))
        self.last_close[x] = b.close

    def participate(self, qty, b, ref):
        cap = self.s["execution"].get("max_participation")
        if cap is None or b.quote is None:
            return qty
        return min(qty, self.p(cap) * b.quote / ref)

    def market_ref(self, b):
        if self.s["execution"].get("fill_price") == "next_vwap" and b.quote is not None and b.volume:
            return b.quote / b.volume
        return b.open

    def bar_open(self, x, b, T):
        p = self.pos[x]
        o = self.entry_order[x]
        if o and o.limit is not None and o.tif is not None and T >= o.expires:
            o = self.expire(x)
        live = o if o and o.limit is None and o.u <= T else None
        # Rule 73's ref is the reference price of the fill, also when that is the mean of the bar.
        qty = self.participate(live.qty, b, self.market_ref(b)) if live else 0
        if p:
            self.settle(p, T)
            order = self.exit_order[x]
            stop, name = self.stop_of(p)
            if p.liq is not None and p.side * (b.open - p.liq) <= 0:
                self.liquidate(x, T)
            elif order and order[0] <= T:
                q = p.qty + (qty if live and live.side != p.side else 0)
                self.take(x, b, self.market_ref(b), T, order[1], decision=order[2], slip_qty=q)
                if live and live.side != p.side:
                    live.slip_qty = q
            elif stop is not None and p.side * (b.open - stop) <= 0:
                self.take(x, b, b.open, T, name)
            elif p.target is not None and (p.side * (b.open - p.target) > 0 or (self.touch and b.open == p.target)):
                self.close_position(x, p.target, p.target, self.maker, T, "take_profit")
        if live:
            self.entry_order[x] = None
            if qty > 0:
                ref = self.market_ref(b)
                price = ref * (1 + live.side * self.slip(x, b, getattr(live, "slip_qty", qty)))
                self.open_position(x, live, qty, ref, price, self.taker, T)

    def expire(self, x):
        o = self.entry_order[x]
        if self.s["execution"].get("if_unfilled", "cancel") == "market":
            o.u, o.limit = o.u + o.tif, None
        else:
            o = self.entry_order[x] = None
        return o

    def cross_liquidation(self, T, bars):
        held = [x for x in self.symbols if self.pos[x]]
        if not held:
            return
        price = {x: ((bars[x].low if self.pos[x].side > 0 else bars[x].high) if x in bars else self.last_close[x]) for x in held}
        loss = {x: self.pos[x].side * self.pos[x].qty * (price[x] - self.pos[x].price) for x in held}
        need = []
        for x in held:
            value = self.pos[x].qty * price[x]
            if isinstance(self.m, str):
                rate, amount = self.tier(x, value)
                need.append(value * rate - amount)
            else:
                need.append(self.m * value)
        if self.cash + math.fsum(loss.values()) <= math.fsum(need):
            for x in sorted(held, key=lambda x: (loss[x], x.encode())):
                self.close_position(x, price[x], price[x], self.liq_fee, T, "liquidation")
            self.entry_order = {x: None for x in self.symbols}

    def delist(self, x, T):
        if self.pos[x]:
            ref = self.P(x, T)
            self.close_position(x, ref, ref * (1 - self.pos[x].side * 0.01), self.taker, T, "delisted")
        self.entry_order[x] = None

    def finish(self, T):
        if self.s["exit"].get("at_end", "close_at_last") == "leave_open":
            return
        for x in self.symbols:
            if self.pos[x]:
                b = self.fill[x][bisect.bisect_right(self.fill_ends[x], T) - 1]
                self.take(x, b, b.close, T, "end")

    def mark(self, T):
        m = self.equity()
        halt = self.s.get("portfolio", {}).get("halt", {})
        if m <= 0:
            for x in self.symbols:
                if self.pos[x]:
                    c = self.last_close[x]
                    self.close_position(x, c, c, 0.0, T, "ruined")
            self.ruined = True
        gross = math.fsum(p.qty * self.last_close[x] for x, p in self.pos.items() if p)
        self.marks.append(dict(time=T, equity=m, cash=self.cash, unrealised=m - self.cash, gross_leverage=gross / m if m else None))
        midnight = T % DAY == 0
        if self.peak is None:
            self.peak = self.base = m
            return
        if self.halt_until is not None:
            if T < self.halt_until:
                if midnight: self.base = m
                return
            self.halt_until = None
            self.peak = self.base = m
            self.streak = 0
            return
        self.peak = max(self.peak, m)
        ends = []
        until = T + self.dur(halt["resume_after"]) if "resume_after" in halt else None
        if "max_drawdown" in halt and m / self.peak - 1 <= -self.p(halt["max_drawdown"]):
            ends.append(until if until is not None else math.inf)
        if "daily_loss" in halt and m / self.base - 1 <= -self.p(halt["daily_loss"]):
            ends.append(until if until is not None else floor(T, DAY) + DAY)
        if "consecutive_losses" in halt and self.streak >= self.p(halt["consecutive_losses"]):
            ends.append(until if until is not None else math.inf)
        if ends:
            self.halt_until = max(ends)
        if midnight: self.base = m

    # -- decisions
    def decide(self, T, symbols):
        s, ex = self.s, self.s["exit"]
        for x in self.symbols:
            p = self.pos[x]
            if p and p.timer is not None and p.timer <= T and not self.exit_order[x]:
                self.exit_order[x] = (p.timer + self.delay, "max_hold", p.timer)
        for x in self.symbols:
            o = self.entry_order[x]
            if o and o.limit is not None and o.tif is not None and T >= o.expires:
                self.expire(x)
        for x in symbols:
            p = self.pos[x]
            if p and not self.exit_order[x]:
                rule = ex.get("signal_long" if p.side > 0 else "signal_short")
                if rule and self.ev(rule["when"], x, T, p) is True:
                    self.exit_order[x] = (T + self.delay, "signal", T)
        candidates = []
        for x in symbols:
            side = self.side_at(x, T)
            if side and self.allowed(x, side, T):
                candidates.append((x, side))
        rank = s.get("portfolio", {}).get("rank_by")
        if rank is not None:
            def key(c):
                v = self.ev(rank, c[0], T)
                return (v is None, -(v or 0.0), c[0].encode())
            candidates.sort(key=key)
        E = None
        for x, side in candidates:
            if E is None:
                E = self.equity(T)
            self.enter(x, side, T, E)

    def triggered(self, rule, x, t):
        if not rule or self.ev(rule["when"], x, t) is not True:
            return False
        if self.s["entry"].get("trigger", "rising_edge") == "level":
            return True
        g = self.previous(x, t)
        return g is None or self.ev(rule["when"], x, g) is not True

    def side_at(self, x, t):
        en = self.s["entry"]
        long, short = self.triggered(en.get("long"), x, t), self.triggered(en.get("short"), x, t)
        if long and short:
            return {"skip": 0, "long": 1, "short": -1}[en.get("on_conflict", "skip")]
        return 1 if long else -1 if short else 0

    def allowed(self, x, side, t):
        s, en = self.s, self.s["entry"]
        if not self.in_universe(x, t) or self.P(x, t) is None or self.in_gap(x, t):
            return False
        if self.halt_until is not None and t < self.halt_until:
            return False
        if any(self.ev(f["when"], x, t) is not True for f in s.get("filters", [])):
            return False
        p, o, mode = self.pos[x], self.entry_order[x], en.get("if_in_position", "ignore")
        if p or o:
            if mode == "ignore" or o:
                return False
            if mode == "pyramid" and (side != p.side or p.additions >= self.p(en.get("max_pyramids", 1))):
                return False
            if mode == "reverse" and side == p.side:
                return False
        if "cooldown" in en:
            scope = en.get("cooldown_scope", "symbol")
            log = self.closed_at if en.get("cooldown_from", "exit") == "exit" else self.opened_at
            past = [at for at, y, z in log if scope == "portfolio" or (y == x and (scope == "symbol" or z == side))]
            if past and t < max(past) + self.dur(en["cooldown"]):
                return False
        return "max_entries_per_day" not in en or self.daily.get(t // DAY, 0) < self.p(en["max_entries_per_day"])

    def resolve(self, x, t):
        """Rule 70: the values of all levels at t, or None."""
        ex, out = self.s["exit"], {}
        blocks = {k: ex[k] for k in ("stop_loss", "take_profit", "break_even_after") if k in ex} | ex.get("trailing", {})
        for k, b in blocks.items():
            if "fraction" in b: out[k] = ("fraction", self.p(b["fraction"]))
            elif "r" in b: out[k] = ("r", self.p(b["r"]))
            elif "atr" in b:
                v = self.atr(x, t, self.dur(b["window"]) if "window" in b else 14 * self.D)
                if v is None or self.p(b["atr"]) * v <= 0: return None
                out[k] = ("atr", self.p(b["atr"]) * v)
            elif "sigma" in b:
                v = self.ev(b["of"], x, t)
                if v is None or self.p(b["sigma"]) * v <= 0: return None
                out[k] = ("sigma", self.p(b["sigma"]) * v)
            else:
                v = self.ev(b["price"], x, t)
                if v is None: return None
                out[k] = ("price", v)
        return out

    def notional(self, x, side, t, E, P, levels):
        z = self.s["sizing"]
        if z["type"] == "fixed_notional": return self.p(z["notional"])
        if z["type"] == "fixed_quantity": return self.p(z["quantity"]) * P
        if z["type"] == "equity_fraction": return self.p(z["fraction"]) * E
        if z["type"] == "risk_fraction":
            kind, v = levels["stop_loss"]
            d = {"fraction": v, "sigma": v, "atr": v / P, "price": abs(P - v) / P}[kind]
            return None if d <= 0 else self.p(z["fraction"]) * E / d
        if z["type"] == "vol_target":
            v = self.ev(z["vol"], x, t)
            if v is None or v <= 0: return None
            n = E * self.p(z["annual_vol"]) / v
            return min(n, self.p(z["max_leverage"]) * E) if "max_leverage" in z else n
        k, cap, window = self.p(z["multiplier"]), self.p(z.get("cap_fraction", 1)), int(self.p(z["window_trades"]))
        past = sorted(self.closed, key=lambda c: (c["exit_ts"], c["symbol"].encode(), c["entry_ts"]))
        if len(past) < self.p(z.get("min_trades", window)):
            return k * cap * E
        pnl = [c["net_pnl"] for c in past[-window:]]
        if not pnl: return k * cap * E
        wins, losses = [q for q in pnl if q > 0], [-q for q in pnl if q < 0]
        W = len(wins) / len(pnl)
        f = W if not losses else 0.0 if not wins else W - (1 - W) / (mean(wins) / mean(losses))
        return min(cap, k * max(0.0, f)) * E

    def enter(self, x, side, t, E):
        s, pf, en = self.s, self.s.get("portfolio", {}), self.s["entry"]
        p = self.pos[x]
        if "max_positions" in pf and not p:
            taken = sum(q is not None for q in self.pos.values()) + sum(o is not None for o in self.entry_order.values())
            if taken >= self.p(pf["max_positions"]): return
        if "max_entries_per_day" in en and self.daily.get(t // DAY, 0) >= self.p(en["max_entries_per_day"]):
            return
        P = self.P(x, t)
        levels = self.resolve(x, t)
        if levels is None: return
        N = self.notional(x, side, t, E, P, levels)
        if N is None or not math.isfinite(N): return
        reverse = p is not None and p.side != side
        held = [q for y, q in self.pos.items() if q and not (reverse and y == x)]
        value = lambda q: q.qty * self.P(q.symbol, t)
        pend = [o for o in self.entry_order.values() if o]
        G = math.fsum(map(value, held)) + math.fsum(o.qty * o.P for o in pend)
        net = math.fsum(q.side * value(q) for q in held) + math.fsum(o.side * o.qty * o.P for o in pend)
        caps = [N]
        if "max_symbol_fraction" in pf:
            caps.append(self.p(pf["max_symbol_fraction"]) * E - math.fsum(value(q) for q in held if q.symbol == x)
                        - math.fsum(o.qty * o.P for o in pend if o.symbol == x))
        if "max_gross_leverage" in pf: caps.append(self.p(pf["max_gross_leverage"]) * E - G)
        if "max_net_leverage" in pf: caps.append(self.p(pf["max_net_leverage"]) * E - side * net)
        if self.cross_mode: caps.append(self.L * E - G)
        else: caps.append(self.L * E - math.fsum(q.qty * q.price for q in held) - math.fsum(o.qty * o.P for o in pend))
        N = min(caps)
        if not math.isfinite(N) or N < 1e-6 * E or N <= 0: return
        o = Order()
        o.symbol, o.side, o.t, o.u, o.P, o.levels = x, side, t, t + self.delay, P, levels
        o.tag = (en["long"] if side > 0 else en["short"]).get("tag", "long" if side > 0 else "short")
        o.features = {n: self.ev({"@": n}, x, t) for n in s.get("features", {})}
        e = s["execution"]
        o.limit, o.tif, o.expires = None, None, None
        if e["order"] == "limit":
            o.limit = P * (1 - side * self.p(e.get("limit_offset_bps", 0)) / 1e4)
            if "time_in_force" in e:
                o.tif = self.dur(e["time_in_force"])
                g = floor(o.u + o.tif, self.F)
                o.expires = g + self.F if g >= o.u else o.u + o.tif
        o.qty = N / (P if o.limit is None else o.limit)
        o.asked = o.qty
        self.entry_order[x] = o
        self.orders.append(o)
        self.daily[t // DAY] = self.daily.get(t // DAY, 0) + 1
        if p and not reverse: p.additions += 1
        if reverse and not self.exit_order[x]:
            self.exit_order[x] = (o.u, "reverse", t)


ROLL = {"zscore", "percentile_rank", "quantile", "sma", "ema", "stdev", "sum", "highest", "lowest", "delta", "lag_of"}
NAMES = {"and": "and", "or": "or", ">": "gt", ">=": "ge", "<": "lt", "<=": "le", "+": "add", "-": "sub", "*": "mul", "/": "div"}


# ---- metrics (rules 103 to 110)
def metrics(run):
    marks, first = run.marks, run.marks[0]["equity"]
    last = marks[-1]["equity"]
    out = {}
    N = 0 if run.short else (run.T1 - run.T0) // DAY
    at = {m["time"]: m["equity"] for m in marks}
    E = [] if run.short or run.ruined else [at[run.T0 + k * DAY] for k in range(N + 1)]
    r = [b / a - 1 for a, b in zip(E, E[1:])]
    out["n_days"], out["initial_equity"], out["final_equity"] = N, run.capital, last
    out["total_return"] = -1.0 if run.ruined else last / first - 1
    peak, worst = -math.inf, 0.0
    for m in marks:
        peak = max(peak, m["equity"])
        m["drawdown"] = m["equity"] / peak - 1
        worst = min(worst, m["drawdown"])
    out["max_drawdown"] = worst
    out.update(daily_metrics(r, E, benchmark(run) if E else None))
    counted = sorted((t for t in run.trades if t["exit_reason"] != "end"), key=trade_order)
    out.update(trade_metrics([t["net_pnl"] for t in counted]))
    spans = sorted([(t["entry_ts"], t["exit_ts"]) for t in run.trades] + [(p.entry_ts, run.T1) for p in run.pos.values() if p])
    covered, upto = 0, run.T0
    for a, b in spans:
        covered += max(0, b - max(a, upto))
        upto = max(upto, b)
    out["exposure_time"] = covered / (run.T1 - run.T0)
    out["ambiguous_bars"] = sum(t["ambiguous"] for t in run.trades)
    return out


def trade_order(t):
    return (t["exit_ts"], t["symbol"].encode(), t["entry_ts"])


def benchmark(run):
    kind = run.s.get("benchmark", "hold_universe")
    days = range(run.T0, run.T1 + 1, DAY)
    if kind == "random_entries":
        return None
    if kind == "cash":
        return [0.0] * (len(days) - 1)
    held = [x for x in run.symbols if run.P(x, run.T0) is not None]
    if kind == "hold_btc":
        held = [x for x in held if x.startswith("BTC")][:1]
    if not held:
        return None
    v = [mean([run.P(x, t) / run.P(x, run.T0) for x in held]) for t in days]
    return [b / a - 1 for a, b in zip(v, v[1:])]


def moments(r):
    m = mean(r)
    return [mean([(x - m) ** k for x in r]) for k in (2, 3, 4)]


def daily_metrics(r, E, b):
    from statistics import NormalDist
    keys = "cagr volatility sharpe downside_dev sortino max_drawdown_daily calmar ulcer martin pain omega tail var95 cvar95 skew kurtosis beta alpha information_ratio psr min_trl recovery".split()
    out = dict.fromkeys(keys)
    N, A = len(r), 365
    if N == 0:
        return out
    mu = mean(r)
    flat = max(r) == min(r)
    sd = sample_std(r) if N >= 2 else None
    dd, peak, money, top = [], -math.inf, 0.0, -math.inf
    for e in E:
        peak = max(peak, e)
        dd.append(e / peak - 1)
        money = max(money, peak - e)
    mdd = min(dd)
    ulcer = math.sqrt(math.fsum(d * d for d in dd[1:]) / N)
    cagr = (E[-1] / E[0]) ** (A / N) - 1
    down = math.sqrt(math.fsum(min(x, 0) ** 2 for x in r) / N)
    negative = any(x < 0 for x in r)
    long = N >= 30
    out["max_drawdown_daily"], out["ulcer"] = mdd, ulcer
    out["pain"] = -mean(dd[1:])
    out["omega"] = math.fsum(max(x, 0) for x in r) / math.fsum(max(-x, 0) for x in r) if negative else None
    q05, q95 = quantile7(r, .05), quantile7(r, .95)
    out["var95"], out["cvar95"] = q05, mean([x for x in r if x <= q05])
    out["tail"] = abs(q95) / abs(q05) if q05 != 0 else None
    out["recovery"] = (E[-1] - E[0]) / money if mdd != 0 else None
    m2, m3, m4 = moments(r)
    if N >= 3 and not flat:
        out["skew"] = math.sqrt(N * (N - 1)) / (N - 2) * m3 / m2 ** 1.5
    if N >= 4 and not flat:
        out["kurtosis"] = (N - 1) / ((N - 2) * (N - 3)) * ((N + 1) * (m4 / m2 ** 2 - 3) + 6)
    if N >= 2 and not flat:
        sr = mu / sd
        rad = 1 - m3 / m2 ** 1.5 * sr + (m4 / m2 ** 2 - 1) / 4 * sr * sr
        if rad > 0:
            out["psr"] = NormalDist().cdf(sr * math.sqrt(N - 1) / math.sqrt(rad))
            if sr > 0:
                out["min_trl"] = 1 + rad * (NormalDist().inv_cdf(.95) / sr) ** 2
    if b is not None and N >= 2:
        mb = mean(b)
        var = math.fsum((x - mb) ** 2 for x in b) / (N - 1)
        if max(b) != min(b):
            out["beta"] = math.fsum((x - mu) * (y - mb) for x, y in zip(r, b)) / (N - 1) / var
            if long: out["alpha"] = (1 + mu - out["beta"] * mb) ** A - 1
        d = [x - y for x, y in zip(r, b)]
        if long and max(d) != min(d):
            out["information_ratio"] = mean(d) / sample_std(d) * math.sqrt(A)
    if long:
        out["cagr"], out["volatility"], out["downside_dev"] = cagr, sd * math.sqrt(A), down * math.sqrt(A)
        out["sharpe"] = mu / sd * math.sqrt(A) if not flat else None
        out["sortino"] = mu / down * math.sqrt(A) if negative else None
        out["calmar"] = cagr / abs(mdd) if mdd != 0 else None
        out["martin"] = cagr / ulcer if ulcer != 0 else None
    return out


def trade_metrics(p):
    out = dict.fromkeys("win_rate profit_factor payoff expectancy sqn trade_p_value kelly".split())
    n = len(p)
    wins, losses = [x for x in p if x > 0], [-x for x in p if x < 0]
    out["n_trades"] = n
    best = {1: 0, -1: 0}
    for sign in (1, -1):
        k = 0
        for x in p:
            k = k + 1 if x * sign > 0 else 0
            best[sign] = max(best[sign], k)
    out["win_streak"], out["loss_streak"] = best[1], best[-1]
    if n:
        out["win_rate"], out["expectancy"] = len(wins) / n, mean(p)
    if losses:
        out["profit_factor"] = math.fsum(wins) / math.fsum(losses)
        if wins:
            out["payoff"] = mean(wins) / mean(losses)
            out["kelly"] = len(wins) / n - (1 - len(wins) / n) / out["payoff"]
    if n >= 2 and max(p) != min(p):
        from scipy.stats import t as student
        out["sqn"] = math.sqrt(n) * mean(p) / sample_std(p)
        out["trade_p_value"] = 2 * student.sf(abs(out["sqn"]), n - 1)
    return out


def ledger(run):
    out = dict(gross=0.0, slippage=0.0, maker=0.0, taker=0.0, liquidation_fees=0.0, funding=0.0)
    for t in run.trades:
        out["gross"] += t["gross_pnl"]
        out["slippage"] += t["slippage_entry"] + t["slippage_exit"]
        out["maker"] += t["fees_in"]["maker"]
        out["taker"] += t["fees_in"]["taker"]
        out["liquidation_fees" if t["fee_kind"] == "liquidation" else t["fee_kind"]] += t["fee_exit"]
        out["funding"] += t["funding"]
    out["net"] = out["gross"] - out["slippage"] - out["maker"] - out["taker"] - out["liquidation_fees"] + out["funding"]
    return out
