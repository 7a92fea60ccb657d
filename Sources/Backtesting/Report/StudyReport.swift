package import Basics
import MarketData
package import Reports
import Signals

extension Study {
  /// The report of the run with sections on everything that was done to doubt it; `run` says what
  /// was run on what: id, version, command, seed, window, segments, strategy.
  ///
  /// - Parameters:
  ///   - run: What was run on what.
  ///   - listsRecord: Whether every mark and order is listed; `report.json` has none of them.
  /// - Returns: The report, ready for any renderer.
  package func report(run: JSONValue, listsRecord: Bool = true) -> Report {
    var report = result.report(
      run: run, windows: walkForward?.windows.map(\.test) ?? [], listsRecord: listsRecord)
    report.caveats += notes + proofs.flatMap(\.differences)
    report.findings += findings
    report.keyNumbers = numbers(report.keyNumbers)
    report.sections.insert(verdictSection, at: min(1, report.sections.count))
    report.data.append(JSONMember("parameters", parameterJSON))
    report.data.append(JSONMember("validation", validationJSON))
    if !edgeDecay.isEmpty || !capacity.isEmpty { report.sections.append(edgeSection) }
    if let sweep {
      report.sections.append(sweepSection(sweep))
      report.data.append(JSONMember("sweep", sweepJSON(sweep)))
    }
    if let walkForward {
      report.sections.append(walkForwardSection(walkForward))
      report.data.append(JSONMember("walk_forward", walkForward.json))
    }
    return report
  }

  /// The cards with the intervals of the bootstrap, where there is one, and the count of checks.
  private func numbers(_ numbers: [KeyNumber]) -> [KeyNumber] {
    var list = numbers
    for interval in bootstrap?.intervals ?? [] {
      guard let index = list.firstIndex(where: { $0.name == interval.key.rawValue }) else {
        continue
      }
      list[index].low = interval.low
      list[index].high = interval.high
    }
    let judged = checks.filter { $0.verdict != "n/a" }
    var passed = KeyNumber(
      "checks_passed", label: "checks passed", Double(judged.count { $0.verdict == "pass" }),
      style: .significant(2))
    passed.note = "of \(judged.count) that apply"
    passed.definition = "Mechanical reasons to doubt the result, each with its own limit."
    return list + [passed]
  }

  private var checkWords: String {
    let judged = checks.filter { $0.verdict != "n/a" }
    let failed = judged.filter { $0.verdict == "fail" }.map(\.name)
    guard !failed.isEmpty else { return "All \(judged.count) checks that apply are passed." }
    return
      "\(judged.count - failed.count) of \(judged.count) checks that apply are passed; failed: "
      + failed.joined(separator: ", ") + "."
  }

  private var parameterJSON: JSONValue {
    .object(
      parameters.keys.sorted(by: precedes).map {
        JSONMember($0, .string(parameters[$0]?.text ?? ""))
      })
  }

  // MARK: Verdict

  /// One mechanical check: its number beside what it must reach.
  private struct Check {
    let name: String
    let key: String
    let value: Double?
    let isAtLeast: Bool
    let limit: Double

    var verdict: String {
      guard let value else { return "n/a" }
      return (isAtLeast ? value >= limit : value <= limit) ? "pass" : "fail"
    }
  }

  private var checks: [Check] {
    let metrics = result.metrics
    let trades = metrics[.trades] ?? 0
    let sharpe = bootstrap?.intervals.first { $0.key == .sharpe || $0.key == .expectancy }
    let ambiguous = trades > 0 ? (metrics[.ambiguousCandles] ?? 0) / trades : nil
    let efficiencies = walkForward?.windows.compactMap(\.efficiency) ?? []
    let efficiency =
      efficiencies.isEmpty
      ? nil : CompensatedSum(efficiencies).value / Double(efficiencies.count)
    return [
      Check(name: "trades", key: "n_trades", value: trades, isAtLeast: true, limit: 30),
      Check(
        name: "lower end of the bootstrap interval of \(sharpe?.key.rawValue ?? "sharpe")",
        key: "ci_low", value: sharpe?.low, isAtLeast: true, limit: 0),
      Check(
        name: "deflated Sharpe ratio", key: "dsr", value: deflatedSharpe?.probability,
        isAtLeast: true, limit: 0.95),
      Check(
        name: "probability of overfitting", key: "pbo", value: overfitting?.probability,
        isAtLeast: false, limit: 0.2),
      Check(
        name: "p-value of the placebo", key: "placebo_p", value: placebo?.pValue,
        isAtLeast: false, limit: 0.05),
      Check(
        name: "p-value of the reality check", key: "reality_check_p", value: realityCheck?.pValue,
        isAtLeast: false, limit: 0.05),
      Check(
        name: "p-value of superior predictive ability", key: "spa_p",
        value: superiorAbility?.pValue, isAtLeast: false, limit: 0.05),
      Check(
        name: "multiple of costs at which nothing is left", key: "break_even_costs",
        value: result.ledger.breakEvenCostMultiple, isAtLeast: true, limit: 2),
      Check(
        name: "candles there are of those there should be", key: "coverage",
        value: result.activity.coverage.map(\.share).min(), isAtLeast: true,
        limit: result.plan.strategy.data.minimumCoverage),
      Check(
        name: "median of the neighbours over the best point", key: "neighbourhood",
        value: sweep?.neighbourhood, isAtLeast: true, limit: 0.5),
      Check(
        name: "share of trades decided by a rule inside a candle", key: "ambiguous_share",
        value: ambiguous, isAtLeast: false, limit: 0.05),
      Check(
        name: "out-of-sample over in-sample return", key: "wfe", value: efficiency,
        isAtLeast: true, limit: 0.5),
    ]
  }

