import Basics
import MarketData
import Reports
import Signals

extension Study {
  /// The points of the sweep; the table is `sweep.csv`.
  func sweepSection(_ sweep: SweepResult) -> Section {
    var section = Section(name: "sweep", title: "Sweep")
    section.summary = [
      "\(sweep.points.count) of \(sweep.grid.count) parameter sets were run; "
        + "\(sweep.points.count { $0.objective != nil }) of them traded often enough to compare. "
        + bestWords(sweep)
    ]
    if let share = sweep.neighbourhood {
      let word = share < 0.5 ? "an isolated peak" : "no isolated peak"
      section.summary.append(
        "Its neighbours reach \(NumberText.text(share, .percent(0))) of its objective: \(word).")
    }
    section.tables = [sweepTable(sweep)]
    section.charts = SweepCharts(sweep).charts
    return section
  }

  private func bestWords(_ sweep: SweepResult) -> String {
    guard let best = sweep.best, let value = best.objective else { return "None is eligible." }
    let key = MetricKey(rawValue: sweep.rules.objective.rawValue) ?? .sharpe
    let set = sweep.grid.names.map { "\($0) \(best.values[$0]?.text ?? "")" }
    return "By \(MetricWords.words(key)), the best is point \(best.index + 1) "
      + "(\(set.joined(separator: ", "))) with \(NumberText.text(value, MetricWords.style(key))). "
      + "It was chosen on these very days, so its numbers are no forecast."
  }

  private func sweepTable(_ sweep: SweepResult) -> Table {
    let points = sweep.points
    let keys: [MetricKey] = [
      .totalReturn, .cagr, .sharpe, .sortino, .calmar, .martin, .maximumDrawdown, .trades,
      .winRate, .profitFactor, .expectancy,
    ]
    var columns = [Column("point", .integer(points.map { Int64($0.index + 1) }))]
    for name in sweep.grid.names {
      columns.append(
        Column(name, label: name, .text(points.map { $0.values[name]?.text ?? "" })))
    }
    columns.append(Column("eligible", .flag(points.map { $0.objective != nil })))
    columns += keys.map { key in
      Column(
        key.rawValue, .number(points.map { $0.metrics[key] ?? .nan }),
        style: MetricWords.style(key))
    }
    return Table(name: "sweep", title: "Points", columns: columns, isFile: true)
  }

  private var sweepObjective: MetricKey? {
    MetricKey(rawValue: (result.plan.strategy.research.sweep ?? .standard).objective.rawValue)
  }

  func sweepJSON(_ sweep: SweepResult) -> JSONValue {
    let best = sweep.best.map { point -> JSONValue in
      .object([
        JSONMember("point", .integer(Int64(point.index + 1))),
        JSONMember("objective", JSONValue(point.objective)),
        JSONMember("parameters", parameters(point.values)),
        JSONMember("metrics", point.metrics.json),
      ])
    }
    return .object([
      JSONMember("points", .integer(Int64(sweep.points.count))),
      JSONMember("grid", .integer(Int64(sweep.grid.count))),
      JSONMember("objective", .string(sweep.rules.objective.rawValue)),
      JSONMember("best", best ?? .null),
      JSONMember("neighbourhood", JSONValue(sweep.neighbourhood)),
    ])
  }

  private func parameters(_ values: [String: ParameterValue]) -> JSONValue {
    .object(
      values.keys.sorted(by: precedes).map { JSONMember($0, .string(values[$0]?.text ?? "")) })
  }

  /// The windows of a walk-forward; the table is `windows.csv`.
  func walkForwardSection(_ result: WalkForwardResult) -> Section {
    var section = Section(name: "walk_forward", title: "Walk-forward")
    let windows = result.windows
    let total = NumberText.text(result.metrics[.totalReturn] ?? .nan, .percent(2))
    section.summary = [
      "Over \(windows.count) test windows, each with parameters chosen on the days before it, the "
        + "strategy brought \(total)."
    ]
    let names = Set(windows.flatMap(\.values.keys)).sorted(by: precedes)
    var columns = [
      Column("window", .integer(windows.indices.map { Int64($0 + 1) })),
      Column("train_from", .time(windows.map(\.train.from))),
      Column("train_to", .time(windows.map(\.train.to))),
      Column("test_from", .time(windows.map(\.test.from))),
      Column("test_to", .time(windows.map(\.test.to))),
    ]
    columns += names.map { name in
      Column(name, label: name, .text(windows.map { $0.values[name]?.text ?? "" }))
    }
    let objective = sweepObjective.map(MetricWords.style) ?? .significant(3)
    let numbers: [(String, Reports.Column.Style, (WalkForwardWindow) -> Double?)] = [
      ("objective_in", objective, { $0.inSample }),
      ("objective_out", objective, { $0.outOfSample }),
      ("return_in", .percent(2), { $0.trainReturn }),
      ("return_out", .percent(2), { $0.testReturn }), ("wfe", .significant(3), { $0.efficiency }),
    ]
    columns += numbers.map { name, style, value in
      Column(name, .number(windows.map { value($0) ?? .nan }), style: style)
    }
    columns.append(Column("n_trades", .integer(windows.map { Int64($0.trades) })))
    section.tables = [Table(name: "windows", title: "Windows", columns: columns, isFile: true)]
    section.charts = [result.chart(currency: self.result.plan.strategy.portfolio.currency)]
    section.method = [
      "Training never follows its test, so no embargo is needed; positions are flat at both ends "
        + "of every test."
    ]
    return section
  }
}

extension WalkForwardResult {
  /// As it stands in `report.json`.
  var json: JSONValue {
    .object([
      JSONMember("windows", .integer(Int64(windows.count))), JSONMember("metrics", metrics.json),
    ])
  }
}
