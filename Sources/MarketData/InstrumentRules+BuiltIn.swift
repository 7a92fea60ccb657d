/// What is known of the venues' contracts without asking them.
///
/// Sources: the venues' contract specifications and Tardis's mapping of amounts; venues whose
/// contract sizes differ by instrument and change (OKX, Gate, HTX linear) are left out on purpose.
enum BuiltInRules {
  static func rules(of key: InstrumentKey) -> ContractRules? {
    let symbol = Array(key.symbol.utf8)
    switch key.exchange {
    case "binance-futures", "aster", "hyperliquid", "dydx-v4", "ftx", "lighter":
      return linear(key, .base)
    case _ where key.exchange.hasPrefix("bitfinex"): return linear(key, .base)
    case "binance-delivery": return inverse(key, key.symbol.hasPrefix("BTCUSD_") ? 100 : 10)
    case "bybit": return SymbolPattern.isBybitInverse(symbol) ? inverse(key, 1) : linear(key, .base)
    case "cryptofacilities": return krakenFutures(key)
    case "deribit": return deribit(key, symbol)
    case "bitmex": return SymbolPattern.isBitMEXInverse(symbol) ? inverse(key, 1) : nil
    case "huobi-dm", "huobi-dm-swap":
      return inverse(key, SymbolPattern.isBitcoin(symbol) ? 100 : 10)
    case "bitget-futures": return bitget(key)
    default: return nil
    }
  }

  private static func linear(_ key: InstrumentKey, _ unit: AmountUnit) -> ContractRules {
    let currencies = SymbolSpelling.currencies(of: key)
    return ContractRules(
      .linear, unit: unit, base: currencies?.base ?? "", quote: currencies?.quote ?? "")
  }

  private static func inverse(_ key: InstrumentKey, _ multiplier: Double) -> ContractRules {
    let base = SymbolSpelling.currencies(of: key)?.base ?? ""
    return ContractRules(
      .inverse, multiplier: multiplier, unit: .contracts, base: base, quote: "USD")
  }

  private static func krakenFutures(_ key: InstrumentKey) -> ContractRules? {
    switch key.symbol.prefix(3) {
    case "PI_", "FI_": inverse(key, 1)
    case "PF_", "FF_": linear(key, .base)
    default: nil
    }
  }

  private static func deribit(_ key: InstrumentKey, _ symbol: [UInt8]) -> ContractRules? {
    if key.symbol.contains("_USDC") || key.symbol.contains("_USDT") { return linear(key, .base) }
    if SymbolPattern.isDeribitInverse(symbol) { return inverse(key, 1) }
    // The premium of the other options is in the base currency.
    return SymbolPattern.isDeribitOption(symbol) ? linear(key, .base) : nil
  }

  /// Coin-margined symbols (`BTCUSD`) are another product whose amounts nobody has explained.
  private static func bitget(_ key: InstrumentKey) -> ContractRules? {
    let isKnown = ["USDT", "USDC", "PERP"].contains { key.symbol.hasSuffix($0) }
    return isKnown ? linear(key, .quote) : nil
  }
}

/// The shapes of symbols that decide what a contract is.
enum SymbolPattern {
  private static func isCode(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte)
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

  /// A futures month and a year: `H24`.
  static func isMonthCode(_ text: some Collection<UInt8>) -> Bool {
    guard text.count == 3, let month = text.first else { return false }
    return "FGHJKMNQUVXZ".utf8.contains(month) && text.dropFirst().allSatisfy(isDigit)
  }

  /// `^[A-Z0-9]+USD([FGHJKMNQUVXZ]\d{2})?$`
  static func isBybitInverse(_ symbol: [UInt8]) -> Bool {
    guard symbol.allSatisfy(isCode) else { return false }
    let name = isMonthCode(symbol.suffix(3)) ? symbol.dropLast(3) : symbol[...]
    return name.count > 3 && name.suffix(3).elementsEqual("USD".utf8)
      || symbol.count > 3 && symbol.suffix(3).elementsEqual("USD".utf8)
  }

  /// `XBTUSD`, or `XBT` with a month: `XBTZ24`.
  static func isBitMEXInverse(_ symbol: [UInt8]) -> Bool {
    guard symbol.starts(with: "XBT".utf8) else { return false }
    let rest = symbol.dropFirst(3)
    return rest.elementsEqual("USD".utf8) || isMonthCode(rest)
  }

  /// `BTC` and then no further letter: `BTC-USD`, `BTC200925`, `BTC_CQ`.
  static func isBitcoin(_ symbol: [UInt8]) -> Bool {
    guard symbol.starts(with: "BTC".utf8) else { return false }
    return symbol.count == 3 || !(0x41...0x5A).contains(symbol[3] & 0xDF)
  }

  /// `BTC-PERPETUAL`, `ETH-28JUN24`.
  static func isDeribitInverse(_ symbol: [UInt8]) -> Bool {
    let parts = symbol.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
    guard parts.count == 2, parts[0].elementsEqual("BTC".utf8) || parts[0].elementsEqual("ETH".utf8)
    else { return false }
    return parts[1].elementsEqual("PERPETUAL".utf8) || isDay(parts[1])
  }

  /// `…-60000-C` or `…-60000-P`.
  static func isDeribitOption(_ symbol: [UInt8]) -> Bool {
    let parts = symbol.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
    guard parts.count == 4, isDay(parts[1]) else { return false }
    return parts[3].elementsEqual("C".utf8) || parts[3].elementsEqual("P".utf8)
  }

  /// A day as Deribit writes it: `28JUN24`, `3MAY24`.
  private static func isDay(_ text: ArraySlice<UInt8>) -> Bool {
    let letters = text.dropLast(2).suffix(3)
    let day = text.dropLast(5)
    return (6...7).contains(text.count) && text.suffix(2).allSatisfy(isDigit)
      && letters.allSatisfy { (0x41...0x5A).contains($0) } && day.allSatisfy(isDigit)
  }
}
