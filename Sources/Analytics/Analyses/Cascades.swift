package import Basics
package import MarketData
import Reports
import Statistics

/// Cascades: liquidations of a symbol that follow each other closely.
package struct Cascades: Analysis {
  package static let name = "cascades"
  package static let summary = "runs of liquidations, and whether events cluster at all"

  private let gap: Int64
  private let minCount: Int
  private let minUSD: Double
  private let top: Int

  package init(_ parameters: inout Parameters) throws(ParameterError) {
    gap = try parameters.duration("gap", default: "60s")
    minCount = try parameters.integer("n_min", default: 5, in: 2...1_000_000)
    minUSD = try parameters.number("usd_min", default: 0, in: 0...1e15)
    top = try parameters.integer("top", default: 10, in: 1...10_000)
  }

  package var needs: InputNeeds { [.bins, .events, .candles] }
  package var finest: Interval { .minute }

  package func result(for inputs: MarketInputs) -> AnalysisResult {
    var section = Section(name: Self.name, title: "Cascades")
    let answers = inputs.largestSymbols(top).compactMap { scope in
      SymbolCascades(inputs, scope, gap: gap, minCount: minCount, minUSD: minUSD)
    }
    guard let first = answers.first else {
      return AnalysisResult(
        section, without: .noData(reason: "no symbol has two liquidations at different times"))
    }
    section.summary = answers.prefix(3).map(\.sentence)
    section.tables = [cascadeTable(answers, inputs), clusteringTable(answers)]
    section.charts = first.clusters.count > 0 ? [sizeChart(first)] : []
    section.method = [
      "A cascade ends where the next event of the symbol comes more than "
        + "\(DurationText.format(gap)) later; it counts with \(minCount) events or more. Prices "
        + "are closes of one-minute candles: the last complete one before, and the one it ends in.",
      "Fano, burstiness and memory describe clustering. The Kolmogorov–Smirnov test of gaps is "
        + "made on time rescaled by the hour of the day: on plain time the daily cycle alone "
        + "rejects.",
    ]
    var result = AnalysisResult(section, of: answers)
    result.headline = first.headline
    result.keyNumbers =
      first.headline.keyNumber(
        "of \(first.symbol) dollars in cascades", .percent(1), of: Self.name,
        note: Phrases.plural(first.clusters.count, "cascade"),
        definition: "Dollars in runs of \(minCount) liquidations or more, each within "
          + "\(DurationText.format(gap)) of the one before, over all."
      ).asList
    result.claims = first.claims
    return result
  }

  private func sizeChart(_ answer: SymbolCascades) -> Chart {
    let clusters = answer.clusters
    func points(_ side: LiquidationSide) -> Chart.Series {
      let rows = (0..<clusters.count).filter { clusters.side($0) == side }
      return Chart.Series(
        side.name, x: rows.map { Double(clusters.start[$0]) }, y: rows.map { clusters.usd[$0] })
    }
    return Chart(
      name: "cascades", title: "\(answer.symbol): cascades by time and dollars",
      x: Chart.Axis("time (UTC)", scale: .time), y: Chart.Axis("USD", scale: .logarithmic),
      marks: [.scatter(points(.long)), .scatter(points(.short))])
  }
}

/// Cascades and clustering of one symbol.
struct SymbolCascades: SymbolAnswer {
  let symbol: String
  let events: EventColumns
  let clusters: CascadeClusters
  let prices: CandleBars?
  let totalUSD: Double
  let fano: Double
  let ties: Int
  let regularity: GapRegularity
  /// Of gaps on the plain clock.
  let distance: Double
  /// Of gaps on the clock of the hourly profile.
  let rescaledDistance: Double
  let gaps: Int

