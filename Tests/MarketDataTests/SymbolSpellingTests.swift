import MarketData
import Testing

@Suite struct SymbolSpellingTests {
  @Test(arguments: [
    ("okex-swap", "BTC-USDT-SWAP", "BTC", "USDT"), ("okex-futures", "BTC-USD-240329", "BTC", "USD"),
    ("okex", "ETH-BTC", "ETH", "BTC"), ("gate-io-futures", "BTC_USDT", "BTC", "USDT"),
    ("huobi-dm-linear-swap", "PEPE-USDT", "PEPE", "USDT"),
    ("huobi-dm-swap", "BTC-USD", "BTC", "USD"),
    ("huobi-dm", "BTC200925", "BTC", "USD"), ("bitget-futures", "APEUSDT", "APE", "USDT"),
    ("dydx-v4", "BTC-USD", "BTC", "USD"), ("cryptofacilities", "PI_XBTUSD", "XBT", "USD"),
    ("cryptofacilities", "FI_ETHUSD_240329", "ETH", "USD"), ("bitmex", "XBTZ24", "XBT", "USD"),
    ("bitmex", "ETHUSD", "ETH", "USD"), ("bybit", "BNBUSD", "BNB", "USD"),
    ("binance-delivery", "DOTUSD_PERP", "DOT", "USD"), ("binance-futures", "ETHBTC", "ETH", "BTC"),
    ("binance-futures", "1000PEPEUSDC", "1000PEPE", "USDC"),
    ("binance-futures", "BTCUSDT_240329", "BTC", "USDT"),
    ("deribit", "ETH-PERPETUAL", "ETH", "USD"),
    ("bitget-futures", "BTCPERP", "BTC", "USDC"), ("bitget-futures", "BTCUSDT", "BTC", "USDT"),
    ("coinalyze", "ETHUSDT_PERP", "ETH", "USDT"),
  ])
  func `a symbol tells its currencies`(
    exchange: String, symbol: String, base: String, quote: String
  ) {
    let currencies = SymbolSpelling.currencies(
      of: InstrumentKey(exchange: exchange, symbol: symbol))
    #expect(currencies?.base == base)
    #expect(currencies?.quote == quote)
  }

  @Test(arguments: [
    ("okex-swap", ""), ("binance-futures", "USDT"), ("nowhere", "FOO"), ("bybit", "-USDT"),
    ("bitmex", "."), ("huobi-dm", "-"),
  ])
  func `a symbol that does not tell says nothing, or no dollars`(exchange: String, symbol: String) {
    let key = InstrumentKey(exchange: exchange, symbol: symbol)
    let base = SymbolSpelling.currencies(of: key)?.base
    #expect(
      base == nil || base == "" || !InstrumentRules().isInDollars(key), "\(key) \(base ?? "")")
  }
}
