package import Basics
import Glibc
package import MarketData
import Reports
import Statistics

/// Which exchange's liquidation prices move first, without a common grid, and which symbol's
/// minute closes do.
package struct LeadLagPrices: Analysis {
  package static let name = "hayashi_yoshida"
  package static let summary = "which exchange's prices, and which symbol's, move first"

  private let maxLag: Int64
  private let step: Int64
  private let replicates: Int
  private let mostEvents: Int
  private let top: Int

  package init(_ parameters: inout Parameters) throws(ParameterError) {
    maxLag = try parameters.duration("max_lag", default: "60s")
    step = try parameters.duration("step", default: "5s")
    replicates = try parameters.integer("replicates", default: 99, in: 19...100_000)
    mostEvents = try parameters.integer("max_events", default: 20_000, in: 100...10_000_000)
    top = try parameters.integer("symbols_max", default: 4, in: 0...20)
    guard maxLag / step <= 1_000 else {
      throw ParameterError(
        owner: parameters.owner, name: "step", problem: "more than 1000 lags to each side")
    }
  }

  package var needs: InputNeeds { [.bins, .events, .prices, .candles] }
  package var finest: Interval { .minute }

  package func result(for inputs: MarketInputs) -> AnalysisResult {
    var section = Section(name: Self.name, title: "Which exchange and which symbol moves first")
    let pairs = inputs.symbols.prefix(1).flatMap { symbolPairs(inputs, $0) }
    let leads = returnLeads(inputs, top: top)
    guard !pairs.isEmpty || !leads.isEmpty else {
      let reason =
        "needs a symbol with 100 liquidation prices on each of two exchanges, or two symbols with "
        + "a day of one-minute candles"
      return AnalysisResult(section, without: .notIdentified(reason: reason))
    }
    section.summary = pairs.map(\.sentence) + leads.map(\.sentence)
    section.tables = [table(pairs)] + (leads.isEmpty ? [] : [returnLeadTable(leads)])
    section.charts = pairs.prefix(1).map(chart)
    section.method = method
    var result = AnalysisResult(section)
    if let first = pairs.first {
      result.values = [JSONMember("symbol", text: first.symbol)] + first.members
      let q = MultipleTesting.benjaminiHochberg(pairs.map { $0.test?.pValue ?? .nan })
      result.headline = Headline(
        "corr0", first.corr0, n: first.counts.0 + first.counts.1, "prices",
        method: "Hayashi–Yoshida, \(first.a) against \(first.b); \(replicates) circular shifts"
      ).tested(first.test?.pValue ?? .nan, family: pairs.count, corrected: q[0])
    }
    result.values.append(
      JSONMember("pairs", pairs.map { JSONMember("\($0.a)/\($0.b)", $0.members) }))
    result.values.append(
      JSONMember("symbol_pairs", leads.map { JSONMember("\($0.a)/\($0.b)", $0.members) }))
    return result
  }

  private var method: [String] {
    [
      "Hayashi–Yoshida correlation U(θ) of log prices of liquidations, the last of each "
        + "millisecond: θ > 0 where the first exchange leads. The p-value compares the largest "
        + "|U| with \(replicates) circular shifts of the second exchange; at most the last "
        + "\(Phrases.count(mostEvents)) prices of each are used. Bankruptcy prices are not trades: "
        + "use candles of both venues where there are any.",
      "Between symbols: correlation of one-minute returns at lags to ten minutes; the test allows "
        + "for wandering volatility, and q corrects for the lags of a pair.",
    ]
  }

  private func symbolPairs(_ inputs: MarketInputs, _ symbol: SymbolInputs) -> [VenuePair] {
    let series = inputs.exchanges.indices.map { index in
      VenueTicks(inputs.exchanges[index], ticks(symbol.events, UInt16(clamping: index)))
    }
    let ranked = series.filter { $0.count >= 100 }.enumerated()
      .sorted { ($1.element.count, $0.offset) < ($0.element.count, $1.offset) }
      .map(\.element).prefix(4)
    let lags = Array(stride(from: -(maxLag / step), through: maxLag / step, by: 1))
      .map { $0 * step / 1_000 }
    let window = (inputs.window.from / 1_000)..<(inputs.window.to / 1_000 + 1)
    return ranked.indices.flatMap { i in
      ranked.indices.filter { $0 > i }.compactMap { j in
        VenuePair(symbol.name, ranked[i], ranked[j], lags, window, replicates)
      }
    }
  }

  /// The last prices of one exchange, in milliseconds.
  private func ticks(_ events: EventColumns, _ exchange: UInt16) -> TickSeries {
    let own = events.only(exchange: exchange)
    let from = max(0, own.count - mostEvents)
    return TickSeries(
      times: own.time[from...].map { TimeText.floorDivide($0, 1_000) },
      values: own.price[from...].map { log($0) })
  }

  private func table(_ pairs: [VenuePair]) -> Table {
    let p = pairs.map { $0.test?.pValue ?? .nan }
    return Table(
      name: "hayashi_yoshida", title: "Lead and lag between exchanges",
      columns: [
        Column("symbol", .text(pairs.map(\.symbol))),
        Column("a", .text(pairs.map(\.a))), Column("b", .text(pairs.map(\.b))),
        Column("n_a", .integer(pairs.map { Int64($0.counts.0) })),
        Column("n_b", .integer(pairs.map { Int64($0.counts.1) })),
        Column("corr0", .number(pairs.map(\.corr0)), style: .significant(3)),
        Column(
          "argmax_theta_s", label: "a leads by [s]", .number(pairs.map(\.lead)),
          style: .significant(3)),
        Column("llr", .number(pairs.map { $0.curve.ratio ?? .nan }), style: .significant(3)),
        Column("p", .number(p), style: .pValue),
        Column("q", .number(MultipleTesting.benjaminiHochberg(p)), style: .pValue),
      ], isFile: true)
  }

  private func chart(_ pair: VenuePair) -> Chart {
    Chart(
      name: "hayashi_yoshida", title: "\(pair.symbol): \(pair.a) against \(pair.b), by lag",
      x: Chart.Axis("lag [s], positive: \(pair.a) first"), y: Chart.Axis("correlation"),
      marks: [
        .line(
          Chart.Series(
            "U", x: pair.curve.lags.map { Double($0) / 1_000 }, y: pair.curve.correlations))
      ])
  }
}

