import Basics
import MarketData
import Reports
import Signals
import Statistics

/// The report of one `learn` run.
func learningReport(
  _ session: LearningSession, _ model: LearnedModel?, _ importance: [Double]
) -> Report {
  let study = session.study
  let request = session.request
  let symbols = session.symbols.joined(separator: ", ")
  var report = Report(
    title: "Foreseeing \(request.target.words) \(DurationText.format(request.horizon)) ahead: "
      + symbols, run: session.run, data: [JSONMember("learning", .object(members(session)))])
  report.findings = [Finding(verdict(session), section: "learning")]
  report.keyNumbers = keyNumbers(study)
  report.caveats = caveats(session, model)
  var section = Section(name: "learning", title: "Forecasts out of sample")
  section.tables =
    [scoreTable(study)] + symbolTables(session) + [
      foldTable(session), reliabilityTable(study), importanceTable(session, importance),
      inputTable(session),
    ]
  section.tables += [session.volatility.map(volatilityTable)].compactMap(\.self)
  section.summary = symbolSentence(session)
  section.summary += [session.volatility.map(volatilitySentence)].compactMap(\.self)
  section.charts = LearningCharts(session, importance).charts
  section.method = method(session)
  report.sections = [section]
  report.definitions = scoreDefinitions
  return report
}

/// What the columns of the tables mean.
private let scoreDefinitions = [
  "auc": "The chance that an event gets a higher probability than a non-event.",
  "ap": "Average precision: the mean share of events among the rows ranked above each event.",
  "brier": "Mean squared distance of the probabilities from what happened; smaller is better.",
  "brier_skill": "1 − Brier score over that of the rate so far; 0 is no skill.",
  "logloss": "Mean of −ln of the probability given to what happened; smaller is better.",
  "ece10": "Mean distance of forecast and observed rates over ten groups; smaller is better.",
  "precision_top5pct": "Share of events among the 5 % of rows with the highest probability.",
  "brier_saved": "Brier score of the best baseline less that of the model.",
  "saved_lo": "Lower end of the 95 % interval of what is saved; whole days are resampled.",
  "saved_hi": "Upper end of the 95 % interval of what is saved; whole days are resampled.",
  "qlike": "Mean of realised over forecast variance less its logarithm less 1.",
  "qlike_repeated": "The same of a forecast that repeats the last variance.",
  "dm": "Diebold–Mariano statistic of the difference to repeating the last variance.",
  "coverage_90": "How often the 90 % interval held the outcome.",
]

/// A column of a table, not of signals.
private typealias Column = Reports.Column

private func verdict(_ session: LearningSession) -> String {
  let study = session.study
  let baseline = study.bestBaseline.map { baselineWords($0.name) } ?? ""
  guard let best = study.bestModel, let saving = best.saving else {
    return "No skill: no model beats the best baseline (\(baseline)) on "
      + "\(grouped(study.count)) test rows of \(study.days) days with "
      + "\(grouped(study.events)) events." + luckWords(study)
  }
  let share = saving.mean / (best.brier + saving.mean)
  return "\(best.name) beats the best baseline (\(baseline)): Brier score \(number(best.brier)), "
    + "\(NumberText.text(share, .percent(1))) less (saved \(number(saving.mean)), 95 % CI "
    + "\(number(saving.interval.low)) … \(number(saving.interval.high))), ROC-AUC "
    + "\(number(best.auc)), on \(grouped(study.count)) test rows of \(study.days) days with "
    + "\(grouped(study.events)) events."
}

/// A baseline's name, and what it is.
private func baselineWords(_ name: String) -> String {
  switch name {
  case "climatology": "climatology: the rate so far"
  case "hour_of_day": "hour_of_day: the rate at that hour so far"
  case "persistence": "persistence: what just happened"
  case "har": "har: the target over the last 1, 6 and 24 horizons"
  case "hawkes": "hawkes: the intensity of a self-exciting process"
  default: name
  }
}

private func number(_ value: Double) -> String {
  NumberText.text(value, .significant(3))
}

private func grouped(_ count: Int) -> String {
  NumberText.text(Double(count), .significant(1))
}

