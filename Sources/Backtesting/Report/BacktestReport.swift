package import Basics
import MarketData
package import Reports
import Signals
import Statistics

extension BacktestResult {
  /// The report of this run: `run`, `metrics` and `ledger` in `report.json`, and the same numbers
  /// as sentences, tables and pictures.
  ///
  /// - Parameter run: What was run on what: id, version, command, seed, window, segments, strategy.
  /// - Returns: The report, ready for any renderer.
  package func report(run: JSONValue) -> Report {
    report(run: run, windows: [], listsRecord: true)
  }

  func report(run: JSONValue, windows: [TimeRange], listsRecord: Bool) -> Report {
    var report = Report(
      title: "Backtest of \(plan.strategy.name)\(isEventTime ? " (event-time)" : "")", run: run,
      data: [
        JSONMember("metrics", metrics.json), JSONMember("ledger", ledger.json),
        JSONMember("monthly", MonthlyReturns(daily).json),
        JSONMember("decisions", decisionJSON), JSONMember("activity", activity.json),
      ])
    report.keyNumbers = keyNumbers
    report.findings = findings
    report.caveats = warnings + smallSample
    let marks = listsRecord ? record.marks.columns : nil
    report.sections = [
      performanceSection, costSection,
      breakdownSection(windows: windows), activitySection, tradeSection, decisionSection,
    ]
    if let marks { report.sections.append(recordSection(marks)) }
    report.definitions = MetricDefinitions.all
    return report
  }

  /// Signals that use rows before they were known must say so in the title (trap 2).
  private var isEventTime: Bool { plan.strategy.data.timeBasis == .event }

  private var keyNumbers: [KeyNumber] {
    [
      number(.totalReturn, "total return", .percent(2)),
      number(.maximumDrawdown, "largest drawdown", .percent(2)),
      sharpeNumber,
      number(.trades, "trades", .significant(6)),
      winNumber,
      number(.profitFactor, "profit factor", .significant(3)),
    ]
  }

  /// With the interval of its standard error, which knows skewness and fat tails but takes days as
  /// independent.
  private var sharpeNumber: KeyNumber {
    var number = number(.sharpe, "Sharpe ratio (365 days)", .significant(3))
    let error = SharpeConfidence(EquityMetrics.returns(of: daily.equity))?.standardError
    guard let ratio = metrics[.sharpe], let error else { return number }
    number.low = ratio - 1.96 * error * 365.0.squareRoot()
    number.high = ratio + 1.96 * error * 365.0.squareRoot()
    return number
  }

  /// With Wilson's interval.
  private var winNumber: KeyNumber {
    var number = number(.winRate, "winning trades", .percent(1))
    let trades = record.trades.filter(\.countsInStatistics)
    guard !trades.isEmpty else { return number }
    let interval = Proportion(trades.count { $0.netProfit > 0 }, of: trades.count).wilson
    number.low = interval.low
    number.high = interval.high
    return number
  }

  private func number(_ key: MetricKey, _ label: String, _ style: Reports.Column.Style) -> KeyNumber
  {
    var number = KeyNumber(key.rawValue, label: label, metrics[key] ?? .nan, style: style)
    number.definition = MetricDefinitions.all[key.rawValue] ?? ""
    return number
  }

  private var findings: [Finding] {
    let percent = { (value: Double?) in
      value.map { NumberText.text($0, .percent(2)) } ?? "n/a"
    }
    let first = metrics[.initialEquity] ?? .nan
    let last = metrics[.finalEquity] ?? .nan
    var list = [
      Finding(
        "Equity went from \(money(first)) to \(money(last)) "
          + "(\(percent(metrics[.totalReturn]))), with a "
          + "largest drawdown of \(percent(metrics[.maximumDrawdown])).",
        section: "performance")
    ]
    if let p = metrics[.tradePValue], let mean = metrics[.expectancy] {
      let count = Int(metrics[.trades] ?? 0)
      let verdict = p < 0.05 ? "differs from zero" : "cannot be told from zero"
      list.append(
        Finding(
          "A trade brought \(money(mean)) on average, which \(verdict) "
            + "(t-test over \(count) trades, p \(NumberText.text(p, .pValue))).",
          section: "performance"))
    }
    if let multiple = ledger.breakEvenCostMultiple {
      let costs = money(ledger.costs)
      let gross = money(ledger.gross)
      let verdict =
        ledger.gross > 0
        ? "at \(NumberText.text(multiple, .significant(3))) times these costs the same trades "
          + "would have brought nothing" : "the same trades lose without any costs"
      list.append(
        Finding("Costs took \(costs) of a gross \(gross); \(verdict).", section: "costs"))
    }
    return list
  }

