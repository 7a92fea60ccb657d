import Basics
import MarketData
import Signals

/// The equity at T0 and at the end of every day, with what the benchmark would be worth.
package struct DailySeries: Sendable, Equatable {
  /// Empty for a short run.
  package private(set) var time: [Int64] = []
  package private(set) var equity: [Double] = []
  /// The worth of the benchmark, 1 at T0; empty when there is none.
  package private(set) var benchmark: [Double] = []
  /// What the metrics compare with.
  package private(set) var benchmarkReturns = BenchmarkReturns.none

  init(_ plan: BacktestPlan, _ marks: Marks, _ market: Market) {
    guard !plan.isShortRun else { return }
    let rows = marks.rows(every: TimeText.microsecondsPerDay, from: plan.trading.from)
    time = rows.map { marks.time($0) }
    equity = marks.equity(atRows: rows)
    benchmark = plan.strategy.benchmark.worth(in: market, at: time)
    benchmarkReturns = BenchmarkReturns(plan.strategy.benchmark, worth: benchmark, at: time)
  }
}

extension BenchmarkReturns {
  /// What `benchmark`, bought at the first of `times`, returned from each to the next.
  init(_ benchmark: Benchmark, _ market: Market, at times: [Int64]) {
    self.init(benchmark, worth: benchmark.worth(in: market, at: times), at: times)
  }

  fileprivate init(_ benchmark: Benchmark, worth: [Double], at times: [Int64]) {
    if benchmark == .cash {
      self = .returns([Double](repeating: 0, count: max(0, times.count - 1)))
    } else {
      self = worth.isEmpty ? .none : .returns(EquityMetrics.returns(of: worth))
    }
  }
}

extension Benchmark {
  /// Equal notionals bought at the first of `times` and held, without costs (rule 108); empty when
  /// there is none.
  fileprivate func worth(in market: Market, at times: [Int64]) -> [Double] {
    let held: [SymbolMarket]
    switch self {
    case .holdUniverse: held = market.symbols
    case .holdBTC:
      held = market.symbols.first { $0.name.hasPrefix("BTC") }.map { [$0] } ?? []
    case .cash, .randomEntries: held = []
    }
    guard let start = times.first else { return [] }
    let entries = held.compactMap { symbol in
      symbol.price(at: start).map { (symbol: symbol, price: $0) }
    }
    guard !entries.isEmpty else { return [] }
    return times.map { time in
      let ratios = entries.map { ($0.symbol.price(at: time) ?? $0.price) / $0.price }
      return CompensatedSum(ratios).value / Double(entries.count)
    }
  }
}

extension SymbolMarket {
  /// The close of the last candle closed by `time`, or nil (rule 55).
  func price(at time: Int64) -> Double? {
    fills.lastClosed(by: time).map { fills.close[$0] }
  }
}
