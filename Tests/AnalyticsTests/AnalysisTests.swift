import Analytics
import Basics
import Foundation
import MarketData
import Reports
import TestSupport
import Testing

/// What holds for every analysis.
@Suite struct AnalysisTests {
  private func results(_ inputs: MarketInputs) throws -> [(any Analysis, AnalysisResult)] {
    try AnalysisSelection.quick().analyses.map { ($0, $0.result(for: inputs)) }
  }

  /// Two weeks with a daily rhythm.
  private static let twoWeeks = Result {
    try MarketInputs.of(.lively(days: 14), candles: .random(minutes: 14 * 1_440), days: 14)
  }
  private static let answers = Result {
    let inputs = try twoWeeks.get()
    return try AnalysisSelection.quick().analyses.map {
      analysis -> (any Analysis, AnalysisResult) in
      (analysis, analysis.result(for: inputs))
    }
  }

  @Test func `names are unique, plain and listed with a summary`() {
    let names = Analyses.all.map { $0.name }
    #expect(Set(names).count == names.count)
    for type in Analyses.all {
      let isPlain = type.name.utf8.allSatisfy { (97...122).contains($0) || $0 == 95 }
      #expect(isPlain, "\(type.name)")
      #expect(!type.summary.isEmpty)
      #expect(Analyses.named(type.name)?.name == type.name)
    }
  }

  @Test func `every answer has a section and a file under its name`() throws {
    for (analysis, result) in try Self.answers.get() {
      let name = type(of: analysis).name
      #expect(result.section.name == name)
      guard result.status == .ok else { continue }
      #expect(result.section.tables.contains { $0.name == name && $0.isFile }, "\(name)")
      #expect(!result.section.summary.isEmpty && !result.section.method.isEmpty, "\(name)")
      let keys = result.values.map(\.key)
      #expect(Set(keys).count == keys.count, "\(name)")
    }
  }

  /// The number, how many it rests on, how it was made, and a p-value no smaller once corrected.
  @Test func `headlines say what they rest on`() throws {
    let headlines = try Self.answers.get().compactMap(\.1.headline)
    #expect(headlines.count >= 15)
    for headline in headlines {
      #expect(headline.count > 0 && headline.familySize > 0, "\(headline.effect)")
      #expect(!headline.method.isEmpty && !headline.unit.isEmpty, "\(headline.effect)")
      let (p, corrected) = (headline.pValue, headline.corrected)
      #expect(p.isNaN == corrected.isNaN && !(corrected < p), "\(headline.effect)")
    }
  }

  @Test func `charts and tables have names of their own`() throws {
    let sections = try Self.answers.get().map(\.1.section)
    let charts = sections.flatMap { $0.charts.map(\.name) }
    let tables = sections.flatMap { $0.tables.map(\.name) }
    #expect(Set(charts).count == charts.count)
    #expect(Set(tables).count == tables.count)
  }

  @Test func `nothing to analyse is said, never a trap`() throws {
    for (analysis, result) in try results(.of(LiquidationBatch(), days: 3)) {
      #expect(result.status != .ok, "\(type(of: analysis).name)")
      #expect(result.status.reason?.isEmpty == false)
      #expect(result.section.summary.count == 1)
    }
  }

  @Test(arguments: [1, 2, 3, 20]) func `a handful of rows is enough or too little, never a trap`(
    count: Int
  ) throws {
    let rows = LiquidationBatch.random(count: count, seed: 4)
    for (_, result) in try results(.of(rows, candles: .random(minutes: 50))) {
      #expect(result.status == .ok || result.status.reason != nil)
      #expect(try JSONValue(parsing: result.json.text()).members?.first?.key == "status")
    }
  }

  @Test func `equal sizes at equal times do not trap`() throws {
    let rows = (0..<600).map { ("a", "X", Int64($0) * hour, LiquidationSide.long, 7.0) }
    for (_, result) in try results(.of(.rows(rows), days: 25)) {
      #expect(result.status == .ok || result.status.reason != nil)
    }
  }

  @Test func `the same inputs give the same bytes at any width`() async throws {
    let inputs = try Self.twoWeeks.get()
    let analyses = try AnalysisSelection.quick().analyses
    let one = try Self.answers.get().map(\.1)
    let four = try await Analyses.run(analyses, on: inputs, width: 4)
    let areEqual = one.map(\.json) == four.map(\.json)
    #expect(areEqual)
    #expect(one.map(\.section.summary) == four.map(\.section.summary))
  }
}

@Suite struct AnalysisSelectionTests {
  @Test func `only and skip choose in the order of the list`() throws {
    let chosen = try AnalysisSelection(only: ["trend", "aggregation"], skip: [])
    #expect(chosen.analyses.map { type(of: $0).name } == ["aggregation", "trend"])
    let rest = try AnalysisSelection(skip: ["trend"])
    #expect(!rest.analyses.contains { type(of: $0).name == "trend" })
    #expect(try AnalysisSelection(only: ["aggregation"]).needs == .bins)
  }

  @Test func `unknown analyses and parameters are refused with the nearest name`() {
    let wrong = #expect(throws: ParameterError.self) { try AnalysisSelection(only: ["trnd"]) }
    #expect(wrong?.description.contains("did you mean trend?") == true)
    let setting = AnalysisSelection.Setting(
      analysis: "seasonality", parameter: "replicate", value: "5")
    let parameter = #expect(throws: ParameterError.self) {
      try AnalysisSelection(settings: [setting])
    }
    #expect(parameter?.description.contains("did you mean replicates?") == true)
  }
}

@Suite struct WindowTests {
  /// One stray row fifteen years away: no analysis may lay minutes over all of it.
  @Test func `a stray date is refused, not spread over memory`() async throws {
    var rows = LiquidationBatch.lively(days: 1)
    rows.append(contentsOf: .rows([("bybit", "BTCUSDT", -15 * 365 * day, .long, 10)]))
    let inputs = try MarketInputs.of(rows)
    let selection = try AnalysisSelection(only: ["alerts", "cascades", "impact"])
    let results = try await Analyses.run(selection.analyses, on: inputs, width: 1)
    #expect(results.map(\.status.name) == [String](repeating: "not identified", count: 3))
    #expect(results.filter { $0.status.reason?.contains("--from") == true }.count == 3)
  }
}