  /// An amount as sentences have it: whole units, or cents of small amounts.
  private func money(_ amount: Double) -> String {
    let text = NumberText.text(amount, .decimals(abs(amount) < 1_000 ? 2 : 0))
    return "\(text) \(plan.strategy.portfolio.currency)"
  }

  private var smallSample: [String] {
    var list: [String] = []
    let trades = Int(metrics[.trades] ?? 0)
    let days = Int(metrics[.days] ?? 0)
    if trades < 30 { list.append("only \(trades) trades: statistics of trades mean little") }
    if !plan.isShortRun, days < 30 {
      list.append("only \(days) days: annualised numbers are left out")
    } else if !plan.isShortRun, days < 90 {
      list.append("only \(days) days: annualised numbers are unsure")
    }
    if let ambiguous = metrics[.ambiguousCandles], ambiguous > 0 {
      list.append(
        "\(Int(ambiguous)) trades met stop and target in one candle; had each left at its target, "
          + "the net would be \(NumberText.text(ledger.net + bestCaseGain, .significant(7))) "
          + "instead of \(NumberText.text(ledger.net, .significant(7)))")
    }
    return list
  }

  /// What ambiguous trades would have brought more at their targets, as makers (rule 145).
  private var bestCaseGain: Double {
    let rate = plan.strategy.costs.makerBasisPoints / 1e4
    let gains = record.trades.filter(\.isAmbiguous).map { trade in
      let target = trade.missedTarget
      let profit = trade.side.sign * trade.quantity * (target - trade.entryPrice)
      let net = profit - trade.entryFee - trade.quantity * target * rate + trade.funding
      return net - trade.netProfit
    }
    return CompensatedSum(gains.filter(\.isFinite)).value
  }

  private var performanceSection: Section {
    var section = Section(name: "performance", title: "Performance")
    let keys = MetricKey.allCases
    section.tables = [
      Table(
        name: "metrics", title: "Metrics",
        columns: [
          Column("metric", .text(keys.map(\.rawValue))),
          Column(
            "value", .number(keys.map { metrics[$0] ?? .nan }),
            style: .rows(keys.map(MetricWords.style))),
        ], rowsShown: keys.count, isFile: true)
    ]
    section.tables.insert(contentsOf: [MonthlyReturns(daily).table].compactMap(\.self), at: 0)
    section.charts = [equityChart]
    section.method = [
      "Ratios use daily returns, a year of 365 days, no risk-free rate and sample standard "
        + "deviations; fractions are not percent. Undefined numbers are empty. The largest "
        + "drawdown "
        + "is over all marks, `max_drawdown_daily` over daily ones."
    ]
    return section
  }

  private var costSection: Section {
    var section = Section(name: "costs", title: "Where the money went")
    let rows: [(String, Double)] = [
      ("gross, on reference prices", ledger.gross), ("slippage", -ledger.slippage),
      ("maker fees", -ledger.maker), ("taker fees", -ledger.taker),
      ("liquidation fees", -ledger.liquidationFees), ("funding", ledger.funding),
      ("net", ledger.net),
    ]
    section.tables = [
      Table(
        name: "ledger", title: "Ledger",
        columns: [
          Column("item", .text(rows.map(\.0))),
          Column("amount", .number(rows.map(\.1)), style: .decimals(2)),
        ])
    ]
    section.charts = [ledgerChart]
    section.method = ["The ledger must explain the change of equity to 1e-9, or the run fails."]
    return section
  }
}
