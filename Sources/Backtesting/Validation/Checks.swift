import Basics
import MarketData
import Signals

/// What `--check` found.
package struct CheckResult: Sendable {
  /// What was compared, in words.
  package let summary: String
  /// How many values were compared.
  package let compared: Int
  /// The first differences, as sentences.
  package let differences: [String]

  package var isGood: Bool { differences.isEmpty }
}

extension Backtest {
  /// Proves that nothing looks ahead: every expression is evaluated once more row by row, each row
  /// given only when it was known, and must agree to the last bit at every instant; then the run
  /// is repeated on data cut off at some instants, and what happened before must be the same.
  ///
  /// - Parameters:
  ///   - data: The rows that the backtest was prepared with.
  ///   - cuts: At how many instants the data are cut off.
  /// - Returns: What was compared and every difference found.
  /// - Throws: `BacktestError` when the ledger of a run does not explain its equity.
  package func checkLookahead(_ data: BacktestData, cuts: Int = 8) async throws -> CheckResult {
    var differences: [String] = []
    let compared = replay(&differences)
    let whole = try prepared.trade(strategy)
    for time in cutTimes(whole.record, cuts) {
      let part = try prepared.replacing(data.known(by: time, prepared.plan), strategy)
        .trade(strategy)
      compare(whole.record, part.record, until: time, &differences)
    }
    return CheckResult(
      summary: "values replayed row by row at every instant, and runs on data cut off at \(cuts)",
      compared: compared, differences: Array(differences.prefix(20)))
  }

  /// Instants of entry decisions, evenly chosen, at which nothing later may matter; without enough
  /// of them, instants of the trading time.
  private func cutTimes(_ record: RunRecord, _ cuts: Int) -> [Int64] {
    let trading = prepared.plan.trading
    let decided = record.orders.map(\.decisionTime)
    return (1...max(1, cuts)).map { cut in
      decided.count >= cuts
        ? decided[(decided.count - 1) * cut / max(1, cuts)]
        : trading.from + (trading.to - trading.from) / Int64(cuts + 1) * Int64(cut)
    }
  }

  /// Streams all rows and compares every value with its column.
  private func replay(_ differences: inout [String]) -> Int {
    let pool = prepared.pool
    let roots = Array(Set(strategy.expressions)).sorted().filter { !pool.readsPosition($0) }
    let columns = prepared.signals(of: strategy)
    var replay = Replay(prepared, roots)
    var compared = 0
    while let (symbol, index, values) = replay.next() {
      for (root, value) in zip(roots, values) {
        compared += 1
        let column = columns[symbol].column(root)[index]
        guard value.bitPattern != column.bitPattern, !(value.isNaN && column.isNaN) else {
          continue
        }
        // A wrong operator is wrong everywhere: some examples are enough.
        guard differences.count < 10 else { continue }
        let time = TimeText.rfc3339(columns[symbol].grid[index])
        differences.append("\(prepared.plan.symbols[symbol].name) at \(time): \(column) ≠ \(value)")
      }
    }
    return compared
  }

  /// Compares what was decided and done up to an instant.
  private func compare(
    _ whole: RunRecord, _ part: RunRecord, until time: Int64, _ differences: inout [String]
  ) {
    let orders = whole.orders.filter { $0.decisionTime <= time }
    for (left, right) in zip(orders, part.orders) where !left.isSameDecision(as: right) {
      differences.append(
        "the order of \(TimeText.rfc3339(left.decisionTime)) differs on data cut off at "
          + TimeText.rfc3339(time))
      return
    }
    if part.orders.count(where: { $0.decisionTime <= time }) != orders.count {
      differences.append("other orders on data cut off at \(TimeText.rfc3339(time))")
    }
    // A fill at an open is in the cut data only when its candle has closed.
    let longest = prepared.plan.symbols.map(\.fillInterval).max() ?? 0
    func done(_ trade: Trade) -> Bool {
      trade.exitTime <= time - longest && trade.exitReason != .end
    }
    let trades = whole.trades.filter(done)
    let known = part.trades.filter(done)
    if trades.count != known.count || !zip(trades, known).allSatisfy({ $0.isSame(as: $1) }) {
      differences.append("other trades on data cut off at \(TimeText.rfc3339(time))")
    }
  }

