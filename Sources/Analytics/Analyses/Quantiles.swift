package import Basics
import Glibc
import MarketData
import Reports
import Statistics

/// How large liquidations are.
package struct Quantiles: Analysis {
  package static let name = "quantiles"
  package static let summary = "how large single liquidations are in US dollars"

  private static let levels = [0.01, 0.05, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 0.999]

  private let alpha: Double
  private let top: Int

  package init(_ parameters: inout Parameters) throws(ParameterError) {
    alpha = try parameters.number("alpha", default: 0.01, in: 0.0001...0.5)
    top = try parameters.integer("top", default: 10, in: 0...10_000)
  }

  package var needs: InputNeeds { [.bins, .events] }

  package func result(for inputs: MarketInputs) -> AnalysisResult {
    var section = Section(name: Self.name, title: "How large liquidations are")
    let sizes = rising(inputs.eventDollars)
    guard let largest = sizes.last, largest > 0 else {
      return AnalysisResult(
        section, without: .noData(reason: "no liquidation has a US-dollar value"))
    }
    let exact = Self.levels.map { quantile(sorted: sizes, $0) }
    let intervals = Self.levels.map {
      quantileInterval(sorted: sizes, $0) ?? ConfidenceInterval(low: .nan, high: .nan)
    }
    let sketch = sketched(sizes)
    section.summary = [sentence(exact, intervals)]
    section.tables = [table(exact, intervals, sketch.values), groupTable(inputs)]
    section.charts = [chart(sizes)]
    section.method = method
    var result = AnalysisResult(section)
    result.headline = Headline(
      "median_usd", exact[3], intervals[3], n: sizes.count, "events",
      method: "quantile of type 7; order statistics, events as independent")
    result.keyNumbers =
      result.headline.map {
        [
          $0.keyNumber(
            "median liquidation [USD]", .dollars, of: Self.name,
            definition: "Half of all liquidations are smaller.")
        ]
      } ?? []
    result.values = [
      JSONMember("n", sizes.count), JSONMember("q", Self.levels), JSONMember("type7", exact),
    ]
    for (level, interval) in zip(Self.levels, intervals) {
      result.values.append(JSONMember("ci95_q\(level)", interval))
    }
    result.values += [
      JSONMember("ddsketch_\(alpha)", sketch.values),
      JSONMember("ddsketch_buckets", sketch.buckets),
    ]
    return result
  }

  private func sketched(_ sizes: [Double]) -> (values: [Double], buckets: Int) {
    var sketch = LogarithmicSketch(relativeError: alpha)
    for size in sizes { sketch.add(size) }
    return (Self.levels.map { sketch.quantile($0) ?? .nan }, sketch.bucketCount)
  }

  private func sentence(_ exact: [Double], _ intervals: [ConfidenceInterval]) -> String {
    "Half of all liquidations are below \(Phrases.dollars(exact[3])) "
      + "\(Phrases.interval(intervals[3], .dollars)), one in a hundred is above "
      + "\(Phrases.dollars(exact[7])) \(Phrases.interval(intervals[7], .dollars))."
  }

  private var method: [String] {
    [
      "Quantiles of type 7; their intervals are order statistics and need no law, but take events "
        + "as independent. The sketch (DDSketch, relative error \(alpha)) is what a stream would "
        + "know."
    ]
  }

  private func table(
    _ exact: [Double], _ intervals: [ConfidenceInterval], _ sketch: [Double]
  ) -> Table {
    Table(
      name: "quantiles", title: "Dollars of single liquidations",
      columns: [
        Column("q", label: "share below", .number(Self.levels)),
        Column("usd", label: "USD", .number(exact), style: .dollars),
        Column("ci_lo", .number(intervals.map(\.low)), style: .dollars),
        Column("ci_hi", .number(intervals.map(\.high)), style: .dollars),
        Column("sketch_usd", label: "sketch [USD]", .number(sketch), style: .dollars),
      ], isFile: true)
  }

  /// The same by exchange and for the largest symbols.
  private func groupTable(_ inputs: MarketInputs) -> Table {
    let exchanges = inputs.exchanges.indices.map { index in
      (
        inputs.exchanges[index],
        inputs.symbols.flatMap { dollars($0.events, only: UInt16(clamping: index)) }
      )
    }
    let symbols = inputs.symbols.prefix(top).map { ($0.name, dollars($0.events, only: nil)) }
    let rows = ((exchanges.count > 1 ? exchanges : []) + symbols)
      .map { (name: $0.0, sizes: rising($0.1)) }.filter { !$0.sizes.isEmpty }
    func level(_ name: String, _ label: String, _ q: Double) -> Column {
      Column(
        name, label: label, .number(rows.map { quantile(sorted: $0.sizes, q) }), style: .dollars)
    }
    return Table(
      name: "quantiles_by", title: "By exchange and symbol",
      columns: [
        Column("series", .text(rows.map(\.name))),
        Column("n", label: "events", .integer(rows.map { Int64($0.sizes.count) })),
        level("median_usd", "median [USD]", 0.5), level("q95_usd", "95 % below [USD]", 0.95),
        level("q99_usd", "99 % below [USD]", 0.99),
        Column(
          "max_usd", label: "largest [USD]", .number(rows.map { $0.sizes.last ?? .nan }),
          style: .dollars),
      ])
  }

  /// A histogram over powers of ten, five bars each.
  private func chart(_ sizes: [Double]) -> Chart {
    let positive = sizes.filter { $0 > 0 && $0.isFinite }
    let low = floor(log10(positive.first ?? 1) * 5)
    let high = floor(log10(positive.last ?? 1) * 5) + 1
    var counts = [Double](repeating: 0, count: Int(high - low))
    for size in positive {
      counts[min(counts.count - 1, max(0, Int(floor(log10(size) * 5) - low)))] += 1
    }
    let edges = (0...counts.count).map { pow(10, (low + Double($0)) / 5) }
    return Chart(
      name: "sizes", title: "Sizes of single liquidations",
      x: Chart.Axis("USD", scale: .logarithmic), y: Chart.Axis("events"),
      marks: [.histogram(name: "events", edges: edges, counts: counts)])
  }
}

/// The known dollars of one exchange's events, or of all.
private func dollars(_ events: EventColumns, only exchange: UInt16?) -> [Double] {
  let (usd, exchanges) = (events.usd.span, events.exchange.span)
  var list: [Double] = []
  for row in usd.indices where usd[row] >= 0 && exchange ?? exchanges[row] == exchanges[row] {
    list.append(usd[row])
  }
  return list
}
