package import Basics
import Glibc
import MarketData
import Reports
import Statistics

/// How large a liquidation can get: the tail of sizes beyond a high quantile.
package struct Extremes: Analysis {
  package static let name = "evt"
  package static let summary = "the tail of liquidation sizes: how large, how often"

  private let top: Int

  package init(_ parameters: inout Parameters) throws(ParameterError) {
    top = try parameters.integer("top", default: 5, in: 1...1_000)
  }

  package var needs: InputNeeds { [.bins, .events] }

  package func result(for inputs: MarketInputs) -> AnalysisResult {
    var section = Section(name: Self.name, title: "Extreme sizes")
    let answers = inputs.largestSymbols(top).compactMap { SymbolTail(inputs, $0) }
    guard !answers.isEmpty else {
      let reason = "needs 200 liquidations of one symbol with a notional"
      return AnalysisResult(section, without: .notIdentified(reason: reason))
    }
    section.summary = answers.map(\.sentence)
    section.tables = [table(answers), stabilityTable(answers)]
    section.method = [
      "Sizes strictly above their 0.95 quantile follow a generalised Pareto law (Pickands), fitted "
        + "by maximum likelihood; ξ ≥ 1 means that the mean of the tail is infinite, and the "
        + "expected shortfall is left out. Standard errors are asymptotic and take the sizes as "
        + "independent; `declustered` keeps the largest of each run of exceedances less than 60 s "
        + "apart. The interval of the 0.99 quantile is by profile likelihood.",
      "The extremal index (Ferro and Segers) of hourly dollars above their 0.9 quantile: one over "
        + "the mean number of such hours in a cluster. Trust ξ where the second table is level.",
    ]
    return AnalysisResult(section, of: answers)
  }

  private func table(_ answers: [SymbolTail]) -> Table {
    func number(_ name: String, _ style: Column.Style, _ value: (SymbolTail) -> Double) -> Column {
      Column(name, .number(answers.map(value)), style: style)
    }
    return Table(
      name: "evt", title: "Tail of the sizes of single liquidations",
      columns: [
        Column("symbol", .text(answers.map(\.symbol))),
        Column("n", .integer(answers.map { Int64($0.tail.count) })),
        Column("n_exceed", .integer(answers.map { Int64($0.tail.exceedances) })),
        number("threshold_usd", .dollars) { $0.tail.threshold },
        number("xi", .significant(3)) { $0.tail.shape },
        number("xi_se", .significant(3)) { $0.tail.standardErrors.shape },
        number("xi_declustered", .significant(3)) { $0.declustered?.shape ?? .nan },
        number("q99_usd", .dollars) { $0.tail.quantile(0.99) ?? .nan },
        number("q99_lo", .dollars) { $0.interval?.low ?? .nan },
        number("q99_hi", .dollars) { $0.interval?.high ?? .nan },
        number("q999_usd", .dollars) { $0.tail.quantile(0.999) ?? .nan },
        number("es99_usd", .dollars) { $0.tail.expectedShortfall(0.99) ?? .nan },
        number("extremal_index", .significant(3)) { $0.extremalIndex ?? .nan },
      ], isFile: true)
  }

  private func stabilityTable(_ answers: [SymbolTail]) -> Table {
    let rows = answers.flatMap { answer in
      answer.stability.map { (symbol: answer.symbol, level: $0.level, tail: $0.tail) }
    }
    return Table(
      name: "evt_stability", title: "The shape under other thresholds",
      columns: [
        Column("symbol", .text(rows.map(\.symbol))),
        Column("quantile", .number(rows.map(\.level)), style: .significant(2)),
        Column("n_exceed", .integer(rows.map { Int64($0.tail?.exceedances ?? 0) })),
        Column("xi", .number(rows.map { $0.tail?.shape ?? .nan }), style: .significant(3)),
        Column(
          "xi_se", .number(rows.map { $0.tail?.standardErrors.shape ?? .nan }),
          style: .significant(3)),
        Column(
          "q999_usd", .number(rows.map { $0.tail?.quantile(0.999) ?? .nan }), style: .dollars),
      ])
  }
}

