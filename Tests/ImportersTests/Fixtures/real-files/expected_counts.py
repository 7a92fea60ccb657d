"""Counts what every file of ../shared/data holds, without liqtool.

    python3 Tests/ImportersTests/Fixtures/real-files/expected_counts.py ../shared/data

writes expected_counts.tsv beside this file: a line for each file with the options it needs and its
rows accepted, duplicate, refused and skipped, or why it is refused as a whole. `RealFilesTests`
compares. The rules are those of IMPORT-RULES.md, written down a second time.
"""

import csv
import json
import os
import re
import sys
from datetime import datetime, timezone
from decimal import Decimal, InvalidOperation

root = sys.argv[1] if len(sys.argv) > 1 else "../shared/data"
rows = []


def number(text):
    text = text.strip()
    if not re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", text):
        return None
    return Decimal(text)


def lines(path):
    with open(path, encoding="utf-8-sig", newline="") as file:
        return [line for line in file.read().replace("\r\n", "\n").split("\n") if line.strip()]


def table(path):
    return list(csv.reader(lines(path)))


class Counts:
    def __init__(self):
        self.accepted = self.duplicate = self.refused = self.skipped = 0

    def add(self, isGood):
        if isGood:
            self.accepted += 1
        else:
            self.refused += 1


def read(path, counts, kind, **options):
    rows.append((path, kind, options, counts))


def refuse(path, reason, **options):
    rows.append((path, "refused: " + reason, options, None))


def is_candle(o, h, l, c, v):
    values = [number(x) for x in (o, h, l, c, v)]
    if any(x is None for x in values):
        return False
    o, h, l, c, v = values
    return min(o, h, l, c) > 0 and v >= 0 and h >= max(o, c) and l <= min(o, c)


# Candles ------------------------------------------------------------------------------------------


def binance_klines(path, **options):
    counts = Counts()
    for row in table(os.path.join(root, path)):
        if row[0] == "open_time":
            counts.skipped += 1
        else:
            counts.add(is_candle(*row[1:6]))
    read(path, counts, "candles", **options)


def cryptodatadownload(path):
    counts = Counts()
    data = table(os.path.join(root, path))
    header = next((i for i, row in enumerate(data[:2]) if "open" in [x.lower() for x in row]), None)
    first = 0
    start = 3
    if header is not None:
        first = header + 1
        start = [x.lower() for x in data[header]].index("open")
    counts.skipped = first
    for row in data[first:]:
        counts.add(is_candle(*row[start : start + 5]))
    read(path, counts, "candles")


def mapped_candles(path, first, places, **options):
    """`places` are those of open, high, low, close, volume."""
    counts = Counts()
    data = table(os.path.join(root, path))
    counts.skipped = first
    for row in data[first:]:
        counts.add(is_candle(*[row[i] for i in places]))
    read(path, counts, "candles", **options)


# Totals and series --------------------------------------------------------------------------------


def mapped_numbers(path, kind, places, first=0, positive=False, **options):
    counts = Counts()
    data = table(os.path.join(root, path))
    counts.skipped = first
    for row in data[first:]:
        values = [number(row[i]) for i in places]
        counts.add(all(v is not None and (v > 0 if positive else v >= 0) for v in values))
    read(path, counts, kind, **options)


def series_cells(path, columns, rates=(), **options):
    """Every cell of `columns` that is not empty, and not zero unless it is a rate, is a value."""
    counts = Counts()
    data = table(os.path.join(root, path))
    counts.skipped = 1
    for row in data[1:]:
        values = sum(1 for i in columns if row[i] and (i in rates or number(row[i]) != 0))
        counts.accepted += values
        counts.skipped += values == 0
    read(path, counts, "series", **options)


def coinalyze_json(path, **options):
    counts = Counts()
    with open(os.path.join(root, path)) as file:
        for market in json.load(file):
            counts.accepted += len(market["history"])
    read(path, counts, "aggregates", **options)


# Liquidations -------------------------------------------------------------------------------------


