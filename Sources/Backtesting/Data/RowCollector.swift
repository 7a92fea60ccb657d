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

  /// One row with everything its order depends on.
  private struct Entry {
    var symbol: Int
    var time: Int64
    var importID: Int64
    var row: LiquidationRow
  }

  private struct Counts {
    var skewed = 0
    var otherPrice = 0
    var withoutNotional = 0
    var exchangesUsed: Set<String> = []
  }

  /// Sorts the rows.
  ///
  /// - Throws: `BacktestError` when the strategy refuses a sampled feed and there is one.
  func rows(_ warnings: inout [String]) throws(BacktestError) -> Rows {
    let exchanges = Set(batches.flatMap { $0.instruments.map(\.exchange) }).sorted(by: precedes)
    var entries = [[Entry]](repeating: [], count: plan.symbols.count)
    var counts = Counts()
    for batch in batches { collect(batch, exchanges, into: &entries, &counts) }
    for symbol in entries.indices where !isOrdered(entries[symbol]) {
      entries[symbol] = ordered(entries[symbol])
    }
    warn(counts, &warnings)
    try judgeSampled(counts.exchangesUsed, &warnings)
    return Rows(
      exchanges: exchanges, bySymbol: entries.map(Self.columns),
      universe: Self.columns(merged(entries)))
  }

  private func collect(
    _ batch: LiquidationBatch, _ exchanges: [String], into entries: inout [[Entry]],
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
    for row in 0..<batch.count {
      guard let place = places[Int(batch.instrument[row])],
        batch.time[row] >= plan.data.from, batch.time[row] < plan.data.to
      else { continue }
      let received = batch.received[row]
      if received != LiquidationBatch.noTime, received < batch.time[row] - 1_000_000 {
        counts.skewed += 1
      }
      if batch.priceKind[row] != kind { counts.otherPrice += 1 }
      if batch.notional[row].isNaN { counts.withoutNotional += 1 }
      counts.exchangesUsed.insert(exchanges[Int(place.exchange)])
      entries[place.symbol].append(
        Entry(
          symbol: place.symbol, time: batch.time[row], importID: batch.importID[row],
          row: LiquidationRow(
            availability: rules.availability(time: batch.time[row], received: received),
            exchange: place.exchange, side: batch.side[row], price: batch.price[row],
            quantity: batch.quantity[row], notional: batch.notional[row])))
    }
  }

  /// The exchanges' indices follow the order of their names, so they compare as names do.
  private static func comes(_ left: Entry, before right: Entry) -> Bool {
    if left.row.availability != right.row.availability {
      return left.row.availability < right.row.availability
    }
    if left.row.exchange != right.row.exchange { return left.row.exchange < right.row.exchange }
    if left.time != right.time { return left.time < right.time }
    return left.importID < right.importID
  }

  private func isOrdered(_ entries: [Entry]) -> Bool {
    zip(entries, entries.dropFirst()).allSatisfy { !Self.comes($1, before: $0) }
  }

  /// Swift's sort is stable: equal rows stay in the order of their source.
  private func ordered(_ entries: [Entry]) -> [Entry] {
    entries.sorted { Self.comes($0, before: $1) }
  }

  private func merged(_ entries: [[Entry]]) -> [Entry] {
    if entries.count == 1 { return entries[0] }
    return entries.flatMap(\.self).sorted {
      ($0.row.availability, $0.symbol) < ($1.row.availability, $1.symbol)
    }
  }

  private static func columns(_ entries: [Entry]) -> LiquidationRows {
    var rows = LiquidationRows()
    for entry in entries { rows.append(entry.row) }
    return rows
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
