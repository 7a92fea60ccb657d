package import Basics
import Glibc
package import MarketData
import Reports
import Statistics

/// A score from 0 to 100 of how stressed a symbol is, with the check whether it foretells anything.
package struct RiskScore: Analysis {
  package static let name = "risk_score"
  package static let summary = "stress by percentile, and whether it foretells liquidations"

  private let window: Int
  private let top: Int

  package init(_ parameters: inout Parameters) throws(ParameterError) {
    window = try parameters.integer("window_h", default: 168, in: 24...100_000)
    top = try parameters.integer("top", default: 5, in: 1...1_000)
  }

  package var needs: InputNeeds { [.bins, .candles] }
  package var finest: Interval { .minute }

  package func result(for inputs: MarketInputs) -> AnalysisResult {
    var section = Section(name: Self.name, title: "Risk score")
    let scopes = (inputs.isEmpty ? [] : [inputs.everything]) + inputs.largestSymbols(top)
    let answers = scopes.compactMap { SymbolRisk(inputs, $0, window: window) }
    guard let first = answers.first(where: { $0.symbol != "all" }) ?? answers.first else {
      let reason = "needs more than \(window + 24) hours of liquidations of one symbol"
      return AnalysisResult(section, without: .notIdentified(reason: reason))
    }
    section.summary = answers.map(\.sentence)
    section.tables = [table(answers), hoursTable(answers)]
    section.charts = [bandChart(first), chart(first)]
    section.method = [
      "100·Σ weight·rank, the rank of each hour among the \(window) hours before it "
        + "((smaller + ½·equal)/all): ln(1 + USD) 0.35, realised variance 0.25, |return| 0.15, "
        + "one-sidedness 0.15, number of events 0.10; the weights of what is not known are shared "
        + "by the rest. It is a percentile, not a probability.",
      "Validation: does the next hour's sum of dollars reach the 0.9 quantile of the first "
        + "\(window) hours? Rates by band with Wilson's intervals, trend by Cochran and Armitage, "
        + "ROC-AUC. Hours are not independent, so the p-value is too small.",
    ]
    let ordered = [first] + answers.filter { $0.symbol != first.symbol }
    return AnalysisResult(section, of: ordered)
  }

  private func table(_ answers: [SymbolRisk]) -> Table {
    let rows = answers.flatMap { answer in answer.bands.indices.map { (answer, $0) } }
    func number(_ name: String, _ value: (Proportion) -> Double) -> Column {
      Column(name, .number(rows.map { value($0.0.bands[$0.1]) }), style: .percent(1))
    }
    return Table(
      name: "risk_score", title: "What followed each band of the score",
      columns: [
        Column("symbol", .text(rows.map(\.0.symbol))),
        Column("band", .text(rows.map { "\(20 * $0.1)–\(20 * $0.1 + 20)" })),
        Column("hours", .integer(rows.map { Int64($0.0.bands[$0.1].trials) })),
        Column("events", .integer(rows.map { Int64($0.0.bands[$0.1].successes) })),
        number("event_rate") { $0.share }, number("rate_lo") { $0.wilson.low },
        number("rate_hi") { $0.wilson.high },
      ], isFile: true)
  }

  private static let bandNames = ["0–20", "20–40", "40–60", "60–80", "80–100"]

  private func hoursTable(_ answers: [SymbolRisk]) -> Table {
    let rows = answers.flatMap { answer in answer.scored.map { (answer, $0) } }
    return Table(
      name: "risk_hours", title: "Score and dynamic threshold, hour by hour",
      columns: [
        Column("ts", .time(rows.map { $0.0.grid.time($0.1) })),
        Column("symbol", .text(rows.map(\.0.symbol))),
        Column("score", .number(rows.map { $0.0.scores[$0.1] }), style: .significant(3)),
        Column(
          "threshold_log1p_usd", .number(rows.map { $0.0.thresholds[$0.1] }),
          style: .significant(4),
          definition: "The 0.95 quantile of ln(1 + USD) over the window before the hour."),
      ], isFile: true)
  }

  private func chart(_ answer: SymbolRisk) -> Chart {
    let x = answer.scored.map { Double(answer.grid.time($0)) }
    return Chart(
      name: "risk_score", title: "\(answer.symbol): risk score",
      x: Chart.Axis("time (UTC)", scale: .time), y: Chart.Axis("score"),
      marks: [.line(Chart.Series("score", x: x, y: answer.scored.map { answer.scores[$0] }))])
  }

  /// How often a large hour followed each band: a score that says something climbs.
  private func bandChart(_ answer: SymbolRisk) -> Chart {
    let known = answer.bands.indices.filter { answer.bands[$0].trials > 0 }
    let rates = known.map { answer.bands[$0] }
    return Chart(
      name: "risk_bands", title: "\(answer.symbol): large hours that followed each band",
      x: Chart.Axis("score", scale: .categories(Self.bandNames)),
      y: Chart.Axis("followed by a large hour [%]"),
      marks: [
        .intervals(
          name: "share, 95 %", x: known.map(Double.init), y: rates.map { $0.share * 100 },
          low: rates.map { $0.wilson.low * 100 }, high: rates.map { $0.wilson.high * 100 })
      ])
  }
}

