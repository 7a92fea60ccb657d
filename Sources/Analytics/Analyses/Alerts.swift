package import Basics
package import MarketData
import Reports
import Statistics

/// A causal replay of a spike alert: what it would have said, how often, and whether it was right.
package struct Alerts: Analysis {
  package static let name = "alerts"
  package static let summary = "replay of a spike alert on dollars of the last minutes"

  private let rule: AlertRule
  private let top: Int

  package init(_ parameters: inout Parameters) throws(ParameterError) {
    rule = AlertRule(
      window: try parameters.integer("window_min", default: 5, in: 1...1_440),
      history: try parameters.integer("history_min", default: 4_320, in: 10...1_000_000),
      warmUp: try parameters.integer("warmup_min", default: 2_880, in: 1...1_000_000),
      floor: try parameters.number("floor_usd", default: 50_000, in: 0...1e15),
      quantile: try parameters.number("quantile", default: 0.995, in: 0...1),
      cooldown: try parameters.integer("cooldown_min", default: 15, in: 0...1_000_000))
    top = try parameters.integer("top", default: 10, in: 1...10_000)
  }

  package var needs: InputNeeds { [.bins, .events] }
  package var finest: Interval { .minute }

  package func result(for inputs: MarketInputs) -> AnalysisResult {
    var section = Section(name: Self.name, title: "Alerts, replayed")
    let minutes = TimeGrid(covering: inputs.window, interval: .minute).count
    guard !inputs.isEmpty, minutes > rule.warmUp else {
      let reason = "a replay needs liquidations and more than \(rule.warmUp) minutes of warm-up"
      return AnalysisResult(section, without: .notIdentified(reason: reason))
    }
    let answers = inputs.largestSymbols(top).map { SymbolAlerts(inputs, $0, rule) }
    section.summary = answers.prefix(3).map(\.sentence)
    section.tables = [table(answers), ratesTable(answers)]
    section.method = [
      "S is the dollars of the last \(rule.window) minutes; an alert when it reaches "
        + "max(\(Phrases.dollars(rule.floor)), quantile \(rule.quantile) of S over the "
        + "\(rule.history) minutes before, which share no minute with it); then "
        + "\(rule.cooldown) minutes of silence. No alert uses anything that was not yet known.",
      "Hit: the dollars of the next 15 minutes lie among the largest 5 % of all 15 minutes after "
        + "warm-up. The interval is Wilson's.",
    ]
    var result = AnalysisResult(section, of: answers)
    result.headline = answers.first { $0.hits.trials > 0 }.map { first in
      Headline(
        "hit_rate", first.hits.share, first.hits.wilson, n: first.hits.trials, "alerts",
        method: "causal replay; one in twenty by chance; alerts as independent")
    }
    return result
  }

  private func table(_ answers: [SymbolAlerts]) -> Table {
    let rows = answers.flatMap { answer in answer.alerts.map { (answer, $0) } }
    return Table(
      name: "alerts", title: "Alerts",
      columns: [
        Column("ts", label: "time", .time(rows.map { $0.0.time($0.1.minute) })),
        Column("symbol", .text(rows.map(\.0.symbol))),
        Column("rule", .text(rows.map { _ in "usd_\(rule.window)m" })),
        Column("value", label: "USD", .number(rows.map(\.1.value)), style: .dollars),
        Column(
          "threshold", label: "threshold [USD]", .number(rows.map(\.1.threshold)), style: .dollars),
        Column("severity", .number(rows.map(\.1.severity)), style: .significant(3)),
        Column(
          "side_share", label: "longs", .number(rows.map(\.1.longShare)), style: .percent(0),
          definition: "Longs' share of the dollars that caused the alert."),
        Column(
          "cooldown_until",
          .time(rows.map { $0.0.time($0.1.minute + rule.cooldown) })),
      ], isFile: true)
  }

  private func ratesTable(_ answers: [SymbolAlerts]) -> Table {
    Table(
      name: "alert_rates", title: "How often, and how often right",
      columns: [
        Column("symbol", .text(answers.map(\.symbol))),
        Column("alerts", .integer(answers.map { Int64($0.alerts.count) })),
        Column("per_day", .number(answers.map(\.perDay)), style: .significant(3)),
        Column("hit_rate", .number(answers.map(\.hits.share)), style: .percent(1)),
        Column("hit_lo", .number(answers.map(\.hits.wilson.low)), style: .percent(1)),
        Column("hit_hi", .number(answers.map(\.hits.wilson.high)), style: .percent(1)),
      ])
  }
}

