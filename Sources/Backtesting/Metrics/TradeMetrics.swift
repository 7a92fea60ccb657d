import Statistics

/// Metrics of closed trades, in the order of rule 97.
package struct TradeMetrics: Sendable {
  private let profits: [Double]

  /// - Parameter profits: Net of all costs; trades that the end of the run closed are left out.
  package init(profits: [Double]) { self.profits = profits }

  /// Writes the metrics that are defined into `metrics`.
  package func fill(_ metrics: inout Metrics) {
    let streaks = streaks
    metrics[.trades] = Double(profits.count)
    metrics[.winStreak] = Double(streaks.wins)
    metrics[.lossStreak] = Double(streaks.losses)
    guard !profits.isEmpty else { return }
    let wins = profits.filter { $0 > 0 }
    let losses = profits.filter { $0 < 0 }.map { -$0 }
    let winRate = Double(wins.count) / Double(profits.count)
    metrics[.winRate] = winRate
    metrics[.expectancy] = mean(profits)
    if !losses.isEmpty {
      metrics[.profitFactor] = sum(wins) / sum(losses)
      if !wins.isEmpty {
        let payoff = mean(wins) / mean(losses)
        metrics[.payoff] = payoff
        metrics[.kelly] = winRate - (1 - winRate) / payoff
      }
    }
    fillTest(&metrics)
  }

  private func fillTest(_ metrics: inout Metrics) {
    guard let ratio = dailySharpe(profits) else { return }
    let statistic = Double(profits.count).squareRoot() * ratio
    metrics[.sqn] = statistic
    metrics[.tradePValue] = StudentT(Double(profits.count - 1)).twoSided(statistic)
  }

  /// The longest runs of wins and of losses.
  private var streaks: (wins: Int, losses: Int) {
    var longest = (wins: 0, losses: 0)
    var current = (wins: 0, losses: 0)
    for profit in profits {
      current.wins = profit > 0 ? current.wins + 1 : 0
      current.losses = profit < 0 ? current.losses + 1 : 0
      longest.wins = max(longest.wins, current.wins)
      longest.losses = max(longest.losses, current.losses)
    }
    return longest
  }
}