/// Says of a model that looks skilled alone that the best of several does so by chance.
private func luckWords(_ study: SkillStudy) -> String {
  guard let lucky = study.luckyModel, let saving = lucky.saving else { return "" }
  let count = study.scores.count { !$0.isBaseline }
  return " Alone, \(lucky.name) would look skilled (p \(NumberText.text(saving.pValue, .pValue))); "
    + "as the best of \(count) models it is not beyond chance."
}

private func members(_ session: LearningSession) -> [JSONMember] {
  let study = session.study
  return [
    JSONMember("target", .string(session.request.target.rawValue)),
    JSONMember("horizon", .string(DurationText.format(session.request.horizon))),
    JSONMember("rows", .integer(Int64(session.table.count))),
    JSONMember("test_rows", .integer(Int64(study.count))),
    JSONMember("events", .integer(Int64(study.events))),
    JSONMember("days", .integer(Int64(study.days))),
    JSONMember("source", .string(session.table.source.rawValue)),
    JSONMember(
      "thresholds",
      .object(
        session.symbols.enumerated().map { place, symbol in
          JSONMember(symbol, .array(study.thresholds.map { JSONValue($0[place]) }))
        })),
    JSONMember("best_baseline", .string(study.bestBaseline?.name ?? "")),
    JSONMember(
      "verdict", .string(study.bestModel.map { "skill: \($0.name)" } ?? "no skill")),
    JSONMember(
      "models",
      .object(
        study.scores.map { score in
          JSONMember(score.name, .object(score.members))
        })),
    JSONMember(
      "symbols",
      .object(
        zip(session.symbols, session.bySymbol).map { symbol, study in
          JSONMember(symbol, .object(symbolMembers(study)))
        })),
    JSONMember("volatility", session.volatility.map(document) ?? .null),
  ]
}

private func document(_ study: VolatilityStudy) -> JSONValue {
  JSONValue([
    "n": .integer(Int64(study.count)), "qlike": JSONValue(study.loss),
    "qlike_har": JSONValue(study.autoregressiveLoss),
    "qlike_repeated": JSONValue(study.naiveLoss),
    "recommended": .string(study.isRecommended ? "forecast" : "har"),
    "dm_vs_har": JSONValue(study.comparison?.statistic),
    "dm_vs_har_p": JSONValue(study.comparison?.pValue),
    "dm_vs_repeated": JSONValue(study.naiveComparison?.statistic),
    "dm_vs_repeated_p": JSONValue(study.naiveComparison?.pValue),
    "mz_a": JSONValue(study.bias?.coefficients[0]), "mz_b": JSONValue(study.bias?.coefficients[1]),
    "mz_p": JSONValue(study.bias?.pValue), "coverage_90": JSONValue(study.coverage),
  ])
}

private func keyNumbers(_ study: SkillStudy) -> [KeyNumber] {
  guard
    let best = study.bestModel
      ?? study.scores.filter({ !$0.isBaseline }).min(by: {
        $0.brier < $1.brier
      })
  else { return [] }
  var skill = KeyNumber(
    "brier_skill", label: "Brier skill of \(best.name)", best.brierSkill, style: .percent(1))
  let baseline = study.bestBaseline?.name ?? "the baseline"
  skill.note = study.bestModel == nil ? "no skill against \(baseline)" : "skill"
  skill.definition = "1 − Brier score over that of the rate so far; 0 is no skill."
  var area = KeyNumber("auc", label: "ROC-AUC of \(best.name)", best.auc, style: .significant(3))
  area.definition = "The chance that an event gets a higher probability than a non-event."
  var saved = KeyNumber(
    "brier_saved", label: "Brier score saved", best.saving?.mean ?? .nan, style: .significant(3))
  saved.low = best.saving?.interval.low ?? .nan
  saved.high = best.saving?.interval.high ?? .nan
  saved.note = "against \(baseline)"
  saved.definition =
    "Brier score of the best baseline less that of the model; whole days are resampled."
  var rows = KeyNumber("test_rows", label: "test rows", Double(study.count), style: .significant(1))
  rows.note = "\(study.days) days, \(NumberText.text(Double(study.events), .significant(1))) events"
  return [skill, saved, area, rows]
}