/// When an alert is given; all times in minutes.
struct AlertRule {
  let window: Int
  let history: Int
  let warmUp: Int
  let floor: Double
  let quantile: Double
  let cooldown: Int
}

/// One alert.
struct Alert {
  let minute: Int
  let value: Double
  let threshold: Double
  let longShare: Double

  var severity: Double { value / threshold }
}

/// The alerts of one symbol.
struct SymbolAlerts: SymbolAnswer {
  let symbol: String
  let alerts: [Alert]
  /// Days after warm-up.
  let days: Double
  let hits: Proportion
  private let grid: TimeGrid

  init(_ inputs: MarketInputs, _ scope: Scope, _ rule: AlertRule) {
    let series = inputs.series(scope, interval: .minute)
    symbol = scope.name
    grid = series.grid
    let usd = series.usd.map { $0.isNaN ? 0 : $0 }
    let long = series.usdLong.map { $0.isNaN ? 0 : $0 }
    alerts = replay(usd, long, rule)
    days = Double(grid.count - rule.warmUp) / 1_440
    let ahead = trailingSums(usd, 15)
    // The sum that ends 15 minutes later covers exactly the minutes after an alert.
    let later = (rule.warmUp..<max(rule.warmUp, usd.count - 15)).map { ahead[$0 + 15] }
    let bar = quantile(sorted: later.sorted(), 0.95)
    let judged = alerts.filter { $0.minute + 15 < usd.count }
    hits = Proportion(
      judged.count { ahead[$0.minute + 15] >= bar && bar > 0 }, of: judged.count)
  }

  func time(_ minute: Int) -> Int64 { grid.time(minute) }

  var perDay: Double { Double(alerts.count) / days }

  var sentence: String {
    let right =
      hits.trials == 0
      ? ""
      : "; \(Phrases.percent(hits.share, decimals: 0)) "
        + "\(Phrases.interval(hits.wilson, .percent(0))) were followed by a top-5 % quarter hour"
    return "\(symbol): \(Phrases.plural(alerts.count, "alert")), "
      + "\(Phrases.number(perDay)) a day\(right)."
  }

  var members: [JSONMember] {
    [
      JSONMember("count", alerts.count), JSONMember("per_day", perDay),
      JSONMember("hit_rate", hits.share), JSONMember("hit_rate_wilson95", hits.wilson),
      JSONMember("first10_minute", alerts.prefix(10).map { Double($0.minute) }),
      JSONMember("first5_threshold", alerts.prefix(5).map(\.threshold)),
    ]
  }
}

/// The alerts in the order of time; the threshold at t comes from windows that end before the one
/// at t begins.
private func replay(_ usd: [Double], _ long: [Double], _ rule: AlertRule) -> [Alert] {
  let sums = trailingSums(usd, rule.window)
  let longs = trailingSums(long, rule.window)
  // Nothing before the first minute is known; half a history is enough for a quantile.
  let unknown = [Double](repeating: .nan, count: rule.history)
  let usual = trailingQuantiles(unknown + sums, window: rule.history, probability: rule.quantile)
  var alerts: [Alert] = []
  var silentUntil = Int.min
  for minute in stride(from: rule.warmUp, to: usd.count, by: 1)
  where sums[minute] >= rule.floor && sums[minute] > 0 && minute >= silentUntil {
    let past = usual[rule.history + max(0, minute - rule.window + 1)]
    let threshold = max(rule.floor, past.isNaN ? 0 : past)
    guard sums[minute] >= threshold else { continue }
    alerts.append(
      Alert(
        minute: minute, value: sums[minute], threshold: threshold,
        longShare: longs[minute] / sums[minute]))
    silentUntil = minute + rule.cooldown
  }
  return alerts
}

/// The sum of the last `window` values up to each, fewer at the start.
func trailingSums(_ values: [Double], _ window: Int) -> [Double] {
  var running = 0.0
  let totals =
    [0]
    + values.map { value -> Double in
      running += value
      return running
    }
  return values.indices.map { totals[$0 + 1] - totals[max(0, $0 + 1 - window)] }
}
