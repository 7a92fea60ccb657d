import Basics
import Reports
import Signals

/// The pictures of a run, from its marks, trades and ledger.
extension BacktestResult {
  /// Equity against the benchmark, the drawdown below it on the same time axis.
  var equityChart: Chart {
    let curve = record.marks.picture()
    let time = curve.time.map { Double($0) }
    var lines: [Chart.Mark] = [.line(Chart.Series("equity", x: time, y: curve.equity))]
    if !daily.benchmark.isEmpty, let start = curve.equity.first {
      lines.append(
        .line(
          Chart.Series(
            "benchmark", x: daily.time.map { Double($0) }, y: daily.benchmark.map { $0 * start })))
    }
    var chart = Chart(
      name: "equity", title: "Equity and its drawdown from the running peak",
      x: Chart.Axis("time (UTC)", scale: .time),
      y: Chart.Axis("equity [\(plan.strategy.portfolio.currency)]"), marks: lines)
    chart.panels = [
      Chart.Panel(
        y: Chart.Axis("drawdown [%]"),
        marks: [.area(Chart.Series("drawdown", x: time, y: curve.drawdown.map { $0 * 100 }))],
        height: 0.45)
    ]
    chart.quiet = ["benchmark"]
    return chart
  }

  /// From the gross of the trades to what was left.
  var ledgerChart: Chart {
    let steps: [(String, Double)] = [
      ("gross", ledger.gross), ("slippage", -ledger.slippage),
      ("fees", -(ledger.maker + ledger.taker + ledger.liquidationFees)),
      ("funding", ledger.funding), ("net", ledger.net),
    ]
    return Chart(
      name: "ledger", title: "From gross to net",
      x: Chart.Axis("", scale: .categories(steps.map(\.0))),
      y: Chart.Axis("amount [\(plan.strategy.portfolio.currency)]"),
      marks: [.waterfall(changes: steps.map(\.1), totals: steps.map { $0.0 == "net" })])
  }

  /// The distribution of the trades' net returns; nil when they are all alike.
  var returnHistogram: Chart? {
    let returns = record.trades.map { $0.return * 10_000 }.filter(\.isFinite)
    guard let bins = EqualBins(returns, count: 30) else { return nil }
    let mean = CompensatedSum(returns).value / Double(returns.count)
    return Chart(
      name: "trade_returns", title: "Returns of trades", x: Chart.Axis("net return [bps]"),
      y: Chart.Axis("trades"),
      marks: [
        .histogram(name: "trades", edges: bins.edges, counts: bins.counts),
        .note(text: "mean", x: mean),
      ])
  }

  /// How far each trade went against and for the position before it ended.
  var excursionChart: Chart? {
    let trades = record.trades.filter {
      $0.adverseExcursion.isFinite && $0.favourableExcursion.isFinite
    }
    guard !trades.isEmpty else { return nil }
    func points(_ name: String, _ chosen: [Trade]) -> Chart.Mark {
      let order = chosen.sorted { $0.adverseExcursion < $1.adverseExcursion }
      return .markers(
        Chart.Series(
          name, x: order.map { $0.adverseExcursion * 10_000 },
          y: order.map { $0.favourableExcursion * 10_000 }),
        name == "won" ? .up : .down)
    }
    return Chart(
      name: "excursions", title: "How far trades went against and for the position",
      x: Chart.Axis("largest move against [bps]"), y: Chart.Axis("largest move for [bps]"),
      marks: [
        points("won", trades.filter { $0.netProfit > 0 }),
        points("lost", trades.filter { $0.netProfit <= 0 }),
      ])
  }
}

extension PlaceboResult {
  /// What the placebos brought, and what the strategy did.
  var chart: Chart? {
    guard let bins = EqualBins((draws + [real]).map { $0 * 100 }, count: 30) else { return nil }
    return Chart(
      name: "placebo", title: "The strategy among its placebos: \(kind.words)",
      x: Chart.Axis("total return [%]"), y: Chart.Axis("placebos"),
      marks: [
        .histogram(
          name: "placebos", edges: bins.edges, counts: bins.counting(draws.map { $0 * 100 })),
        .note(text: "the strategy", x: real * 100),
      ])
  }
}

/// Counts of values in bins of one width.
struct EqualBins {
  let edges: [Double]
  private(set) var counts: [Double] = []

  /// Nil when there are no two different values.
  init?(_ values: [Double], count: Int) {
    let finite = values.filter(\.isFinite)
    guard let low = finite.min(), let high = finite.max(), low < high else { return nil }
    let width = (high - low) / Double(count)
    guard width.isFinite, width > 0 else { return nil }
    edges = (0...count).map { low + Double($0) * width }
    counts = counting(finite)
  }

  func counting(_ values: [Double]) -> [Double] {
    let count = edges.count - 1
    var counts = [Double](repeating: 0, count: count)
    let width = (edges[count] - edges[0]) / Double(count)
    for value in values where value.isFinite {
      counts[min(count - 1, max(0, Int((value - edges[0]) / width)))] += 1
    }
    return counts
  }
}
