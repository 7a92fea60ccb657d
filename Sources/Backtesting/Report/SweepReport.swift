import Basics
import MarketData
import Reports
import Signals

extension Study {
  /// The points of the sweep; the table is `sweep.csv`.
  func sweepSection(_ sweep: SweepResult) -> Section {
    var section = Section(name: "sweep", title: "Sweep")
    let best = sweep.best.map { "point \($0.index + 1)" } ?? "none is eligible"
    section.summary = [
      "\(sweep.points.count) of \(sweep.grid.count) parameter sets were run; by "
        + "\(sweep.rules.objective.rawValue), the best is \(best). It was chosen on these very "
        + "days, so its numbers are no forecast."
    ]
    if let share = sweep.neighbourhood {
      let word = share < 0.5 ? "an isolated peak" : "no isolated peak"
      section.summary.append(
        "Its neighbours reach \(NumberText.text(share, .percent(0))) of its objective: \(word).")
    }
    section.tables = [sweepTable(sweep)]
    section.charts = sweepCharts(sweep)
    return section
  }

  private func sweepTable(_ sweep: SweepResult) -> Table {
    let points = sweep.points
    let keys: [MetricKey] = [
      .totalReturn, .cagr, .sharpe, .sortino, .calmar, .martin, .maximumDrawdown, .trades,
      .winRate, .profitFactor, .expectancy,
    ]
    var columns = [Column("point", .integer(points.map { Int64($0.index + 1) }))]
    for name in sweep.grid.names {
      columns.append(Column(name, .text(points.map { $0.values[name]?.text ?? "" })))
    }
    columns.append(Column("eligible", .flag(points.map { $0.objective != nil })))
    columns += keys.map { key in
      Column(
        key.rawValue, .number(points.map { $0.metrics[key] ?? .nan }), style: .significant(4))
    }
    return Table(name: "sweep", title: "Points", columns: columns, isFile: true)
  }

  /// For each parameter, the objective of every point at each of its values.
  private func sweepCharts(_ sweep: SweepResult) -> [Chart] {
    let grid = sweep.grid
    return grid.names.indices.filter { grid.values[$0].count > 1 }.map { axis in
      let name = grid.names[axis]
      let defined = sweep.points.filter { $0.objective != nil }
      return Chart(
        name: "sweep_\(name)", title: "\(sweep.rules.objective.rawValue) by \(name)",
        x: Chart.Axis(name, scale: .categories(grid.values[axis].map(\.text))),
        y: Chart.Axis(sweep.rules.objective.rawValue),
        marks: [
          .scatter(
            Chart.Series(
              "points", x: defined.map { Double(grid.tuple($0.index)[axis]) },
              y: defined.map { $0.objective ?? .nan }))
        ])
    }
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
      Column(name, .text(windows.map { $0.values[name]?.text ?? "" }))
    }
    let numbers: [(String, (WalkForwardWindow) -> Double?)] = [
      ("objective_in", { $0.inSample }), ("objective_out", { $0.outOfSample }),
      ("return_in", { $0.trainReturn }), ("return_out", { $0.testReturn }),
      ("wfe", { $0.efficiency }),
    ]
    columns += numbers.map { name, value in
      Column(name, .number(windows.map { value($0) ?? .nan }), style: .significant(4))
    }
    columns.append(Column("n_trades", .integer(windows.map { Int64($0.trades) })))
    section.tables = [Table(name: "windows", title: "Windows", columns: columns, isFile: true)]
    section.charts = [
      Chart(
        name: "walk_forward", title: "Equity over the test windows",
        x: Chart.Axis("time (UTC)", scale: .time), y: Chart.Axis("equity"),
        marks: [
          .line(
            Chart.Series("equity", x: result.time.map { Double($0) }, y: result.equity))
        ])
    ]
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
