package import Basics
import MarketData
import Signals
import Statistics

/// How a run traded, beside what it earned: leverage, turnover, times, orders, coverage.
package struct Activity: Sendable, Equatable {
  /// The least, the middle and the largest of some times, in seconds; NaN when there are none.
  package struct Spread: Sendable, Equatable {
    package let least: Double
    package let middle: Double
    package let most: Double

    init(_ microseconds: [Int64]) {
      let seconds = microseconds.map { Double($0) / 1e6 }.sorted()
      least = seconds.first ?? .nan
      middle = seconds.isEmpty ? .nan : median(sorted: seconds)
      most = seconds.last ?? .nan
    }
  }

  /// What of a symbol's candles is there.
  package struct Coverage: Sendable, Equatable {
    package let symbol: String
    /// Candles over those that the days of trading have room for.
    package let share: Double
    package let missingMinutes: Double
  }

  package let meanGrossLeverage: Double
  package let largestGrossLeverage: Double
  package let meanNetLeverage: Double
  package let largestNetLeverage: Double
  /// Traded notional over mean equity, a day; NaN for a run without marks.
  package let turnoverPerDay: Double
  package let winnersHeld: Spread
  package let losersHeld: Spread
  /// From decision to entry.
  package let fillLag: Spread
  /// Outcome → how many orders, by name.
  package let orders: [(name: String, count: Int)]
  package let coverage: [Coverage]

  init(_ plan: BacktestPlan, _ record: RunRecord, _ market: Market) {
    let use = MarkSummary(record.marks)
    (meanGrossLeverage, largestGrossLeverage) = (use.gross.mean, use.gross.largest)
    (meanNetLeverage, largestNetLeverage) = (use.net.mean, use.net.largest)
    turnoverPerDay = Self.turnover(record, plan.trading, meanEquity: use.meanEquity)
    let counted = record.trades.filter(\.countsInStatistics)
    winnersHeld = Spread(counted.filter { $0.netProfit > 0 }.map { $0.exitTime - $0.entryTime })
    losersHeld = Spread(counted.filter { $0.netProfit < 0 }.map { $0.exitTime - $0.entryTime })
    fillLag = Spread(record.trades.map { $0.entryTime - $0.decisionTime })
    orders = OrderRecord.Outcome.allCases.map { outcome in
      (outcome.rawValue, record.orders.count { $0.outcome == outcome })
    }
    coverage = zip(plan.symbols, market.symbols).map { Self.coverage($0.name, $1, plan.trading) }
  }

  private static func turnover(
    _ record: RunRecord, _ trading: TimeRange, meanEquity: Double
  ) -> Double {
    let traded = CompensatedSum(record.trades.map { $0.notional + $0.quantity * $0.exitPrice })
    let days = Double(trading.to - trading.from) / Double(TimeText.microsecondsPerDay)
    guard days > 0 else { return .nan }
    return traded.value / (meanEquity * days)
  }

  private static func coverage(
    _ name: String, _ symbol: SymbolMarket, _ trading: TimeRange
  ) -> Coverage {
    let candles = symbol.tape.candles
    let first = candles.firstOpening(atOrAfter: trading.from)
    let last = candles.firstOpening(atOrAfter: trading.to - candles.interval + 1)
    let room = max(1, (trading.to - trading.from) / candles.interval)
    let missing = max(0, room - Int64(last - first))
    return Coverage(
      symbol: name, share: Double(last - first) / Double(room),
      missingMinutes: Double(missing) * Double(candles.interval) / 6e7)
  }

  package static func == (left: Activity, right: Activity) -> Bool { left.json == right.json }

  /// As it stands in `report.json`.
  package var json: JSONValue {
    let orders = orders.map { JSONMember($0.name, .integer(Int64($0.count))) }
    let coverage = coverage.map { part in
      JSONMember(
        part.symbol,
        JSONValue([
          "share": JSONValue(part.share), "missing_minutes": JSONValue(part.missingMinutes),
        ]))
    }
    return JSONValue([
      "mean_gross_leverage": JSONValue(meanGrossLeverage),
      "max_gross_leverage": JSONValue(largestGrossLeverage),
      "mean_net_leverage": JSONValue(meanNetLeverage),
      "max_net_leverage": JSONValue(largestNetLeverage),
      "turnover_per_day": JSONValue(turnoverPerDay),
      "holding_s": JSONValue(["winners": winnersHeld.json, "losers": losersHeld.json]),
      "fill_lag_s": fillLag.json, "orders": .object(orders), "coverage": .object(coverage),
    ])
  }
}

/// Means and largest values over all marks; NaN without any.
private struct MarkSummary {
  private(set) var gross = (mean: Double.nan, largest: Double.nan)
  /// Of the sizes for the largest, so that a net short counts as much as a net long.
  private(set) var net = (mean: Double.nan, largest: Double.nan)
  private(set) var meanEquity = Double.nan

  init(_ marks: Marks) {
    guard marks.count > 0 else { return }
    var (equitySum, grossSum, netSum) = (CompensatedSum(), CompensatedSum(), CompensatedSum())
    var (largestGross, largestNet) = (0.0, 0.0)
    marks.forEach { rows, cash in
      // Leverage is 0 and adds nothing.
      for _ in 0..<rows { equitySum.add(cash) }
    } held: { cash, sums in
      let equity = cash + sums.unrealised
      let (gross, net) = (sums.grossLeverage(of: equity), sums.netLeverage(of: equity))
      equitySum.add(equity)
      grossSum.add(gross)
      netSum.add(net)
      largestGross = max(largestGross, abs(gross))
      largestNet = max(largestNet, abs(net))
    }
    let count = Double(marks.count)
    gross = (grossSum.value / count, largestGross)
    net = (netSum.value / count, largestNet)
    meanEquity = equitySum.value / count
  }
}

extension Activity.Spread {
  var json: JSONValue {
    JSONValue(["min": JSONValue(least), "median": JSONValue(middle), "max": JSONValue(most)])
  }
}
