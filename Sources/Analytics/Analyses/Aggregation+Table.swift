import Basics
import MarketData
import Reports

/// One row of the aggregation table before it is split into columns.
private struct BinRow {
  var instrument: Int
  var bin: Int
  var sums: BinColumns.Sums
}

/// `aggregation.csv`: one row per bin that holds an event, by start, exchange and symbol.
func aggregationTable(_ inputs: MarketInputs) -> Table {
  let grid = TimeGrid(covering: inputs.window, interval: inputs.plan.interval)
  let rows = binRows(inputs, grid)
  func coverage(_ row: BinRow) -> Double {
    let exchange = inputs.instruments[row.instrument].key.exchange
    let start = grid.time(row.bin)
    return inputs.coverage.share(exchange, from: start, to: start + grid.step)
  }
  return Table(
    name: "aggregation",
    title: "Liquidations per \(inputs.plan.interval.name), exchange and symbol",
    columns: keyColumns(inputs, grid, rows) + sumColumns(rows.map(\.sums)) + [
      Column(
        "coverage", .number(rows.map(coverage)),
        style: .percent(0),
        definition: "The share of the bin's minutes inside an import of the exchange.")
    ],
    isFile: true)
}

private func binRows(_ inputs: MarketInputs, _ grid: TimeGrid) -> [BinRow] {
  let factor = grid.step / inputs.plan.step
  let offset = -TimeGrid.origin(grid.step) / inputs.plan.step
  let first = TimeText.floorDivide(grid.start - TimeGrid.origin(grid.step), grid.step)
  var rows: [BinRow] = []
  for (index, instrument) in inputs.instruments.enumerated() {
    let bins = instrument.bins.coarsened(by: factor, offset: offset)
    for row in bins.bin.indices {
      rows.append(BinRow(instrument: index, bin: Int(bins.bin[row] - first), sums: bins[row]))
    }
  }
  let times = rows.map { Int64($0.bin) }
  guard let order = stableTimeOrder(times.span) else { return rows }
  return order.map { rows[Int($0)] }
}

private func keyColumns(_ inputs: MarketInputs, _ grid: TimeGrid, _ rows: [BinRow]) -> [Column] {
  let keys = inputs.instruments.map(\.key)
  return [
    Column("bin_start", label: "bin", .time(rows.map { grid.time($0.bin) })),
    Column("exchange", .text(rows.map { keys[$0.instrument].exchange })),
    Column("symbol", .text(rows.map { keys[$0.instrument].symbol })),
  ]
}

private func sumColumns(_ rows: [BinColumns.Sums]) -> [Column] {
  func usd(_ name: String, _ label: String, _ value: (BinColumns.Sums) -> Double) -> Column {
    let values = rows.map { $0.countPriced > 0 ? value($0) : .nan }
    return Column(name, label: label, .number(values), style: .dollars)
  }
  return [
    Column("n", label: "events", .integer(rows.map(\.count))),
    Column("n_long", label: "longs", .integer(rows.map(\.countLong))),
    Column("n_short", label: "shorts", .integer(rows.map(\.countShort))),
    usd("usd", "USD") { $0.usd },
    usd("usd_long", "long [USD]") { $0.usdLong.value },
    usd("usd_short", "short [USD]") { $0.usdShort.value },
    usd("max_usd", "largest [USD]") { $0.usdMax },
    usd("mean_usd", "mean [USD]") { $0.usd / Double($0.countPriced) },
    Column(
      "imbalance_n", .number(rows.map { Totals([$0]).imbalanceCount }), style: .significant(3),
      definition: "(longs − shorts)/(longs + shorts) in events."),
    Column(
      "imbalance_usd", .number(rows.map { Totals([$0]).imbalanceUSD }), style: .significant(3),
      definition: "(longs − shorts)/(longs + shorts) in US dollars."),
  ]
}

/// Dollars by side over time: hours up to two months, else days.
func usdBySideChart(_ inputs: MarketInputs) -> Chart {
  let isLong = inputs.window.to - inputs.window.from > 62 * TimeText.microsecondsPerDay
  let interval: Interval = isLong ? .day : .hour
  let series = inputs.series(inputs.everything, interval: interval)
  let x = series.chartTimes
  var chart = Chart(
    name: "usd_by_side", title: "Liquidated per \(isLong ? "day" : "hour"), longs up, shorts down",
    x: Chart.Axis("time (UTC)", scale: .time), y: Chart.Axis("USD"),
    marks: [
      .bars(Chart.Series("long", x: x, y: series.usdLong)),
      .bars(Chart.Series("short", x: x, y: series.usdShort.map { -$0 })),
    ])
  if let scope = inputs.largestSymbols(1).first,
    let bars = inputs.bars(scope, interval: interval), bars.close.contains(where: { !$0.isNaN })
  {
    chart.panels = [
      Chart.Panel(
        y: Chart.Axis("\(scope.name) close"),
        marks: [.line(Chart.Series("close", x: x, y: bars.close))], height: 0.6)
    ]
  }
  return chart
}