def recorder(path, header, **options):
    """Force orders as recorders write them; `header` says whether the first line is one."""
    counts = Counts()
    data = table(os.path.join(root, path))
    names = [x.lower() for x in data[0]] if header else None

    def column(*known):
        return next((i for i, n in enumerate(names) if any(k == n.split(" (")[0] for k in known)))

    for index, row in enumerate(data):
        if header and index == 0:
            counts.skipped += 1
            continue
        if header:
            if len(row) != len(names):
                counts.refused += 1
                continue
            price = row[column("average price", "avg_price", "average_price", "liq price")]
            time = row[column("trade time", "timestamp", "order_trade_time")]
        else:
            if len(row) < 12:
                counts.refused += 1
                continue
            price = row[6] if row[6] != "None" else row[5]
            time = row[10]
        hasDate = re.match(r"\d{4}-\d\d-\d\d|\d{10,}$", time) is not None
        counts.add(number(price) is not None and hasDate)
    read(path, counts, "liquidations", **options)


def snapshots(path, **options):
    """Binance's archive: runs of identical lines are one row."""
    counts = Counts()
    data = lines(os.path.join(root, path))
    counts.skipped = 1
    for before, line in zip(data, data[1:]):
        if line == before:
            counts.duplicate += 1
        else:
            counts.accepted += 1
    read(path, counts, "liquidations", **options)


def events(message):
    """The number of liquidations that a venue's message holds."""
    if not isinstance(message, (dict, list)):
        return 0
    if isinstance(message, list):
        inner = message[1] if len(message) > 1 and isinstance(message[1], list) else []
        return sum(1 for x in inner if isinstance(x, list) and x[:1] == ["pos"] and x[8] == 0)
    data = message.get("data", message)
    if isinstance(data, dict) and data.get("e") == "forceOrder":
        return int(data["o"]["X"] in ("FILLED", "PARTIALLY_FILLED"))
    topic = str(message.get("topic", ""))
    isTopic = topic.startswith(("allLiquidation.", "liquidation."))
    if "data" in message and (isTopic or topic.endswith(".liquidation_orders")):
        items = data if isinstance(data, list) else [data]
        return sum(1 for x in items if x.get("offset", "close") == "close")
    channel = message.get("arg", {}) if isinstance(message.get("arg"), dict) else {}
    if channel.get("channel") == "liquidation-orders":
        return sum(len(x["details"]) for x in data)
    if channel.get("channel") == "liquidations" or channel.get("topic") == "liquidation":
        return len(data)
    if str(message.get("table", "")).endswith("/liquidation"):
        return len(data)
    if message.get("table") == "liquidation":
        return len(data) if message["action"] == "insert" else 0
    if message.get("feed", "").startswith("trade"):
        items = message.get("trades", [message])
        return sum(1 for x in items if x.get("type") == "liquidation")
    if message.get("channel") == "trades" and isinstance(data, list):
        return sum(1 for x in data if x.get("liquidation") is True)
    params = message.get("params")
    trades = params.get("data") if isinstance(params, dict) else None
    if isinstance(trades, list):
        return sum({"M": 1, "T": 1, "MT": 2}.get(x.get("liquidation"), 0) for x in trades)
    if "liquidation_trades" in message:
        return sum(1 for x in message["liquidation_trades"] or [] if x["type"] == "liquidation")
    contents = message.get("contents", message)
    for content in contents if isinstance(contents, list) else [contents]:
        if isinstance(content, dict) and isinstance(content.get("trades"), list):
            return sum(1 for x in content["trades"] if x.get("type") == "LIQUIDATED")
    return 0


def messages(path, **options):
    """One message a line, in whichever envelope."""
    counts = Counts()
    for line in lines(os.path.join(root, path)):
        start = min((i for i in (line.find("{"), line.find("[")) if i >= 0), default=-1)
        try:
            message = json.loads(line[start:]) if start >= 0 and " <" not in line[:80] else None
        except ValueError:
            message = None
        if isinstance(message, dict) and "local_timestamp" in message:
            message = message["message"]
        found = events(message)
        counts.accepted += found
        counts.skipped += found == 0
    read(path, counts, "liquidations", **options)


