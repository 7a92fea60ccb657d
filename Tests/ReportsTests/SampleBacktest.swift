import Reports

/// A section with the pictures of a backtest, and whatever else the vocabulary has.
enum SampleBacktest {
  private static let hours = SampleReport.hours

  static var section: Section {
    var section = Section(name: "backtest", title: "Backtest")
    section.charts = [equity, trades, ledger, coverage, week, rates, null]
    return section
  }

  private static var equity: Chart {
    let value = zip(SampleReport.wave(72), 0...).map { 100_000 + $0 * 1_500 + Double($1) * 40 }
    var peak = 0.0
    let drawdown = value.map { equity in
      peak = max(peak, equity)
      return 100 * (equity / peak - 1)
    }
    var chart = Chart(
      name: "equity", title: "Equity and drawdown", x: .init("time", scale: .time),
      y: .init("equity [USD]"),
      marks: [
        .shade(name: "test", from: [hours[40]], to: [.infinity]),
        .step(.init("strategy", x: hours, y: value)),
        .line(.init("benchmark", x: hours, y: value.map { 0.4 * $0 + 61_000 })),
        .note(text: "out of sample", x: hours[40]),
      ])
    chart.panels = [
      Chart.Panel(
        y: .init("drawdown [%]"), marks: [.area(.init("drawdown", x: hours, y: drawdown))],
        height: 0.4)
    ]
    return chart
  }

  private static var trades: Chart {
    let close = SampleReport.wave(72, phase: 4).map { 61_000 + $0 * 900 }
    let prices = (0..<10).map { 60_850 + Double($0) * 120 }
    let entries = [7, 23, 44]
    let exits = [12, 31, 60]
    return Chart(
      name: "trades", title: "Trades on price and estimated levels",
      x: .init("time", scale: .time), y: .init("price [USDT]"),
      marks: [
        .heatmap(
          x: hours, y: prices, values: SampleReport.wave(720).map { $0 * $0 * 1e6 },
          label: "estimated [USD]", isMuted: true),
        .candles(
          x: hours, open: close.map { $0 - 60 }, high: close.map { $0 + 90 },
          low: close.map { $0 - 110 },
          close: close.enumerated().map { $1 - Double($0 % 3) * 60 }),
        .markers(.init("entry", x: entries.map { hours[$0] }, y: entries.map { close[$0] }), .up),
        .markers(.init("exit", x: exits.map { hours[$0] }, y: exits.map { close[$0] }), .cross),
      ])
  }

  private static var ledger: Chart {
    Chart(
      name: "ledger", title: "From gross to net",
      x: .init("", scale: .categories(["gross", "slippage", "fees", "funding", "net"])),
      y: .init("USD"),
      marks: [
        .waterfall(
          changes: [5_713.13, -1_247.08, -6_320.82, 83.2, 0],
          totals: [false, false, false, false, true])
      ])
  }

  private static var coverage: Chart {
    Chart(
      name: "coverage", title: "What was read when", x: .init("time", scale: .time),
      y: .init("", scale: .categories(["bybit BTCUSDT", "binance-futures BTCUSDT"])),
      marks: [
        .spans(
          name: "liquidations", from: [hours[0], hours[30], hours[5]],
          to: [hours[20], hours[71], hours[71]], rows: [0, 0, 1]),
        .spans(name: "throttled", from: [hours[12]], to: [hours[18]], rows: [1]),
      ])
  }

  private static var week: Chart {
    let values = SampleReport.wave(168, phase: 9).map { $0 * 2 }
    return Chart(
      name: "week", title: "Hour and weekday",
      x: .init("hour [UTC]", scale: .categories((0..<24).map(String.init))),
      y: .init("", scale: .categories(["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"])),
      marks: [
        .heatmap(
          x: (0..<24).map(Double.init), y: (0..<7).map(Double.init), values: values,
          marked: values.map { $0 > 1.95 }, label: "relative to the mean")
      ])
  }

  private static var rates: Chart {
    Chart(
      name: "rates", title: "Event rate by band of the score",
      x: .init("score", scale: .categories(["0–20", "20–40", "40–60", "60–80", "80–100"])),
      y: .init("rate"),
      marks: [
        .intervals(
          name: "95 % Wilson", x: [0, 1, 2, 3, 4], y: [0.01, 0.03, 0.09, 0.25, 0.47],
          low: [0, 0.01, 0.05, 0.18, 0.37], high: [0.04, 0.07, 0.15, 0.34, 0.57])
      ])
  }

  private static var null: Chart {
    Chart(
      name: "placebo", title: "Sharpe ratio against random entries", x: .init("Sharpe ratio"),
      y: .init("strategies"),
      marks: [
        .histogram(
          name: "random entries", edges: [-2, -1.5, -1, -0.5, 0, 0.5, 1, 1.5],
          counts: [3, 17, 61, 88, 52, 24, 5]),
        .note(text: "observed", x: 1.8),
      ])
  }
}
