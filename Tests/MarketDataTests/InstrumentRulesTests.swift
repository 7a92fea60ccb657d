import MarketData
import Testing

@Suite struct InstrumentRulesTests {
  private func rules(_ exchange: String, _ symbol: String) -> ContractRules? {
    InstrumentRules().rules(of: InstrumentKey(exchange: exchange, symbol: symbol))
  }

  @Test(arguments: [
    ("binance-futures", "BTCUSDT", "USDT"), ("binance-futures", "BTCUSDT_240329", "USDT"),
    ("binance-futures", "ETHBTC", "BTC"), ("aster", "ASTERUSDT", "USDT"),
    ("hyperliquid", "kPEPE", "USDC"), ("dydx-v4", "BTC-USD", "USD"), ("ftx", "BTC-PERP", "USD"),
    ("ftx", "ETH/BTC", "BTC"), ("lighter", "1", "USDC"), ("bitfinex", "tBTCUSD", "USD"),
    ("bitfinex-derivatives", "tBTCF0:USTF0", "USTF0"),
    ("bitfinex-derivatives", "ETHF0:BTCF0", "BTCF0"),
    ("bitfinex", "tBTCEUR", "EUR"), ("bybit", "BTCUSDT", "USDT"), ("bybit", "BTCPERP", "USDC"),
    ("bybit", "BTC-29MAR24", "USDC"), ("cryptofacilities", "PF_XBTUSD", "USD"),
    ("deribit", "BTC_USDC-PERPETUAL", "USDC"), ("deribit", "BTC-28JUN24-60000-C", "BTC"),
  ])
  func `linear instruments count in base currency`(exchange: String, symbol: String, quote: String)
  {
    let rules = rules(exchange, symbol)
    #expect(rules?.kind == .linear)
    #expect(rules?.unit == .base)
    #expect(rules?.quote == quote)
  }

  @Test(arguments: [
    ("binance-delivery", "BTCUSD_PERP", 100.0), ("binance-delivery", "ETHUSD_240329", 10),
    ("bybit", "BTCUSD", 1), ("bybit", "ETHUSDH24", 1), ("cryptofacilities", "PI_XBTUSD", 1),
    ("cryptofacilities", "FI_ETHUSD_240329", 1), ("deribit", "BTC-PERPETUAL", 1),
    ("deribit", "ETH-3MAY24", 1), ("bitmex", "XBTUSD", 1), ("bitmex", "XBTZ24", 1),
    ("huobi-dm", "BTC200925", 100), ("huobi-dm", "ETH_CQ", 10), ("huobi-dm-swap", "BTC-USD", 100),
    ("huobi-dm-swap", "BTCX-USD", 10),
  ])
  func `inverse instruments count contracts of dollars`(
    exchange: String, symbol: String, multiplier: Double
  ) {
    let rules = rules(exchange, symbol)
    #expect(rules?.kind == .inverse)
    #expect(rules?.multiplier == multiplier)
    #expect(rules?.isInDollars == true)
  }

  @Test(arguments: [
    ("okex-swap", "BTC-USDT-SWAP"), ("gate-io-futures", "BTC_USDT"), ("bitmex", "ETHUSD"),
    ("bitmex", "XBTUSDT"), ("huobi-dm-linear-swap", "BTC-USDT"), ("nowhere", "BTCUSDT"),
    ("cryptofacilities", "PV_XRPXBT"), ("deribit", "SOL-PERPETUAL"), ("bitget-futures", "BTCUSD"),
  ])
  func `what is not known is not guessed`(exchange: String, symbol: String) {
    #expect(rules(exchange, symbol) == nil)
  }

  @Test func `a user's entry comes first and keeps what a venue's sizes count`() {
    let okex = InstrumentKey(exchange: "okex-swap", symbol: "BTC-USDT-SWAP")
    let binance = InstrumentKey(exchange: "binance-futures", symbol: "BTCUSDT")
    let rules = InstrumentRules([
      okex: .init(kind: .linear, multiplier: 0.01, base: "BTC", quote: "USDT"),
      binance: .init(kind: .linear, multiplier: 1, base: "", quote: ""),
    ])
    #expect(rules.rules(of: okex)?.unit == .contracts)
    #expect(rules.rules(of: okex)?.multiplier == 0.01)
    #expect(rules.rules(of: binance)?.unit == .base)
    #expect(rules.rules(of: binance)?.quote == "USDT")
  }

  @Test func `rule 35: a quanto contract has neither quantity nor dollars`() {
    var batch = LiquidationBatch()
    batch.instruments = [InstrumentKey(exchange: "bitmex", symbol: "ETHUSD")]
    (batch.instrument, batch.price, batch.time) = ([0], [2_000], [1])
    let rules = InstrumentRules([
      batch.instruments[0]: .init(kind: .quanto, multiplier: 1e-6, base: "ETH", quote: "USD")
    ])
    batch.setAmounts([100], batch.instruments.map(rules.rules(of:)))
    #expect(batch.contracts == [100] && batch.quantity[0].isNaN && batch.notional[0].isNaN)
  }

  @Test func `amounts become quantity, contracts and notional`() {
    var batch = LiquidationBatch()
    let names = [
      ("binance-futures", "BTCUSDT"), ("binance-delivery", "BTCUSD_PERP"),
      ("bitget-futures", "BTCUSDT"), ("okex-swap", "BTC-USDT-SWAP"), ("binance-futures", "ETHBTC"),
    ]
    batch.instruments = names.map { InstrumentKey(exchange: $0.0, symbol: $0.1) }
    batch.instrument = [0, 1, 2, 3, 4]
    batch.price = [10, 20, 40, 5, 0.5]
    batch.time = [1, 2, 3, 4, 5]
    batch.setAmounts([2, 3, 80, 7, 4], batch.instruments.map(InstrumentRules().rules(of:)))
    #expect(batch.quantity.map(\.description) == ["2.0", "15.0", "2.0", "nan", "4.0"])
    #expect(batch.contracts.map(\.description) == ["nan", "3.0", "nan", "7.0", "nan"])
    #expect(batch.notional.map(\.description) == ["20.0", "300.0", "80.0", "nan", "nan"])

    let rules = InstrumentRules([
      batch.instruments[3]: .init(kind: .linear, multiplier: 0.1, base: "BTC", quote: "USDT")
    ])
    #expect(batch.convertContracts(rules) == 1)
    #expect(batch.quantity[3] == 0.7000000000000001)
    #expect(batch.notional[3] == 3.5000000000000004)
    #expect(batch.convertContracts(rules) == 0)
  }
}
