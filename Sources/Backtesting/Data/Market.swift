import Basics
package import MarketData
package import Signals

/// The data of one run in memory, by symbol.
package struct Market: Sendable {
  /// By name, in the order of bytes.
  package let symbols: [SymbolMarket]
  /// What was noticed while the data were put together.
  package let warnings: [String]

  /// Puts the rows of `plan` together.
  init(
    _ plan: BacktestPlan, _ data: BacktestData, needsUniverse: Bool
  ) throws(BacktestError) {
    try self.init(
      plan, liquidations: data.liquidations, candles: data.candles, needsUniverse: needsUniverse,
      funding: data.funding, context: data.context)
  }

  /// Puts the rows of `plan` together; other rows are left out.
  ///
  /// - Parameters:
  ///   - plan: Which symbols, intervals and times are used.
  ///   - liquidations: In any order; the order of import breaks ties (rule 15).
  ///   - candles: Of every interval that the plan reads.
  ///   - needsUniverse: Whether an expression looks at the liquidations of all symbols together.
  ///   - funding: The recorded settlements of some symbols.
  ///   - context: Totals and series of some symbols.
  /// - Throws: `BacktestError` when a symbol has no candle in the plan's window.
  package init(
    _ plan: BacktestPlan, liquidations: [LiquidationBatch], candles: [CandleBatch],
    needsUniverse: Bool, funding: [String: [FundingSettlement]] = [:],
    context: ContextRows = ContextRows()
  ) throws(BacktestError) {
    var warnings: [String] = []
    let rows = try RowCollector(plan, liquidations).rows(
      needsUniverse: needsUniverse, &warnings)
    let collector = CandleCollector(plan, candles)
    var symbols: [SymbolMarket] = []
    for (index, symbol) in plan.symbols.enumerated() {
      let series = try collector.candles(of: symbol)
      let funding = FundingSettlement.settled(funding[symbol.name] ?? [], plan.data)
      let tape = SymbolTape(
        symbol: symbol.name, start: plan.data.from, longestGap: plan.strategy.data.haltingGap,
        exchanges: rows.exchanges, candles: series.features, liquidations: rows.bySymbol[index],
        universe: rows.universe, funding: FundingSettlement.rates(funding),
        totals: context.totals(of: symbol.name, candles: series.features, in: plan.data),
        series: context.series(
          of: symbol.name, preferring: symbol.exchange,
          in: TimeRange(from: plan.data.from, to: plan.data.to + 1)))
      symbols.append(
        SymbolMarket(
          name: symbol.name, tape: tape, fills: series.fills,
          funding: funding))
    }
    if plan.strategy.data.funding == .actual {
      for symbol in symbols { warnings += symbol.fundingWarnings(plan.trading) }
    }
    try Self.refuseGaps(plan, symbols)
    self.symbols = symbols
    self.warnings = warnings
  }

  /// With `on_gap: error` a gap anywhere is refused (rule 26).
  private static func refuseGaps(
    _ plan: BacktestPlan, _ symbols: [SymbolMarket]
  ) throws(BacktestError) {
    guard plan.strategy.data.onGap == .error else { return }
    for symbol in symbols {
      let candles = symbol.tape.candles
      for index in 1..<max(candles.count, 1) {
        let wait = candles.openTime[index] - candles.closeTime(index - 1)
        guard wait > plan.strategy.data.longestGap else { continue }
        throw BacktestError(
          "the candles of '\(symbol.name)' have a gap of \(DurationText.format(wait)) from "
            + TimeText.rfc3339(candles.closeTime(index - 1)))
      }
    }
  }
}

/// The data of one symbol.
package struct SymbolMarket: Sendable {
  package let name: String
  /// What the signals read: candles D and liquidations.
  package let tape: SymbolTape
  /// The candles F that orders are filled in.
  package let fills: Candles
  /// By time.
  package let funding: [FundingSettlement]
  /// Of the candles F.
  let extremes: PriceExtremes

  init(name: String, tape: SymbolTape, fills: Candles, funding: [FundingSettlement]) {
    self.name = name
    self.tape = tape
    self.fills = fills
    self.funding = funding
    extremes = PriceExtremes(fills)
  }
}
