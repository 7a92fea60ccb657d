import MarketData
import Signals

/// Finds the symbols of the universe and where the candles of each come from.
struct SymbolPlanner {
  private let strategy: Strategy
  private let data: DataDescription

  init(_ strategy: Strategy, _ data: DataDescription) {
    self.strategy = strategy
    self.data = data
  }

  func symbols(_ warnings: inout [String]) throws(BacktestError) -> [BacktestPlan.Symbol] {
    var symbols: [BacktestPlan.Symbol] = []
    for name in try names() {
      symbols.append(try symbol(name, &warnings))
    }
    guard !symbols.isEmpty else { throw BacktestError("the universe has no symbol") }
    return symbols
  }

  private func names() throws(BacktestError) -> [String] {
    let excluded = strategy.universe.excluded
    switch strategy.universe.choice {
    case .symbols(let names):
      return names.filter { !excluded.contains($0) }.sorted(by: precedes)
    case .select:
      let all = Set(data.candles.filter { divides($0) }.map(\.instrument.symbol))
      return all.filter { !excluded.contains($0) }.sorted(by: precedes)
    }
  }

  /// Whether candles D can be read or built from a series (rule 21).
  private func divides(_ series: DataDescription.CandleSeries) -> Bool {
    strategy.data.interval % series.interval.microseconds == 0
  }

  private func symbol(
    _ name: String, _ warnings: inout [String]
  ) throws(BacktestError) -> BacktestPlan.Symbol {
    let exchange = try exchange(of: name)
    let series = data.candles.filter {
      $0.instrument == InstrumentKey(exchange: exchange, symbol: name)
    }
    let interval = strategy.data.interval
    guard let stored = largest(of: series, dividing: interval) else {
      throw noCandles(name)
    }
    guard let wanted = strategy.data.fillInterval else {
      let warning =
        "orders are filled in the candles of the signals, \(Interval(microseconds: interval).name)"
      if !warnings.contains(warning) { warnings.append(warning) }
      return BacktestPlan.Symbol(
        name: name, exchange: exchange, storedInterval: stored, fillInterval: interval,
        storedFillInterval: stored)
    }
    guard let fill = largest(of: series, dividing: wanted) else {
      warnings.append(
        "\(name) has no candles of \(Interval(microseconds: wanted).name): "
          + "orders are filled in those of \(Interval(microseconds: interval).name)")
      return BacktestPlan.Symbol(
        name: name, exchange: exchange, storedInterval: stored, fillInterval: interval,
        storedFillInterval: stored)
    }
    return BacktestPlan.Symbol(
      name: name, exchange: exchange, storedInterval: stored, fillInterval: wanted,
      storedFillInterval: fill)
  }

  private func noCandles(_ name: String) -> BacktestError {
    let interval = Interval(microseconds: strategy.data.interval).name
    return BacktestError("the symbol '\(name)' has no candles of \(interval) in the store")
  }

  private func largest(
    of series: [DataDescription.CandleSeries], dividing interval: Int64
  ) -> Int64? {
    series.map(\.interval.microseconds).filter { interval % $0 == 0 }.max()
  }

  /// The exchange of a symbol's candles (rule 19).
  private func exchange(of name: String) throws(BacktestError) -> String {
    let exchanges = Set(
      data.candles.filter { $0.instrument.symbol == name && divides($0) }.map(\.instrument.exchange)
    )
    if exchanges.isEmpty { throw noCandles(name) }
    if exchanges.count == 1, let only = exchanges.first { return only }
    let withRows = exchanges.filter {
      data.liquidations.contains(InstrumentKey(exchange: $0, symbol: name))
    }
    if withRows.count == 1, let only = withRows.first { return only }
    throw BacktestError(
      "the symbol '\(name)' has candles of several exchanges: "
        + exchanges.sorted(by: precedes).joined(separator: ", ") + "; keep those of one")
  }
}
