package import Basics
import MarketData
package import Reports
import Statistics

/// The report of one `analyze` run: `run`, `coverage` and `analyses` in `report.json`, and the same
/// numbers as sentences, tables and pictures.
///
/// - Parameters:
///   - run: What was run on what: id, version, command, seed, window, segments.
///   - inputs: What the analyses read.
///   - analyses: What was run.
///   - results: One for each, in the same order.
/// - Returns: At most ten findings: descriptions first, then tested claims that survive Holm's
///   correction over all headline tests, the surest first.
package func assembleReport(
  run: JSONValue, inputs: MarketInputs, analyses: [any Analysis], results: [AnalysisResult]
) -> Report {
  let ends = [inputs.window.from, inputs.window.to]
  let areDays = ends.allSatisfy { TimeText.floorModulo($0, TimeText.microsecondsPerDay) == 0 }
  let words = ends.map { areDays ? TimeText.day($0) : TimeText.rfc3339($0) }
  let checks = inputs.sideChecks()
  let coverage = inputs.exchanges.map { JSONValue.object(coverageMembers($0, inputs, checks)) }
  let answers = zip(analyses, results).map { JSONMember(type(of: $0).name, $1.json) }
  var report = Report(
    title: "Liquidations from \(words[0]) to \(words[1])", run: run,
    data: [
      JSONMember("coverage", .array(coverage)), JSONMember("analyses", .object(answers)),
    ])
  report.keyNumbers = results.flatMap(\.keyNumbers)
  report.findings = findings(results)
  report.caveats = caveats(inputs, checks, results)
  report.sections = [coverageSection(inputs, checks)] + results.map(\.section)
  let tables = report.sections.flatMap(\.tables)
  report.definitions = ColumnDefinitions.of(Set(tables.flatMap { $0.columns.map(\.name) }))
  return report
}

/// The sentences at the top.
private func findings(_ results: [AnalysisResult]) -> [Finding] {
  let claims = results.flatMap { result in result.claims.map { ($0, result.section.name) } }
  let plain = claims.filter { $0.0.pValue.isNaN }
  let tested = claims.filter { !$0.0.pValue.isNaN }
  let adjusted = MultipleTesting.holm(tested.map(\.0.pValue))
  let surviving = zip(tested, adjusted).filter { $0.1 < 0.05 }.sorted { $0.1 < $1.1 }
  let note = "corrected for \(Phrases.plural(tested.count, "headline test"))"
  let sure = surviving.map { claim, p in
    Finding("\(claim.0.sentence) (\(Phrases.p(p)), \(note).)", section: claim.1)
  }
  let described = plain.map { Finding($0.0.sentence, section: $0.1) }
  return Array((described.prefix(3) + sure + described.dropFirst(3)).prefix(10))
}

private func caveats(
  _ inputs: MarketInputs, _ checks: [SideCheck], _ results: [AnalysisResult]
) -> [String] {
  var list = checks.filter(\.looksInverted).map { check in
    "\(check.exchange): only \(Phrases.percent(check.share)) of \(Phrases.count(check.count)) "
      + "liquidations are longs in falling or shorts in rising candles: its sides look inverted. "
      + "Check how they were imported."
  }
  for exchange in inputs.exchanges where inputs.coverage.share(exchange) < 0.99 {
    let share = Phrases.percent(inputs.coverage.share(exchange))
    list.append(
      "\(exchange) was recorded for \(share) of the window; bins outside are unknown, not zero.")
  }
  let kinds = Set(inputs.exchanges.flatMap { inputs.priceKinds($0).map(\.key) })
  if kinds.count > 1 {
    list.append(
      "Prices are of different kinds (\(kinds.sorted().joined(separator: ", "))), which differ by "
        + "up to several percent: compare dollars across exchanges with that in mind.")
  }
  return list + results.flatMap(\.caveats)
}

private func coverageMembers(
  _ exchange: String, _ inputs: MarketInputs, _ checks: [SideCheck]
) -> [JSONMember] {
  let ranges = inputs.coverage.ranges(exchange)
  let own = inputs.instruments.filter { $0.key.exchange == exchange }
  let total = Totals(own.map(\.total)).sums
  var members = [
    JSONMember("exchange", text: exchange),
    JSONMember("from", ranges.first.map { .string(TimeText.rfc3339($0.from)) } ?? .null),
    JSONMember("to", ranges.last.map { .string(TimeText.rfc3339($0.to)) } ?? .null),
    JSONMember("share", inputs.coverage.share(exchange)),
    JSONMember("gaps", max(0, ranges.count - 1)), JSONMember("symbols", own.count),
    JSONMember("n", total.count), JSONMember("usd", total.usd),
    JSONMember("notional_missing", own.reduce(0) { $0 + $1.missingNotional }),
    JSONMember("price_kinds", .object(inputs.priceKinds(exchange))),
  ]
  if let check = checks.first(where: { $0.exchange == exchange }) {
    members.append(JSONMember("side_check", check.members))
  }
  return members
}

extension MarketInputs {
  /// Rows of each price kind of one exchange that occurs.
  func priceKinds(_ exchange: String) -> [JSONMember] {
    var counts = [Int64](repeating: 0, count: PriceKind.allCases.count)
    for instrument in instruments where instrument.key.exchange == exchange {
      for kind in counts.indices { counts[kind] += instrument.priceKinds[kind] }
    }
    return PriceKind.allCases.filter { counts[Int($0.rawValue)] > 0 }
      .map { JSONMember($0.name, counts[Int($0.rawValue)]) }
  }
}

/// The chapter that says what the numbers rest on.
private func coverageSection(_ inputs: MarketInputs, _ checks: [SideCheck]) -> Section {
  var section = Section(name: "coverage", title: "What the numbers rest on")
  let names = inputs.exchanges
  let totals = names.map { name in
    Totals(inputs.instruments.filter { $0.key.exchange == name }.map(\.total)).sums
  }
  let shares = names.map { name in checks.first { $0.exchange == name }?.share ?? .nan }
  section.tables = [
    Table(
      name: "coverage", title: "Recorded, by exchange",
      columns: [
        Column("exchange", .text(names)),
        Column(
          "from", .time(names.map { inputs.coverage.ranges($0).first?.from ?? .min })),
        Column("to", .time(names.map { inputs.coverage.ranges($0).last?.to ?? .min })),
        Column(
          "share", label: "of the window", .number(names.map { inputs.coverage.share($0) }),
          style: .percent(1)),
        Column("n", label: "events", .integer(totals.map(\.count))),
        Column("usd", label: "USD", .number(totals.map(\.usd)), style: .dollars),
        Column(
          "side_share_agreeing", label: "sides that fit the candle", .number(shares),
          style: .percent(1)),
      ])
  ]
  section.charts = [coverageChart(inputs)]
  section.method = [
    "An exchange counts as recorded from the first to the last row of each of its imports. Sides "
      + "fit when a long is liquidated in a falling or a short in a rising five-minute candle."
  ]
  return section
}

/// When each exchange was recorded.
private func coverageChart(_ inputs: MarketInputs) -> Chart {
  let strips = inputs.exchanges.enumerated().flatMap { row, exchange in
    inputs.coverage.ranges(exchange).map { (row: Double(row), range: $0) }
  }
  return Chart(
    name: "coverage", title: "Recorded, by exchange",
    x: Chart.Axis("time (UTC)", scale: .time),
    y: Chart.Axis("", scale: .categories(inputs.exchanges)),
    marks: [
      .spans(
        name: "recorded", from: strips.map { Double($0.range.from) },
        to: strips.map { Double($0.range.to) }, rows: strips.map(\.row))
    ])
}