/// The score of one symbol, or of all together.
private struct SymbolRisk: SymbolAnswer {
  let symbol: String
  let grid: TimeGrid
  /// NaN where not known.
  let scores: [Double]
  let thresholds: [Double]
  let bands: [Proportion]
  private let auc: Double
  private let trend: CochranArmitage?
  private let alerts: Int
  private let window: Int

  init?(_ inputs: MarketInputs, _ scope: Scope, window: Int) {
    let series = inputs.series(scope, interval: .hour)
    guard series.grid.count > window + 24, series.usd.prefix(window).contains(where: { $0 > 0 })
    else { return nil }
    symbol = scope.name
    self.window = window
    grid = series.grid
    let scores = riskScores(riskComponents(inputs, scope, series), window: window)
    self.scores = scores
    let dollars = series.logUSD()
    let thresholds = trailingQuantiles(dollars, window: window, probability: 0.95)
    self.thresholds = thresholds
    alerts = dollars.indices.count { dollars[$0] > thresholds[$0] }
    let bar = quantile(sorted: series.usd.prefix(window).filter { !$0.isNaN }.sorted(), 0.9)
    let judged = scores.indices.dropLast().filter {
      !scores[$0].isNaN && !series.usd[$0 + 1].isNaN
    }
    guard !judged.isEmpty else { return nil }
    let events = judged.map { series.usd[$0 + 1] >= bar }
    let values = judged.map { scores[$0] }
    auc = rocAUC(scores: values, labels: events)
    let bands = (0..<5).map { band in
      let inside = values.indices.filter { min(4, Int(values[$0] / 20)) == band }
      return Proportion(inside.count { events[$0] }, of: inside.count)
    }
    self.bands = bands
    trend = CochranArmitage(successes: bands.map(\.successes), trials: bands.map(\.trials))
  }

  var scored: [Int] { scores.indices.filter { !scores[$0].isNaN } }

  var sentence: String {
    let last = scored.last.map { Phrases.number(scores[$0]) } ?? "unknown"
    let value = auc.isNaN ? "cannot be judged" : "AUC \(Phrases.number(auc)) for the next hour"
    return "\(symbol): \(last) at the end; \(value), the rate of large hours goes from "
      + "\(Phrases.percent(bands[0].share)) in the lowest to \(Phrases.percent(bands[4].share)) in "
      + "the highest band."
  }

  var members: [JSONMember] {
    let known = scored
    let highest = known.max { scores[$0] < scores[$1] }
    return [
      JSONMember("first5", known.prefix(5).map { scores[$0] }),
      JSONMember("mean", mean(known.map { scores[$0] })),
      JSONMember("max", highest.map { scores[$0] } ?? .nan),
      JSONMember("argmax", highest.map { .integer(Int64($0)) } ?? .null),
      JSONMember("oos_events", bands.reduce(0) { $0 + $1.successes }),
      JSONMember("oos_auc_next_hour", auc),
      JSONMember("band_n", bands.map { Double($0.trials) }),
      JSONMember("band_rate", bands.map(\.share)),
      JSONMember("cochran_armitage_z", trend?.z ?? .nan),
      JSONMember("cochran_armitage_p_two_sided", trend?.pValue ?? .nan),
      JSONMember("dyn_threshold_q95_first3", Array(thresholds.dropFirst(window).prefix(3))),
      JSONMember("dyn_threshold_alerts", alerts),
    ]
  }
}

/// The series that make the score, each with its weight; prices only where there are any.
private func riskComponents(
  _ inputs: MarketInputs, _ scope: Scope, _ series: BinSeries
) -> [(values: [Double], weight: Double)] {
  let oneSided = series.usd.indices.map { hour -> Double in
    let usd = series.usd[hour]
    if usd.isNaN { return .nan }
    let difference = abs(series.usdLong[hour] - series.usdShort[hour])
    return usd > 0 ? difference / usd * log1p(usd) : 0
  }
  let market = HourlyMarket(inputs, scope)
  let unknown = series.usd.map { _ in Double.nan }
  return [
    (series.logUSD(), 0.35), (market?.variance ?? unknown, 0.25),
    (market?.returns.map { abs($0) } ?? unknown, 0.15), (oneSided, 0.15), (series.count, 0.10),
  ]
}

/// 100·Σ weight·rank over what is known at each hour; NaN where nothing is.
private func riskScores(
  _ components: [(values: [Double], weight: Double)], window: Int
) -> [Double] {
  let ranks = components.map { trailingRanks($0.values, window: window) }
  return (components.first?.values ?? []).indices.map { hour in
    var (total, weights) = (0.0, 0.0)
    for (component, rank) in zip(components, ranks) where !rank[hour].isNaN {
      total += component.weight * rank[hour]
      weights += component.weight
    }
    // Weights that add up to 1 are not divided by: equal scores must stay equal.
    return weights > 0.999 ? 100 * total : weights > 0 ? 100 * total / weights : .nan
  }
}