/// The tail of one symbol.
private struct SymbolTail: SymbolAnswer {
  static let levels = [0.9, 0.92, 0.94, 0.95, 0.96, 0.97, 0.98]

  let symbol: String
  let tail: ParetoTail
  let interval: ConfidenceInterval?
  let declustered: ParetoTail?
  let stability: [(level: Double, tail: ParetoTail?)]
  let extremalIndex: Double?

  init?(_ inputs: MarketInputs, _ scope: Scope) {
    let events = scope.symbols.first.map { inputs.symbols[$0].events } ?? EventColumns()
    let rows = events.usd.indices.filter { !events.usd[$0].isNaN }
    let usd = rows.map { events.usd[$0] }
    guard usd.count >= 200 else { return nil }
    let sorted = rising(usd)
    let threshold = quantile(sorted: sorted, 0.95)
    guard let tail = ParetoTail(usd, above: threshold) else { return nil }
    symbol = scope.name
    self.tail = tail
    interval = tail.quantileInterval(usd, 0.99)
    let peaks = clusterPeaks(usd, rows.map { events.time[$0] }, above: threshold)
    declustered = ParetoTail(peaks, above: threshold)
    stability = Self.levels.map { level in
      (level, ParetoTail(sorted: sorted, above: quantile(sorted: sorted, level)))
    }
    let hourly = inputs.series(scope, interval: .hour).usd
    let high = quantile(sorted: hourly.filter { !$0.isNaN }.sorted(), 0.9)
    extremalIndex = Statistics.extremalIndex(
      exceedances: hourly.indices.filter { hourly[$0] > high })
  }

  var sentence: String {
    let width = Normal.quantile(0.975) * tail.standardErrors.shape
    let range = ConfidenceInterval(low: tail.shape - width, high: tail.shape + width)
    return "\(symbol): one liquidation in 100 exceeds "
      + "\(Phrases.dollars(tail.quantile(0.99) ?? .nan)), one in 1,000 "
      + "\(Phrases.dollars(tail.quantile(0.999) ?? .nan)); tail index "
      + "\(Phrases.number(tail.shape)) "
      + "\(Phrases.interval(range, .significant(3)))."
  }

  var members: [JSONMember] {
    let errors = tail.standardErrors
    let quantiles = [0.99, 0.999].flatMap { level in
      [
        JSONMember("var_\(level)", tail.quantile(level) ?? .nan),
        JSONMember("es_\(level)", tail.expectedShortfall(level) ?? .nan),
      ]
    }
    return [
      JSONMember("u", tail.threshold), JSONMember("n_exceed", tail.exceedances),
      JSONMember("xi", tail.shape), JSONMember("sigma", tail.scale),
      JSONMember("loglik", tail.logLikelihood),
      JSONMember("se_asymp", [errors.shape, errors.scale]),
    ] + quantiles + [
      JSONMember("var_0.99_profile95", interval.map { [$0.low, $0.high] } ?? [.nan, .nan]),
      JSONMember("xi_declustered", declustered?.shape ?? .nan),
      JSONMember("extremal_index_ferro_segers_hourly_q90", extremalIndex ?? .nan),
    ]
  }
}

/// Values with only the largest of each run of exceedances less than a minute apart.
private func clusterPeaks(_ values: [Double], _ times: [Int64], above threshold: Double) -> [Double]
{
  var result: [Double] = []
  var last: (place: Int, time: Int64)?
  for (value, time) in zip(values, times) {
    guard value > threshold else {
      result.append(value)
      continue
    }
    if let run = last, time - run.time < Interval.minute.microseconds {
      result[run.place] = max(result[run.place], value)
      last = (run.place, time)
    } else {
      last = (result.count, time)
      result.append(value)
    }
  }
  return result
}
