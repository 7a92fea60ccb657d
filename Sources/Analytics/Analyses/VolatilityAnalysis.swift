package import Basics
import Glibc
package import MarketData
import Reports
import Statistics

/// How volatile prices were, by every measure, and on which days they jumped.
package struct VolatilityAnalysis: Analysis {
  package static let name = "volatility"
  package static let summary = "variance by several measures, and jumps by day"

  private let top: Int

  package init(_ parameters: inout Parameters) throws(ParameterError) {
    top = try parameters.integer("top", default: 5, in: 1...1_000)
  }

  package var needs: InputNeeds { [.bins, .candles] }
  package var finest: Interval { .minute }

  package func result(for inputs: MarketInputs) -> AnalysisResult {
    var section = Section(name: Self.name, title: "Volatility")
    let answers = inputs.largestSymbols(top).compactMap { SymbolVolatility(inputs, $0) }
    guard let first = answers.first else {
      let reason = "needs a day of one-minute candles of a symbol with liquidations"
      return AnalysisResult(section, without: .noData(reason: reason))
    }
    section.summary = answers.map(\.sentence)
    section.tables = [table(answers), dayTable(answers)]
    section.charts = [chart(first)]
    section.method = [
      "Variances are per minute; annual figures take 365 days of 1,440 minutes. Range measures "
        + "assume that the range is seen continuously and are low when trading is thin. Minutes "
        + "without a candle are counted and left out of the mean; days with more than a tenth of "
        + "them are left out of the table.",
      "Jumps: the ratio statistic of Barndorff-Nielsen and Shephard with tripower quarticity, one "
        + "test a day; q corrects over the days.",
    ]
    var result = AnalysisResult(section, of: answers)
    result.headline = first.headline
    result.keyNumbers =
      first.headline.keyNumber(
        "volatility of \(first.symbol) a year", .percent(0), of: Self.name,
        definition: "√ of the mean squared one-minute return, times √(365 · 1440)."
      ).asList
    return result
  }

  private func table(_ answers: [SymbolVolatility]) -> Table {
    let rows = answers.flatMap { answer in answer.measures.map { (answer.symbol, $0) } }
    return Table(
      name: "volatility", title: "Volatility by measure",
      columns: [
        Column("symbol", .text(rows.map(\.0))), Column("measure", .text(rows.map(\.1.name))),
        Column(
          "variance_1m", label: "variance a minute", .number(rows.map(\.1.variance)),
          style: .significant(4)),
        Column(
          "annual", label: "a year", .number(rows.map { annual($0.1.variance) }),
          style: .percent(1), definition: "√(variance · 365 · 1440), a fraction."),
      ], isFile: true)
  }

  private func dayTable(_ answers: [SymbolVolatility]) -> Table {
    let rows = answers.flatMap { answer in answer.days.map { (answer.symbol, $0) } }
    func number(_ name: String, _ value: (DayVolatility) -> Double) -> Column {
      Column(name, .number(rows.map { value($0.1) }), style: .significant(4))
    }
    let q = answers.flatMap { MultipleTesting.benjaminiHochberg($0.days.map(\.jumpP)) }
    return Table(
      name: "volatility_by_day", title: "Realised variance and jumps, by day",
      columns: [
        Column("symbol", .text(rows.map(\.0))), Column("day", .time(rows.map(\.1.start))),
        number("rv") { $0.realized }, number("rv_lo") { $0.interval.low },
        number("rv_hi") { $0.interval.high }, number("bipower") { $0.bipower },
        number("jump_z") { $0.jump?.statistic ?? .nan },
        Column("jump_p", .number(rows.map(\.1.jumpP)), style: .pValue),
        Column("jump_q", .number(q), style: .pValue),
      ])
  }

  private func chart(_ answer: SymbolVolatility) -> Chart {
    let x = answer.days.map { Double($0.start) }
    return Chart(
      name: "volatility", title: "\(answer.symbol): daily volatility",
      x: Chart.Axis("day (UTC)", scale: .time), y: Chart.Axis("volatility of the day [%]"),
      marks: [
        .band(
          name: "95 %", x: x,
          low: answer.days.map { max(0, $0.interval.low).squareRoot() * 100 },
          high: answer.days.map { $0.interval.high.squareRoot() * 100 }),
        .line(
          Chart.Series("realised", x: x, y: answer.days.map { $0.realized.squareRoot() * 100 })),
      ], quiet: ["95 %"])
  }
}

private func annual(_ variance: Double) -> Double { (variance * 365 * 1_440).squareRoot() }

