"""Random files in every format that the importers read, a tenth of their messages spoilt.

A Case is one file: its format, its header if it has one, its lines, what must be said on the
command line, and the same for importers.py. The seed decides everything."""
import calendar, json, random, time


class Raw(str):
    """A token that is written as it is: a JSON number, or what pretends to be one."""


def dump(value, rng=None):
    """JSON with the numbers' own text; with rng members come in any order."""
    if isinstance(value, Raw):
        return str(value)
    if isinstance(value, dict):
        items = list(value.items())
        if rng:
            rng.shuffle(items)
        return "{" + ",".join(json.dumps(k) + ":" + dump(v, rng) for k, v in items) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ",".join(dump(v, rng) for v in value) + "]"
    return json.dumps(value, ensure_ascii=False) if value != "\ud800" else '"\\ud800"'


def toggled(value):
    """A number as a string, a string as a number."""
    if isinstance(value, Raw):
        return str(value)
    try:
        float(value)
        return Raw(value)
    except (TypeError, ValueError):
        return value


ODD_NUMBERS = ["", None, "-1", "0", "0.0", "NaN", "nan", "inf", "1e3", "1.5E+2", "2.5e-3", "12345678901234567890", "1e400", "1e-400",
               " 2.5 ", "+3.5", ".5", "7.", "0x10", "1_000", "1,5", "--1", "1e", "e5", "True", "None", "١", True, [], {},
               Raw("-1"), Raw("0"), Raw("-0.0"), Raw("1e3"), Raw("1.5E+2"), Raw("12345678901234567890"), Raw("1e400"), Raw("NaN"),
               Raw("0.1000000000000000055511151231257827021181583404541015625"), "9007199254740993", "0.30000000000000004", "4.9e-324"]
ODD_TIMES = ["", None, "-1", "0", "NaN", "12345678901234567890", True, [], "1.6e12", Raw("1.632009737493e12"), Raw("1632009737493.9999"),
             "1632009737493.123456", "1230767999999", "1230768000000", "4102444799999", "4102444800000", "1632009737", "1632009737493000",
             "1632009737493000000", "1e400", "1e-5", "2021-09-19T00:02:17.493Z", "x", " 1632009737493 ", Raw("1000000000000")]
ODD_ISO = ["", None, "2021-02-29T00:00:00Z", "2020-02-29T23:59:59.999999Z", "2020-13-01T00:00:00Z", "2020-01-01T24:00:00Z",
           "2020-01-01T00:00:00.1234567Z", "2020-01-01T00:00:00", "2020-01-01 00:00:00", "2020-01-01T05:30:00+05:30", "2020-01-01T00:00:00-0800",
           "2008-12-31T23:59:59.999999Z", "2009-01-01T00:00:00Z", "2099-12-31T23:59:59.9Z", "2100-01-01T00:00:00Z", "2020-01-01T00:00:00.Z",
           "2020-1-1T00:00:00Z", "yesterday", True, [], "2020-01-01T00:60:00Z", "2020-06-31T00:00:00Z"]
ODD_SIDES = ["", None, "HOLD", "unknown", True, [], "both", "selll", " sell"]
ODD_SYMBOLS = ["", None, "A" * 128, "A" * 129, "é" * 64, "é" * 65, "BTC\tUSDT", "BTC\x00USDT", "BTC\x7fUSDT", "币安人生USDT", " BTCUSDT", "=BTCUSDT",
               "../x", True, [], "\ud800", "btcusdt", "BTC\u0085", "USDT", "a,b", 'a"b']
ODD_IDS = ["", None, True, [], {}, "x", "12345678901234567890123", "=1+1"]
ODD_ENUMS = ["", None, True, "other", [], "0"]
ODD = {"number": ODD_NUMBERS, "time": ODD_TIMES, "iso": ODD_ISO, "side": ODD_SIDES, "symbol": ODD_SYMBOLS, "id": ODD_IDS, "enum": ODD_ENUMS}
CSV_ODD = {k: [str(v) for v in vs if isinstance(v, str)] for k, vs in ODD.items()}


def recased(rng, value):
    return rng.choice([str.lower, str.upper, str.title, str.swapcase])(value) if isinstance(value, str) and not isinstance(value, Raw) else value


def spoil(rng, row, roles):
    """Changes one member of a row; says whether it should be written in any order."""
    key = rng.choice(list(roles))
    role = roles[key]
    what = rng.random()
    if what < 0.12 and isinstance(row, dict):
        row.pop(key, None)
    elif what < 0.22:
        row[key] = toggled(row[key])
    elif what < 0.32 and role in ("side", "enum", "symbol"):
        row[key] = recased(rng, row[key])
    elif what < 0.38 and isinstance(row, dict):
        row.update({"extra": {"a": [Raw("1"), None, "}"]}, "note\"": "x\\\"{", "price2": "9"})
    else:
        row[key] = rng.choice(ODD[role])


def spoil_frame(rng, message):
    """Takes away or replaces a member of what is around the rows."""
    if isinstance(message, dict) and message:
        key = rng.choice(list(message))
        if rng.random() < 0.4:
            del message[key]
        else:
            message[key] = rng.choice(ODD_ENUMS + [{}, Raw("1"), [None], [[]], [{}], {"a": "b"}])


PRICES = {"BTC": 40000.0, "ETH": 2500.0, "XRP": 0.55, "SOL": 90.0, "1000PEPE": 0.012, "DOGE": 0.08, "LTC": 70.0}


