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


# ---- text

class Number(str):
    """The text of a JSON number."""


MISSING = object()
GRAMMAR = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?")  # [54]
ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d):(\d\d)(?:\.(\d+))?(Z|[+-]\d\d:?\d\d)?", re.ASCII)


def no_constant(name):
    raise ValueError(name)


def depth(value):
    if isinstance(value, dict):
        return 1 + max(map(depth, value.values()), default=0)
    if isinstance(value, list):
        return 1 + max(map(depth, value), default=0)
    return 0


def scan(text):
    """One JSON value; numbers keep their text. Refuses what is not JSON, and nesting over 64 [61]."""
    try:
        value = json.loads(text, parse_int=Number, parse_float=Number, parse_constant=no_constant)
    except (ValueError, RecursionError):
        raise Refused("not JSON")
    if depth(value) > 64:
        raise Refused("nested too deep")
    return value


def empty(value):
    return value is MISSING or value is None or (isinstance(value, str) and value.strip(" \t") == "")


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
    if zone and zone != "Z":
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
    if not isinstance(value, str) or isinstance(value, Number):
        raise Refused("not a symbol")
    try:
        size = len(value.encode())
    except UnicodeEncodeError:
        raise Refused("lone surrogate")
    if not 1 <= size <= 128 or any(ord(c) < 32 or 127 <= ord(c) < 160 for c in value):
        raise Refused("not a symbol")
    return value


def identity(value):
    """A venue's id, number or text; none when there is none."""
    if empty(value):
        return None
    if not isinstance(value, str):
        raise Refused("not an id")
    return str(value)


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
    return any(symbol.endswith(d) for d in DOLLARS)


MONTH = "[FGHJKMNQUVXZ]"


def quoted_in_dollars(exchange, symbol):
    """Whether the quote currency, read off the venue's spelling, is the dollar or a stablecoin of it."""
    if exchange in ("hyperliquid", "lighter"):
        return True  # every market is quoted in USDC
    if exchange == "ftx":
        return symbol.split("/")[1] in DOLLARS if "/" in symbol else True
    if exchange == "dydx-v4":
        return symbol.split("-")[-1] in DOLLARS
    if exchange.startswith("bitfinex"):
        pair = symbol[1:] if symbol.startswith("t") else symbol
        return pair.split(":")[1] in DOLLARS if ":" in pair else pair[-3:] in DOLLARS
    if exchange == "bybit":
        return ends_in_dollars(symbol.split("-")[0]) or symbol.endswith("PERP") or bool(re.fullmatch(r"[A-Z0-9]+-\d{2}[A-Z]{3}\d{2}", symbol))
    if exchange == "cryptofacilities":
        return ends_in_dollars(symbol.split("_")[1])
    if exchange == "deribit":
        return any(q in symbol for q in ("_USDC", "_USDT"))
    return ends_in_dollars(symbol.split("_")[0])


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


def finite(value):
    return value if value is not None and math.isfinite(value) else None


def units(exchange, symbol, amount, price):
    """(quantity, contracts, notional) of the amount that the venue sent [1, 2, 5]."""
    kind, multiplier = rule(exchange, symbol)
    if kind == "linear":
        return amount, None, amount * price if quoted_in_dollars(exchange, symbol) else None
    if kind == "inverse":
        notional = amount * float(multiplier)
        return notional / price, amount, notional
    if kind == "quote":
        return amount / price, None, amount
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
        out += made if isinstance(made, list) else [] if made is None else [made]
    return out


def member(value, *path):
    for key in path:
        value = value.get(key, MISSING) if isinstance(value, dict) else MISSING
    return value


def objects(value):
    """The objects of a list, or the one object."""
    values = value if isinstance(value, list) else [value]
    return [v for v in values if isinstance(v, dict)]


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
    """Whether an order has traded: the state says so and its filled quantity is above zero [24]. A missing or
    unreadable quantity is a fault, not a state, and so is one below zero."""
    if status not in ("FILLED", "PARTIALLY_FILLED"):
        return False
    return double(amount) != 0


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
        if member(o, "executedQty") is MISSING and member(o, "status") is MISSING:
            return None
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
        return each(objects(member(message, "data")), lambda o: okx_v3("okex-" + table.split("/")[0], o, received))
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


