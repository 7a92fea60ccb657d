import MarketData

/// One of Coinalyze's markets: a pair, and behind a dot the exchange.
///
/// | code | venue |
/// | --- | --- |
/// | `BTCUSDT_PERP.A`, `BTCUSD_PERP.A`, `BTCUSDT.A` | Binance USD-M, COIN-M, spot |
/// | `BTCUSDT.6`, `BTCUSD.6` | Bybit |
/// | `BTCUSDT_PERP.3`, `BTCUSD_PERP.3` | OKX `BTC-USDT-SWAP`, `BTC-USD-SWAP` |
///
/// Other markets keep Coinalyze's own code, under the exchange `coinalyze`. Sizes are in base
/// currency, of coin-margined markets in dollars, unless the file was asked for with
/// `convert_to_usd`, which it does not say.
///
/// Sources: api.coinalyze.net/v1/doc; `/future-markets` of 2026 (`oi_lq_vol_denominated_in`).
struct CoinalyzeMarket {
  let key: InstrumentKey
  /// What sizes count; nil when the code does not tell.
  let unit: AggregateUnit?

  /// How the names of files say which history they hold.
  static let histories = [
    "liquidation-history", "ohlcv-history", "open-interest-history", "long-short-ratio-history",
  ]

  init(_ code: String) {
    let parts = code.split(separator: ".", omittingEmptySubsequences: false)
    let venue = parts.count == 2 ? parts[1] : ""
    let isPerpetual = parts[0].hasSuffix("_PERP")
    let pair = String(isPerpetual ? parts[0].dropLast(5) : parts[0])
    unit = Self.unit(pair)
    key = Self.key(pair, venue, isPerpetual) ?? InstrumentKey(exchange: "coinalyze", symbol: code)
  }

  private static func key(
    _ pair: String, _ venue: Substring, _ isPerpetual: Bool
  ) -> InstrumentKey? {
    guard let unit = unit(pair) else { return nil }
    switch (venue, isPerpetual) {
    case ("A", true) where unit == .usd:
      return InstrumentKey(exchange: "binance-delivery", symbol: pair + "_PERP")
    case ("A", true): return InstrumentKey(exchange: "binance-futures", symbol: pair)
    case ("A", false): return InstrumentKey(exchange: "binance", symbol: pair)
    case ("6", false): return InstrumentKey(exchange: "bybit", symbol: pair)
    case ("3", true):
      let quote = unit == .usd ? "USD" : String(pair.suffix(4))
      let base = pair.dropLast(quote.count)
      return InstrumentKey(exchange: "okex-swap", symbol: "\(base)-\(quote)-SWAP")
    default: return nil
    }
  }

  /// `BTCUSD` is coin-margined, `BTCUSDT` and `BTCUSDC` are not; `XBUSD` could be either.
  private static func unit(_ pair: String) -> AggregateUnit? {
    guard pair.utf8.count > 4 else { return nil }
    if ["USDT", "USDC"].contains(where: pair.hasSuffix) { return .base }
    let isClear = !["BUSD", "TUSD", "FDUSD"].contains(where: pair.hasSuffix)
    return pair.hasSuffix("USD") && isClear ? .usd : nil
  }
}

extension FileNames {
  /// Coinalyze's code in a name such as `BTCUSD_PERP.3_1min.csv`.
  var coinalyzeMarket: String? {
    for name in all {
      let base = name.split(separator: "/").last ?? ""
      let parts = base.split(separator: ".", maxSplits: 1)
      guard parts.count == 2, let venue = parts[1].first, venue.isLetter || venue.isNumber,
        parts[1].count > 1, "_-.".contains(parts[1].dropFirst().first ?? "x"), !parts[0].isEmpty
      else { continue }
      return parts[0] + "." + String(venue)
    }
    return nil
  }
}
