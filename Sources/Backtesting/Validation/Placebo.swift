import Basics
import MarketData
package import Signals
import Statistics

/// How often a run on data without the effect does as well.
package struct PlaceboResult: Sendable {
  package let kind: ResearchRules.Validation.Placebo.Kind
  /// What is compared: total return.
  package let real: Double
  package let draws: [Double]

  /// (1 + #{placebo ≥ real}) ÷ (1 + repetitions).
  package var pValue: Double { permutationPValue(real, draws: draws) }
}

extension Backtest {
  /// Runs the strategy on placebos.
  ///
  /// `shift_events` moves each symbol's liquidations around by a random number of whole days, so
  /// that the hours of the day stay; `shuffle_side` deals their sides out anew; `random_entries`
  /// enters as often, on the same sides and in the same hours, at random instants.
  ///
  /// - Parameters:
  ///   - data: The rows that the backtest was prepared with.
  ///   - jobs: How many at a time; does not change the result.
  /// - Returns: The real result beside those of the placebos, or nil when the file asks for none.
  /// - Throws: `BacktestError` when the ledger of a run does not explain its equity.
  package func placebo(_ data: BacktestData, jobs: Int = 1) async throws -> PlaceboResult? {
    guard let rule = strategy.research.validation.placebo else { return nil }
    let real = try prepared.trade(strategy, detail: .part(nil, prepared))
    let repetitions = Array(0..<rule.repetitions)
    let draws = try await mapConcurrently(repetitions, width: jobs) { [self] index in
      var random = SplitMix64(
        seed: rule.seed, stream: "placebo \(rule.kind.rawValue)", index: UInt64(index))
      let outcome =
        try rule.kind == .randomEntries
        ? prepared.trade(
          strategy, detail: .part(nil, prepared), entries: entries(like: real.record, &random))
        : prepared.replacing(data.disturbed(rule.kind, prepared.plan, &random), strategy)
          .trade(strategy, detail: .part(nil, prepared))
      return outcome.metrics[.totalReturn] ?? -1
    }
    return PlaceboResult(
      kind: rule.kind, real: real.metrics[.totalReturn] ?? -1, draws: draws)
  }

  /// As many entries as in `record`, by symbol, side and hour of the day, at random instants.
  private func entries(like record: RunRecord, _ random: inout SplitMix64) -> [[EntryInstant]] {
    let trading = prepared.plan.trading
    return prepared.grids.enumerated().map { symbol, grid in
      var hours = [[Int]](repeating: [], count: 24)
      for index in grid.indices where trading.contains(grid[index]) {
        hours[Self.hour(grid[index])].append(index)
      }
      var chosen: [Int: EntryInstant] = [:]
      for order in record.orders where order.symbol == symbol {
        let choices = hours[Self.hour(order.decisionTime)]
        guard !choices.isEmpty else { continue }
        let index = choices[random.index(below: choices.count)]
        chosen[index] = EntryInstant(
          time: grid[index], gridIndex: index, long: order.side == .long,
          short: order.side == .short)
      }
      return chosen.keys.sorted().compactMap { chosen[$0] }
    }
  }

  private static func hour(_ time: Int64) -> Int {
    Int(TimeText.floorModulo(time, TimeText.microsecondsPerDay) / 3_600_000_000)
  }
}

extension BacktestData {
  /// The rows with the events moved or their sides dealt out anew.
  fileprivate func disturbed(
    _ kind: ResearchRules.Validation.Placebo.Kind, _ plan: BacktestPlan,
    _ random: inout SplitMix64
  ) -> BacktestData {
    var data = self
    let day = TimeText.microsecondsPerDay
    let days = (plan.data.to - plan.data.from) / day
    var shifts: [String: Int64] = [:]
    for symbol in plan.symbols {
      let shift = days > 1 ? 1 + random.index(below: Int(days - 1)) : 0
      shifts[symbol.name] = Int64(shift) * day
    }
    for batch in data.liquidations.indices {
      if kind == .shuffleSide {
        data.liquidations[batch].dealSides(&random)
      } else {
        data.liquidations[batch].shift(shifts, from: plan.data.from, span: days * day)
      }
    }
    return data
  }
}

extension LiquidationBatch {
  /// Deals the sides of each symbol's rows out in random order.
  fileprivate mutating func dealSides(_ random: inout SplitMix64) {
    var rows = [[Int]](repeating: [], count: instruments.count)
    for row in 0..<count { rows[Int(instrument[row])].append(row) }
    for own in rows {
      let sides = own.map { side[$0] }
      for (row, place) in zip(own, shuffled(own.count, &random)) { side[row] = sides[place] }
    }
  }

  /// Moves each symbol's rows around a circle of `span` microseconds.
  fileprivate mutating func shift(_ shifts: [String: Int64], from start: Int64, span: Int64) {
    guard span > 0 else { return }
    let own = instruments.map { shifts[$0.symbol] ?? 0 }
    for row in 0..<count {
      let offset = time[row] - start
      guard offset >= 0, offset < span else { continue }
      let moved = (offset + own[Int(instrument[row])]) % span - offset
      time[row] += moved
      if received[row] != Self.noTime { received[row] += moved }
    }
  }
}
