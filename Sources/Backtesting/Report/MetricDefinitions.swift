import Reports

/// What each metric means, in a sentence, by its key.
enum MetricDefinitions {
  static let all: [String: String] = [
    "n_days": "Whole days of trading, the daily returns that ratios rest on.",
    "initial_equity": "Capital at the start.",
    "final_equity": "Equity at the last mark.",
    "skew": "Skewness of daily returns: negative when losses are the larger surprises.",
    "kurtosis": "Excess kurtosis of daily returns: above zero, tails are fatter than normal.",
    "n_trades": "Closed trades, without those that only the end of the run closed.",
    "win_streak": "Most wins in a row.",
    "loss_streak": "Most losses in a row.",
    "total_return": "Last equity over first, less 1.",
    "cagr": "Growth a year at this pace, a year having 365 days.",
    "volatility": "Standard deviation of daily returns times the square root of 365.",
    "sharpe": "Mean over standard deviation of daily returns times the square root of 365.",
    "downside_dev": "Root mean square of negative daily returns, all days counted, for a year.",
    "sortino": "Mean daily return over downside deviation, for a year.",
    "max_drawdown": "Largest fall from a peak over all marks, as a fraction of the peak.",
    "max_drawdown_daily": "Largest fall from a peak over daily marks.",
    "calmar": "Yearly growth over the largest daily drawdown.",
    "ulcer": "Root mean square of daily drawdowns.",
    "martin": "Yearly growth over the ulcer index.",
    "pain": "Mean daily drawdown.",
    "omega": "Sum of positive over sum of negative daily returns.",
    "tail": "95 % quantile of daily returns over the size of the 5 % quantile.",
    "var95": "5 % quantile of daily returns.",
    "cvar95": "Mean of the daily returns at or below the 5 % quantile.",
    "beta": "Covariance of daily returns with the benchmark over its variance.",
    "alpha": "Yearly return beyond what beta explains.",
    "information_ratio": "Mean over standard deviation of the daily excess return, for a year.",
    "psr": "Probability that the true Sharpe ratio is above zero.",
    "min_trl": "Days needed to be 95 % sure that the Sharpe ratio is above zero.",
    "win_rate": "Share of trades with a net profit.",
    "profit_factor": "Sum of winning over sum of losing trades.",
    "payoff": "Mean win over mean loss.",
    "expectancy": "Mean net profit of a trade.",
    "sqn": "Mean over standard deviation of trade profits times the root of their number.",
    "trade_p_value": "Two-sided t-test of the mean trade against zero.",
    "kelly": "Fraction of equity that would have maximised growth.",
    "recovery": "Profit over the largest daily drawdown in money.",
    "exposure_time": "Share of the time with a position open.",
    "ambiguous_bars": "Trades that met stop and target in one candle.",
  ]
}

/// How each metric is called and written for people.
enum MetricWords {
  /// `largest drawdown` of `max_drawdown`.
  static func words(_ key: MetricKey) -> String {
    switch key {
    case .sharpe: "Sharpe ratio"
    case .sortino: "Sortino ratio"
    case .calmar: "Calmar ratio"
    case .martin: "Martin ratio"
    case .maximumDrawdown: "largest drawdown"
    case .expectancy: "mean net profit of a trade"
    default: key.rawValue.split(separator: "_").joined(separator: " ")
    }
  }

  /// As the label of an axis: returns are in percent.
  static func axis(_ key: MetricKey) -> String {
    key == .totalReturn ? "total return [%]" : words(key)
  }

  /// At the start of a title.
  static func title(_ key: MetricKey) -> String {
    let words = words(key)
    return words.prefix(1).uppercased() + words.dropFirst()
  }

  static func style(_ key: MetricKey) -> Reports.Column.Style {
    switch key {
    case .totalReturn, .cagr, .volatility, .downsideDeviation, .maximumDrawdown,
      .maximumDrawdownDaily, .ulcer, .pain, .var95, .cvar95, .alpha, .winRate, .exposureTime:
      .percent(2)
    case .initialEquity, .finalEquity, .expectancy: .decimals(2)
    case .days, .trades, .winStreak, .lossStreak, .ambiguousCandles: .significant(1)
    case .tradePValue, .psr: .pValue
    default: .significant(3)
    }
  }
}
