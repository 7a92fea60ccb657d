package import Basics

/// The metrics of a run, by the keys of `report.json` and in their order (rule 103).
package enum MetricKey: String, Sendable, CaseIterable {
  case days = "n_days"
  case initialEquity = "initial_equity"
  case finalEquity = "final_equity"
  case totalReturn = "total_return"
  case cagr, volatility, sharpe
  case downsideDeviation = "downside_dev"
  case sortino
  case maximumDrawdown = "max_drawdown"
  case maximumDrawdownDaily = "max_drawdown_daily"
  case calmar, ulcer, martin, pain, omega, tail, var95, cvar95, skew, kurtosis, beta, alpha
  case informationRatio = "information_ratio"
  case psr
  case minimumTrackRecord = "min_trl"
  case trades = "n_trades"
  case winRate = "win_rate"
  case profitFactor = "profit_factor"
  case payoff, expectancy, sqn
  case tradePValue = "trade_p_value"
  case kelly
  case winStreak = "win_streak"
  case lossStreak = "loss_streak"
  case recovery
  case exposureTime = "exposure_time"
  case ambiguousCandles = "ambiguous_bars"
}

/// One value for every key; nil where it is not defined (rules 105, 106).
package struct Metrics: Sendable, Equatable {
  private var values = [Double?](repeating: nil, count: MetricKey.allCases.count)

  package init() {}

  /// The value of `key`; setting one that is not finite makes it undefined.
  package subscript(key: MetricKey) -> Double? {
    get { values[Self.index(key)] }
    set { values[Self.index(key)] = newValue.flatMap { $0.isFinite ? $0 : nil } }
  }

  private static func index(_ key: MetricKey) -> Int {
    MetricKey.allCases.firstIndex(of: key) ?? 0
  }

  /// As it stands in `report.json`: every key, null where undefined.
  package var json: JSONValue {
    .object(MetricKey.allCases.map { JSONMember($0.rawValue, JSONValue(self[$0])) })
  }
}