def document(path, **options):
    """One JSON value in the file: one message, or a list of them."""
    counts = Counts()
    with open(os.path.join(root, path)) as file:
        value = json.load(file)
    for message in value if isinstance(value, list) else [value]:
        found = events(message)
        counts.accepted += found
        counts.skipped += found == 0
    read(path, counts, "liquidations", **options)


# The files ----------------------------------------------------------------------------------------

UM = "binance-futures"
BTC = dict(exchange=UM, symbol="BTCUSDT")
NOT_KNOWN, OTHER_KIND, AMBIGUOUS = "not recognised", "other kind", "ambiguous"


def needs(option):
    return "needs " + option


def folder(name):
    return sorted(name + "/" + x for x in os.listdir(os.path.join(root, name)))


refuse("README.md", NOT_KNOWN)

read_me = "binance_cm_liquidationSnapshot/"
snapshots(read_me + "README_SAMPLES.csv", symbol="BTCUSD_PERP")
refuse(read_me + "aggTrades_sample.csv", OTHER_KIND)
series_cells(read_me + "fundingRate_sample.csv", [2], symbol="BTCUSD_PERP")
refuse(read_me + "fundingRate_sample.csv", needs("symbol"))
series_cells(read_me + "metrics_sample.csv", range(2, 8))

for path in folder("binance_klines/spot_5m"):
    binance_klines(path, exchange="binance")
    refuse(path, needs("exchange"))
for path in folder("binance_klines/um_1m"):
    binance_klines(path, exchange=UM)

# The rates of this recorder are per hour: an eighth of what Binance pays every eight.
mapped_numbers(
    "binance_open_interest/BTC_funding.csv", "series", [], first=1,
    columns="time=ts:ms,value=rate:funding_rate", **BTC)
mapped_numbers(
    "binance_open_interest/BTC_oi_5m.csv", "series", [1], first=1, positive=True,
    columns="time=t:ms,value=oi:open_interest", **BTC)
refuse("binance_open_interest/BTC_oi_5m.csv", NOT_KNOWN)

heads = "binance_spot_us_heads/"
binance_klines(heads + "binance_1s_2026-09-05_head5.csv", exchange="binance", symbol="BTCUSDT", interval="1s")
refuse(heads + "binance_aggTrades_2019-06-01_head5.csv", NOT_KNOWN)
refuse(heads + "binance_aggTrades_2026-09-05_head5.csv", NOT_KNOWN)

bursts = "binance_usdm_bursts_with_1m_candles/Krishna5972/"
for coin in sorted(os.listdir(os.path.join(root, bursts + "data"))):
    path = bursts + "data/" + coin + "/" + coin + "_1m.csv"
    mapped_candles(
        path, 1, range(6, 11), exchange=UM, symbol=coin + "USDT",
        columns="time=OpenTime:iso@+05:30,open=open,high=high,low=low,close=close,volume=volume")
refuse(bursts + "data/BTC/BTC_1m.csv", needs("columns"), **BTC)
for name in ["liqs_2023-01-03_to_04.csv", "liqs_2023-01-03_to_06.csv", "liqs_2023-01-06_to_20.csv"]:
    mapped_numbers(bursts + name, "aggregates", [1], first=1, positive=True, interval="1m")

dumps = "binance_usdm_forceorder_csv/"
for name in ["AlejandroME01/binance_liqs.csv", "AlejandroME01/binance_large_liqs.csv",
             "BandsThoBaby/binance.csv", "BandsThoBaby/binance_bigliqs.csv",
             "haruperi/binance_BROKEN.csv"]:
    recorder(dumps + name, header=False)