private func caveats(_ session: LearningSession, _ model: LearnedModel?) -> [String] {
  var list: [String] = []
  if session.study.days < 30 {
    list.append(
      "The tests cover \(session.study.days) days: too few to trust a verdict either way.")
  }
  if session.study.events < 50 {
    list.append("Only \(session.study.events) test rows were events.")
  }
  for market in session.markets where session.table.source == .events && market.valueless > 0 {
    list.append(
      "\(market.valueless) of \(market.tape.liquidations.count) liquidations of \(market.symbol) "
        + "have no value in dollars and count as nothing in sums of dollars.")
  }
  list += [varianceCaveat(session)].compactMap(\.self)
  if let volatility = session.volatility, !volatility.isRecommended {
    list.append(
      "The forecast of the volatility itself in model.json is not shown to beat a heterogeneous "
        + "autoregression (HAR).")
  }
  if model != nil, session.study.bestModel == nil {
    list.append("model.json holds a model without skill: it is no better than a baseline.")
  }
  return list
}

/// Says of a variance of few returns that it is a noisy measure.
private func varianceCaveat(_ session: LearningSession) -> String? {
  let returns = session.request.horizon / session.interval
  guard session.request.target == .volatility, returns < 4 else { return nil }
  return "The realised variance of \(DurationText.format(session.request.horizon)) is made of "
    + "\(returns) squared return\(returns == 1 ? "" : "s"): a noisy measure of volatility, of "
    + "which no forecast can explain much; a shorter --interval has more."
}

private func scoreTable(_ study: SkillStudy) -> Table {
  let rows = study.scores
  func number(
    _ name: String, _ style: Column.Style, _ value: (ForecasterScore) -> Double
  ) -> Column {
    Column(name, .number(rows.map(value)), style: style)
  }
  return Table(
    name: "learning", title: "Models and baselines on the same test rows",
    columns: [
      Column("model", .text(rows.map(\.name))), Column("verdict", .text(rows.map(\.verdict))),
      number("brier", .significant(4)) { $0.brier },
      number("brier_saved", .significant(3)) { $0.saving?.mean ?? .nan },
      number("saved_lo", .significant(3)) { $0.saving?.interval.low ?? .nan },
      number("saved_hi", .significant(3)) { $0.saving?.interval.high ?? .nan },
      number("p", .pValue) { $0.saving?.pValue ?? .nan },
      number("auc", .significant(3)) { $0.auc },
      number("brier_skill", .percent(1)) { $0.brierSkill },
      number("ap", .significant(3)) { $0.averagePrecision },
      number("logloss", .significant(4)) { $0.logLoss },
      number("ece10", .significant(3)) { $0.reliability.error },
      number("precision_top5pct", .percent(1)) { $0.precisionAtBudget },
    ], isFile: true)
}

private func volatilitySentence(_ study: VolatilityStudy) -> String {
  let p = study.comparison?.pValue ?? .nan
  return "The forecast of the volatility itself "
    + volatilityVerdict(study)
    + ". QLIKE \(NumberText.text(study.loss, .significant(3))) against "
    + "\(NumberText.text(study.autoregressiveLoss, .significant(3))) (Diebold–Mariano p "
    + "\(NumberText.text(p, .pValue))) and "
    + "\(NumberText.text(study.naiveLoss, .significant(3))) of repeating the last one; the 90 % "
    + "interval held \(NumberText.text(study.coverage, .percent(1))) of "
    + "\(grouped(study.count)) outcomes."
}

private func volatilityVerdict(_ study: VolatilityStudy) -> String {
  if study.isRecommended { return "beats a heterogeneous autoregression (HAR)" }
  let isWorse = study.loss > study.autoregressiveLoss && study.comparison?.pValue ?? 1 < 0.05
  return isWorse
    ? "is worse than a heterogeneous autoregression (HAR): take HAR"
    : "cannot be told from a heterogeneous autoregression (HAR): take HAR"
}

