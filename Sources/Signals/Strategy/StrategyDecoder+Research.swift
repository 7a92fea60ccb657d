import Basics

/// The blocks `sweep`, `walk_forward`, `validation` and `report`.
extension StrategyDecoder {
  mutating func research() throws(StrategyError) -> ResearchRules {
    ResearchRules(
      sweep: try sweep(fields["sweep"]), walkForward: try walkForward(fields["walk_forward"]),
      validation: try validation(fields["validation"]),
      breakdowns: try breakdowns(fields["report"]))
  }

  private func sweep(_ place: Place?) throws(StrategyError) -> ResearchRules.Sweep? {
    guard let place else { return nil }
    let fields = try place.fields([
      "method", "budget", "seed", "objective", "constraints", "min_trades", "neighbourhood",
    ])
    if let constraints = fields["constraints"] {
      throw constraints.error("'constraints' have no grammar yet and are not supported")
    }
    if let objective = fields["objective"], case .object = objective.value {
      throw objective.error("an objective is one word; expressions are not supported")
    }
    if let method = fields["method"], method.value.text == "halving" {
      throw method.error("'halving' is not supported; use grid, random or latin_hypercube")
    }
    return ResearchRules.Sweep(
      method: try fields["method"].choice(ResearchRules.Sweep.Method.self) ?? .grid,
      budget: try integer(fields["budget"], atLeast: 1),
      seed: try seed(fields["seed"]),
      objective: try fields["objective"].choice(ResearchRules.Objective.self) ?? .sharpe,
      minimumTrades: try integer(fields["min_trades"], atLeast: 0) ?? 0,
      checksNeighbourhood: try flag(fields["neighbourhood"]) ?? true)
  }

  private func walkForward(_ place: Place?) throws(StrategyError) -> ResearchRules.WalkForward? {
    guard let place else { return nil }
    let fields = try place.fields(
      ["mode", "train", "test", "step", "purge", "embargo", "min_windows"],
      required: ["mode", "train", "test"])
    let test = try positive(try fields.required("test"))
    let purge = try duration(fields["purge"])
    guard purge >= longestHold else {
      throw (fields["purge"] ?? place).error(
        "the purge must be at least max_hold, \(DurationText.format(longestHold)), or a training "
          + "trade could reach into the test")
    }
    return ResearchRules.WalkForward(
      mode: try fields.required("mode").choice(ResearchRules.WalkForward.Mode.self),
      train: try positive(try fields.required("train")), test: test,
      step: try fields["step"].mapped(positive) ?? test,
      purge: purge, embargo: try duration(fields["embargo"]),
      minimumWindows: try integer(fields["min_windows"], atLeast: 1) ?? 1)
  }

  private func validation(_ place: Place?) throws(StrategyError) -> ResearchRules.Validation {
    var result = ResearchRules.Validation()
    guard let place else { return result }
    let fields = try place.fields([
      "holdout", "dsr", "pbo", "bootstrap", "placebo", "reality_check", "cost_stress",
      "latency_stress",
    ])
    result.holdout = try fields["holdout"].mapped(holdout)
    result.deflatedSharpe = try flag(fields["dsr"]) ?? false
    result.overfitting = try fields["pbo"].mapped(overfitting)
    result.bootstrap = try fields["bootstrap"].mapped(bootstrap)
    result.placebo = try fields["placebo"].mapped(placebo)
    result.realityCheck = try flag(fields["reality_check"]) ?? false
    for element in try fields["cost_stress"]?.elements() ?? [] {
      result.costStress.append(try element.number())
    }
    for element in try fields["latency_stress"]?.elements() ?? [] {
      result.latencyStress.append(try element.duration())
    }
    return result
  }

  private func holdout(_ place: Place) throws(StrategyError) -> ResearchRules.Validation.Holdout {
    let fields = try place.fields(["from", "sealed"], required: ["from"])
    let from = try fields.required("from")
    guard let day = Self.day(try from.text()) else {
      throw from.error("must be a date: 2026-01-01")
    }
    return ResearchRules.Validation.Holdout(
      from: Int64(day) * TimeText.microsecondsPerDay, isSealed: try flag(fields["sealed"]) ?? true)
  }

