import Basics
import Glibc
import MarketData
import Reports
import Statistics

/// `cascades.csv`: one row a cascade, symbol by symbol, by time.
func cascadeTable(_ answers: [SymbolCascades], _ inputs: MarketInputs) -> Table {
  let rows = answers.flatMap { answer in
    (0..<answer.clusters.count).map { CascadeRow(answer, $0, inputs) }
  }
  func usd(_ name: String, _ label: String, _ value: (CascadeRow) -> Double) -> Column {
    Column(name, label: label, .number(rows.map(value)), style: .dollars)
  }
  return Table(
    name: "cascades", title: "Cascades",
    columns: [
      Column("id", .integer(rows.indices.map { Int64($0 + 1) })),
      Column("symbol", .text(rows.map(\.symbol))), Column("side", .text(rows.map(\.side))),
      Column("start", .time(rows.map(\.start))), Column("end", .time(rows.map(\.end))),
      Column("duration_s", label: "duration [s]", .number(rows.map(\.duration))),
      Column("n", label: "events", .integer(rows.map { Int64($0.count) })),
      usd("usd", "USD") { $0.usd }, usd("usd_long", "long [USD]") { $0.usdLong },
      usd("usd_short", "short [USD]") { $0.usd - $0.usdLong },
      Column("purity", .number(rows.map(\.purity)), style: .percent(1)),
      usd("max_usd", "largest [USD]") { $0.usdMax },
      Column("exchanges", .text(rows.map(\.exchanges))),
      Column("price_before", .number(rows.map(\.priceBefore)), style: .significant(6)),
      Column("price_end", .number(rows.map(\.priceEnd)), style: .significant(6)),
      Column("move_bps", label: "move [bps]", .number(rows.map(\.move)), style: .significant(3)),
      usd("peak_usd_per_min", "peak minute [USD]") { $0.peak },
      Column("censored", .flag(rows.map(\.isCensored))),
    ], isFile: true)
}

/// One row of the table before it is split into columns.
private struct CascadeRow {
  let symbol: String
  let side: String
  let start: Int64
  let end: Int64
  let count: Int
  let usd: Double
  let usdLong: Double
  let usdMax: Double
  let purity: Double
  let exchanges: String
  let priceBefore: Double
  let priceEnd: Double
  /// The most dollars of one minute of the clock.
  let peak: Double
  /// Whether it touches the edge of the window, so that a part may be missing.
  let isCensored: Bool

  init(_ answer: SymbolCascades, _ row: Int, _ inputs: MarketInputs) {
    let clusters = answer.clusters
    let events = clusters.rows[row]
    symbol = answer.symbol
    side = clusters.side(row).name
    (start, end) = (clusters.start[row], clusters.end[row])
    count = events.count
    (usd, usdLong) = (clusters.usd[row], clusters.usdLong[row])
    usdMax = clusters.usdMax[row]
    purity = clusters.purity(row)
    let places = Set(events.map { answer.events.exchange[$0] }).sorted()
    exchanges = places.map { inputs.exchanges[Int($0)] }.joined(separator: "+")
    let bars = answer.prices
    priceBefore = bars?.closeBefore(start) ?? .nan
    priceEnd = bars?.close(at: end) ?? .nan
    peak = peakMinute(answer.events.time.span, answer.events.usd.span, events)
    let minute = Interval.minute.microseconds
    isCensored = start - inputs.window.from < minute || inputs.window.to - end < minute
  }

  var duration: Double { Double(end - start) / 1e6 }
  var move: Double { 1e4 * log(priceEnd / priceBefore) }
}

private func peakMinute(_ time: Span<Int64>, _ usd: Span<Double>, _ rows: Range<Int>) -> Double {
  var (peak, sum, minute) = (0.0, 0.0, Int64.min)
  for row in rows {
    let own = TimeText.floorDivide(time[row], Interval.minute.microseconds)
    if own != minute { (sum, minute) = (0, own) }
    sum += usd[row] > 0 ? usd[row] : 0
    peak = max(peak, sum)
  }
  return peak
}

extension CandleBars {
  /// The close of the bar that holds `time`; NaN outside.
  func close(at time: Int64) -> Double { value(close, grid.index(of: time)) }

  /// The close of the last complete bar before the one that holds `time`; of the first bar its
  /// open.
  func closeBefore(_ time: Int64) -> Double {
    let bin = grid.index(of: time)
    return bin == 0 ? value(open, 0) : value(close, bin - 1)
  }

  private func value(_ values: [Double], _ bin: Int) -> Double {
    values.indices.contains(bin) ? values[bin] : .nan
  }
}

func clusteringTable(_ answers: [SymbolCascades]) -> Table {
  Table(
    name: "clustering", title: "How much liquidations cluster, by symbol",
    columns: [
      Column("symbol", .text(answers.map(\.symbol))),
      Column("cascades", .integer(answers.map { Int64($0.clusters.count) })),
      Column("usd_share", label: "of USD", .number(answers.map(\.share)), style: .percent(1)),
      Column("fano_1m", label: "Fano, 1m", .number(answers.map(\.fano)), style: .significant(3)),
      Column(
        "burstiness", .number(answers.map(\.regularity.burstiness)), style: .significant(3)),
      Column(
        "memory", .number(answers.map { $0.regularity.memory ?? .nan }), style: .significant(3)),
      Column(
        "ks_rescaled_D", label: "KS distance, rescaled",
        .number(answers.map(\.rescaledDistance)), style: .significant(3)),
    ])
}
