import MarketData
import Signals

/// Sorts liquidations by symbol and by the instant they became known (rules 12 to 15).
struct RowCollector {
  private let plan: BacktestPlan
  private let batches: [LiquidationBatch]

  init(_ plan: BacktestPlan, _ batches: [LiquidationBatch]) {
    self.plan = plan
    self.batches = batches
  }

  /// The rows of every symbol of the plan, and of all together.
  struct Rows {
    /// In the order of bytes.
    var exchanges: [String]
    var bySymbol: [LiquidationRows]
    var universe: LiquidationRows
  }

  private struct Counts {
    var skewed = 0
    var otherPrice = 0
    var withoutNotional = 0
    var exchangesUsed: Set<String> = []
  }

  /// Sorts the rows.
  ///
  /// - Parameters:
  ///   - needsUniverse: Whether the rows of all symbols together are wanted.
  ///   - warnings: What was noticed on the way is added.
  /// - Returns: The rows by symbol.
  /// - Throws: `BacktestError` when the strategy refuses a sampled feed and there is one.
  func rows(needsUniverse: Bool, _ warnings: inout [String]) throws(BacktestError) -> Rows {
    let exchanges = Set(batches.flatMap { $0.instruments.map(\.exchange) }).sorted(by: precedes)
    var symbols = [LiquidationColumns](repeating: LiquidationColumns(), count: plan.symbols.count)
    var counts = Counts()
    for batch in batches { collect(batch, exchanges, into: &symbols, &counts) }
    warn(counts, &warnings)
    try judgeSampled(counts.exchangesUsed, &warnings)
    let bySymbol = symbols.map { $0.ordered() }
    return Rows(
      exchanges: exchanges, bySymbol: bySymbol,
      universe: needsUniverse ? LiquidationRows(merging: bySymbol) : LiquidationRows())
  }

  private func collect(
    _ batch: LiquidationBatch, _ exchanges: [String], into symbols: inout [LiquidationColumns],
    _ counts: inout Counts
  ) {
    let rules = plan.strategy.data
    let places = batch.instruments.map { key -> (symbol: Int, exchange: UInt16)? in
      guard let symbol = plan.symbols.firstIndex(where: { $0.name == key.symbol }),
        let exchange = exchanges.firstIndex(of: key.exchange),
        rules.venues.map({ Venue.isNamed(key.exchange, by: $0) }) ?? true
      else { return nil }
      return (symbol, UInt16(exchange))
    }
    let kind = rules.price.kind
    var isUsed = [Bool](repeating: false, count: places.count)
    for row in 0..<batch.count {
      let instrument = Int(batch.instrument[row])
      let time = batch.time[row]
      guard let place = places[instrument], time >= plan.data.from, time < plan.data.to
      else { continue }
      isUsed[instrument] = true
      let received = batch.received[row]
      if received != LiquidationBatch.noTime, received < time - 1_000_000 { counts.skewed += 1 }
      if batch.priceKind[row].rawValue != kind.rawValue { counts.otherPrice += 1 }
      if batch.notional[row].isNaN { counts.withoutNotional += 1 }
      symbols[place.symbol].append(
        row, of: batch, place.exchange,
        availability: rules.availability(time: time, received: received))
    }
    for (instrument, place) in places.enumerated() where isUsed[instrument] {
      if let place { counts.exchangesUsed.insert(exchanges[Int(place.exchange)]) }
    }
  }

  /// Feeds that publish at most one event a symbol and second are lower bounds.
  private func judgeSampled(
    _ exchanges: Set<String>, _ warnings: inout [String]
  ) throws(BacktestError) {
    let sampled = exchanges.filter(Venue.isSampled).sorted(by: precedes)
    guard !sampled.isEmpty else { return }
    let names = sampled.joined(separator: ", ")
    if plan.strategy.data.sampledFeed == .error {
      throw BacktestError(
        "$.data.liquidations.sampled_feed is 'error', and \(names) publishes only a sample; "
          + "name other venues or say 'warn'")
    }
    warnings.append("\(names) publishes only a sample: sums and counts are lower bounds")
  }

  private func warn(_ counts: Counts, _ warnings: inout [String]) {
    if counts.skewed > 0, plan.strategy.data.timeBasis == .availability {
      warnings.append("\(counts.skewed) liquidations were received over 1 s before they happened")
    }
    if counts.otherPrice > 0 {
      warnings.append(
        "\(counts.otherPrice) liquidations have another kind of price than "
          + "'\(plan.strategy.data.price.rawValue)'; their stored notional is used")
    }
    if counts.withoutNotional > 0 {
      warnings.append("\(counts.withoutNotional) liquidations have no notional in dollars")
    }
  }
}

extension DataRules {
  /// When a row can be used (rule 13).
  func availability(time: Int64, received: Int64) -> Int64 {
    guard timeBasis == .availability else { return time }
    return received == LiquidationBatch.noTime ? time + assumedLatency : max(time, received)
  }
}

extension DataRules.LiquidationPrice {
  fileprivate var kind: PriceKind {
    switch self {
    case .averageFill: .fill
    case .order: .order
    case .bankruptcy: .bankruptcy
    }
  }
}