  init?(_ inputs: MarketInputs, _ scope: Scope, gap: Int64, minCount: Int, minUSD: Double) {
    guard let place = scope.symbols.first else { return nil }
    events = inputs.symbols[place].events
    let seconds = distinctSeconds(events.time, from: inputs.window.from)
    let pauses = differences(seconds)
    guard let regularity = GapRegularity(gaps: pauses) else { return nil }
    symbol = scope.name
    clusters = CascadeClusters(events, maxGap: gap, minCount: minCount, minUSD: minUSD)
    prices = inputs.bars(scope, interval: .minute)
    totalUSD = inputs.symbols[place].usd
    let minutes = inputs.series(scope, interval: .minute).count.filter { !$0.isNaN }
    fano = fanoFactor(minutes) ?? .nan
    ties = events.count - seconds.count
    self.regularity = regularity
    gaps = pauses.count
    distance = exponentialDistance(pauses, mean: regularity.mean)
    let profile = inputs.hourlyProfile(seconds)
    let rescaled = rescaledGaps(seconds, profile)
    rescaledDistance = exponentialDistance(rescaled, mean: mean(rescaled))
  }

  private func tail(_ distance: Double) -> Double {
    Kolmogorov.upperTail(distance * Double(gaps).squareRoot())
  }

  var inside: Int { clusters.rows.reduce(0) { $0 + $1.count } }
  var share: Double { sum(clusters.usd) / totalUSD }

  var sentence: String {
    let dollars = share.isNaN ? "" : "\(Phrases.percent(share)) of the dollars and "
    return "\(symbol): \(Phrases.plural(clusters.count, "cascade")) hold \(dollars)"
      + "\(Phrases.count(inside)) of \(Phrases.count(events.count)) events."
  }

  /// The share of dollars in cascades; the test is of clustering beyond the rhythm of the day.
  var headline: Headline {
    Headline(
      "usd_share", share, n: events.count, "events",
      method: "runs of close events; Kolmogorov–Smirnov of rescaled gaps"
    ).tested(tail(rescaledDistance))
  }

  var claims: [Claim] {
    [
      Claim(
        "\(symbol) liquidations cluster beyond the daily rhythm: counts per minute vary "
          + "\(Phrases.number(fano)) times as much as independent events would (Fano), gaps differ "
          + "from exponential.", pValue: tail(rescaledDistance))
    ]
  }

  var members: [JSONMember] {
    let largest = clusters.usd.indices.max { clusters.usd[$0] < clusters.usd[$1] }
    return [
      JSONMember("count", clusters.count), JSONMember("events_in", inside),
      JSONMember("usd_share", share),
      JSONMember("mean_n", Double(inside) / Double(clusters.count)),
      JSONMember("largest", largest.map(describe) ?? []), JSONMember("fano_1m", fano),
      JSONMember("ties_merged", ties), JSONMember("burstiness", regularity.burstiness),
      JSONMember("memory", regularity.memory ?? .nan), JSONMember("ks_exp_D", distance),
      JSONMember("ks_exp_p_asymp", tail(distance)),
      JSONMember("ks_rescaled_D", rescaledDistance),
      JSONMember("ks_rescaled_p_asymp", tail(rescaledDistance)),
    ]
  }

  private func describe(_ row: Int) -> [JSONMember] {
    [
      JSONMember("start", text: TimeText.rfc3339(clusters.start[row])),
      JSONMember("end", text: TimeText.rfc3339(clusters.end[row])),
      JSONMember("n", clusters.rows[row].count), JSONMember("usd", clusters.usd[row]),
      JSONMember("purity", clusters.purity(row)),
      JSONMember("side", text: clusters.side(row).name),
    ]
  }
}

extension MarketInputs {
  /// The rate of events by hour of the day, mean 1 over the window; `seconds` from its start.
  func hourlyProfile(_ seconds: [Double]) -> PeriodicProfile {
    let phase = TimeText.floorModulo(window.from, TimeText.microsecondsPerDay)
    return PeriodicProfile(
      of: seconds.span, duration: Double(window.to - window.from) / 1e6, steps: 24,
      stepWidth: 3_600, phase: Double(phase) / 1e6)
  }
}
