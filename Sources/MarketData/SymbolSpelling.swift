/// Which currencies a symbol names, as its venue spells them.
package enum SymbolSpelling {
  /// The base and the quote currency of `key`, or nil when the symbol does not tell.
  ///
  ///     currencies(of: InstrumentKey(exchange: "bybit", symbol: "BTCPERP"))   // BTC, USDC
  package static func currencies(of key: InstrumentKey) -> (base: String, quote: String)? {
    let symbol = key.symbol[...]
    switch key.exchange {
    case "hyperliquid", "lighter": return (key.symbol, "USDC")
    case "ftx":
      return split(symbol, at: "/") ?? before("-", symbol).map { (String($0), "USD") }
    case "deribit": return deribit(symbol)
    case "bybit": return bybit(symbol)
    case "bitget-futures" where symbol.hasSuffix("PERP") && symbol.count > 4:
      return (String(symbol.dropLast(4)), "USDC")
    case "bitmex": return bitmex(symbol)
    case "cryptofacilities": return byLastThree(middle(symbol))
    case "binance-delivery": return byLastThree(before("_", symbol) ?? symbol)
    case "huobi-dm" where !symbol.contains("-"):
      return (String(symbol.prefix { $0.isLetter }), "USD")
    case _ where key.exchange.hasPrefix("bitfinex"): return bitfinex(symbol)
    default: return bySeparator(symbol)
    }
  }

  /// Longer names before the ones they end in.
  private static let quotes = [
    "FDUSD", "USTF0", "BUSD", "TUSD", "USDT", "USDC", "USDE", "USDS", "USD", "UST", "DAI", "BTCF0",
    "BTC", "XBT", "ETH", "BNB", "EUR", "GBP", "JPY", "TRY", "BRL",
  ]

  private static func bySuffix(_ symbol: Substring) -> (base: String, quote: String)? {
    for quote in quotes where symbol.utf8.count > quote.utf8.count && symbol.hasSuffix(quote) {
      return (String(symbol.dropLast(quote.count)), quote)
    }
    return nil
  }

  /// For venues that know no `TUSD` and `BUSD`: `XBTUSD`, `BNBUSD`.
  private static func byLastThree(_ symbol: Substring) -> (base: String, quote: String)? {
    symbol.count > 3 ? (String(symbol.dropLast(3)), String(symbol.suffix(3))) : nil
  }

  private static func split(
    _ symbol: Substring, at separator: Character
  ) -> (base: String, quote: String)? {
    let parts = symbol.split(separator: separator, omittingEmptySubsequences: false)
    guard parts.count >= 2, !parts[0].isEmpty, !parts[1].isEmpty else { return nil }
    return (String(parts[0]), String(parts[1]))
  }

  private static func before(_ separator: Character, _ symbol: Substring) -> Substring? {
    symbol.firstIndex(of: separator).map { symbol[..<$0] }
  }

  /// `PF_XBTUSD` and `FI_ETHUSD_240329` without what is around the currencies.
  private static func middle(_ symbol: Substring) -> Substring {
    let parts = symbol.split(separator: "_")
    return parts.count >= 2 ? parts[1] : symbol
  }

  /// `BTC-USDT-SWAP`, `BTC_USDT`, `BTC/USDT:USDT`, `BTCUSDT_240329`, `BTCUSD_PERP`, `BTCUSDT`.
  private static func bySeparator(_ symbol: Substring) -> (base: String, quote: String)? {
    // Most have none, which their bytes tell in a tenth of the time.
    guard symbol.utf8.contains(where: { "-_/:".utf8.contains($0) }) else {
      return bySuffix(symbol)
    }
    let parts = symbol.split { "-_/:".contains($0) }
    guard parts.count >= 2 else { return bySuffix(symbol) }
    return quotes.contains(String(parts[1]))
      ? (String(parts[0]), String(parts[1])) : bySuffix(parts[0])
  }

  /// `BTC_USDC-PERPETUAL`; without an underscore dollars, but an option's premium is in the base.
  private static func deribit(_ symbol: Substring) -> (base: String, quote: String)? {
    let name = before("-", symbol) ?? symbol
    if let pair = split(name, at: "_") { return pair }
    let isOption = SymbolPattern.isDeribitOption(Array(symbol.utf8))
    return (String(name), isOption ? String(name) : "USD")
  }

  /// `BTCPERP` and `BTC-29MAR24` are quoted in USDC.
  private static func bybit(_ symbol: Substring) -> (base: String, quote: String)? {
    if symbol.hasSuffix("PERP"), symbol.count > 4 { return (String(symbol.dropLast(4)), "USDC") }
    if let name = before("-", symbol) {
      if symbol.hasSuffix("-USDT") { return (String(name), "USDT") }
      return bySuffix(name) ?? (String(name), "USDC")
    }
    let pair = withoutMonth(symbol)
    return pair.hasSuffix("USD") ? byLastThree(pair) : bySuffix(pair)
  }

  private static func bitmex(_ symbol: Substring) -> (base: String, quote: String)? {
    let name = withoutMonth(symbol)
    if name == "XBT" { return ("XBT", "USD") }
    return name.hasSuffix("USD") ? byLastThree(name) : bySuffix(name)
  }

  private static func withoutMonth(_ symbol: Substring) -> Substring {
    SymbolPattern.isMonthCode(symbol.utf8.suffix(3)) ? symbol.dropLast(3) : symbol
  }

  /// `tBTCF0:USTF0`, `tDOGE:USD`, `tBTCUSD`; Tardis leaves out the `t`.
  private static func bitfinex(_ symbol: Substring) -> (base: String, quote: String)? {
    let name = symbol.hasPrefix("t") ? symbol.dropFirst() : symbol
    if name.contains(":") { return split(name, at: ":") }
    return name.count == 6 ? byLastThree(name) : bySuffix(name)
  }
}