def stamp(t, digits=3, zone="Z"):
    """t in µs as ISO 8601."""
    text = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(t // 10**6))
    fraction = f"{t % 10**6:06d}{0}"[:digits] if digits else ""
    return text + ("." + fraction if fraction else "") + zone


class Venue:
    """The numbers of one case: a clock that mostly advances, prices, ids that repeat sometimes."""

    def __init__(self, rng, start, end):
        self.rng = rng
        self.t = rng.randrange(*(calendar.timegm(time.strptime(x, "%Y-%m-%d")) for x in (start, end))) * 10**6 + rng.randrange(10**6)
        self.ids = []

    def now(self):
        """µs."""
        self.t += self.rng.choice([0, 0, 300, 1000, 999_000, 5_000_000, 3_600_000_000, -22_000, 86_400_000_000])
        return self.t

    def ms(self):
        return Raw(str(self.now() // 1000))

    def base(self):
        return self.rng.choice(list(PRICES))

    def price(self, base, digits=None):
        value = PRICES[base] * self.rng.choice([1, 1, 1.01, 0.99, self.rng.uniform(0.5, 2)])
        return f"{value:.{self.rng.choice([1, 2, 4, 7]) if digits is None else digits}f}" if value > 1 else f"{value:.7f}"

    def amount(self, whole=False):
        if whole:
            return str(self.rng.choice([1, 5, 10, 120, self.rng.randrange(1, 10**6)]))
        return f"{self.rng.choice([0.001, 0.19, 5, 8.55, self.rng.uniform(0.001, 3000)]):.{self.rng.choice([1, 3, 8])}f}".replace("0.0", "0.01", 1) if self.rng.random() < 0.5 \
            else f"{self.rng.uniform(0.01, 3000):.3f}"

    def number(self, text):
        """A number as venues send it: bare, or in a string."""
        return Raw(text) if self.rng.random() < 0.5 else text

    def id(self, make):
        if self.ids and self.rng.random() < 0.1:
            return self.rng.choice(self.ids)
        self.ids.append(make())
        return self.ids[-1]

    def uuid(self):
        return self.id(lambda: "-".join(f"{self.rng.getrandbits(4 * n):0{n}x}" for n in (8, 4, 4, 4, 12)))

    def serial(self):
        return self.id(lambda: Raw(str(self.rng.randrange(10**8, 10**10))))

    def pick(self, *choices):
        return self.rng.choice(choices)


def dated(v, pattern):
    return pattern.format(v.pick("210326", "240628", "251226"))


# ---- liquidations: each gives a message and [(row, roles)] that may be spoilt

def force_order(v):
    b = v.base()
    symbol = v.pick(b + "USDT", b + "USDT", b + "USDC", b + "BUSD", "ETHBTC", b + "USD_PERP", dated(v, b + "USD_{}"), dated(v, "BTCUSDT_{}"))
    q = v.amount("USD_" in symbol)
    o = {"s": symbol, "S": v.pick("SELL", "BUY"), "o": "LIMIT", "f": "IOC", "q": q, "p": v.price(b), "ap": v.price(b), "X": v.pick("FILLED", "FILLED", "FILLED", "PARTIALLY_FILLED", "NEW", "EXPIRED"),
         "l": v.amount(), "z": q, "T": v.ms()}
    if v.rng.random() < 0.2:
        o["ap"] = v.pick("0", "", "None", None, "0.0000", Raw("0"))
        if v.rng.random() < 0.3:
            del o["ap"]
    if v.rng.random() < 0.3:
        o["ps"], o["st"] = symbol.split("_")[0], Raw("1")
    message = {"e": "forceOrder", "E": v.ms(), "o": o}
    shape = v.rng.random()
    if shape < 0.4:
        message = {"stream": v.pick("!forceOrder@arr", symbol.lower() + "@forceOrder"), "data": message}
    return message, [(o, {"s": "symbol", "S": "side", "p": "number", "ap": "number", "z": "number", "T": "time", "X": "enum"})]


def all_force_orders(v):
    b = v.base()
    symbol = v.pick(b + "USDT", b + "USDC", b + "USD_PERP", "ETHBTC")
    q = v.amount("USD_" in symbol)
    o = {"symbol": symbol, "price": v.price(b), "origQty": q, "executedQty": q, "averagePrice": v.price(b), "status": v.pick("FILLED", "FILLED", "NEW"), "timeInForce": "IOC",
         "type": "LIMIT", "side": v.pick("SELL", "BUY"), "time": v.ms()}
    if v.rng.random() < 0.3:
        o["avgPrice"] = o.pop("averagePrice")
        o.update({"orderId": v.serial(), "clientOrderId": v.pick("autoclose-1596107620040000020", "adl_autoclose-7"), "cumQuote": "1"})
    average = "avgPrice" if "avgPrice" in o else "averagePrice"
    return o, [(o, {"symbol": "symbol", "side": "side", "price": "number", average: "number", "executedQty": "number", "time": "time", "status": "enum"})]


def bybit(v):
    b = v.base()
    era = v.rng.randrange(4)
    symbol = v.pick(b + "USDT", b + "USDT", b + "USD", b + "PERP", "BTCUSDM24", "ETHUSDZ25", b + "USDC", "BTC-26DEC25", "BTCUSDT-26DEC25")
    side = v.pick("Buy", "Sell")
    if era == 0:
        rows = [{"T": v.ms(), "s": symbol, "S": v.pick("Buy", "Sell"), "v": v.amount(symbol.endswith("USD")), "p": v.price(b)} for _ in range(v.pick(1, 1, 2, 4))]
        return ({"topic": "allLiquidation." + symbol, "type": "snapshot", "ts": v.ms(), "data": rows},
                [(r, {"T": "time", "s": "symbol", "S": "side", "v": "number", "p": "number"}) for r in rows])
    if era == 1:
        r = {v.pick("updatedTime", "updatedTime", "updateTime"): v.ms(), "symbol": symbol, "side": side, "size": v.amount(), "price": v.price(b)}
        roles = {next(iter(r)): "time", "symbol": "symbol", "side": "side", "size": "number", "price": "number"}
        return {"topic": "liquidation." + symbol, "type": "snapshot", "ts": v.ms(), "data": r}, [(r, roles)]
    roles = {"time": "time", "symbol": "symbol", "side": "side", "qty": "number", "price": "number"}
    if era == 2:
        r = {"symbol": symbol, "side": side, "price": v.price(b), "qty": v.amount(), "time": v.ms()}
        return {"topic": "liquidation." + symbol, "data": r}, [(r, roles)]
    rows = [{"id": v.serial(), "qty": Raw(v.amount(True)), "side": v.pick("Buy", "Sell"), "time": v.ms(), "symbol": symbol, "price": Raw(v.price(b))} for _ in range(v.pick(1, 3))]
    return {"topic": "liquidation." + symbol, "generated": True, "data": rows}, [(r, {**roles, "id": "id"}) for r in rows]


def okx(v):
    b = v.base()
    shape = v.rng.randrange(4)
    kind = v.pick("SWAP", "SWAP", "FUTURES", "MARGIN", "OPTION")
    pair = b + v.pick("-USDT", "-USD", "-USDC")
    symbol = pair + {"SWAP": "-SWAP", "FUTURES": "-" + v.pick("210326", "251226"), "MARGIN": "", "OPTION": "-251226-100000-C"}[kind]
    def detail():
        return {"bkLoss": "0", "bkPx": v.price(b), "ccy": "", "posSide": v.pick("long", "short", "net", ""), "side": v.pick("buy", "sell"), "sz": v.amount(v.pick(True, False)), "ts": str(v.ms())}
    roles = {"bkPx": "number", "posSide": "side", "side": "side", "sz": "number", "ts": "time"}
    if shape == 3:
        table = v.pick("swap", "futures")
        symbol = pair + ("-SWAP" if table == "swap" else "-210326")
        rows = [{"loss": "0", "size": v.amount(True), "price": v.price(b), "created_at": stamp(v.now()), "type": v.pick("3", "4"), "instrument_id": symbol} for _ in range(v.pick(1, 2))]
        return ({"table": table + "/liquidation", "generated": True, "data": rows},
                [(r, {"size": "number", "price": "number", "created_at": "iso", "type": "side", "instrument_id": "symbol"}) for r in rows])
    details = [detail() for _ in range(v.pick(1, 1, 2, 3))]
    if shape == 2:
        symbol = pair + v.pick("-SWAP", "-220624")
        for d in details:
            d["posSide"] = v.pick("long", "short")
        return {"arg": {"channel": "liquidations", "instId": symbol, "generated": True}, "data": details}, [(d, roles) for d in details]
    o = {"details": details, "instFamily": pair, "instId": symbol, "instType": kind, "uly": pair}
    body = {"arg": {"channel": "liquidation-orders", "instType": kind}, "data": [o]} if shape == 0 else {"code": "0", "data": [o], "msg": ""}
    return body, [(d, roles) for d in details] + [(o, {"instId": "symbol"})]


def bitmex(v):
    b = v.base()
    symbol = v.pick("XBTUSD", "XBTUSD", "XBTM24", "ETHUSD", "XBTUSDT", "SOLUSD", "XBTZ25", "XBT_USDT")
    action = v.pick("insert", "insert", "insert", "insert", "update", "delete", "partial")
    rows = [{"orderID": v.uuid(), "symbol": symbol, "side": v.pick("Buy", "Sell"), "price": Raw(v.pick(v.price(b), "2.17e-06")), "leavesQty": Raw(v.amount(True))} for _ in range(v.pick(1, 1, 2))]
    if action == "delete":
        rows = [{"orderID": r["orderID"], "symbol": symbol} for r in rows]
        return {"table": "liquidation", "action": action, "data": rows}, []
    return ({"table": "liquidation", "action": action, "data": rows},
            [(r, {"orderID": "id", "symbol": "symbol", "side": "side", "price": "number", "leavesQty": "number"}) for r in rows])


def kraken(v):
    b = v.base()
    symbol = v.pick("PI_XBTUSD", "PF_XBTUSD", "FI_ETHUSD_210326", "FF_XBTUSD_240628", "PF_" + b + "USD", "PV_XRPXBT")
    shape = v.rng.randrange(3)
    roles = {"uid": "id", "side": "side", "type": "enum", "price": "number"}
    def trade():
        return {"feed": "trade", "product_id": symbol, "uid": v.uuid(), "side": v.pick("buy", "sell"), "type": v.pick("liquidation", "liquidation", "fill", "termination", "assignment"),
                "seq": Raw("41799"), "time": v.ms(), "qty": Raw(v.amount(symbol[1] == "I")), "price": Raw(v.price(b))}
    if shape < 2:
        rows = [trade() for _ in range(1 if shape == 0 else v.pick(1, 3))]
        roles.update({"time": "time", "qty": "number", "product_id": "symbol"})
        if shape == 0:
            return rows[0], [(rows[0], roles)]
        return {"feed": "trade_snapshot", "product_id": symbol, "trades": rows}, [(r, {k: x for k, x in roles.items() if k != "product_id"}) for r in rows]
    rows = [{"time": stamp(v.now()), "trade_id": Raw("100"), "price": Raw(v.price(b)), "size": Raw(v.amount()), "side": v.pick("buy", "sell"), "type": v.pick("liquidation", "fill"), "uid": v.uuid()} for _ in range(v.pick(1, 3))]
    return {"result": "success", "serverTime": stamp(v.now()), "history": rows}, [(r, {**roles, "time": "iso", "size": "number"}) for r in rows]


def deribit(v):
    b = v.base()
    symbol = v.pick("BTC-PERPETUAL", "ETH-PERPETUAL", "BTC-25DEC20", "ETH-5APR24", "SOL_USDC-PERPETUAL", "BTC-25DEC26-100000-C", "BTC_USDC-26JUN26-90000-P", "SOL-PERPETUAL", "BTC_USDT", "ETH_BTC", "XRP_USDC-26DEC25")
    rows = [{"trade_seq": Raw("40781986"), "trade_id": v.pick("", "ETH-") + str(v.serial()), "timestamp": v.ms(), "tick_direction": Raw("3"), "price": Raw(v.price(b)), "liquidation": v.pick("T", "T", "M", "MT", None),
             "instrument_name": symbol, "index_price": Raw("4805.41"), "direction": v.pick("buy", "sell"), "amount": Raw(v.amount("USD" not in symbol))} for _ in range(v.pick(1, 1, 2, 4))]
    for r in rows:
        if r["liquidation"] is None:
            del r["liquidation"]
    roles = {"trade_id": "id", "timestamp": "time", "price": "number", "instrument_name": "symbol", "direction": "side", "amount": "number"}
    if v.rng.random() < 0.7:
        return {"jsonrpc": "2.0", "method": "subscription", "params": {"channel": f"trades.{symbol}.raw", "data": rows}}, [(r, roles) for r in rows]
    return {"jsonrpc": "2.0", "result": {"trades": rows, "has_more": False}, "usIn": Raw("1"), "testnet": False}, [(r, roles) for r in rows]


def bitfinex(v):
    b = v.base()
    symbol = v.pick("tBTCF0:USTF0", "tETHF0:USTF0", "tBTCUSD", "tETHBTC", "tBTCUST", "tDOGE:USD", "tBTCF0:EUTF0", "tBTCEUR", "tETHF0:BTCF0", "tLINK:UST")
    def position():
        match = v.pick(0, 0, 0, 1)
        return ["pos", v.serial(), Raw(str(v.ms()) + v.pick("", "", ".2002")), None, symbol, Raw(v.pick("", "-") + v.amount()), Raw(v.price(b)), None, Raw(str(match)), Raw("1"), None, v.pick(None, Raw(v.price(b)))]
    rows = [position() for _ in range(v.pick(1, 1, 2))]
    roles = {1: "id", 2: "time", 4: "symbol", 5: "number", 6: "number"}
    shape = v.rng.random()
    if shape < 0.1:
        return [Raw("386841"), "hb"], []
    if shape < 0.4:
        return [[r] for r in rows], [(r, roles) for r in rows]
    tail = v.pick([], [], [Raw("7"), Raw("1593566593351")], [Raw("7"), Raw("1593566593351"), "liquidations", "global"])
    return [Raw("386841"), rows, *tail], [(r, roles) for r in rows]


def htx(v):
    b = v.base()
    kind = v.pick("delivery", "swap", "linear", "v5")
    code = {"delivery": b + v.pick("200925", "210326"), "swap": b + "-USD", "linear": b + "-USDT" + v.pick("", "-FUTURES", "-240628"), "v5": b + "-USDT"}[kind]
    r = {"symbol": b, "contract_code": code, "direction": v.pick("buy", "sell"), "offset": v.pick("close", "close", "close", "open"), "volume": Raw(v.amount(True)), "price": Raw(v.price(b)), "created_at": v.ms()}
    roles = {"contract_code": "symbol", "direction": "side", "offset": "enum", "volume": "number", "price": "number", "created_at": "time"}
    if kind in ("linear", "v5") and v.rng.random() < 0.9 or v.rng.random() < 0.2:
        r["amount"] = Raw(v.amount())
        roles["amount"] = "number"
    if "-USDT" in code and "amount" in r and v.rng.random() < 0.9:
        r["trade_turnover"] = Raw(v.amount())
        roles["trade_turnover"] = "number"
    if kind != "v5":
        return {"op": "notify", "topic": f"public.{code}.liquidation_orders", "ts": v.ms(), "data": [r]}, [(r, roles)]
    for old, new in (("created_at", "liquidation_time"), ("direction", "side"), ("price", "bankrupt_price")):
        r[new], roles[new] = r.pop(old), roles.pop(old)
    r["liquidation_time"] = str(r["liquidation_time"])
    r["position_side"] = v.pick("long", "short", "both")
    roles["position_side"] = "side"
    del r["offset"], roles["offset"]
    return {"code": Raw("200"), "message": "Success", "data": [r], "ts": v.ms()}, [(r, roles)]


def gate(v):
    b = v.base()
    rows = [{"price": v.number(v.price(b)), "size": v.number(v.pick("", "-") + v.amount(True)), "time_ms": v.ms(), "contract": b + v.pick("_USDT", "_USD")} for _ in range(v.pick(1, 1, 2))]
    for r in rows:
        if v.rng.random() < 0.3:
            r["time"] = Raw(str(int(r.pop("time_ms")) // 1000))
    return ({"channel": v.pick(*["futures.public_liquidates"] * 9, "futures.trades"), "event": v.pick("update", "update", "update", "subscribe"), "time": Raw(str(v.now() // 10**6)), "result": rows},
            [(r, {"price": "number", "size": "number", "contract": "symbol", ("time" if "time" in r else "time_ms"): "time"}) for r in rows])


def bitget(v):
    b = v.base()
    kind = v.pick("usdt-futures", "usdt-futures", "usdc-futures", "coin-futures")
    symbol = {"usdt-futures": b + "USDT", "usdc-futures": b + "PERP", "coin-futures": b + "USD"}[kind]
    rows = [{"symbol": symbol, "side": v.pick("buy", "sell"), "price": v.price(b), "amount": v.amount(), "ts": str(v.ms())} for _ in range(v.pick(1, 2, 3))]
    return ({"action": "update", "arg": {"instType": kind, "topic": v.pick("liquidation", "liquidation", "liquidation", "ticker")}, "data": rows, "ts": v.ms()},
            [(r, {"symbol": "symbol", "side": "side", "price": "number", "amount": "number", "ts": "time"}) for r in rows])


def dydx(v):
    b = v.base()
    rows = [{"id": v.uuid()[:24], "side": v.pick("SELL", "BUY"), "size": v.amount(), "price": v.price(b), "type": v.pick("LIQUIDATED", "LIQUIDATED", "LIMIT", "DELEVERAGED"), "createdAt": stamp(v.now(), v.pick(3, 6, 0)), "createdAtHeight": "105573154"}
            for _ in range(v.pick(1, 2, 3))]
    roles = {"id": "id", "side": "side", "size": "number", "price": "number", "createdAt": "iso", "type": "enum"}
    if v.rng.random() < 0.7:
        return {"type": "channel_data", "connection_id": "x", "message_id": Raw("7"), "id": b + "-USD", "channel": "v4_trades", "version": "2.4.0", "contents": {"trades": rows}}, [(r, roles) for r in rows]
    return {"trades": rows}, [(r, roles) for r in rows]


def hyperliquid(v):
    b = v.base()
    users = ["0x" + f"{v.rng.getrandbits(160):040x}" for _ in range(2)]
    def fill():
        f = {"coin": v.pick(b, "kPEPE", "xyz:TSLA"), "px": v.price(b), "sz": v.amount(), "side": v.pick("A", "B"), "time": v.ms(), "startPosition": "-0.0213", "dir": "Open Short", "closedPnl": "0.0", "hash": "0x0", "oid": v.serial(),
             "crossed": v.pick(True, False), "fee": "0.009997", "tid": v.serial(), "liquidation": {"liquidatedUser": v.pick(*users), "markPx": "66607.0", "method": v.pick("market", "backstop")}, "feeToken": "USDC"}
        if v.rng.random() < 0.2:
            del f["liquidation"]
        return f
    roles = {"coin": "symbol", "px": "number", "sz": "number", "side": "side", "time": "time", "tid": "id"}
    rows = [fill() for _ in range(v.pick(1, 1, 2))]
    shape = v.rng.randrange(3)
    if shape == 0:
        return {"channel": "user", "data": {"fills": rows}}, [(r, roles) for r in rows]
    if shape == 1:
        return {"channel": "userFills", "data": {"user": v.pick(*users), "fills": rows}}, [(r, roles) for r in rows]
    return [v.pick(*users), rows[0]], [(rows[0], roles)]


def ftx(v):
    b = v.base()
    rows = [{"id": v.serial(), "price": Raw(v.price(b)), "size": Raw(v.amount()), "side": v.pick("buy", "sell"), "liquidation": v.pick(True, True, False), "time": stamp(v.now(), 6, "+00:00")} for _ in range(v.pick(1, 2, 3))]
    if v.rng.random() < 0.3:
        for r in rows:
            r["id"] = None
    return ({"channel": "trades", "market": v.pick(b + "-PERP", b + "-0626", b + "/USD", b + "/USDT", "ETH/BTC", b + "-20200925"), "type": v.pick("update", "partial"), "data": rows},
            [(r, {"id": "id", "price": "number", "size": "number", "side": "side", "time": "iso"}) for r in rows])


def lighter(v):
    b = v.base()
    def trade():
        i = v.serial()
        return {"trade_id": i, "trade_id_str": str(i), "type": "liquidation", "market_id": Raw(str(v.rng.randrange(100))), "size": v.amount(), "price": v.price(b), "usd_amount": v.amount(), "is_maker_ask": v.pick(True, False), "timestamp": v.ms(), "transaction_time": Raw(str(v.t))}
    rows = [trade() for _ in range(v.pick(0, 1, 1, 2))]
    return ({"type": v.pick("update/trade", "subscribed/trade"), "channel": "trade:1", "trades": [{**trade(), "type": "trade"}], "liquidation_trades": rows},
            [(r, {"trade_id_str": "id", "size": "number", "price": "number", "usd_amount": "number", "timestamp": "time", "market_id": "id"}) for r in rows])


TARDIS = {"binance-futures": ["BTCUSDT", "ETHBTC", "BTCUSDT_240628", "BTCUSDC"], "binance-delivery": ["BTCUSD_PERP", "ETHUSD_240628"], "bybit": ["BTCUSDT", "BTCUSD", "BTCUSDM24", "BTCPERP"],
          "okex-swap": ["BTC-USDT-SWAP"], "okex-futures": ["BTC-USD-210326"], "bitmex": ["XBTUSD", "ETHUSD", "XBTM24"], "deribit": ["BTC-PERPETUAL", "BTC-25DEC26-100000-C", "SOL_USDC-PERPETUAL", "ETH-5APR24"],
          "cryptofacilities": ["PI_XBTUSD", "PF_XBTUSD", "FI_XBTUSD_210326"], "ftx": ["BTC-PERP", "ETH/BTC", "ETH/USD"], "bitfinex-derivatives": ["BTCF0:USTF0"], "bitfinex": ["BTCUSD", "ETHBTC"], "huobi-dm": ["BTC_CQ", "ETH_CW", "BTC200925"],
          "huobi-dm-swap": ["BTC-USD", "ETH-USD"], "huobi-dm-linear-swap": ["BTC-USDT"], "gate-io-futures": ["BTC_USDT"], "bitget-futures": ["BTCUSDT", "BTCUSD"], "dydx-v4": ["BTC-USD"], "dydx": ["BTC-USD"], "hyperliquid": ["BTC"],
          "aster": ["BTCUSDT"], "lighter": ["BTC"], "phemex": ["BTCUSD"]}
WITH_ID = ("bitmex", "deribit", "ftx", "cryptofacilities", "bitfinex-derivatives", "bitfinex", "dydx-v4", "hyperliquid", "lighter")


def tardis_json(v):
    e = v.pick(*TARDIS)
    r = {"type": "liquidation", "symbol": v.pick(*TARDIS[e]), "exchange": e, "price": Raw(v.price("BTC")), "amount": Raw(v.amount()), "side": v.pick("buy", "sell"), "timestamp": stamp(v.now(), v.pick(3, 6)), "localTimestamp": stamp(v.now(), 3)}
    if e in WITH_ID:
        r["id"] = str(v.serial())
    if v.rng.random() < 0.1:
        r["type"] = "trade"
    return r, [(r, {"symbol": "symbol", "price": "number", "amount": "number", "side": "side", "timestamp": "iso"})]


def cryptofeed(v):
    b = v.base()
    e = v.pick("BINANCE_FUTURES", "BINANCE_DELIVERY", "BYBIT", "OKX", "BITMEX", "FTX")
    t = v.now()
    quote = v.pick("USDT", "USD") if e in ("BYBIT", "OKX") else "USDT" if e == "BINANCE_FUTURES" else "USD"
    r = {"exchange": e, "symbol": f"{b}-{quote}-PERP", "side": v.pick("buy", "sell"), "quantity": v.number(v.amount()), "price": v.number(v.price(b)), "id": None, "status": v.pick("filled", "filled", "unfilled"),
         "timestamp": Raw(v.pick(f"{t // 10**6}.{t % 10**6:06d}", str(t // 1000))), "receipt_timestamp": Raw(f"{t // 10**6}.{t % 10**6:06d}")}
    if e == "BITMEX":
        r["id"], r["timestamp"] = v.uuid(), None
    return r, [(r, {"symbol": "symbol", "side": "side", "quantity": "number", "price": "number", "timestamp": "time"})]


def ccxt(v):
    b = v.base()
    quote = "USD" if v.ccxt == "bitmex" else "USDT"
    r = {"info": {"s": "x"}, "symbol": f"{b}/{quote}:{quote if quote != 'USD' else b}", "timestamp": v.ms(), "datetime": stamp(v.t), "price": v.number(v.price(b)), "baseValue": Raw(v.amount()), "quoteValue": Raw(v.amount()),
         "contracts": v.number(v.amount()), "contractSize": Raw("1"), "side": v.pick("buy", "sell")}
    return r, [(r, {"symbol": "symbol", "timestamp": "time", "price": "number", "contracts": "number", "side": "side"})]


# ---- totals and series

def coinalyze(v):
    rows = [{"t": Raw(str(next_open(v) // 1000)), "l": Raw(v.amount()), "s": Raw(v.pick("0", v.amount()))} for _ in range(v.pick(1, 3))]
    code = v.pick("BTCUSDT_PERP.A", "BTCUSD_PERP.A", "BTCUSDT.6", "BTCUSD.6", "BTCUSDT_PERP.3", "BTCUSD_PERP.3")
    return {"symbol": code, "history": rows}, [(r, {"t": "time", "l": "number", "s": "number"}) for r in rows]


def coinglass(v):
    pre = v.pick("", "aggregated_")
    rows = [{"time": Raw(str(next_open(v))), pre + "long_liquidation_usd": v.number(v.amount()), pre + "short_liquidation_usd": v.number(v.pick("0", v.amount()))} for _ in range(v.pick(1, 3))]
    return {"code": "0", "msg": "success", "data": rows}, [(r, {"time": "time", pre + "long_liquidation_usd": "number", pre + "short_liquidation_usd": "number"}) for r in rows]


def coinglass_csv(v):
    t = next_open(v)
    return [str(t), stamp(t * 1000), v.amount(), v.pick("0", v.amount()), v.amount()]


def metrics_csv(v):
    t = next_open(v)
    return [stamp(t * 1000, 0, "").replace("T", " "), v.symbol, v.amount(), v.amount(), *(v.pick("", "1.2345", "0.98") for _ in range(4))]


def funding_csv(v):
    return [str(next_open(v) + v.rng.randrange(20)), "8", v.pick("0.00010000", "-0.00037", "0", "1e-5")]


def ticker_values(v):
    return [v.pick("", "0.0001", "-0.00012"), v.pick("", "0.0001"), v.pick("", v.amount()), v.pick("", "9500.5"), v.pick("", "9500.0"), v.pick("", "9500.25")]


def ticker_csv(v):
    e = v.pick(*TARDIS)
    return [e, v.pick(*TARDIS[e]), str(v.now()), str(v.t + 1000), v.pick("", str(v.t)), *ticker_values(v)]


def ticker_json(v):
    e = v.pick(*TARDIS)
    keys = ("fundingRate", "predictedFundingRate", "openInterest", "lastPrice", "indexPrice", "markPrice")
    r = {"type": v.pick(*["derivative_ticker"] * 9, "trade"), "symbol": v.pick(*TARDIS[e]), "exchange": e, **{k: Raw(x) if x else None for k, x in zip(keys, ticker_values(v))},
         "timestamp": stamp(v.now()), "localTimestamp": stamp(v.t)}
    return r, [(r, {"symbol": "symbol", "timestamp": "iso", **{k: "number" for k in keys}})]


# ---- candles: a Series counts the opens, one maker gives a message of some of them

def candle_values(v):
    """Prices that make sense and volumes, as text."""
    p = [PRICES["BTC"] * v.rng.uniform(0.99, 1.01) for _ in range(4)]
    if v.rng.random() < 0.1:
        p = [p[0]] * 4
    text = [f"{x:.2f}" for x in (p[0], max(p), min(p), p[-1])]
    if v.rng.random() < 0.02:
        v.rng.shuffle(text)
    return text, f"{v.rng.uniform(0, 3000):.3f}", f"{v.rng.uniform(0, 10**8):.5f}", str(v.rng.randrange(10**5)), f"{v.rng.uniform(0, 1500):.3f}", f"{v.rng.uniform(0, 10**7):.5f}"


INTERVALS = {"1m": 60, "5m": 300, "1h": 3600, "1d": 86400}


def next_open(v):
    """ms; consecutive, and sometimes the one before again."""
    step = INTERVALS[v.interval] * 1000
    if v.open is None:
        v.open = v.t // 1000 // step * step
    elif v.rng.random() > 0.03:
        v.open += step
    return v.open


ROLES12 = {0: "time", 1: "number", 2: "number", 3: "number", 4: "number", 5: "number", 7: "number", 8: "number", 9: "number", 10: "number"}


def kline_row(v, unit=1):
    t = next_open(v)
    p, volume, quote, trades, taker, taker_quote = candle_values(v)
    return [str(t * unit), *p, volume, str((t + INTERVALS[v.interval] * 1000) * unit - 1), quote, trades, taker, taker_quote, "0"]


def binance_klines_json(v):
    def bare(row):
        return [Raw(row[0]), *row[1:6], Raw(row[6]), row[7], Raw(row[8]), *row[9:]]
    if v.shape < 0.5:
        rows = [bare(kline_row(v)) for _ in range(v.pick(1, 3))]
        return rows, [(r, ROLES12) for r in rows]
    r = kline_row(v)
    k = dict(zip("tohlcvTqnVQ", [Raw(r[0]), *r[1:6], Raw(r[6]), r[7], Raw(r[8]), r[9], r[10]]))
    k.update({"s": v.symbol, "i": v.interval, "x": v.pick(True, True, True, False)})
    message = {"e": "kline", "E": v.ms(), "s": v.symbol, "k": k}
    return v.pick(message, {"stream": "x@kline", "data": message}), [(k, {"t": "time", **{x: "number" for x in "ohlcvqnVQ"}, "s": "symbol"})]


def bybit_klines(v):
    rows = [kline_row(v) for _ in range(v.pick(1, 3))]
    if v.shape < 0.5:
        rows = [[r[0], *r[1:6], r[7]] for r in rows]
        return ({"retCode": Raw("0"), "result": {"category": v.category, "symbol": v.symbol, "list": rows[::-1]}},
                [(r, {0: "time", **{k: "number" for k in range(1, 7)}}) for r in rows])
    interval = {"1m": "1", "5m": "5", "1h": "60", "1d": "D"}[v.interval]
    data = [{"start": Raw(r[0]), "end": Raw(r[6]), "interval": interval, "open": r[1], "close": r[4], "high": r[2], "low": r[3], "volume": r[5], "turnover": r[7], "confirm": v.pick(True, True, False), "timestamp": v.ms()} for r in rows]
    return ({"topic": f"kline.{interval}.{v.symbol}", "type": "snapshot", "ts": v.ms(), "data": data},
            [(d, {"start": "time", "open": "number", "close": "number", "high": "number", "low": "number", "volume": "number", "turnover": "number"}) for d in data])


def okx_candles(v):
    rows = [[r[0], *r[1:5], r[8], r[5], r[7], v.pick("1", "1", "1", "0")] for r in [kline_row(v) for _ in range(v.pick(1, 3))]]
    return {"code": "0", "msg": "", "data": rows[::-1]}, [(r, {0: "time", 1: "number", 2: "number", 3: "number", 4: "number", 6: "number", 7: "number"}) for r in rows]


def binance_klines_csv(v):
    return kline_row(v, v.unit)


def kraken_csv(v):
    r = kline_row(v)
    return [str(int(r[0]) // 1000), *r[1:6], r[8]]


def ohlcv_csv(v):
    r = kline_row(v)
    return [v.pick(r[0], stamp(int(r[0]) * 1000, v.pick(0, 3), v.pick("Z", "+00:00"))) if v.shape < 0.3 else r[0], *r[1:6]]


def cdd_csv(v):
    r = kline_row(v)
    t = v.pick(r[0], str(int(r[0]) // 1000) + ".0") if v.shape < 0.5 else r[0]
    return [t, stamp(int(r[0]) * 1000, 0, "").replace("T", " "), v.pick("BTC/USDT", "BTCUSDT"), *r[1:6], r[7], v.pick(r[8], r[8], "NULL")]


TOTALS = ("coinalyze-liquidations", "coinglass-liquidations", "coinglass-liquidations-csv")
SERIES = ("binance-metrics", "binance-funding-rates", "tardis-derivative-ticker", "tardis-derivative-ticker-json")
CANDLE_MAKERS = {"binance-klines-json": binance_klines_json, "bybit-klines": bybit_klines, "okx-candles": okx_candles}
CANDLE_CSV = {"binance-klines": binance_klines_csv, "kraken-ohlcvt": kraken_csv, "ohlcv-csv": ohlcv_csv, "cryptodatadownload": cdd_csv}
CANDLES = [*CANDLE_MAKERS, *CANDLE_CSV, *TOTALS, *SERIES]


def settle(v, format, options):
    """What a file of candles is of."""
    v.shape, v.open, v.unit, v.category = v.rng.random(), None, 1, None
    v.interval = v.pick(*INTERVALS)
    v.symbol = "BTCUSDT"
    options["interval"] = v.interval
    if format.startswith("binance-klines"):
        options["exchange"] = v.pick("binance", "binance-futures", "binance-delivery")
        v.symbol = v.pick("BTCUSD_PERP", "ETHUSD_240628") if options["exchange"] == "binance-delivery" else v.pick("BTCUSDT", "ETHBTC")
        v.unit = 1000 if options["exchange"] == "binance" and v.shape < 0.5 else 1
    elif format == "bybit-klines":
        v.category = v.pick("linear", "inverse", "spot")
        v.symbol = "BTCUSD" if v.category == "inverse" else "BTCUSDT"
        return
    elif format == "okx-candles":
        v.symbol = v.pick("BTC-USDT-SWAP", "BTC-USD-SWAP", "BTC-USD-251226")
    elif format == "ohlcv-csv":
        options["exchange"] = "phemex"
    elif format == "cryptodatadownload":
        return
    elif format == "coinalyze-liquidations":
        return
    elif format in SERIES:
        del options["interval"]
        v.symbol = v.pick("BTCUSDT", "BTCUSD_PERP")
        if format == "binance-funding-rates":
            options.update({"exchange": "binance-delivery" if "_" in v.symbol else "binance-futures", "symbol": v.symbol})
        return
    options["symbol"] = v.symbol


# format -> (maker, first day, last day)
MAKERS = {
    "binance-force-order": (force_order, "2019-10-01", "2026-11-01"), "binance-all-force-orders": (all_force_orders, "2019-09-09", "2021-04-20"), "bybit-liquidation": (bybit, "2019-12-14", "2026-11-01"),
    "okx-liquidation-orders": (okx, "2020-12-18", "2026-11-01"), "bitmex-liquidation": (bitmex, "2019-06-01", "2026-01-01"), "kraken-futures-trade": (kraken, "2019-02-14", "2026-01-01"),
    "deribit-trades": (deribit, "2020-03-13", "2026-01-01"), "bitfinex-liquidations": (bitfinex, "2019-11-25", "2024-01-01"), "htx-liquidation-orders": (htx, "2020-07-01", "2026-11-01"),
    "gate-public-liquidates": (gate, "2020-01-01", "2026-01-01"), "bitget-liquidation": (bitget, "2026-04-01", "2026-11-01"), "dydx-v4-trades": (dydx, "2024-08-01", "2026-11-01"),
    "hyperliquid-fills": (hyperliquid, "2023-06-01", "2026-11-01"), "ftx-trades": (ftx, "2019-08-01", "2022-11-10"), "lighter-trades": (lighter, "2026-01-01", "2026-11-01"), "tardis-json": (tardis_json, "2019-06-01", "2026-01-01"),
}


# ---- CSV: header, a row's cells, roles by column

def tardis_csv(v):
    e = v.pick(*TARDIS)
    return [e, v.pick(*TARDIS[e]), str(v.now()), str(v.t + v.rng.randrange(10**5)), str(v.serial()) if e in WITH_ID else "", v.pick("buy", "sell", "sell", "unknown") if v.rng.random() < 0.1 else v.pick("buy", "sell"), v.price("BTC"), v.amount()]


def vision_csv(v):
    q = v.amount(True)
    return [str(v.ms()), v.pick("BUY", "SELL"), "LIMIT", "IOC", q, v.price("BTC"), v.pick(v.price("BTC"), "0"), v.pick("FILLED", "FILLED", "PARTIALLY_FILLED", "NEW"), v.amount(True), q]


def moon_dev_csv(v):
    b = v.pick("BTC", "RARE", "4", "B", "1000PEPE", "BTCUSDC", "ETHBTC", "币安人生", "FDUSDT", "USDC", "XBTC")
    q = v.amount()
    return [b, v.pick("BUY", "SELL"), "LIMIT", "IOC", q, v.price("ETH"), v.pick(v.price("ETH"), "None", "0"), v.pick("FILLED", "FILLED", "FILLED", "NEW"), v.amount(), q, str(v.ms()), v.amount()]


def ftx_csv(v):
    t = v.now()
    return [f"{t // 10**6}.{t % 10**6:06d}", v.pick(str(v.serial()), ""), v.price("BTC"), v.amount(), v.pick("buy", "sell"), v.pick("True", "True", "False"), stamp(t, 6, "+00:00")]


CSV_MAKERS = {
    "tardis-liquidations": (tardis_csv, "exchange,symbol,timestamp,local_timestamp,id,side,price,amount", {1: "symbol", 2: "time", 5: "side", 6: "number", 7: "number"}, "2019-06-01", "2026-01-01"),
    "binance-liquidation-snapshot": (vision_csv, "time,side,order_type,time_in_force,original_quantity,price,average_price,order_status,last_fill_quantity,accumulated_fill_quantity",
                                     {0: "time", 1: "side", 5: "number", 6: "number", 7: "enum", 9: "number"}, "2023-06-25", "2024-10-14"),
    "binance-force-order-csv": (moon_dev_csv, "symbol,side,order_type,time_in_force,original_quantity,price,average_price,order_status,order_last_filled_quantity,order_filled_accumulated_quantity,order_trade_time,usd_size",
                                {0: "symbol", 1: "side", 5: "number", 6: "number", 7: "enum", 9: "number", 10: "time"}, "2023-01-01", "2026-01-01"),
    "ftx-trades-csv": (ftx_csv, "receive_time,id,price,size,side,liquidation,time", {2: "number", 3: "number", 4: "side", 6: "iso"}, "2019-08-01", "2022-11-10"),
}
MAKERS.update({f: (maker, "2019-09-01", "2026-01-01") for f, maker in CANDLE_MAKERS.items()})
MAKERS.update({"cryptofeed-liquidations": (cryptofeed, "2021-01-01", "2026-01-01"), "ccxt-liquidations": (ccxt, "2021-01-01", "2026-01-01"), "coinalyze-liquidations": (coinalyze, "2024-01-01", "2026-01-01"),
               "coinglass-liquidations": (coinglass, "2022-01-01", "2026-01-01"), "tardis-derivative-ticker-json": (ticker_json, "2019-06-01", "2026-01-01")})
OHLC = {1: "number", 2: "number", 3: "number", 4: "number"}
CSV_MAKERS.update({
    "binance-klines": (binance_klines_csv, "open_time,open,high,low,close,volume,close_time,quote_volume,count,taker_buy_volume,taker_buy_quote_volume,ignore", ROLES12, "2019-09-01", "2026-01-01"),
    "kraken-ohlcvt": (kraken_csv, "", {0: "time", **OHLC, 5: "number", 6: "number"}, "2019-09-01", "2026-01-01"),
    "ohlcv-csv": (ohlcv_csv, "time,open,high,low,close,volume", {0: "time", **OHLC, 5: "number"}, "2019-09-01", "2026-01-01"),
    "cryptodatadownload": (cdd_csv, "unix,date,symbol,open,high,low,close,Volume BTC,Volume USDT,tradecount", {0: "time", 2: "symbol", **{k: "number" for k in range(3, 10)}}, "2019-09-01", "2026-01-01"),
    "coinglass-liquidations-csv": (coinglass_csv, "timestamp,datetime_utc,longUsd,shortUsd,totalUsd", {0: "time", 2: "number", 3: "number"}, "2022-01-01", "2026-01-01"),
    "binance-metrics": (metrics_csv, "create_time,symbol,sum_open_interest,sum_open_interest_value,count_toptrader_long_short_ratio,sum_toptrader_long_short_ratio,count_long_short_ratio,sum_taker_long_short_vol_ratio",
                        {0: "iso", 1: "symbol", **{k: "number" for k in range(2, 8)}}, "2021-01-01", "2026-01-01"),
    "binance-funding-rates": (funding_csv, "calc_time,funding_interval_hours,last_funding_rate", {0: "time", 2: "number"}, "2021-01-01", "2026-01-01"),
    "tardis-derivative-ticker": (ticker_csv, "exchange,symbol,timestamp,local_timestamp,funding_timestamp,funding_rate,predicted_funding_rate,open_interest,last_price,index_price,mark_price",
                                 {1: "symbol", 2: "time", **{k: "number" for k in range(5, 11)}}, "2019-06-01", "2026-01-01"),
})
FORMATS = [*MAKERS, *CSV_MAKERS]


def quoted(rng, cell):
    return '"' + cell.replace('"', '""') + '"' if rng.random() < 0.02 or any(c in cell for c in ',"') and rng.random() < 0.8 else cell


class Case:
    def __init__(self, seed):
        self.rng = rng = random.Random(seed)
        self.seed = seed
        self.format = FORMATS[seed % len(FORMATS)]
        self.options, self.header = {}, None
        self.bad = rng.choice([0.1, 0.1, 0.1, 0.5, 0])
        count = rng.choice([1, 3, 12, 40])
        self.lines = self.csv(count) if self.format in CSV_MAKERS else self.json(count)
        self.path = {"tardis-liquidations": "liquidations.csv", "binance-liquidation-snapshot": "snapshot.csv", "cryptodatadownload": "Binance_BTCUSDT_x.csv"}.get(self.format, "case." + ("csv" if self.format in CSV_MAKERS else "jsonl"))
        self.explicit = rng.random() < 0.5 or self.bad > 0.1 or self.foreign or self.format == "kraken-ohlcvt"
        self.ending = rng.choice([b"\n", b"\n", b"\n", b"\r\n"])
        self.bom = rng.random() < 0.1
        self.last_newline = rng.random() < 0.8

    foreign = document = False
    open = None  # what of it the pages leave open

    def json(self, count):
        rng = self.rng
        maker, start, end = MAKERS[self.format]
        v = Venue(rng, start, end)
        wrapping = rng.choice(["none", "none", "seconds", "nanoseconds", "iso", "member"])
        if self.format == "bitmex-liquidation" and rng.random() < 0.9 and wrapping == "none":
            wrapping = "member"
        if self.format in ("dydx-v4-trades", "kraken-futures-trade"):
            self.options["symbol"] = {"d": "BTC-USD", "k": "PI_XBTUSD"}[self.format[0]]
        if self.format == "binance-force-order" and rng.random() < 0.1:
            self.options["exchange"] = "aster"
        if self.format == "ccxt-liquidations":
            self.options["exchange"] = v.ccxt = rng.choice(["bybit", "binance-futures", "okex-swap", "bitmex"])
        self.foreign = rng.random() < 0.15 and self.format not in CANDLES
        if self.format in CANDLES:
            settle(v, self.format, self.options)
            wrapping = "none"
        self.document = wrapping == "none" and rng.random() < 0.3 and self.format != "binance-klines-json"
        out = []
        while len(out) < count:
            if out and rng.random() < 0.05:
                out.append(rng.choice(out))
                continue
            m = maker
            if self.foreign and rng.random() < 0.3:
                m = rng.choice([x[0] for f, x in MAKERS.items() if f not in CANDLES and f != "ccxt-liquidations"])
            message, rows = m(v)
            spoilt = bool(out) and rows and rng.random() < self.bad
            if spoilt:
                spoil(rng, *rng.choice(rows))
            if out and not rows and rng.random() < self.bad or rng.random() < self.bad / 10:
                spoil_frame(rng, message)
            text = dump(message, rng if rng.random() < 0.1 else None)
            t = v.t + rng.randrange(10**6)
            text = {"none": text, "seconds": f"{t // 10**6}.{t % 10**6:06d}: {text}", "nanoseconds": f"{t * 1000 + rng.randrange(1000)} {text}",
                    "iso": f"{stamp(t, 7)} {text}", "member": f'{{"local_timestamp":"{stamp(t, 6)}","message":{text}}}'}[wrapping]
            if out and rng.random() < self.bad / 20 and not self.document:
                text = text[:rng.randrange(1, len(text))]  # cut off
            out.append(text.encode("utf-8", "surrogatepass") if "\ud800" not in text else text.replace("\ud800", "\\ud800").encode())
            if rng.random() < 0.02 and not self.document:
                out.append(rng.choice([b"", b"  ", b"{}", b"[]", b'"text"', b"null"]))
        if rng.random() < self.bad / 3 and not self.document:
            out[-1] = out[-1][:rng.randrange(len(out[-1]) + 1)]
        return out

    def csv(self, count):
        rng = self.rng
        maker, header, roles, start, end = CSV_MAKERS[self.format]
        v = Venue(rng, start, end)
        self.header = header.encode() or None
        if self.format in CANDLES:
            settle(v, self.format, self.options)
        if self.format == "binance-klines" and rng.random() < 0.4:
            self.header = None
        if self.format == "cryptodatadownload" and rng.random() < 0.5:
            self.header = b"https://www.CryptoDataDownload.com\n" + self.header
        if self.format == "binance-force-order-csv" and rng.random() < 0.7:
            self.header = None
        if self.format == "binance-liquidation-snapshot":
            self.options["symbol"] = rng.choice(["BTCUSD_PERP", "ETHUSD_PERP", "BTCUSD_240628"])
        if self.format == "ftx-trades-csv":
            self.options["symbol"] = rng.choice(["BTC-PERP", "ETH/BTC"])
        out = []
        while len(out) < count:
            if out and rng.random() < 0.05:
                out.append(rng.choice(out))
                continue
            row = maker(v)
            if out and rng.random() < self.bad:
                key = rng.choice(list(roles))
                row[key] = recased(rng, row[key]) if rng.random() < 0.2 else rng.choice(CSV_ODD[roles[key]])
                if rng.random() < 0.1:
                    row = row[:-1] if rng.random() < 0.5 else row + ["extra"]
            text = ",".join(quoted(rng, c) for c in row).encode("utf-8", "surrogateescape") if "\ud800" not in "".join(row) else b"\xff"
            if self.format == "binance-liquidation-snapshot" and rng.random() < 0.8:
                out.append(text)  # written twice
            out.append(text)
            if rng.random() < 0.02:
                out.append(b"")
        if rng.random() < self.bad / 3:
            out[-1] = out[-1][:rng.randrange(len(out[-1]) + 1)]
        return out

    def data(self, start=0, end=None):
        """The file's bytes, or those of a part of its lines."""
        part = self.lines[start:end]
        if self.document:
            return (b"\xef\xbb\xbf" if self.bom else b"") + b"[" + self.ending + (b"," + self.ending).join(part) + self.ending + b"]" + self.ending
        if self.header is not None:
            part = [self.header, *part]
        text = self.ending.join(part) + (self.ending if self.last_newline else b"")
        return (b"\xef\xbb\xbf" if self.bom else b"") + text

    def arguments(self):
        out = ["--format", self.format] if self.explicit else []
        return out + [x for k, value in self.options.items() for x in ("--" + k, value)]