private func volatilityTable(_ study: VolatilityStudy) -> Table {
  func number(_ name: String, _ value: Double, _ style: Column.Style) -> Column {
    Column(name, .number([value]), style: style)
  }
  return Table(
    name: "volatility_forecast", title: "Forecast of the realised variance, out of sample",
    columns: [
      Column("n", .integer([Int64(study.count)])),
      number("qlike", study.loss, .significant(4)),
      number("qlike_har", study.autoregressiveLoss, .significant(4)),
      number("qlike_repeated", study.naiveLoss, .significant(4)),
      number("dm_vs_har", study.comparison?.statistic ?? .nan, .significant(3)),
      number("dm_vs_har_p", study.comparison?.pValue ?? .nan, .pValue),
      number("dm_vs_repeated", study.naiveComparison?.statistic ?? .nan, .significant(3)),
      number("dm_vs_repeated_p", study.naiveComparison?.pValue ?? .nan, .pValue),
      number("mz_a", study.bias?.coefficients[0] ?? .nan, .significant(3)),
      number("mz_b", study.bias?.coefficients[1] ?? .nan, .significant(3)),
      number("mz_p", study.bias?.pValue ?? .nan, .pValue),
      number("coverage_90", study.coverage, .percent(1)),
    ], isFile: true)
}

private func foldTable(_ session: LearningSession) -> Table {
  let (study, times) = (session.study, session.table.times)
  let models = study.scores.filter { !$0.isBaseline }
  return Table(
    name: "folds", title: "Fold by fold",
    columns: [
      Column("test_from", .time(study.folds.map { times[$0.test.lowerBound] })),
      Column("test_to", .time(study.folds.map { times[$0.test.upperBound - 1] })),
    ]
      + models.map { model in
        Column("auc_\(model.name)", .number(model.foldAUCs), style: .significant(3))
      } + thresholdColumns(session) + [
        Column("train_from", .time(study.folds.map { times[$0.training.lowerBound] })),
        Column("train_to", .time(study.folds.map { times[$0.training.upperBound - 1] })),
      ], isFile: true)
}

/// The thresholds of the folds, one column a symbol.
private func thresholdColumns(_ session: LearningSession) -> [Column] {
  let unit = session.request.target.unit
  return session.symbols.enumerated().map { place, symbol in
    let isOnly = session.symbols.count == 1
    return Column(
      isOnly ? "threshold" : "threshold_\(symbol)",
      label: (isOnly ? "threshold" : "threshold \(symbol)") + " [\(unit)]",
      .number(session.study.thresholds.map { $0[place] }), style: .significant(4),
      definition: "What the target had to reach to be an event, from the training rows.")
  }
}

private func importanceTable(_ session: LearningSession, _ importance: [Double]) -> Table {
  let features = importance.isEmpty ? [] : session.features
  return Table(
    name: "importance", title: "What the written model leans on, out of sample",
    columns: [
      Column("feature", .text(features.map(\.name))),
      Column(
        "brier_rise", .number(importance), style: .significant(3),
        definition: "The rise of the Brier score on the last test when the feature is shuffled."),
      Column("expression", .text(features.map { $0.expression.text() })),
    ], isFile: true)
}

private func method(_ session: LearningSession) -> [String] {
  let request = session.request
  return [
    "Target: \(request.target.summary), within \(DurationText.format(request.horizon)) after the "
      + "close of a candle of \(DurationText.format(session.interval))\(sourceWords(session)). "
      + "Thresholds (one a symbol), scales and calibration come from training rows only. "
      + (session.symbols.count > 1
        ? "One model serves all symbols: its features are z-scores by the symbol's own training "
          + "rows. " : "")
      + "\(session.study.folds.count) folds of an expanding walk-forward; the rows whose future "
      + "reaches into a test and 1 % of all rows are left out before it.",
    "Models: " + request.models.map { "\($0.rawValue) (\($0.summary))" }.joined(separator: "; ")
      + "; Platt's calibration on the last fifth of the training rows.",
    "A model has skill when its Brier score beats climatology and the best baseline (the rate so "
      + "far, the rate at the hour of the day so far, a logistic regression on what just happened, "
      + "one on the target over the last 1, 6 and 24 horizons (har)"
      + (session.table.source == .events
        ? ", one on the intensity of a self-exciting process" : "")
      + ", each symbol by itself) with a 95 % interval above 0; "
      + "\(blockWords(session)) are resampled 2,000 times, because their rows are not "
      + "independent. The headline corrects for the number of models (Holm). Importance: mean of "
      + "three shuffles.",
    "model.json holds the portable model of the least Brier score, learned again from all rows; "
      + "what it says inside its training window is no forecast.",
  ]
}

private func blockWords(_ session: LearningSession) -> String {
  let days = session.table.task.blockDays
  return days == 1 ? "whole days" : "blocks of \(days) days"
}
