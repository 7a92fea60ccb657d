import Analytics
import Basics
import MarketData
import Reports
import TestSupport
import Testing

@Suite struct ReportTests {
  private func report(_ inputs: MarketInputs) throws -> Report {
    let analyses = try AnalysisSelection(only: ["aggregation", "trend", "seasonality"]).analyses
    return assembleReport(
      run: .object([JSONMember("id", .string("x"))]), inputs: inputs, analyses: analyses,
      results: analyses.map { $0.result(for: inputs) })
  }

  @Test func `the report has coverage and one answer an analysis`() throws {
    let inputs = try MarketInputs.of(.lively(days: 15), days: 15)
    let report = try report(inputs)
    #expect(report.data.map(\.key) == ["coverage", "analyses"])
    let names = report.data[1].value.members?.map(\.key)
    #expect(names == ["aggregation", "trend", "seasonality"])
    #expect(report.findings.count <= 10 && !report.findings.isEmpty)
    let sections = Set(report.sections.map(\.name))
    #expect(report.findings.filter { !sections.contains($0.section) }.isEmpty)
    #expect(report.data[0].value.elements?.count == 2)
  }

  /// Prices fall every second five minutes; longs are liquidated then, or the wrong way round.
  @Test(arguments: [true, false]) func `sides that contradict the candles are doubted`(
    isRight: Bool
  ) throws {
    let candles = CandleBatch.minutes(1_440) { $0 / 5 % 2 == 0 ? -1 : 1 }
    let rows = (0..<288).map { bar in
      let side: LiquidationSide = (bar % 2 == 0) == isRight ? .long : .short
      return ("binance-futures", "BTCUSDT", Int64(bar) * 300_000_000 + 1, side, 10.0)
    }
    let inputs = try MarketInputs.of(.rows(rows), candles: candles, days: 1)
    let checks = inputs.sideChecks()
    #expect(checks.map(\.count) == [288])
    #expect(checks.map(\.looksInverted) == [!isRight])
    let caveats = try report(inputs).caveats.filter { $0.contains("inverted") }
    #expect(caveats.count == (isRight ? 0 : 1))
  }

  @Test func `what was not recorded is a caveat`() throws {
    let coverage = ExchangeCoverage(
      exchange: "bybit", ranges: [TimeRange(from: start, to: start + day)])
    let inputs = try MarketInputs.of(.lively(days: 4), days: 4, coverage: [coverage])
    let caveats = try report(inputs).caveats.filter { $0.contains("bybit was recorded for 25.0 %") }
    #expect(caveats.count == 1)
  }
}

@Suite struct AggregationTests {
  @Test func `the table has one row per bin with an event, in order`() throws {
    let inputs = try MarketInputs.of(
      .rows([
        ("b", "X", hour, .short, 3), ("a", "Y", hour, .long, 2), ("a", "X", hour + 5, .long, 4),
        ("a", "X", 0, .long, .nan), ("a", "X", hour + 7, .short, 1),
      ]), days: 1)
    let analysis = try #require(try AnalysisSelection(only: ["aggregation"]).analyses.first)
    let tables = analysis.result(for: inputs).section.tables
    let table = try #require(tables.first { $0.name == "aggregation" })
    #expect(
      table.columns.map(\.name) == [
        "bin_start", "exchange", "symbol", "n", "n_long", "n_short", "usd", "usd_long",
        "usd_short", "max_usd", "mean_usd", "imbalance_n", "imbalance_usd", "coverage",
      ])
    #expect(table.columns[0].values == .time([start, start + hour, start + hour, start + hour]))
    #expect(table.columns[1].values == .text(["a", "a", "a", "b"]))
    #expect(table.columns[2].values == .text(["X", "X", "Y", "X"]))
    #expect(table.columns[3].values == .integer([1, 2, 1, 1]))
    guard case .number(let usd) = table.columns[6].values,
      case .number(let mean) = table.columns[10].values,
      case .number(let imbalance) = table.columns[12].values
    else { return }
    #expect(usd[0].isNaN && usd[1] == 5)
    #expect(mean[1] == 2.5)
    #expect(imbalance[0].isNaN && imbalance[1] == 0.6)
  }

  @Test func `small symbols are folded into others`() throws {
    let inputs = try MarketInputs.of(
      .rows((0..<30).map { ("a", "S\($0)", Int64($0), .long, Double($0 + 1)) }), days: 1)
    let selection = try AnalysisSelection(
      only: ["aggregation"],
      settings: [.init(analysis: "aggregation", parameter: "top", value: "2")])
    let values = try #require(selection.analyses.first).result(for: inputs).values
    let symbols = values.first { $0.key == "by_symbol" }?.value
    #expect(symbols?.members?.map(\.key) == ["S29", "S28", "others"])
    #expect(symbols?["others"]?["n"]?.int == 28)
  }
}

@Suite struct ConcentrationTests {
  /// 5,000 events are sorted by their bits, 50 by comparison.
  @Test(arguments: [50, 5_000]) func `Gini follows its definition for few and many events`(
    count: Int
  ) throws {
    var random = SplitMix64(seed: 6)
    let sizes = (0..<count).map { _ in 1 / (0.01 + random.uniform()) }
    let rows = sizes.enumerated().map { ("a", "X", Int64($0), LiquidationSide.long, $1) }
    let analysis = try #require(try AnalysisSelection(only: ["concentration"]).analyses.first)
    let values = analysis.result(for: try .of(.rows(rows), days: 1)).values
    let sorted = sizes.sorted()
    let weighted = sorted.enumerated().reduce(0) { $0 + Double($1.offset + 1) * $1.element }
    let n = Double(count)
    let gini = 2 * weighted / (n * sorted.reduce(0, +)) - (n + 1) / n
    let found = values.first { $0.key == "gini_events" }?.value.double
    #expect(abs((found ?? 0) - gini) < 1e-12)
  }
}
