"""A slow, plain importer: what each venue's message comes to, from the pages on formats and rules alone.

It shares no code with liqtool. A parser takes one message and gives a list of outcomes: a Row, a
Candle, a Total or a Value that is to be stored, or a Refused; an empty list means that the message
holds nothing to store (skipped). Times are integer microseconds UTC. A number is read once, by its
decimal text, to the nearest double; what is derived (notional, converted quantity) comes from the
stored doubles, each operation rounded once. Numbers in brackets are those of the import rules.
Where the pages leave two readings, the comment says which one is taken."""
import json, math, re
from dataclasses import dataclass
from fractions import Fraction

US = 10**6
DAY = 86400 * US
FIRST, END = 1230768000 * US, 4102444800 * US  # 2009-01-01, 2100-01-01 [55]
DOLLARS = ("USD", "USDT", "USDC", "BUSD", "TUSD", "FDUSD", "DAI", "USDE", "USDS", "UST", "USTF0")  # [5]


class Refused(Exception):
    """A row that is not stored, and why."""


class Open(Exception):
    """What the pages leave open, so that nothing can be compared."""


class Rejected(Exception):
    """A file that cannot be read at all: exit 65, no rows."""


@dataclass(frozen=True)
class Row:
    exchange: str
    symbol: str
    time: int
    received: object
    side: str
    price: float
    price_kind: str
    quantity: object
    contracts: object
    notional: object
    order_id: object
    position: bool = False  # the id is a position's, not an order's [4]

    def key(self):
        """What makes two rows the same liquidation [4, 6, 29]."""
        if self.order_id is not None and self.position:
            return (self.exchange, self.symbol, self.side, self.order_id, self.time, self.size())
        if self.order_id is not None:
            return (self.exchange, self.symbol, self.side, self.order_id)
        return (self.exchange, self.symbol, self.side, self.time // 1000, self.size(), self.price, self.price_kind)

    def size(self):
        return self.quantity if self.quantity is not None else self.contracts

    def stored(self):
        return (self.exchange, self.symbol, self.time, self.received, self.side, self.price, self.price_kind,
                self.quantity, self.contracts, self.notional, self.order_id)


@dataclass(frozen=True)
class Candle:
    exchange: str
    symbol: str
    interval: str
    time: int
    open: float
    high: float
    low: float
    close: float
    volume: float
    quote_volume: object = None
    trades: object = None
    taker_buy_volume: object = None

    def key(self):
        return (self.exchange, self.symbol, self.interval, self.time)  # [32]

    def stored(self):
        return (self.exchange, self.symbol, self.interval, self.time, self.open, self.high, self.low, self.close,
                self.volume, self.quote_volume, self.trades, self.taker_buy_volume)


@dataclass(frozen=True)
class Total:
    """What was liquidated in an interval [19]."""
    exchange: str
    symbol: str
    interval: str
    time: int
    long: float
    short: float
    unit: str

    def key(self):
        return (self.exchange, self.symbol, self.interval, self.time)

    def stored(self):
        return (self.exchange, self.symbol, self.interval, self.time, self.long, self.short, self.unit)


@dataclass(frozen=True)
class Value:
    """One value of a series, under the name that `store export --kind series` shows."""
    exchange: str
    name: str
    symbol: str
    time: int
    value: float

    def key(self):
        return (self.exchange, self.name, self.symbol, self.time)

    def stored(self):
        return (self.exchange, self.name, self.symbol, self.time, self.value)


# ---- text

class Number(str):
    """The text of a JSON number."""


MISSING = object()
GRAMMAR = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?")  # [54]
ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(?:\.(\d+))?([Zz]|[+-]\d\d:?\d\d)?", re.ASCII)


def no_constant(name):
    raise ValueError(name)


def depth(value):
    if isinstance(value, dict):
        return 1 + max(map(depth, value.values()), default=0)
    if isinstance(value, list):
        return 1 + max(map(depth, value), default=0)
    return 0


def scan(text):
    """One JSON value; numbers keep their text. Refuses what is not JSON, and nesting over 64 [61]. A lone
    surrogate makes the whole value no text [56]."""
    value, end = scan_at(text.rstrip(" \t\r\n"), len(text) - len(text.lstrip(" \t\r\n")))
    if text[end:].strip(" \t\r\n"):
        raise Refused("not JSON")
    return value


DECODER = json.JSONDecoder(parse_int=Number, parse_float=Number, parse_constant=no_constant)


def scan_at(text, start):
    """The value that begins at `start`, and where it ends."""
    try:
        value, end = DECODER.raw_decode(text, start)
        json.dumps(value, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        raise Refused("not JSON")
    if depth(value) > 64:
        raise Refused("nested too deep")
    return value, end


def empty(value):
    return value is MISSING or value is None or (isinstance(value, str) and value.strip(" \t") == "")


def present(value):
    """Whether an optional member is there: missing and null are the same, an empty text is not."""
    return value is not MISSING and value is not None


def decimal(value):
    """The text of a number, whether it came as a string or as a number [54]."""
    if not isinstance(value, str):
        raise Refused("not a number")
    text = value.strip(" \t")
    if not GRAMMAR.fullmatch(text):
        raise Refused("not a number")
    return text


def double(value):
    return float(decimal(value))


def positive(value):
    number = double(value)
    if not math.isfinite(number) or number <= 0:
        raise Refused("must be finite and > 0")  # [55]
    return number


def signed(value):
    number = double(value)
    if not math.isfinite(number) or number == 0:
        raise Refused("must be finite and not 0")  # [55]
    return number


def exact(text):
    """A decimal's exact value; beyond 40 digits of exponent nothing here could use it."""
    exponent = re.search(r"[eE]([+-]?[0-9]+)$", text)
    if exponent and abs(int(exponent[1])) > 40:
        raise Refused("time out of range")
    return Fraction(text)


def in_range(micros):
    if not FIRST <= micros < END:
        raise Refused("time out of range")  # [55]
    return micros


UNITS = {"s": 10**6, "ms": 10**3, "us": 1, "ns": Fraction(1, 1000)}


def clock(value, unit=None):
    """A numeric time in a unit, or in the one its size tells; digits beyond the microsecond are cut off [9]."""
    amount = exact(decimal(value))
    if unit is None:
        size = abs(amount)
        unit = "s" if size < 10**11 else "ms" if size < 10**14 else "us" if size < 10**17 else "ns"
    return in_range(math.floor(amount * UNITS[unit]))


def days_from_civil(y, m, d):
    lengths = (31, 29 if y % 4 == 0 and (y % 100 != 0 or y % 400 == 0) else 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
    if not 1 <= m <= 12 or not 1 <= d <= lengths[m - 1]:
        raise Refused("no such day")
    return 365 * (y - 1970) + (y - 1969) // 4 - (y - 1901) // 100 + (y - 1601) // 400 + sum(lengths[:m - 1]) + d - 1


def iso(value):
    """ISO 8601; naive is UTC [17]; digits beyond the microsecond are cut off [9]."""
    found = ISO.fullmatch(value) if isinstance(value, str) else None
    if not found:
        raise Refused("not a time")
    y, mo, d, h, mi, s = (int(found[k]) for k in range(1, 7))
    if h > 23 or mi > 59 or s > 59:
        raise Refused("no such time")
    micros = days_from_civil(y, mo, d) * DAY + (h * 3600 + mi * 60 + s) * US + int(((found[7] or "") + "000000")[:6])
    zone = found[8]
    if zone and zone not in "Zz":
        shift = int(zone[1:3]) * 3600 + int(zone[-2:]) * 60
        micros -= (shift if zone[0] == "+" else -shift) * US
    return in_range(micros)


def instant(value, unit=None):
    """A time in either form."""
    if isinstance(value, str) and ISO.fullmatch(value.strip(" \t")):
        return iso(value.strip(" \t"))
    return clock(value, unit)


def name(value):
    """A symbol: 1 to 128 bytes of UTF-8 without control characters, as sent [56]."""
    if not isinstance(value, str):
        raise Refused("not a symbol")  # a number's text is one: 4 is a symbol, too
    try:
        size = len(value.encode())
    except UnicodeEncodeError:
        raise Refused("lone surrogate")
    if not 1 <= size <= 128 or any(ord(c) < 32 or 127 <= ord(c) < 160 for c in value):
        raise Refused("not a symbol")
    return value


def identity(value):
    """A venue's id, number or text; none when there is none, and what is neither is none (the pages are silent)."""
    return str(value) if isinstance(value, str) and value != "" else None


def exchange_id(value):
    if not isinstance(value, str) or not re.fullmatch(r"[a-z0-9][a-z0-9._-]{0,63}", value) or ".." in value:
        raise Refused("not an exchange")  # [57]
    return value


def order_side(value):
    """The closing order's side: selling closes a long [18]."""
    word = value.lower() if isinstance(value, str) else None
    if word in ("sell", "s", "ask"):
        return "long"
    if word in ("buy", "b", "bid"):
        return "short"
    raise Refused("side unknown")


def position_side(value):
    word = value.lower() if isinstance(value, str) else None
    if word in ("buy", "long"):
        return "long"
    if word in ("sell", "short"):
        return "short"
    raise Refused("side unknown")


# ---- units [1, 5]

def ends_in_dollars(symbol):
    return any(symbol.endswith(d) and symbol != d for d in DOLLARS)


MONTH = "[FGHJKMNQUVXZ]"


def quoted_in_dollars(exchange, symbol):
    """Whether the quote currency, read off the venue's spelling, is the dollar or a stablecoin of it."""
    if exchange in ("hyperliquid", "lighter"):
        return True  # every market is quoted in USDC
    if exchange == "ftx":
        return symbol.split("/")[1] in DOLLARS if "/" in symbol else True
    if exchange == "dydx-v4":
        return "-" in symbol and symbol.split("-")[-1] in DOLLARS
    if exchange.startswith("bitfinex"):
        pair = symbol[1:] if symbol.startswith("t") else symbol
        return pair.split(":")[1] in DOLLARS if ":" in pair else (pair[-3:] in DOLLARS if len(pair) == 6 else ends_in_dollars(pair))
    if exchange == "bybit":
        return ends_in_dollars(symbol) or symbol.endswith("PERP") or "-" in symbol  # BTCPERP and BTC-26DEC25 are in USDC
    if exchange == "cryptofacilities":
        return ends_in_dollars(symbol.split("_")[1])
    if exchange == "deribit":
        return any(q in symbol for q in ("_USDC", "_USDT"))
    if exchange == "bitget-futures" and symbol.endswith("PERP") and len(symbol) > 4:
        return True  # in USDC
    parts = [p for p in re.split("[-_/:]", symbol) if p]
    return len(parts) > 1 and parts[1] in DOLLARS or bool(parts) and ends_in_dollars(parts[0])


def base_is_bitcoin(symbol):
    return bool(re.match(r"BTC([-_]|\d|$)", symbol))


def rule(exchange, symbol):
    """(kind, multiplier) of a contract; first match wins, unknown beats a guess [1]."""
    if exchange in ("binance-futures", "aster", "hyperliquid", "dydx-v4", "ftx", "lighter") or exchange.startswith("bitfinex"):
        return "linear", 1
    if exchange == "binance-delivery":
        return "inverse", 100 if symbol.startswith("BTCUSD_") else 10
    if exchange == "bybit":
        return ("inverse", 1) if re.fullmatch(rf"[A-Z0-9]+USD({MONTH}\d{{2}})?", symbol) else ("linear", 1)
    if exchange == "cryptofacilities":
        return {"PI_": ("inverse", 1), "FI_": ("inverse", 1), "PF_": ("linear", 1), "FF_": ("linear", 1)}.get(symbol[:3], ("unknown", None))
    if exchange == "deribit":
        if "_USDC" in symbol or "_USDT" in symbol:
            return "linear", 1
        if symbol.endswith(("-C", "-P")):
            return "option", None
        return ("inverse", 1) if re.fullmatch(r"(BTC|ETH)-(PERPETUAL|\d{1,2}[A-Z]{3}\d{2})", symbol) else ("unknown", None)
    if exchange == "bitmex":
        return ("inverse", 1) if re.fullmatch(rf"XBT(USD|{MONTH}\d{{2}})", symbol) else ("unknown", None)
    if exchange in ("huobi-dm", "huobi-dm-swap"):
        return "inverse", 100 if base_is_bitcoin(symbol) else 10
    if exchange == "bitget-futures":
        return ("quote", None) if re.search(r"USDT|USDC|PERP", symbol) else ("unknown", None)
    return "unknown", None


def divided(a, b):
    return a / b if abs(a) <= abs(b) * 1.7e308 else None


def finite(value):
    """What leaves the range of doubles is null."""
    return value if value is not None and math.isfinite(value) else None


def units(exchange, symbol, amount, price):
    """(quantity, contracts, notional) of the amount that the venue sent [1, 2, 5]."""
    return tuple(map(finite, converted(*rule(exchange, symbol), exchange, symbol, amount, price)))


def converted(kind, multiplier, exchange, symbol, amount, price):
    if kind == "linear":
        return amount, None, amount * price if quoted_in_dollars(exchange, symbol) else None
    if kind == "inverse":
        notional = amount * float(multiplier)
        return divided(notional, price), amount, notional
    if kind == "quote":
        return divided(amount, price), None, amount if quoted_in_dollars(exchange, symbol) else None
    if kind == "option":
        return amount, None, None
    return None, amount, None


def row(exchange, symbol, time, received, side, price, kind, amount, order_id=None, **more):
    quantity, contracts, notional = units(exchange, symbol, amount, price)
    return Row(exchange, symbol, time, received, side, price, kind, quantity, contracts, notional, order_id, **more)


def each(values, make):
    """The outcome of each element; one that is refused counts 1 and leaves the others alone [38]."""
    out = []
    for value in values:
        try:
            made = make(value)
        except Refused as why:
            made = why
        except IndexError:
            made = Refused("too few values")
        out += made if isinstance(made, list) else [] if made is None else [made]
    return out


def member(value, *path):
    for key in path:
        value = value.get(key, MISSING) if isinstance(value, dict) else MISSING
    return value


def objects(value):
    """The objects of a list, or the one object. What is no object in a list lacks every member."""
    if isinstance(value, list):
        return [v if isinstance(v, dict) else {} for v in value]
    return [value] if isinstance(value, dict) else []


def arrays(value):
    """The arrays of a list. What is none is one without a value."""
    return [v if isinstance(v, list) else [] for v in value] if isinstance(value, list) else []


# ---- venues: message, received, options -> outcomes

COIN_MARGINED = re.compile(r"[A-Z0-9]+USD_(PERP|\d{6})", re.ASCII)


def binance_exchange(symbol, options):
    return options.get("exchange") or ("binance-delivery" if COIN_MARGINED.fullmatch(symbol) else "binance-futures")  # [11]


def average_or_order(average, order):
    """(price, kind): the average fill, or the order's when it is missing, None, empty or 0 [24]."""
    if not empty(average) and average != "None" and not (GRAMMAR.fullmatch(str(average).strip(" \t")) and double(average) == 0):
        return positive(average), "fill"
    return positive(order), "order"


def filled(status, amount):
    """Whether an order has traded: the state says so and its filled quantity is above zero [24]. That there is
    no state at all is not a state but a fault, and so is a quantity that cannot be read."""
    if not present(status):
        raise Refused("no state")
    return status in ("FILLED", "PARTIALLY_FILLED") and double(amount) > 0


def binance_force_order(message, received, options):
    if isinstance(message, list):
        return [x for m in message for x in binance_force_order(m, received, options)]
    if isinstance(message, dict) and "stream" in message:
        return binance_force_order(message.get("data"), received, options)
    if member(message, "e") != "forceOrder":
        return []

    def one(o):
        if not filled(member(o, "X"), member(o, "z")):
            return None
        symbol = name(member(o, "s"))
        price, kind = average_or_order(member(o, "ap"), member(o, "p"))
        return row(binance_exchange(symbol, options), symbol, clock(member(o, "T"), "ms"), received,
                   order_side(member(o, "S")), price, kind, positive(member(o, "z")))
    return each([member(message, "o")], one)


def binance_all_force_orders(message, received, options):
    def one(o):
        forced = str(member(o, "clientOrderId")).startswith(("autoclose-", "adl_autoclose"))
        if "executedQty" not in o or not forced and "averagePrice" not in o:
            return None  # an account's ordinary orders look like this
        if str(member(o, "clientOrderId")).startswith("adl_"):
            return None  # auto-deleveraging is not liquidation
        if not filled(member(o, "status"), member(o, "executedQty")):
            return None
        symbol = name(member(o, "symbol"))
        average = member(o, "averagePrice") if member(o, "averagePrice") is not MISSING else member(o, "avgPrice")
        price, kind = average_or_order(average, member(o, "price"))
        return row(binance_exchange(symbol, options), symbol, clock(member(o, "time"), "ms"), received,
                   order_side(member(o, "side")), price, kind, positive(member(o, "executedQty")), identity(member(o, "orderId")))
    return each(objects(message), one)


def bybit(message, received, options):
    topic = member(message, "topic")
    topic = topic if isinstance(topic, str) else ""

    def newest(o):
        return liquidation(o, *(member(o, k) for k in ("s", "S", "v", "p", "T")))

    def older(o):
        size = "size" if "size" in o else "qty"
        time = next((k for k in ("updatedTime", "updateTime", "time") if k in o), "time")
        return liquidation(o, *(member(o, k) for k in ("symbol", "side", size, "price", time)))

    def liquidation(o, symbol, side, amount, price, time):
        return row("bybit", name(symbol), clock(time, "ms"), received, position_side(side), positive(price), "bankruptcy",
                   positive(amount), identity(member(o, "id")))
    if topic.startswith("allLiquidation."):
        return each(objects(member(message, "data")), newest)
    return each(objects(member(message, "data")), older) if topic.startswith("liquidation.") else []


OKX_EXCHANGES = {"SWAP": "okex-swap", "FUTURES": "okex-futures", "MARGIN": "okex", "OPTION": "okex-options"}  # [25]


def okx_exchange(kind, symbol):
    if kind in OKX_EXCHANGES:
        return OKX_EXCHANGES[kind]
    if kind is not MISSING and kind is not None:
        raise Refused("instType unknown")
    # The generated messages of the old channel carry no instType: the instrument's spelling has to tell it.
    if symbol.endswith("-SWAP"):
        return "okex-swap"
    if re.search(r"-\d{6}-\d+-[CP]$", symbol):
        return "okex-options"
    return "okex-futures" if re.search(r"-\d{6}$", symbol) else "okex"


def okx_side(detail):
    where = member(detail, "posSide")
    if isinstance(where, str) and where.lower() in ("long", "short"):
        return where.lower()
    return order_side(member(detail, "side"))


def okx(message, received, options):
    table = member(message, "table")
    if table in ("swap/liquidation", "futures/liquidation"):
        return each(objects(member(message, "data")), lambda o: okx_v3(o, received))
    channel = member(message, "arg", "channel")
    if channel is not MISSING and channel not in ("liquidation-orders", "liquidations"):
        return []

    def detail(o, symbol, kind):
        symbol = name(symbol)
        return row(okx_exchange(kind, symbol), symbol, clock(member(o, "ts"), "ms"), received, okx_side(o), positive(member(o, "bkPx")),
                   "bankruptcy", positive(member(o, "sz")))
    out = []
    for o in objects(member(message, "data")):
        if channel == "liquidations":
            out += each([o], lambda d: detail(d, member(message, "arg", "instId"), MISSING))
        elif isinstance(member(o, "details"), list):
            kind = member(o, "instType")
            out += each(objects(o["details"]), lambda d: detail(d, member(o, "instId"), kind))
    return out


def okx_v3(o, received):
    """The exchange by the instrument's spelling; the table's name says the same of every real one."""
    exchange = "okex-swap" if str(member(o, "instrument_id")).endswith("-SWAP") else "okex-futures"
    side = {"3": "long", "4": "short"}.get(str(member(o, "type")))
    if side is None:
        raise Refused("side unknown")
    return row(exchange, name(member(o, "instrument_id")), iso(member(o, "created_at")), received, side, positive(member(o, "price")),
               "bankruptcy", positive(member(o, "size")))


def bitmex(message, received, options):
    if member(message, "table") != "liquidation" or member(message, "action") != "insert":
        return []  # partial, update and delete [21]

    def one(o):
        if received is None:
            raise Refused("no time")  # [21]
        return row("bitmex", name(member(o, "symbol")), received, received, order_side(member(o, "side")), positive(member(o, "price")),
                   "order", positive(member(o, "leavesQty")), identity(member(o, "orderID")))
    return each(objects(member(message, "data")), one)


def kraken(message, received, options):
    def one(o, product):
        if member(o, "type") != "liquidation":
            return None
        time = member(o, "time")
        symbol = name(product if member(o, "product_id") is MISSING else o["product_id"])
        size = member(o, "qty") if "qty" in o else member(o, "size")
        return row("cryptofacilities", symbol, instant(time, "ms"), received, order_side(member(o, "side")),
                   positive(member(o, "price")), "fill", positive(size), identity(member(o, "uid")))
    feed = True
    if member(message, "feed") == "trade":
        return each([message], lambda o: one(o, MISSING))
    if member(message, "feed") == "trade_snapshot":
        return each(objects(member(message, "trades")), lambda o: one(o, member(message, "product_id")))
    feed = False
    return each(objects(member(message, "history")), lambda o: one(o, options.get("symbol", MISSING)))


def deribit(message, received, options):
    trades = member(message, "params", "data")
    if trades is MISSING:
        trades = member(message, "result", "trades")

    def one(o):
        who = member(o, "liquidation")
        if who not in ("M", "T", "MT"):
            return None
        try:
            return rows(o, who)
        except Refused as why:
            return [why] * len(who)  # both rows count in what is read [29]

    def rows(o, who):
        taker = order_side(member(o, "direction"))
        maker = "short" if taker == "long" else "long"
        sides = [taker, maker] if who == "MT" else [taker] if who == "T" else [maker]  # [29]
        return [row("deribit", name(member(o, "instrument_name")), clock(member(o, "timestamp"), "ms"), received, side,
                    positive(member(o, "price")), "fill", positive(member(o, "amount")), identity(member(o, "trade_id"))) for side in sides]
    return each(objects(trades), one)


def bitfinex(message, received, options):
    """ws [chanId, [[…], …], …] or REST: arrays of arrays of one array [4]."""
    def one(p):
        if len(p) < 12:
            raise Refused("too short")
        if double(p[8]) != 0:
            return None
        symbol, amount, time = name(p[4]), signed(p[5]), clock(p[2], "ms")
        price, kind = (positive(p[6]), "entry") if p[11] is None else (positive(p[11]), "bankruptcy")
        exchange = "bitfinex-derivatives" if "F0:" in symbol else "bitfinex"
        return row(exchange, symbol, time, received, "long" if amount > 0 else "short", price, kind, abs(amount), identity(p[1]), position=True)

    def positions(value):
        if isinstance(value, list) and value and value[0] == "pos":
            return [value]
        return [p for v in value for p in positions(v)] if isinstance(value, list) else []
    return each(positions(message), one)


def htx(message, received, options):
    topic = member(message, "topic")
    if topic is not MISSING and not str(topic).endswith(".liquidation_orders"):
        return []

    def one(o):
        if not isinstance(member(o, "contract_code"), str):
            raise Refused("no symbol")
        if member(o, "offset") != "close":
            return None
        symbol = name(o["contract_code"])
        linear = "-USDT" in symbol or present(member(o, "trade_turnover"))
        exchange = "huobi-dm-linear-swap" if linear else "huobi-dm-swap" if "-" in symbol else "huobi-dm"  # [26]
        price, contracts = positive(member(o, "price")), positive(member(o, "volume"))
        quantity, _, notional = units(exchange, symbol, contracts, price)
        if linear and present(member(o, "amount")):
            quantity = positive(o["amount"])
        if linear and "-USD" not in symbol:
            notional = None  # not in dollars [5]
        elif present(member(o, "trade_turnover")):
            notional = positive(o["trade_turnover"])
        elif linear and quantity is not None:
            notional = quantity * price
        return Row(exchange, symbol, clock(member(o, "created_at"), "ms"), received, order_side(member(o, "direction")), price, "order",
                   quantity, contracts, notional, None)

    def renamed(o):
        """REST v5, linear: `amount` is contracts as well (turnover says so), so it is not read."""
        where = member(o, "position_side")
        named = isinstance(where, str) and where.lower() in ("long", "short")
        side = where.lower() if named else order_side(member(o, "side"))
        turnover = positive(o["trade_turnover"]) if present(member(o, "trade_turnover")) else None
        return Row("huobi-dm-linear-swap", name(member(o, "contract_code")), clock(member(o, "liquidation_time"), "ms"), received, side,
                   positive(member(o, "bankrupt_price")), "bankruptcy", None, positive(member(o, "volume")), turnover, identity(member(o, "id")))
    if topic is MISSING and any("liquidation_time" in o for o in objects(member(message, "data"))):
        return each(objects(member(message, "data")), renamed)
    orders = objects(member(message, "data"))
    if topic is MISSING:  # REST: nothing but its members tells what it is
        orders = [o for o in orders if all(k in o for k in ("contract_code", "direction", "offset", "volume", "created_at"))]
    return each(orders, one)


def gate(message, received, options):
    if member(message, "channel") != "futures.public_liquidates" or member(message, "event") == "subscribe":
        return []

    def one(o):
        size = signed(member(o, "size"))
        time = clock(o["time_ms"], "ms") if not empty(member(o, "time_ms")) else clock(member(o, "time"), "s")
        return row("gate-io-futures", name(member(o, "contract")), time, received, "long" if size < 0 else "short",
                   positive(member(o, "price")), "order", abs(size))
    return each(objects(member(message, "result")), one)


def bitget(message, received, options):
    if member(message, "arg", "topic") != "liquidation":
        return []

    def one(o):
        return row("bitget-futures", name(member(o, "symbol")), clock(member(o, "ts"), "ms"), received, position_side(member(o, "side")),
                   positive(member(o, "price")), "order", positive(member(o, "amount")))
    return each(objects(member(message, "data")), one)


def dydx(message, received, options):
    if member(message, "channel") == "v4_trades":
        trades, symbol = member(message, "contents", "trades"), member(message, "id")
    else:
        trades, symbol = member(message, "trades"), options.get("symbol", MISSING)

    def one(o):
        if member(o, "type") != "LIQUIDATED":
            return None  # [28]
        return row("dydx-v4", name(symbol), iso(member(o, "createdAt")), received, order_side(member(o, "side")), positive(member(o, "price")),
                   "fill", positive(member(o, "size")), identity(member(o, "id")))
    return each(objects(trades), one)


def hyperliquid(message, received, options):
    def one(pair):
        user, o = pair
        if not isinstance(member(o, "liquidation"), dict):
            return None
        side = member(o, "side")
        if side not in ("A", "B"):
            raise Refused("side unknown")
        whose = member(o, "liquidation", "liquidatedUser")
        if user is not MISSING:
            own = isinstance(whose, str) and user.lower() == whose.lower()
        else:
            own = member(o, "crossed") is True  # [20]
            if not isinstance(member(o, "crossed"), bool):
                raise Refused("owner unknown")
        long = (side == "A") == own
        return row("hyperliquid", name(member(o, "coin")), clock(member(o, "time"), "ms"), received, "long" if long else "short",
                   positive(member(o, "px")), "fill", positive(member(o, "sz")), identity(member(o, "tid")))
    if isinstance(message, list) and len(message) == 2 and isinstance(message[0], str) and isinstance(message[1], dict):
        return each([tuple(message)], one)
    user = member(message, "data", "user")
    return each([(user, o) for o in objects(member(message, "data", "fills"))], one)


def ftx(message, received, options):
    if member(message, "channel") != "trades":
        return []

    def one(o):
        if member(o, "liquidation") is not True:
            return None
        return row("ftx", name(member(message, "market")), iso(member(o, "time")), received, order_side(member(o, "side")),
                   positive(member(o, "price")), "fill", positive(member(o, "size")), identity(member(o, "id")))
    return each(objects(member(message, "data")), one)


def lighter(message, received, options):
    def one(o):
        maker_asks = member(o, "is_maker_ask")
        if not isinstance(maker_asks, bool):
            raise Refused("side unknown")
        symbol = member(o, "market_id")  # [27]
        if not isinstance(symbol, str) or symbol == "":
            raise Refused("no symbol")
        order_id = identity(member(o, "trade_id_str" if "trade_id_str" in o else "trade_id"))
        price, quantity = positive(member(o, "price")), positive(member(o, "size"))
        notional = positive(o["usd_amount"]) if present(member(o, "usd_amount")) else quantity * price
        return Row("lighter", str(symbol), clock(member(o, "timestamp"), "ms"), received, "short" if maker_asks else "long",
                   price, "fill", quantity, None, finite(notional), order_id)
    return each(objects(member(message, "liquidation_trades")), one)


def tardis_kind(exchange):
    """What a Tardis price is, by exchange [3]."""
    if exchange in ("deribit", "cryptofacilities", "ftx", "hyperliquid", "lighter") or exchange.startswith("dydx"):
        return "fill"
    if exchange == "bybit" or exchange.startswith("okex"):
        return "bankruptcy"
    return "entry" if exchange.startswith("bitfinex") else "order"


def tardis_row(exchange, symbol, time, received, order_id, side, price, amount):
    exchange = exchange_id(exchange)
    return row(exchange, name(symbol), time, received, order_side(side), positive(price), tardis_kind(exchange), positive(amount),
               identity(order_id), position=exchange.startswith("bitfinex"))


def tardis_json(message, received, options):
    def one(o):
        seen = None if empty(member(o, "localTimestamp")) else iso(o["localTimestamp"])
        return tardis_row(member(o, "exchange"), member(o, "symbol"), iso(member(o, "timestamp")), seen if seen is not None else received,
                          member(o, "id"), member(o, "side"), member(o, "price"), member(o, "amount"))
    return each([message], one) if member(message, "type") == "liquidation" else []


# cryptofeed's venue -> (exchange, what its price is, whether the side is a position's)
CRYPTOFEED = {"BINANCE_FUTURES": ("binance-futures", "order", False), "BINANCE_DELIVERY": ("binance-delivery", "order", False), "BYBIT": ("bybit", "bankruptcy", True),
              "OKX": ("okex-swap", "bankruptcy", False), "BITMEX": ("bitmex", "order", False), "FTX": ("ftx", "fill", False)}


def venue_symbol(exchange, base, quote):
    """A perpetual as its venue spells it."""
    if exchange == "binance-delivery":
        return f"{base}{quote}_PERP"
    if exchange == "okex-swap":
        return f"{base}-{quote}-SWAP"
    if exchange == "ftx":
        return f"{base}-PERP"
    return f"{'XBT' if exchange == 'bitmex' and base == 'BTC' else base}{quote}"


def cryptofeed(message, received, options):
    """The side is the venue's own; OKX comes `filled` and `unfilled`, BitMEX without a time."""
    def one(o):
        if not isinstance(o["exchange"], str) or o["exchange"] not in CRYPTOFEED:
            raise Refused("exchange unknown")
        exchange, kind, position = CRYPTOFEED[o["exchange"]]
        if exchange == "okex-swap" and member(o, "status") != "filled":
            return None
        symbol = name(member(o, "symbol"))
        if not re.fullmatch(r"[A-Za-z0-9]+-[A-Z0-9]+-PERP", symbol):
            raise Refused("not a perpetual")
        seen = received if empty(member(o, "receipt_timestamp")) else clock(o["receipt_timestamp"])
        time = seen if empty(member(o, "timestamp")) else clock(o["timestamp"])
        side = position_side(member(o, "side")) if position else order_side(member(o, "side"))
        return row(exchange, venue_symbol(exchange, *symbol.split("-")[:2]), time, seen, side, positive(member(o, "price")), kind,
                   positive(member(o, "quantity")), identity(member(o, "id")))
    wanted = isinstance(message, dict) and all(k in message for k in ("exchange", "side"))
    return each([message], one) if wanted else []


def ccxt(message, received, options):
    """The side is the venue's own; `baseValue` and `quoteValue` are wrong for inverse contracts and not read."""
    exchange = options["exchange"]
    kind = {"bybit": "bankruptcy", "okex-swap": "bankruptcy", "binance-futures": "fill"}.get(exchange, "order")

    def one(o):
        symbol = name(member(o, "symbol"))
        found = re.fullmatch(r"([A-Za-z0-9]+)/([A-Za-z0-9]+):[A-Za-z0-9]+", symbol)
        side = position_side(member(o, "side")) if exchange == "bybit" else order_side(member(o, "side"))
        return row(exchange, venue_symbol(exchange, found[1], found[2]) if found else symbol, clock(member(o, "timestamp"), "ms"), received, side,
                   positive(member(o, "price")), kind, positive(member(o, "contracts")))
    wanted = isinstance(message, dict) and "symbol" in message and "contracts" in message
    return each([message], one) if wanted else []


# ---- totals and series

COINALYZE = {"BTCUSDT_PERP.A": ("binance-futures", "BTCUSDT", "base"), "BTCUSD_PERP.A": ("binance-delivery", "BTCUSD_PERP", "usd"), "BTCUSDT.6": ("bybit", "BTCUSDT", "base"),
             "BTCUSD.6": ("bybit", "BTCUSD", "usd"), "BTCUSDT_PERP.3": ("okex-swap", "BTC-USDT-SWAP", "base"), "BTCUSD_PERP.3": ("okex-swap", "BTC-USD-SWAP", "usd")}


def total(exchange, symbol, interval, time, long, short, unit):
    long, short = size(long), size(short)
    if time % (LENGTHS[interval] * US):
        raise Refused("not on the grid")
    return Total(exchange, symbol, interval, time, long, short, unit)


def coinalyze(message, received, options):
    """Base units, of coin-margined markets dollars; whose unit the code does not tell are refused [19]."""
    def one(p, code):
        if not isinstance(code, str) or code not in COINALYZE:
            raise Refused("unit unknown")
        exchange, symbol, unit = COINALYZE[code]
        return total(exchange, symbol, options["interval"], clock(member(p, "t"), "s"), member(p, "l"), member(p, "s"), unit)
    return each(objects(member(message, "history")), lambda p: one(p, member(message, "symbol")))


def coinglass(message, received, options):
    def one(p):
        long, short = ("aggregated_long_liquidation_usd", "aggregated_short_liquidation_usd")
        if long not in p and short not in p:
            long, short = "long_liquidation_usd", "short_liquidation_usd"
        return total("coinglass", options["symbol"], options["interval"], clock(member(p, "time"), "ms"), member(p, long), member(p, short), "usd")
    return each([p for p in objects(member(message, "data")) if "time" in p], one)


def coinglass_table(f, options):
    return [total("coinglass", options["symbol"], options["interval"], clock(f["timestamp"]), f["longUsd"], f["shortUsd"], "usd")]


RATES = ("funding_rate", "predicted_funding_rate")


def values(exchange, symbol, time, pairs):
    """The values that are there; a row with one that cannot be is refused. Prices and ratios are not 0."""
    out = []
    for series, text in pairs:
        if not present(text):
            continue
        number = double(text) if series in RATES else size(text) if series.startswith("open_interest") else positive(text)
        if not math.isfinite(number):
            raise Refused("must be finite")
        out.append(Value(exchange, series, symbol, time, number))
    return out


def binance_metrics(f, options):
    """A ratio of 0 says that there was none. Open interest in contracts and base for coin-margined, in base and dollars for the others."""
    symbol = name(f["symbol"])
    coin = COIN_MARGINED.fullmatch(symbol)
    interest = ("open_interest_contracts", "open_interest") if coin else ("open_interest", "open_interest_usd")
    names = (*interest, "top_trader_long_short_ratio", "top_trader_position_ratio", "long_short_ratio", "taker_volume_ratio")
    columns = ("sum_open_interest", "sum_open_interest_value", "count_toptrader_long_short_ratio", "sum_toptrader_long_short_ratio",
               "count_long_short_ratio", "sum_taker_long_short_vol_ratio")
    return values("binance-delivery" if coin else "binance-futures", symbol, instant(f["create_time"]), [
        (n, f[c] or None) for n, c in zip(names, columns) if not f[c] or double(f[c]) != 0 or n.startswith("open_interest")])


def binance_funding(f, options):
    return values(options["exchange"], options["symbol"], clock(f["calc_time"], "ms"), [("funding_rate", f["last_funding_rate"])])


def ticker(exchange, symbol, time, rate, predicted, interest, last, index, mark):
    """Open interest counts as the venue does: base where its sizes are base, else contracts."""
    exchange, symbol = exchange_id(exchange), name(symbol)
    unit = "open_interest" if rule(exchange, symbol)[0] in ("linear", "option") else "open_interest_contracts"
    return values(exchange, symbol, time, [("funding_rate", rate), ("predicted_funding_rate", predicted), (unit, interest),
                                           ("last_price", last), ("index_price", index), ("mark_price", mark)])


def tardis_ticker(f, options):
    columns = ("funding_rate", "predicted_funding_rate", "open_interest", "last_price", "index_price", "mark_price")
    return ticker(f["exchange"], f["symbol"], clock(f["timestamp"], "us"), *(f[c] or None for c in columns))


def tardis_ticker_json(message, received, options):
    if member(message, "type") != "derivative_ticker":
        return []
    return each([message], lambda o: ticker(member(o, "exchange"), member(o, "symbol"), iso(member(o, "timestamp")), *(
        member(o, k) for k in ("fundingRate", "predictedFundingRate", "openInterest", "lastPrice", "indexPrice", "markPrice"))))


# ---- candles

LENGTHS = {"1m": 60, "3m": 180, "5m": 300, "15m": 900, "1h": 3600, "4h": 14400, "1d": 86400}


def size(value):
    number = double(value)
    if not math.isfinite(number) or number < 0:
        raise Refused("must be finite and not negative")  # [33]
    return number


def count(value):
    number = size(value)
    if number != math.floor(number) or number >= 2**63:
        raise Refused("must be whole")
    return int(number)


def candle(exchange, symbol, interval, time, prices, volume, quote=None, trades=None, taker=None):
    """A candle that makes sense [33]."""
    o, h, l, c = (positive(p) for p in prices)
    if h < max(o, c) or l > min(o, c):
        raise Refused("high or low contradicts")
    if time % (LENGTHS[interval] * US):
        raise Refused("not on the grid")
    return Candle(exchange, symbol, interval, time, o, h, l, c, volume, quote, trades, taker)


def binance_values(exchange, symbol, volume, quote, taker, taker_quote):
    """(volume, quote volume, taker's) in base and quote; coin-margined files count contracts and base [13]."""
    if exchange != "binance-delivery":
        return size(volume), size(quote), size(taker)
    size(taker)
    return size(quote), size(volume) * float(rule(exchange, symbol)[1]), size(taker_quote)


def binance_kline_row(p, options):
    """A row of twelve, of a CSV or of REST."""
    exchange, symbol = options["exchange"], options["symbol"]
    volume, quote, taker = binance_values(exchange, symbol, p[5], p[7], p[9], p[10])
    return candle(exchange, symbol, options["interval"], clock(p[0]), p[1:5], volume, quote, count(p[8]), taker)


def binance_klines_json(message, received, options):
    if isinstance(message, list):
        return each([message], lambda p: binance_kline_row(p, options)) if message else []
    if member(message, "stream") is not MISSING:
        message = member(message, "data")
    if not isinstance(message, dict):
        return []

    def one(k):
        if member(k, "x") is not MISSING and k["x"] is not True:
            return None  # not closed yet
        symbol, interval = name(member(k, "s")), member(k, "i")
        if interval not in LENGTHS:
            raise Refused("interval unknown")
        volume, quote, taker = binance_values(options["exchange"], symbol, *(member(k, x) for x in "vqVQ"))
        return candle(options["exchange"], symbol, interval, clock(member(k, "t")), [member(k, x) for x in "ohlc"], volume, quote,
                      count(member(k, "n")), taker)
    return each([message["k"]], one) if member(message, "e") == "kline" and "k" in message else []


BYBIT_INTERVALS = {"1": "1m", "3": "3m", "5": "5m", "15": "15m", "60": "1h", "240": "4h", "D": "1d"}


def bybit_klines(message, received, options):
    def made(category, symbol, interval, time, prices, volume, turnover):
        inverse = category == "inverse" or (category is MISSING and rule("bybit", symbol)[0] == "inverse")
        volume, turnover = size(volume), size(turnover)
        if inverse:
            volume, turnover = turnover, volume  # volume is dollars, turnover is coin
        return candle("bybit-spot" if category == "spot" else "bybit", symbol, interval, clock(time, "ms"), prices, volume, turnover)

    result = member(message, "result")
    if result is not MISSING:
        category, symbol = member(result, "category"), member(result, "symbol")
        return each(arrays(member(result, "list")), lambda p: made(category, name(symbol), options["interval"], p[0], p[1:5], p[5], p[6]))
    topic = member(message, "topic")
    if not isinstance(topic, str) or not topic.startswith("kline."):
        return []
    _, interval, symbol = topic.split(".", 2)
    return each(objects(member(message, "data")), lambda k: made(
        MISSING, symbol, BYBIT_INTERVALS[interval], member(k, "start"), [member(k, x) for x in ("open", "high", "low", "close")],
        member(k, "volume"), member(k, "turnover")) if member(k, "confirm") is True else None)


def okx_candles(message, received, options):
    """[ts, o, h, l, c, contracts, base, quote, confirm] of a derivative."""
    def one(p):
        if p[8] != "1":
            return None
        symbol = options["symbol"]
        return candle(okx_exchange(MISSING, symbol), symbol, options["interval"], clock(p[0], "ms"), p[1:5], size(p[6]), size(p[7]))
    return each(arrays(member(message, "data")), one)


# ---- lines and documents

def envelope(text):
    """(received, message) of a line in any of the four wrappings [22]; None where the line is a recorder's note."""
    if " <- " in text.split("{")[0] or " <-> " in text.split("{")[0]:
        return None
    found = re.match(r"([0-9][0-9T:.Z+-]*):? *(?=[{\[])", text)
    if found and not text.startswith(("{", "[")):
        return instant(found[1].rstrip(":")), scan(text[found.end():])
    value = scan(text)
    if isinstance(value, dict) and "local_timestamp" in value and "message" in value:
        return instant(value["local_timestamp"]), value["message"]
    return None, value


JSON_FORMATS = {
    "binance-force-order": binance_force_order, "binance-all-force-orders": binance_all_force_orders, "bybit-liquidation": bybit,
    "okx-liquidation-orders": okx, "bitmex-liquidation": bitmex, "kraken-futures-trade": kraken, "deribit-trades": deribit,
    "bitfinex-liquidations": bitfinex, "htx-liquidation-orders": htx, "gate-public-liquidates": gate, "bitget-liquidation": bitget,
    "dydx-v4-trades": dydx, "hyperliquid-fills": hyperliquid, "ftx-trades": ftx, "lighter-trades": lighter, "tardis-json": tardis_json,
    "binance-klines-json": binance_klines_json, "bybit-klines": bybit_klines, "okx-candles": okx_candles,
    "cryptofeed-liquidations": cryptofeed, "ccxt-liquidations": ccxt, "coinalyze-liquidations": coinalyze, "coinglass-liquidations": coinglass,
    "tardis-derivative-ticker-json": tardis_ticker_json,
}


class Result:
    """What a file comes to: rows in order, refused lines, and the four counts."""

    def __init__(self):
        self.rows, self.places, self.refused, self.skipped, self.collapsed = [], [], [], 0, 0

    def attempt(self, line, make):
        """Takes what `make` gives, or why it refuses the line."""
        try:
            outcomes = make()
        except UnicodeDecodeError:
            outcomes = [Refused("not UTF-8")]
        except Refused as why:
            outcomes = [why]
        self.take(line, outcomes)

    def take(self, line, outcomes):
        if not outcomes:
            self.skipped += 1
        for outcome in outcomes:
            if isinstance(outcome, Refused):
                self.refused.append((line, str(outcome)))
            else:
                self.rows.append(outcome)
                self.places.append(line)

    @property
    def read(self):
        return len(self.rows) + len(self.refused) + self.skipped + self.collapsed


def lines(data):
    """The numbered lines that are not blank; CRLF and LF, a byte-order mark ignored [38, 47, 59]."""
    if data.startswith(b"\xef\xbb\xbf"):
        data = data[3:]
    for number, line in enumerate(data.split(b"\n"), 1):
        line = line[:-1] if line.endswith(b"\r") else line
        if line.strip(b" \t\r"):
            yield number, line


def read_json(data, parse, options):
    result = Result()
    found = list(lines(data))
    if found and found[0][1].strip()[:1] in (b"[", b"{") and not whole(found[0][1]):  # [62]
        if any(whole(line) for _, line in found[1:]) and found[0][1].strip() not in (b"[", b"{"):
            raise Open("the first line alone is damaged: a refused line [47], or one document [62]")
        return read_document(data.decode("utf-8-sig"), parse, options)
    for number, line in found:
        try:
            opened = envelope(line.decode())
            messages = [(None, None)] if opened is None else unlisted(*opened)
        except UnicodeDecodeError:
            messages = [(Refused("not UTF-8"), None)]
        except Refused as why:
            messages = [(why, None)]
        for message, received in messages:
            result.take(number, [message] if isinstance(message, Refused) else parse(message, received, options))
    return result


def read_document(text, parse, options):
    """One value over many lines; an array counts its elements [38, 62]. Where it is damaged it ends."""
    result = Result()
    text = text.strip(" \t\r\n")
    at = 1
    try:
        if not text.startswith("["):
            result.take(None, parse(scan(text), None, options))
        if text.startswith("[") and text[1:].lstrip(" \t\r\n") == "]":
            result.skipped, text = 1, ""
        while text.startswith("[") and text[at - 1] != "]":
            message, at = scan_at(text, at + len(text[at:]) - len(text[at:].lstrip(" \t\r\n")))
            result.take(None, parse(message, None, options))
            at += len(text[at:]) - len(text[at:].lstrip(" \t\r\n")) + 1
            if text[at - 1:at] not in (",", "]"):
                raise Refused("not JSON")
    except Refused as why:
        result.refused.append((None, str(why)))
    return result


def unlisted(received, value):
    """An array of messages counts its elements, on one line as in a document [38]."""
    if isinstance(value, list) and value and isinstance(value[0], (dict, list)):
        return [(v, received) for v in value]
    return [(value, received)]


def whole(data):
    try:
        envelope(data.decode("utf-8-sig"))
        return True
    except (Refused, UnicodeDecodeError):
        return False


# ---- CSV

def cells(line):
    """The fields of one line of RFC 4180 [59]."""
    text = line.decode()
    out, at = [], 0
    while True:
        if text[at:at + 1] == '"':
            end = at + 1
            value = ""
            while True:
                close = text.find('"', end)
                if close < 0:
                    raise Refused("quote not closed")
                value += text[end:close]
                if text[close + 1:close + 2] != '"':
                    break
                value, end = value + '"', close + 2
            at = close + 1
            if at < len(text) and text[at] != ",":
                raise Refused("text after a quote")
        else:
            end = text.find(",", at)
            end = len(text) if end < 0 else end
            value, at = text[at:end], end
            if '"' in value:
                raise Refused("quote inside a field")
        out.append(value)
        if at >= len(text):
            return out
        at += 1


def fields(header, line):
    values = cells(line)
    if len(values) != len(header):
        raise Refused("wrong number of fields")  # [59]
    return dict(zip(header, values))


def read_csv(data, make, options, header=None):
    """A CSV whose first line is its header, or which has none when header is given."""
    result = Result()
    names = header
    for number, line in lines(data):
        if names is None:
            names = [c.strip() for c in cells(line)]
            result.skipped += 1
            continue
        result.attempt(number, lambda: make(fields(names, line), options))
    return result


def tardis_liquidations(f, options):
    seen = None if empty(f["local_timestamp"]) else clock(f["local_timestamp"], "us")
    return [tardis_row(f["exchange"], f["symbol"], clock(f["timestamp"], "us"), seen, f["id"], f["side"], f["price"], f["amount"])]


def vision_snapshot(f, options):
    if not filled(f["order_status"], f["accumulated_fill_quantity"]):
        return []
    symbol = f.get("symbol", options["symbol"])
    price, kind = average_or_order(f["average_price"], f["price"])
    exchange = options.get("exchange") or ("binance-delivery" if COIN_MARGINED.fullmatch(symbol) else "binance-futures")
    return [row(exchange, name(symbol), clock(f["time"], "ms"), None, order_side(f["side"]), price, kind, positive(f["accumulated_fill_quantity"]))]


def read_vision(data, make, options):
    """Each run of adjacent byte-identical rows is one row [31]."""
    kept, last, collapsed = [], None, 0
    for number, line in enumerate(data.split(b"\n")):
        if line.rstrip(b"\r").strip() and line.rstrip(b"\r") == last:
            collapsed += 1
            kept.append(b"")
            continue
        last = line.rstrip(b"\r")  # a blank line parts what is around it
        kept.append(line)
    result = read_csv(b"\n".join(kept), make, options)
    result.collapsed = collapsed
    return result


MOON_DEV = ("symbol,side,order_type,time_in_force,original_quantity,price,average_price,order_status,order_last_filled_quantity,"
            "order_filled_accumulated_quantity,order_trade_time,usd_size").split(",")


def moon_dev_symbol(text):
    """The venue's spelling again [16]."""
    if text.endswith(("USDT", "USDC", "BUSD", "FDUSD")) or (text.endswith("BTC") and len(text) >= 5):
        return text
    return text + "USDT"


def moon_dev(f, options):
    if not filled(f["order_status"], f["order_filled_accumulated_quantity"]):
        return []
    name(f["symbol"])
    symbol = name(moon_dev_symbol(f["symbol"]))
    price, kind = average_or_order(f["average_price"], f["price"])
    return [row(binance_exchange(symbol, options), symbol, instant(f["order_trade_time"]), None, order_side(f["side"]), price, kind,
                positive(f["order_filled_accumulated_quantity"]))]


def read_moon_dev(data, make, options):
    """12 or 13 columns, with or without header; without one extra trailing fields are ignored [16, 59]."""
    result = Result()
    header = False

    def outcomes(isFirst, values):
        nonlocal header
        if isFirst and values[0] == "symbol":
            header = len(values)
            return []
        if len(values) < len(MOON_DEV) or (header and len(values) > header):
            raise Refused("wrong number of fields")
        return make(dict(zip(MOON_DEV, values)), options)

    for k, (number, line) in enumerate(lines(data)):
        result.attempt(number, lambda: outcomes(k == 0, cells(line)))
    return result


def ftx_csv(f, options):
    if f["liquidation"].lower() != "true":
        return []
    return [row("ftx", options["symbol"], iso(f["time"]), clock(f["receive_time"]), order_side(f["side"]), positive(f["price"]), "fill",
                positive(f["size"]), None if f["id"] == "None" else identity(f["id"]))]


def kraken_ohlcvt(f, options):
    return [candle("kraken", options["symbol"], options["interval"], clock(f["time"]), [f[k] for k in ("open", "high", "low", "close")],
                   size(f["volume"]), None, count(f["trades"]))]


def ohlcv(f, options):
    return [candle(options["exchange"], options["symbol"], options["interval"], instant(f["time"]), [f[k] for k in ("open", "high", "low", "close")],
                   size(f["volume"]))]


def cryptodatadownload(p, header, options):
    """The first volume is base, the second quote; `unix` decides the time [34]."""
    f = dict(zip([h.lower() for h in header], p))
    volumes = [size(v) for h, v in zip(header, p) if h.lower().startswith("volume")]
    trades = f.get("tradecount", "NULL")
    time = next(f[k] for k in ("unix", "unix timestamp", "timestamp") if k in f)
    return candle("binance", name(f["symbol"].replace("/", "")), options["interval"], clock(time), [f[k] for k in ("open", "high", "low", "close")],
                  volumes[0], volumes[1], None if trades == "NULL" else count(trades))


def read_cryptodatadownload(data, make, options):
    result = Result()
    header = None

    def outcomes(values):
        nonlocal header
        if header is None:
            header = [v.strip() for v in values] if len(values) > 2 else None
            return []
        if len(values) != len(header):
            raise Refused("wrong number of fields")
        return [make(values, header, options)]

    for number, line in lines(data):
        result.attempt(number, lambda: outcomes(cells(line)))
    return result


BINANCE_KLINES = "open_time,open,high,low,close,volume,close_time,quote_volume,count,taker_buy_volume,taker_buy_quote_volume,ignore"


def read_binance_klines(data, make, options):
    """With a header or without one."""
    first = next(lines(data), (0, b""))[1]
    names = BINANCE_KLINES.split(",")
    result = Result()
    # The last column has no meaning and may be missing where there is no header.
    needed, most = (12, 12) if first.startswith(b"open_time") else (11, 10**9)

    def outcomes(isHeader, values):
        if len(values) < needed or len(values) > most:
            raise Refused("wrong number of fields")
        return [] if isHeader else make(dict(zip(names, values)), options)

    for number, line in lines(data):
        result.attempt(number, lambda: outcomes(number == 1 and first.startswith(b"open_time"), cells(line)))
    return result


CSV_FORMATS = {
    "tardis-liquidations": (read_csv, tardis_liquidations),
    "binance-liquidation-snapshot": (read_vision, vision_snapshot),
    "binance-force-order-csv": (read_moon_dev, moon_dev),
    "ftx-trades-csv": (read_csv, ftx_csv),
    "binance-klines": (read_binance_klines, lambda f, options: [binance_kline_row(list(f.values()), options)]),
    "kraken-ohlcvt": (lambda data, make, options: read_csv(data, make, options, "time,open,high,low,close,volume,trades".split(",")), kraken_ohlcvt),
    "ohlcv-csv": (read_csv, ohlcv),
    "coinglass-liquidations-csv": (read_csv, coinglass_table), "binance-metrics": (read_csv, binance_metrics),
    "binance-funding-rates": (read_csv, binance_funding), "tardis-derivative-ticker": (read_csv, tardis_ticker),
    "cryptodatadownload": (read_cryptodatadownload, cryptodatadownload),
}


def read(format, data, options):
    """What a file of a format comes to."""
    if format in JSON_FORMATS:
        return read_json(data, JSON_FORMATS[format], options)
    reader, make = CSV_FORMATS[format]
    return reader(data, make, options)


# ---- the store

def steps_agree(candles):
    """Whether some candles are one interval apart, as neighbours in the file and in time: a file without is of
    another interval [65]. Which of the two readings is meant is open, and so is what a refused row between does."""
    opens = [c.time for c in candles]
    def smallest(times):
        return min((abs(b - a) for a, b in zip(times, times[1:]) if a != b), default=None)
    return not isinstance(candles[0], Candle) or all(smallest(x) in (None, LENGTHS[candles[0].interval] * US) for x in (opens, sorted(opens)))


class Store:
    """Liquidations: for every key the largest number of times that one source had it [7, 8]."""

    def __init__(self):
        self.rows, self.twins = {}, {}  # what is kept, and all that were the same

    def add(self, result):
        """Adds a source and gives (accepted, duplicate)."""
        counts, accepted = {}, 0
        if result.rows and not isinstance(result.rows[0], Row):
            return self.add_candles(result)
        span = {}
        for r in result.rows:
            span[r.exchange] = (min(r.time, span.get(r.exchange, (r.time,))[0]), max(r.time, span.get(r.exchange, (0, r.time))[1]))
        for r in result.rows:
            key = r.key()
            if r.order_id is not None and self.before(key) and not span[r.exchange][0] <= self.rows[key][0].time <= span[r.exchange][1]:
                raise Open("an id is used again at another time: the same row [6], but only times that overlap are looked at [91]")
            self.twins.setdefault(key, []).append(r)
            counts[key] = counts.get(key, 0) + 1
            if r.order_id is not None and counts[key] > 1:
                continue
            if counts[key] > self.before(key):
                accepted += 1
                self.rows.setdefault(key, []).append(r)
        self.seen = {k: len(v) for k, v in self.rows.items()}
        return accepted, len(result.rows) - accepted + result.collapsed

    def add_candles(self, result):
        """The same values are a duplicate, others a refusal [32]."""
        accepted = duplicate = 0
        for r, line in zip(result.rows, result.places):
            known = self.rows.setdefault(r.key(), [r])[0]
            if known is r:
                accepted += 1
            elif known.stored() == r.stored():
                duplicate += 1
            else:
                result.refused.append((line, "conflicts"))
        result.rows = result.rows[:accepted + duplicate]
        return accepted, duplicate

    seen = {}

    def before(self, key):
        return self.seen.get(key, 0)