  private var verdictSection: Section {
    var section = Section(name: "verdict", title: "Reasons to doubt")
    let checks = checks
    section.summary = [checkWords]
    section.charts = (bootstrap?.charts ?? []) + [placebo?.chart].compactMap(\.self)
    section.tables = [
      Table(
        name: "verdict", title: "Checks",
        columns: [
          Column("check", .text(checks.map(\.name))),
          Column("value", .number(checks.map { $0.value ?? .nan }), style: .significant(3)),
          Column(
            "wanted",
            .text(
              checks.map {
                "\($0.isAtLeast ? "≥" : "≤") \(NumberText.text($0.limit, .significant(2)))"
              })),
          Column("verdict", .text(checks.map(\.verdict))),
        ])
    ]
    if let bootstrap { section.tables.append(bootstrapTable(bootstrap)) }
    if !stress.isEmpty { section.tables.append(stressTable) }
    if !proofs.isEmpty { section.tables.append(proofTable) }
    section.method = plainWords
    return section
  }

  private func bootstrapTable(_ bootstrap: BootstrapIntervals) -> Table {
    let what =
      bootstrap.block.map { "blocks of \(NumberText.text($0, .significant(3))) days" } ?? "trades"
    let styles = Reports.Column.Style.rows(bootstrap.intervals.map { MetricWords.style($0.key) })
    return Table(
      name: "bootstrap",
      title: "Intervals at 95 %: \(bootstrap.repetitions) resamples of \(what)",
      columns: [
        Column("metric", .text(bootstrap.intervals.map(\.key.rawValue))),
        Column("value", .number(bootstrap.intervals.map { $0.value ?? .nan }), style: styles),
        Column("low", label: "95 % from", .number(bootstrap.intervals.map(\.low)), style: styles),
        Column("high", label: "95 % to", .number(bootstrap.intervals.map(\.high)), style: styles),
      ])
  }

  private var stressTable: Table {
    Table(
      name: "stress", title: "The same strategy at other costs and latencies",
      columns: [
        Column("assumption", .text(stress.map(\.name))),
        Column(
          "total_return", .number(stress.map { $0.totalReturn ?? .nan }), style: .percent(2)),
        Column("sharpe", .number(stress.map { $0.sharpe ?? .nan }), style: .significant(3)),
        Column("net", .number(stress.map(\.net)), style: .significant(6)),
        Column("n_trades", .integer(stress.map { Int64($0.trades) })),
      ])
  }

  private var validationJSON: JSONValue {
    var members = checks.map { check in
      JSONMember(
        check.key,
        .object([
          JSONMember("value", JSONValue(check.value)),
          JSONMember(check.isAtLeast ? "at_least" : "at_most", .number(check.limit)),
          JSONMember("verdict", .string(check.verdict)),
        ]))
    }
    if let bootstrap {
      members.append(
        JSONMember(
          "bootstrap",
          .object(
            bootstrap.intervals.map {
              JSONMember($0.key.rawValue, .array([.number($0.low), .number($0.high)]))
            })))
    }
    if let deflatedSharpe {
      members.append(JSONMember("dsr_threshold", JSONValue(deflatedSharpe.threshold)))
      members.append(JSONMember("dsr_trials", .integer(Int64(deflatedSharpe.trials))))
    }
    if let overfitting {
      members.append(JSONMember("pbo_mean_logit", JSONValue(overfitting.meanLogit)))
      members.append(
        JSONMember("pbo_combinations", .integer(Int64(overfitting.combinations))))
    }
    members.append(JSONMember("recorded_trials", .integer(Int64(recordedTrials))))
    if let placebo {
      members.append(JSONMember("placebo_kind", .string(placebo.kind.rawValue)))
      members.append(JSONMember("placebo_draws", .integer(Int64(placebo.draws.count))))
    }
    if !stress.isEmpty { members.append(JSONMember("stress", stressJSON)) }
    if !edgeDecay.isEmpty { members.append(JSONMember("edge_decay", edgeJSON)) }
    if !capacity.isEmpty { members.append(JSONMember("capacity", capacityJSON)) }
    if !proofs.isEmpty { members.append(JSONMember("proofs", proofJSON)) }
    return .object(members)
  }
}