recorder(dumps + "aka-l/binance.csv", header=True)
recorder(dumps + "Mohamed1756/binance.csv", header=True)
recorder(dumps + "anmolkhullar24/liquidation_orders.csv", header=True)
recorder(dumps + "chiefJurist/binance_liquidations_HEAD_TRANSCRIBED.csv", header=True)
for name in ["AlejandroME01/binance_trades.csv", "BandsThoBaby/binance_trades.csv",
             "anmolkhullar24/agg_trade_data.csv", "anmolkhullar24/btc_price_history.csv",
             "anmolkhullar24/current_liquidation_order.csv", "anmolkhullar24/liq_chart.csv",
             "anmolkhullar24/liquidation_orders_history.csv",
             "anmolkhullar24/open_interest_history.csv"]:
    refuse(dumps + name, NOT_KNOWN)
mapped_numbers(
    dumps + "anmolkhullar24/open_interest_history.csv", "series", [1], first=1, positive=True,
    columns="time=Datetime:iso@+05:30,value=Open Interest:open_interest", **BTC)

for coin in ["BTC", "ETH", "SOL"]:
    name = "coinalyze/denizyts_1h/" + coin + "USDT_PERP.A_"
    at = dict(exchange=UM, symbol=coin + "USDT", interval="1h")
    mapped_numbers(name + "liquidation-history.csv", "aggregates", [1, 2],
                   columns="time=1:iso@+06:00,long=2:base,short=3:base", **at)
    mapped_candles(name + "ohlcv-history.csv", 0, range(1, 6), columns=(
        "time=1:iso@+06:00,open=2,high=3,low=4,close=5,volume=6,taker_buy_volume=7,trades=8"), **at)
    mapped_numbers(name + "open-interest-history.csv", "series", [4], positive=True,
                   columns="time=1:iso@+06:00,value=5:open_interest", **at)
    mapped_numbers(name + "long-short-ratio-history.csv", "series", [1], positive=True,
                   columns="time=1:iso@+06:00,value=2:long_short_ratio", **at)
    for kind in ["liquidation", "ohlcv", "open-interest", "long-short-ratio"]:
        refuse(name + kind + "-history.csv", needs("columns"))
mapped_candles(
    "coinalyze/denizyts_5m/BTCUSDT_PERP.A_ohlcv-history.csv", 0, range(1, 6), interval="5m",
    columns="time=1:iso@+06:00,open=2,high=3,low=4,close=5,volume=6,taker_buy_volume=7,trades=8", **BTC)
minutes = "coinalyze/komekome_1min/"
mapped_numbers(minutes + "BTCUSD_PERP.3_1min.csv", "aggregates", [1, 2], first=1)
coinalyze_json(minutes + "raw_20260915T1500_20260915T2100_EXCERPT_TRANSCRIBED.json")
refuse(minutes + "MD5SUMS.upstream", NOT_KNOWN)
refuse(minutes + "markets.json", NOT_KNOWN)

glass = "coinglass/coinglass_BTC_regime_1h_2025-12-04_2026-06-02.csv"
mapped_numbers(glass, "aggregates", [6, 7], first=1)
series_cells(glass, [5, 12, 16], rates=[12], format="coinglass-series-csv")
refuse("coinglass/coinglass_BTC_regime_1h.meta.json", NOT_KNOWN)

for path in folder("cryptodatadownload"):
    cryptodatadownload(path)
for path in folder("cryptofeed_raw"):
    messages(path)

liquid = "hyperliquid/hyperliquid-dex_historical_data/"
refuse(liquid + "README.md", NOT_KNOWN)
for name in ["liquidations.csv", "non_mm_ledger_updates.csv", "non_mm_trades.csv"]:
    refuse(liquid + name, OTHER_KIND)

refuse("moondev_api/liquidation_history.csv", needs("columns"))
mapped_numbers(
    "moondev_api/liquidation_history.csv", "aggregates", [1, 2], first=1, exchange="moondev",
    symbol="ALL", interval="10m", columns="time=1:iso@+00:00,long=long_size:usd,short=short_size:usd")

tests = "nautilus_test_messages/"


def candles_document(path, values, **options):
    """A JSON document of candles; `values` gives them as open, high, low, close, volume texts."""
    counts = Counts()
    with open(os.path.join(root, path)) as file:
        for candle in values(json.load(file)):
            counts.add(candle is not None and is_candle(*[str(x) for x in candle]))
    read(path, counts, "candles", **options)