/// The liquidation prices of one exchange.
struct VenueTicks {
  let name: String
  let series: TickSeries

  init(_ name: String, _ series: TickSeries) {
    self.name = name
    self.series = series
  }

  var count: Int { series.times.count }
}

/// Two exchanges of one symbol.
struct VenuePair {
  let symbol: String
  let a: String
  let b: String
  let counts: (Int, Int)
  let covariance: Double
  let curve: LeadLag
  let test: SimulatedTest?

  init?(
    _ symbol: String, _ a: VenueTicks, _ b: VenueTicks, _ lags: [Int64], _ window: Range<Int64>,
    _ replicates: Int
  ) {
    guard let curve = LeadLag(a.series, b.series, lags: lags) else { return nil }
    self.symbol = symbol
    (self.a, self.b) = (a.name, b.name)
    counts = (a.count, b.count)
    covariance = hayashiYoshidaCovariance(a.series, b.series)
    self.curve = curve
    test = leadLagShiftTest(
      a.series, b.series, lags: lags, window: window, replicates: replicates)
  }

  /// At lag 0.
  var corr0: Double { curve.correlations[curve.lags.count / 2] }
  /// In seconds.
  var lead: Double { Double(curve.peak) / 1_000 }

  var sentence: String {
    let who =
      lead == 0
      ? "neither leads" : lead > 0 ? "\(a) leads by \(lead) s" : "\(b) leads by \(-lead) s"
    let p = test.map { " (\(Phrases.p($0.pValue)) for any common movement)" } ?? ""
    return "\(symbol), \(a) against \(b): correlation \(Phrases.number(corr0)) at once, \(who)\(p)."
  }

  var members: [JSONMember] {
    [
      JSONMember("a", text: a), JSONMember("b", text: b),
      JSONMember("n1_n2", [Double(counts.0), Double(counts.1)]),
      JSONMember("hy_cov0", covariance), JSONMember("hy_corr0", corr0),
      JSONMember("curve", curve.correlations), JSONMember("argmax_theta", lead),
      JSONMember("llr", curve.ratio ?? .nan), JSONMember("p_shift", test?.pValue ?? .nan),
    ]
  }
}
