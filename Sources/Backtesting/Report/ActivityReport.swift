import Reports

extension BacktestResult {
  /// Leverage, turnover, times, orders and coverage.
  var activitySection: Section {
    var section = Section(name: "activity", title: "How it traded")
    section.tables = [activityTable, timesTable, orderOutcomeTable, coverageTable]
    section.method = [
      "Leverage is over all marks; turnover is entry and exit notional over mean equity, a day; "
        + "times held leave out trades that only the end of the run closed."
    ]
    return section
  }

  private var activityTable: Table {
    let rows: [(String, Double)] = [
      ("mean gross leverage", activity.meanGrossLeverage),
      ("largest gross leverage", activity.largestGrossLeverage),
      ("mean net leverage", activity.meanNetLeverage),
      ("largest net leverage", activity.largestNetLeverage),
      ("turnover a day", activity.turnoverPerDay),
    ]
    return Table(
      name: "activity", title: "Leverage and turnover",
      columns: [
        Column("what", .text(rows.map(\.0))),
        Column("value", .number(rows.map(\.1)), style: .significant(4)),
      ])
  }

  private var timesTable: Table {
    let rows: [(String, Activity.Spread)] = [
      ("winners were held", activity.winnersHeld), ("losers were held", activity.losersHeld),
      ("from decision to entry", activity.fillLag),
    ]
    return Table(
      name: "times", title: "How long",
      columns: [
        Column("what", .text(rows.map(\.0))),
        Column("min_s", label: "least", .number(rows.map(\.1.least)), style: .duration),
        Column("median_s", label: "middle", .number(rows.map(\.1.middle)), style: .duration),
        Column("max_s", label: "most", .number(rows.map(\.1.most)), style: .duration),
      ])
  }

  private var orderOutcomeTable: Table {
    Table(
      name: "order_outcomes", title: "What became of entry orders",
      columns: [
        Column("outcome", .text(activity.orders.map(\.name))),
        Column("n", .integer(activity.orders.map { Int64($0.count) })),
      ])
  }

  private var coverageTable: Table {
    Table(
      name: "candle_coverage", title: "Candles of the days of trading",
      columns: [
        Column("symbol", .text(activity.coverage.map(\.symbol))),
        Column("share", .number(activity.coverage.map(\.share)), style: .percent(2)),
        Column(
          "missing_minutes", .number(activity.coverage.map(\.missingMinutes)),
          style: .significant(6)),
      ])
  }
}
