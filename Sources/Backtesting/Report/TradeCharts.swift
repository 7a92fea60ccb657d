import MarketData
import Reports

/// Where the trades of a run lie on the prices they were made at.
extension BacktestResult {
  /// Pictures of no more symbols than a reader looks at, those traded most first.
  private static let mostPictures = 4

  var priceCharts: [Chart] {
    let counts = plan.symbols.indices.map { symbol in
      record.trades.count { $0.symbol == symbol }
    }
    let order = counts.indices.filter { counts[$0] > 0 }
      .sorted { (counts[$1], $0) < (counts[$0], $1) }
    return order.prefix(Self.mostPictures).sorted().enumerated().map {
      priceChart($1, number: $0 + 1)
    }
  }

  /// How many traded symbols have no picture.
  var symbolsWithoutPicture: Int {
    max(0, Set(record.trades.map(\.symbol)).count - Self.mostPictures)
  }

  /// Its file is named by a number: a symbol is data, not part of a path.
  private func priceChart(_ symbol: Int, number: Int) -> Chart {
    let trades = record.trades.filter { $0.symbol == symbol }
    let path = prices[symbol]
    let results = [true, false].flatMap { won in
      PositionSide.allCases.compactMap { entries(trades, $0, won: won) }
    }
    return Chart(
      name: "trades_on_price_\(number)",
      title: "\(plan.symbols[symbol].name): entries on its price (▲ long, ▼ short)",
      x: Chart.Axis("time (UTC)", scale: .time), y: Chart.Axis("price"),
      marks: [.line(Chart.Series("price", x: path.time, y: path.price))] + results
        + [held(trades)], quiet: ["price"])
  }

  private func entries(_ trades: [Trade], _ side: PositionSide, won: Bool) -> Chart.Mark? {
    let own = trades.filter { $0.side == side && ($0.netProfit > 0) == won }
    guard !own.isEmpty else { return nil }
    return .markers(
      Chart.Series(
        won ? "gained" : "lost", x: own.map { Double($0.entryTime) },
        y: own.map(\.entryPrice)), side == .long ? .up : .down)
  }

  /// A line from each entry to its exit: seen when a reader zooms in.
  private func held(_ trades: [Trade]) -> Chart.Mark {
    let times = trades.flatMap { [$0.entryTime, $0.exitTime, $0.exitTime].map(Double.init) }
    let prices = trades.flatMap { [$0.entryPrice, $0.exitPrice, .nan] }
    return .line(Chart.Series("from entry to exit", x: times, y: prices))
  }
}
