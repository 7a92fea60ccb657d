import Basics
import MarketData
import Reports
import Signals
package import Statistics

/// A column of a table, not of signals.
private typealias Column = Reports.Column

/// How the forecasts of all models did on each symbol; nothing for one symbol.
func symbolTables(_ session: LearningSession) -> [Table] {
  let rows = zip(session.symbols, session.bySymbol).flatMap { symbol, study in
    study.scores.map { (symbol: symbol, study: study, score: $0) }
  }
  guard !rows.isEmpty else { return [] }
  func number(
    _ name: String, _ style: Column.Style, _ value: (ForecasterScore) -> Double
  ) -> Column {
    Column(name, .number(rows.map { value($0.score) }), style: style)
  }
  return [
    Table(
      name: "by_symbol", title: "The same forecasts, symbol by symbol",
      columns: [
        Column("symbol", .text(rows.map(\.symbol))), Column("model", .text(rows.map(\.score.name))),
        Column("verdict", .text(rows.map(\.score.verdict))),
        Column("test_rows", .integer(rows.map { Int64($0.study.count) })),
        Column("events", .integer(rows.map { Int64($0.study.events) })),
        number("brier", .significant(4)) { $0.brier },
        number("brier_saved", .significant(3)) { $0.saving?.mean ?? .nan },
        number("saved_lo", .significant(3)) { $0.saving?.interval.low ?? .nan },
        number("saved_hi", .significant(3)) { $0.saving?.interval.high ?? .nan },
        number("p", .pValue) { $0.saving?.pValue ?? .nan },
        number("auc", .significant(3)) { $0.auc },
        number("brier_skill", .percent(1)) { $0.brierSkill },
        number("ap", .significant(3)) { $0.averagePrecision },
        number("precision_top5pct", .percent(1)) { $0.precisionAtBudget },
      ], rowsShown: 60, isFile: true)
  ]
}

/// On which symbols the best model has skill when they are judged alone.
func symbolSentence(_ session: LearningSession) -> [String] {
  guard !session.bySymbol.isEmpty, let best = session.study.bestModel else { return [] }
  let skilled = zip(session.symbols, session.bySymbol).filter { _, study in
    study.scores.contains { $0.name == best.name && $0.hasSkill }
  }
  let names = skilled.isEmpty ? "none" : skilled.map(\.0).joined(separator: ", ")
  return [
    "Judged alone, \(best.name) has skill on \(skilled.count) of \(session.symbols.count) symbols: "
      + "\(names). With many symbols one in forty looks skilled by chance."
  ]
}

/// What is written of the study of one symbol.
func symbolMembers(_ study: SkillStudy) -> [JSONMember] {
  [
    JSONMember("test_rows", .integer(Int64(study.count))),
    JSONMember("events", .integer(Int64(study.events))),
    JSONMember("best_baseline", .string(study.bestBaseline?.name ?? "")),
    JSONMember("verdict", .string(study.bestModel.map { "skill: \($0.name)" } ?? "no skill")),
    JSONMember(
      "models", .object(study.scores.map { JSONMember($0.name, .object($0.members)) })),
  ]
}

/// Forecast and observed rates by tenths of the forecasts.
func reliabilityTable(_ study: SkillStudy) -> Table {
  let rows = study.scores.flatMap { score in
    score.reliability.counts.indices.filter { score.reliability.counts[$0] > 0 }.map { bin in
      (name: score.name, bin: bin, reliability: score.reliability)
    }
  }
  return Table(
    name: "reliability", title: "Forecast against observed rates, by tenths of the forecasts",
    columns: [
      Column("model", .text(rows.map(\.name))),
      Column("tenth", .integer(rows.map { Int64($0.bin + 1) })),
      Column("rows", .integer(rows.map { Int64($0.reliability.counts[$0.bin]) })),
      Column(
        "forecast", .number(rows.map { $0.reliability.forecasts[$0.bin] }), style: .percent(2)),
      Column("observed", .number(rows.map { $0.reliability.rates[$0.bin] }), style: .percent(2)),
    ], isFile: true)
}

/// What was learned from, symbol by symbol.
func inputTable(_ session: LearningSession) -> Table {
  let markets = session.markets
  let counts = markets.indices.map { place in session.table.symbol.count { $0 == place } }
  return Table(
    name: "inputs", title: "What was learned from",
    columns: [
      Column("symbol", .text(markets.map(\.symbol))),
      Column("rows", .integer(counts.map { Int64($0) })),
      Column("candles", .integer(markets.map { Int64($0.tape.candles.count) })),
      Column("liquidations", .integer(markets.map { Int64($0.tape.liquidations.count) })),
      Column("totals", .integer(markets.map { Int64($0.tape.totals.count) })),
      Column(
        "totals_of",
        .text(
          markets.map { market in
            market.hasTotals ? DurationText.format(market.tape.totals.interval) : ""
          })),
      Column(
        "series",
        .text(
          markets.map { $0.tape.series.names.map(\.name).joined(separator: ", ") })),
    ], isFile: true)
}

/// What stands for liquidations, where it is not single ones.
func sourceWords(_ session: LearningSession) -> String {
  guard session.table.source == .totals else { return "" }
  let lengths = Set(session.markets.map { DurationText.format($0.tape.totals.interval) }).sorted()
  return
    "; liquidations are stored totals of \(lengths.joined(separator: ", ")), known at their end"
}

/// The forecasts of the walk-forward as CSV, one row a test row: when and of what, what followed,
/// the threshold, and what every model and baseline said before.
package func forecastCSV(
  _ table: LearningTable, _ symbols: [String], _ study: SkillStudy
) -> String {
  let names = study.forecasts.map(\.name).joined(separator: ",")
  var text = "time,symbol,fold,outcome,threshold,event,\(names)\n"
  var place = 0
  for (fold, thresholds) in zip(study.folds.indices, study.thresholds) {
    for row in study.folds[fold].test {
      let (symbol, outcome) = (table.symbol[row], table.task.future[row])
      let isEvent = outcome >= thresholds[symbol]
      text += "\(TimeText.csv(table.times[row])),\(csvField(symbols[symbol])),\(fold + 1),"
      text += "\(outcome),\(thresholds[symbol]),\(isEvent ? 1 : 0)"
      for forecast in study.forecasts { text += ",\(forecast.probabilities[place])" }
      text += "\n"
      place += 1
    }
  }
  return text
}

/// The forecasts of the volatility itself as CSV, one row a test row.
package func volatilityCSV(
  _ table: LearningTable, _ symbols: [String], _ study: VolatilityStudy
) -> String {
  var text = "time,symbol,outcome,forecast,lower,upper,har,repeated\n"
  for (row, forecast) in zip(study.rows, study.forecasts) {
    text += "\(TimeText.csv(table.times[row])),\(csvField(symbols[table.symbol[row]])),"
    text += "\(forecast.outcome),\(forecast.expected),\(forecast.lower),\(forecast.upper),"
    text += "\(forecast.autoregressive),\(forecast.naive)\n"
  }
  return text
}