def members(*names):
    return lambda item: [item[name] for name in names]


ohlcv = members("open", "high", "low", "close", "volume")
candles_document(
    tests + "bitmex_http_get_trade_bins.json", lambda x: map(ohlcv, x), interval="1m")
candles_document(
    tests + "okx_http_get_candlesticks_full.json",
    lambda x: [c[1:6] for c in x["data"] if c[8] == "1"], symbol="BTC-USDT-SWAP", interval="1m")
candles_document(
    tests + "kraken_http_futures_candles_trade.json", lambda x: map(ohlcv, x["candles"]),
    symbol="PI_XBTUSD", interval="1h")
candles_document(
    tests + "dydx_http_get_candles.json",
    lambda x: map(members("open", "high", "low", "close", "baseTokenVolume"), x["result"]["candles"]))
# Its start is no whole minute.
candles_document(
    tests + "bybit_http_get_klines_linear.json",
    lambda x: [c[1:6] if int(c[0]) % 60000 == 0 else None for c in x["result"]["list"]], interval="1m")
unfinished = Counts()
unfinished.skipped = 1
read(tests + "bybit_ws_kline.json", unfinished, "candles")
for name in ["bybit_ws_public_trade", "deribit_http_get_last_trades", "dydx_ws_trades_update",
             "kraken_ws_futures_trade_snapshot"]:
    document(tests + name + ".json")
refuse(tests + "dydx_http_get_trades.json", NOT_KNOWN)
refuse(tests + "bitmex_http_get_trades.json", NOT_KNOWN)

for path in folder("tardis/csv"):
    if "derivative_ticker" in path:
        series_cells(path, range(5, 11))
    else:
        refuse(path, OTHER_KIND)
ticker = Counts()
ticker.accepted = 5
read("tardis/machine_normalized_derivative_ticker.json", ticker, "series")

for path in folder("tardis/native_messages"):
    if path.endswith("liquidations_native_and_normalized.jsonl"):
        # Messages of every venue inside an envelope that no recorder writes.
        refuse(path, NOT_KNOWN)
    else:
        messages(path)

wire = "wire_captures/"
messages(wire + "aster_forceOrder_live2026.jsonl", exchange="aster")
messages(wire + "dydx_v4_trades_live2026.jsonl")
document(wire + "dydx_v4_rest_trades_live2026.json", symbol="AVAX-USD")
# A page names no market: without --symbol both of its liquidations are refused.
nameless = Counts()
nameless.refused = 2
read(wire + "dydx_v4_rest_trades_live2026.json", nameless, "liquidations")
for name in ["binance_um_forceOrder", "bybit_allLiquidation", "htx_liquidation_orders",
             "okx_liquidation_orders"]:
    messages(wire + name + "_live2026.jsonl")
fill = Counts()
fill.accepted = 1
read("hyperliquid/ws_user_fill_liquidation.json", fill, "liquidations")

# What is written ----------------------------------------------------------------------------------

seen = {path for path, *_ in rows}
everything = []
for folder, _, names in os.walk(root):
    for name in names:
        path = os.path.relpath(os.path.join(folder, name), root)
        if not path.startswith("suites/"):
            everything.append(path)
missing = sorted(set(everything) - seen)
assert not missing, "not looked at: " + ", ".join(missing)

order = ["format", "exchange", "symbol", "interval", "columns"]
here = os.path.dirname(os.path.abspath(__file__))
with open(os.path.join(here, "expected_counts.tsv"), "w") as out:
    out.write("\t".join(["path", "kind"] + order + ["accepted", "duplicate", "refused", "skipped"]) + "\n")
    for path, kind, options, counts in sorted(rows, key=lambda row: (row[0], str(row[2]))):
        numbers = ["", "", "", ""]
        if counts:
            numbers = [counts.accepted, counts.duplicate, counts.refused, counts.skipped]
        fields = [path, kind] + [options.get(name, "") for name in order] + [str(n) for n in numbers]
        out.write("\t".join(fields) + "\n")
print(len(rows), "readings of", len(everything), "files")