def okx_v3(exchange, o, received):
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
        return row("cryptofacilities", symbol, clock(time, "ms") if feed else iso(time), received, order_side(member(o, "side")),
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
        if p[8] == "1":
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
        if "offset" in o and o["offset"] != "close":
            return None
        symbol = name(o["contract_code"])
        v5 = "liquidation_time" in o
        linear = "-USDT" in symbol or not empty(member(o, "trade_turnover"))
        exchange = "huobi-dm-linear-swap" if linear else "huobi-dm-swap" if symbol.endswith("-USD") else "huobi-dm"  # [26]
        time = clock(o["liquidation_time"] if v5 else member(o, "created_at"), "ms")
        where = member(o, "position_side")
        if v5 and isinstance(where, str) and where.lower() in ("long", "short"):
            side = where.lower()
        else:
            side = order_side(member(o, "side" if v5 else "direction"))
        price = positive(member(o, "bankrupt_price") if v5 else member(o, "price"))
        contracts = positive(member(o, "volume"))
        quantity, _, notional = units(exchange, symbol, contracts, price)
        if not empty(member(o, "amount")):
            quantity = positive(o["amount"])
        if not empty(member(o, "trade_turnover")):
            notional = positive(o["trade_turnover"])
        elif exchange == "huobi-dm-linear-swap" and quantity is not None and symbol.split("-")[1] in DOLLARS:
            notional = quantity * price
        return Row(exchange, symbol, time, received, side, price, "bankruptcy" if v5 else "order", quantity, contracts, notional, None)
    return each(objects(member(message, "data")), one)


def gate(message, received, options):
    if member(message, "channel") != "futures.public_liquidates" or member(message, "event") != "update":
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
        order_id = identity(member(o, "trade_id_str"))
        if order_id is None:
            order_id = identity(member(o, "trade_id"))
        return Row("lighter", str(symbol), clock(member(o, "timestamp"), "ms"), received, "short" if maker_asks else "long",
                   positive(member(o, "price")), "fill", positive(member(o, "size")), None, positive(member(o, "usd_amount")), order_id)
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
}


class Result:
    """What a file comes to: rows in order, refused lines, and the four counts."""

    def __init__(self):
        self.rows, self.refused, self.skipped, self.collapsed = [], [], 0, 0

    def take(self, line, outcomes):
        if not outcomes:
            self.skipped += 1
        for outcome in outcomes:
            if isinstance(outcome, Refused):
                self.refused.append((line, str(outcome)))
            else:
                self.rows.append(outcome)

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
    if found and not whole(found[0][1]) and whole(data):
        value = scan(data.decode("utf-8-sig"))
        for element in value if isinstance(value, list) else [value]:  # a document [38, 62]
            result.take(None, parse(element, None, options))
        return result
    for number, line in found:
        try:
            opened = envelope(line.decode())
            outcomes = [] if opened is None else parse(opened[1], opened[0], options)
        except UnicodeDecodeError:
            outcomes = [Refused("not UTF-8")]
        except Refused as why:
            outcomes = [why]
        result.take(number, outcomes)
    return result


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
        try:
            outcomes = make(fields(names, line), options)
        except UnicodeDecodeError:
            outcomes = [Refused("not UTF-8")]
        except Refused as why:
            outcomes = [why]
        result.take(number, outcomes)
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
        last = line.rstrip(b"\r") if line.rstrip(b"\r").strip() else last
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
    return [row(binance_exchange(symbol, options), symbol, clock(f["order_trade_time"], "ms"), None, order_side(f["side"]), price, kind,
                positive(f["order_filled_accumulated_quantity"]))]


def read_moon_dev(data, make, options):
    """12 or 13 columns, with or without header; without one extra trailing fields are ignored [16, 59]."""
    result = Result()
    header = False
    for k, (number, line) in enumerate(lines(data)):
        try:
            values = cells(line)
            if k == 0 and values[0] == "symbol":
                header, outcomes = len(values), []
            elif len(values) < len(MOON_DEV) - 1 or (header and len(values) > header):
                raise Refused("wrong number of fields")
            else:
                outcomes = make(dict(zip(MOON_DEV, values)), options)
        except UnicodeDecodeError:
            outcomes = [Refused("not UTF-8")]
        except Refused as why:
            outcomes = [why]
        result.take(number, outcomes)
    return result


def ftx_csv(f, options):
    if f["liquidation"].lower() != "true":
        return []
    return [row("ftx", options["symbol"], iso(f["time"]), clock(f["receive_time"]), order_side(f["side"]), positive(f["price"]), "fill",
                positive(f["size"]), None if f["id"] == "None" else identity(f["id"]))]


CSV_FORMATS = {
    "tardis-liquidations": (read_csv, tardis_liquidations),
    "binance-liquidation-snapshot": (read_vision, vision_snapshot),
    "binance-force-order-csv": (read_moon_dev, moon_dev),
    "ftx-trades-csv": (read_csv, ftx_csv),
}


def read(format, data, options):
    """What a file of a format comes to."""
    if format in JSON_FORMATS:
        return read_json(data, JSON_FORMATS[format], options)
    reader, make = CSV_FORMATS[format]
    return reader(data, make, options)


# ---- the store

class Store:
    """Liquidations: for every key the largest number of times that one source had it [7, 8]."""

    def __init__(self):
        self.rows = {}

    def add(self, result):
        """Adds a source and gives (accepted, duplicate)."""
        counts, accepted = {}, 0
        for r in result.rows:
            key = r.key()
            counts[key] = counts.get(key, 0) + 1
            if r.order_id is not None and counts[key] > 1:
                continue
            if counts[key] > self.before(key):
                accepted += 1
                self.rows.setdefault(key, []).append(r)
        self.seen = {k: len(v) for k, v in self.rows.items()}
        return accepted, len(result.rows) - accepted + result.collapsed

    seen = {}

    def before(self, key):
        return self.seen.get(key, 0)