  /// Checks the warm-up: values at the end of a shorter history, from its warm-up on, are those
  /// with all of the history.
  package func checkWarmUp(_ data: BacktestData) async throws -> CheckResult {
    let plan = prepared.plan
    let middle = plan.trading.from + (plan.trading.to - plan.trading.from) / 2
    let interval = plan.strategy.data.interval
    let start = TimeText.floorDivide(middle - plan.warmUp, interval) * interval
    var later = plan
    later.data.from = max(plan.data.from, start)
    let shorter = try prepared.replanned(later, data, strategy)
    // One candle more: returns and true ranges need the close before their window (rule 29).
    let first = later.data.from + plan.warmUp + interval
    var differences: [String] = []
    var compared = 0
    let roots = Array(Set(strategy.expressions)).sorted()
      .filter { !prepared.pool.readsPosition($0) }
    for (symbol, pair) in zip(prepared.signals(of: strategy), shorter.signals(of: strategy))
      .enumerated()
    {
      let offset = pair.0.grid.count - pair.1.grid.count
      for index in pair.1.grid.indices where pair.1.grid[index] >= first {
        let time = pair.1.grid[index]
        guard offset >= 0, pair.0.grid[index + offset] == time else { continue }
        for root in roots {
          compared += 1
          let (long, short) = (pair.0.column(root)[index + offset], pair.1.column(root)[index])
          if long.isNear(short) { continue }
          differences.append(
            "\(plan.symbols[symbol].name) at \(TimeText.rfc3339(time)): \(long) with all of the "
              + "history, \(short) without")
        }
      }
    }
    return CheckResult(
      summary: "values with all of the history and with \(DurationText.format(plan.warmUp))",
      compared: compared, differences: Array(differences.prefix(20)))
  }
}

extension Double {
  /// Equal to 1e-9, or both missing.
  fileprivate func isNear(_ other: Double) -> Bool {
    if isNaN || other.isNaN { return isNaN && other.isNaN }
    return abs(self - other) <= 1e-9 * max(abs(self), abs(other))
  }
}

extension Trade {
  /// Whether two trades happened alike, to the last bit.
  fileprivate func isSame(as other: Trade) -> Bool {
    symbol == other.symbol && side == other.side && entryTime == other.entryTime
      && exitTime == other.exitTime && exitReason == other.exitReason
      && quantity == other.quantity && entryPrice == other.entryPrice
      && exitPrice == other.exitPrice && netProfit == other.netProfit
  }
}

extension OrderRecord {
  /// Whether two orders were decided alike, whatever became of them.
  fileprivate func isSameDecision(as other: OrderRecord) -> Bool {
    symbol == other.symbol && side == other.side && decisionTime == other.decisionTime
      && orderTime == other.orderTime && quantityAsked == other.quantityAsked
      && (limit == other.limit || limit.isNaN && other.limit.isNaN)
  }
}

extension BacktestData {
  /// The rows that were known by `time`.
  fileprivate func known(by time: Int64, _ plan: BacktestPlan) -> BacktestData {
    var data = self
    for index in liquidations.indices {
      let batch = liquidations[index]
      let rows = (0..<batch.count).filter { row in
        plan.strategy.data.availability(time: batch.time[row], received: batch.received[row])
          <= time
      }
      data.liquidations[index] = batch.gather(rows.map(Int32.init))
    }
    data.funding = funding.mapValues { $0.filter { $0.time <= time } }
    data.context = context.known(by: time)
    for index in candles.indices {
      let batch = candles[index]
      let length = batch.interval.microseconds
      let rows = (0..<batch.count).filter { batch.openTime[$0] + length <= time }
      data.candles[index] = batch.gather(rows.map(Int32.init))
    }
    return data
  }
}