  /// The days since 1970-01-01 of `yyyy-mm-dd`, or nil.
  private static func day(_ text: String) -> Int? {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 3, parts.map(\.utf8.count) == [4, 2, 2],
      parts.allSatisfy({ $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }),
      let year = Int(parts[0]), let month = Int(parts[1]), let day = Int(parts[2]),
      (1...12).contains(month), (1...31).contains(day)
    else { return nil }
    let days = TimeText.days(year: year, month: month, day: day)
    return TimeText.date(days: days) == (year, month, day) ? days : nil
  }

  private func overfitting(
    _ place: Place
  ) throws(StrategyError) -> ResearchRules.Validation.Overfitting {
    let fields = try place.fields(["blocks", "max_combinations"])
    let blocks = try integer(fields["blocks"], atLeast: 2) ?? 16
    guard blocks % 2 == 0, blocks <= 24 else {
      throw (fields["blocks"] ?? place).error("must be an even number up to 24")
    }
    return ResearchRules.Validation.Overfitting(
      blocks: blocks, maximumCombinations: try integer(fields["max_combinations"], atLeast: 1))
  }

  private func bootstrap(
    _ place: Place
  ) throws(StrategyError) -> ResearchRules.Validation.Bootstrap {
    let fields = try place.fields(["kind", "reps", "block", "seed"])
    var block: Int?
    if let place = fields["block"], place.value.text != "auto" {
      block = try place.integer(atLeast: 1)
    }
    return ResearchRules.Validation.Bootstrap(
      kind: try fields["kind"].choice(ResearchRules.Validation.Bootstrap.Kind.self) ?? .stationary,
      repetitions: try repetitions(fields["reps"], orElse: 2_000), block: block,
      seed: try seed(fields["seed"]))
  }

  private func placebo(_ place: Place) throws(StrategyError) -> ResearchRules.Validation.Placebo {
    let fields = try place.fields(["kind", "reps", "seed"])
    return ResearchRules.Validation.Placebo(
      kind: try fields["kind"].choice(ResearchRules.Validation.Placebo.Kind.self) ?? .shiftEvents,
      repetitions: try repetitions(fields["reps"], orElse: 200), seed: try seed(fields["seed"]))
  }

  private func breakdowns(_ place: Place?) throws(StrategyError) -> [ResearchRules.Breakdown]? {
    guard let place else { return nil }
    let fields = try place.fields(["formats", "breakdowns"])
    for element in try fields["formats"]?.elements() ?? [] {
      _ = try element.choice(ReportFormat.self)
    }
    guard let list = fields["breakdowns"] else { return nil }
    var result: [ResearchRules.Breakdown] = []
    for element in try list.elements() {
      result.append(try element.choice(ResearchRules.Breakdown.self))
    }
    return result
  }

  private enum ReportFormat: String, CaseIterable {
    case md, csv, json, html
  }

  // MARK: Plain values

  private func integer(_ place: Place?, atLeast minimum: Int64) throws(StrategyError) -> Int? {
    try place.mapped { (place) throws(StrategyError) in try place.integer(atLeast: minimum) }
  }

  private func repetitions(_ place: Place?, orElse standard: Int) throws(StrategyError) -> Int {
    guard let place else { return standard }
    let count = try place.integer(atLeast: 1)
    guard count <= 1_000_000 else { throw place.error("must be at most 1000000") }
    return count
  }

  private func seed(_ place: Place?) throws(StrategyError) -> UInt64 {
    guard let place else { return 42 }
    return UInt64(bitPattern: Int64(try place.integer()))
  }

  private func flag(_ place: Place?) throws(StrategyError) -> Bool? {
    try place.mapped { (place) throws(StrategyError) in try place.flag() }
  }

  private func positive(_ place: Place) throws(StrategyError) -> Int64 {
    let duration = try place.duration()
    guard duration > 0 else { throw place.error("must be longer than 0") }
    return duration
  }

  private func duration(_ place: Place?) throws(StrategyError) -> Int64 {
    try place.mapped { (place) throws(StrategyError) in try place.duration() } ?? 0
  }
}