/// One day of one-minute returns.
struct DayVolatility {
  let start: Int64
  let realized: Double
  let interval: ConfidenceInterval
  let bipower: Double
  let quarticity: Double
  let tripower: Double
  let jump: JumpTest?

  init(start: Int64, _ returns: [Double]) {
    self.start = start
    realized = realizedVariance(returns)
    interval = realizedVarianceInterval(returns)
    bipower = bipowerVariation(returns)
    quarticity = realizedQuarticity(returns)
    tripower = tripowerQuarticity(returns)
    jump = JumpTest(returns)
  }

  var jumpP: Double { jump?.pValue ?? .nan }

  var members: [JSONMember] {
    [
      JSONMember("rv", realized), JSONMember("bipower", bipower),
      JSONMember("quarticity", quarticity), JSONMember("rv_ci95", interval),
      JSONMember("tripower", tripower), JSONMember("jump_z", jump?.statistic ?? .nan),
      JSONMember("jump_p", jumpP),
    ]
  }
}

/// The volatility of one symbol.
struct SymbolVolatility: SymbolAnswer {
  /// A day with more minutes without a candle is no day.
  private static let mostMissingOfDay = 144

  let symbol: String
  let minutes: Int
  let missing: Int
  let measures: [(name: String, variance: Double)]
  let days: [DayVolatility]
  /// Of the variance a minute, asymptotic.
  private let interval: ConfidenceInterval
  private let weight: Double
  private let quarters: [Double]

  init?(_ inputs: MarketInputs, _ scope: Scope) {
    guard let path = MinutePath(inputs, scope), path.known >= 1_440 else { return nil }
    symbol = scope.name
    missing = path.missing
    let ends = realizedVarianceInterval(path.returns)
    interval = ConfidenceInterval(
      low: ends.low / Double(path.known), high: ends.high / Double(path.known))
    minutes = path.known
    let ranges = knownRanges(path.bars)
    measures = [
      ("close_close", realizedVariance(path.returns) / Double(path.known)),
      ("parkinson", ranges.parkinson), ("garman_klass", ranges.garmanKlass),
      ("rogers_satchell", ranges.rogersSatchell), ("yang_zhang", ranges.yangZhang),
    ]
    weight = ranges.yangZhangWeight
    let grid = path.bars.grid
    let first = Int(
      TimeText.floorModulo(-grid.start, TimeText.microsecondsPerDay) / grid.step)
    days = stride(from: first, through: path.count - 1_440, by: 1_440)
      .filter { path.missing(in: $0..<($0 + 1_440)) <= Self.mostMissingOfDay }
      .map { DayVolatility(start: grid.time($0), Array(path.returns[$0..<($0 + 1_440)])) }
    quarters = stride(from: 0, through: path.count - 15, by: 15).map { path.move($0, $0 + 15) }
  }

  var headline: Headline {
    let ends = ConfidenceInterval(
      low: annual(max(0, interval.low)), high: annual(interval.high))
    return Headline(
      "annual_volatility", annual(measures[0].variance), ends, n: minutes, "minutes",
      method: "realised variance, asymptotic interval")
  }

  var sentence: String {
    let jumps = MultipleTesting.benjaminiHochberg(days.map(\.jumpP)).count { $0 < 0.05 }
    return "\(symbol): \(Phrases.percent(annual(measures[0].variance), decimals: 0)) a year from "
      + "closes, \(Phrases.percent(annual(measures[1].variance), decimals: 0)) from ranges; jumps "
      + "on \(jumps) of \(Phrases.plural(days.count, "day"))"
      + (missing > 0 ? "; \(Phrases.plural(missing, "minute")) without a candle." : ".")
  }

  var members: [JSONMember] {
    let variances = measures.map { measure in
      JSONMember(
        measure.name,
        [
          JSONMember("var", measure.variance), JSONMember("ann", annual(measure.variance)),
        ])
    }
    return variances + [
      JSONMember("yz_k", weight), JSONMember("n_missing_candles", missing),
      JSONMember("day0", days.first?.members ?? []),
      JSONMember("rv_daily", days.map(\.realized)),
      JSONMember("ewma94_15m_next_var", exponentialVariances(quarters).last ?? .nan),
      JSONMember("ewma94_backcast", varianceBackcast(quarters)),
    ]
  }
}

/// Logarithmic ranges of the minutes that have a candle.
private func knownRanges(_ bars: CandleBars) -> LogRanges {
  let rows = bars.close.indices.filter { !bars.close[$0].isNaN }
  return LogRanges(
    open: rows.map { bars.open[$0] }, high: rows.map { bars.high[$0] },
    low: rows.map { bars.low[$0] }, close: rows.map { bars.close[$0] })
}
