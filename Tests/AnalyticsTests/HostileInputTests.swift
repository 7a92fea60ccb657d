import Analytics
import Basics
import Foundation
import MarketData
import Reports
import Testing

/// Data no careful recorder would send. Every analysis must answer or say why not, never trap.
enum HostileInput: String, CaseIterable, Sendable {
  case oneEvent, oneInstant, twoInstants, noDollars, zeroDollars, tinyDollars, hugeDollars
  case mixedDollars, equalDollars, oneSide, fiftySymbols, manyExchanges, likeAClock, everySecond
  case edgesOfTheWindow, tinyWindow, flatCandles, candlesWithGaps, wildPrices, halfRecorded
  case strangeNames

  private static let days = 5
  private static let minutes = days * 1_440
  private static let least = Double.leastNonzeroMagnitude
  private static let sizes: [Double] = [0, .nan, least, 1e308, 1, 1e12]
  private static let prices: [Double] = [1e-9, 1, 1e9, 100, least, 1e300]

  func inputs() throws -> MarketInputs {
    switch self {
    case .flatCandles:
      return try .of(.lively(days: 5), candles: .minutes(Self.minutes) { _ in 0 }, days: 5)
    case .candlesWithGaps:
      let all = CandleBatch.random(minutes: Self.minutes)
      let kept = (0..<all.count).filter { $0 % 7 != 3 && !(2_000..<2_500).contains($0) }
      return try .of(.lively(days: 5), candles: all.only(kept), days: 5)
    case .wildPrices:
      return try .of(
        wildPrices, candles: .minutes(Self.minutes) { $0 % 2 == 0 ? 1e9 : -1e9 }, days: 5)
    case .halfRecorded:
      let half = [TimeRange(from: start, to: start + 2 * day + 7)]
      return try .of(
        .lively(days: 5), candles: .random(minutes: Self.minutes), days: 5,
        coverage: [ExchangeCoverage(exchange: "bybit", ranges: half)])
    case .tinyWindow:
      return try .of(.rows([("a", "X", 0, .long, 5)]), candles: .random(minutes: 2))
    default:
      return try .of(.rows(rows), candles: .random(minutes: Self.minutes), days: 5)
    }
  }

  private typealias Row = (
    exchange: String, symbol: String, time: Int64, side: LiquidationSide, usd: Double
  )

  private var rows: [Row] {
    let last = Int64(Self.days) * day - 1
    switch self {
    case .oneEvent: return [("a", "BTCUSDT", hour, .long, 10)]
    case .oneInstant: return spread(400, every: 0) { _ in 10 }
    case .twoInstants: return (0..<400).map { ("a", "BTCUSDT", $0 < 200 ? 5 : last, .long, 3) }
    case .noDollars: return spread(400, every: hour / 4) { _ in .nan }
    case .zeroDollars: return spread(400, every: hour / 4) { _ in 0 }
    case .tinyDollars: return spread(400, every: hour / 4) { _ in Self.least }
    case .hugeDollars: return spread(400, every: hour / 4) { _ in 1e308 }
    case .mixedDollars:
      return spread(400, every: hour / 4) { Self.sizes[$0 % 6] }
    case .equalDollars: return spread(400, every: hour / 4) { _ in 7 }
    case .oneSide: return spread(400, every: hour / 4, side: .short) { Double($0 + 1) }
    case .fiftySymbols:
      return (0..<1_500).map { row in
        ("a", "S\(row % 50)", Int64(row) * (hour / 13), row % 3 == 0 ? .long : .short, 9)
      }
    case .manyExchanges:
      return (0..<600).map { row in
        ("e\(row % 30)", "BTCUSDT", Int64(row) * (hour / 6), row % 3 == 0 ? .long : .short, 9)
      }
    case .likeAClock: return spread(1_200, every: hour / 10) { Double($0 % 5) }
    case .everySecond: return spread(3_000, every: 1_000_000) { Double($0 % 50 + 1) }
    case .edgesOfTheWindow:
      return [("a", "BTCUSDT", 0, .long, 1), ("a", "BTCUSDT", last, .short, 2)]
    case .strangeNames:
      return (0..<400).map { row in
        (
          "<b>&\"'\n", ["", "=1+1", "../x", "\u{202e}|", "𝕏"][row % 5], Int64(row) * hour / 4,
          .long, 2
        )
      }
    default: return []
    }
  }

  private func spread(
    _ count: Int, every step: Int64, side: LiquidationSide? = nil, _ usd: (Int) -> Double
  ) -> [Row] {
    (0..<count).map { row in
      (
        row % 3 == 0 ? "a" : "b", "BTCUSDT", Int64(row) * step,
        side ?? (row % 5 < 2 ? .long : .short), usd(row)
      )
    }
  }

  private var wildPrices: LiquidationBatch {
    var batch = LiquidationBatch.lively(days: Self.days)
    batch.price = batch.price.indices.map { Self.prices[$0 % 6] }
    batch.quantity = batch.quantity.indices.map { Self.sizes[$0 % 5] }
    return batch
  }
}

extension CandleBatch {
  /// The candles at `rows`.
  func only(_ rows: [Int]) -> CandleBatch {
    var batch = CandleBatch(interval: interval)
    batch.instruments = instruments
    batch.instrument = rows.map { instrument[$0] }
    batch.openTime = rows.map { openTime[$0] }
    batch.open = rows.map { open[$0] }
    batch.high = rows.map { high[$0] }
    batch.low = rows.map { low[$0] }
    batch.close = rows.map { close[$0] }
    batch.volume = rows.map { volume[$0] }
    batch.quoteVolume = rows.map { quoteVolume[$0] }
    batch.trades = rows.map { trades[$0] }
    batch.takerBuyVolume = rows.map { takerBuyVolume[$0] }
    batch.importID = rows.map { importID[$0] }
    return batch
  }
}

@Suite struct HostileInputTests {
  @Test(arguments: HostileInput.allCases) func `every analysis answers or says why not`(
    hostile: HostileInput
  ) throws {
    let inputs = try hostile.inputs()
    let analyses = try AnalysisSelection.quick().analyses
    let results = analyses.map { $0.checkedResult(for: inputs) }
    for (analysis, result) in zip(analyses, results) {
      let name = type(of: analysis).name
      #expect(result.status == .ok || result.status.reason?.isEmpty == false, "\(name)")
      #expect(try JSONValue(parsing: result.json.text())["status"] != nil, "\(name)")
      let unsaid = result.section.summary.filter(saysNothing)
      #expect(unsaid == [], "\(name)")
    }
    let report = assembleReport(
      run: .null, inputs: inputs, analyses: analyses, results: results)
    #expect(report.findings.count <= 10)
    for renderer in Renderers.all {
      let files = renderer.files(of: report)
      #expect(Set(files.map(\.name)).count == files.count && !files.isEmpty)
    }
    #expect(report.findings.map(\.sentence).filter(saysNothing) == [])
  }

  /// A sentence with a number that is none.
  private func saysNothing(_ sentence: String) -> Bool {
    sentence.split { " (),;:…".contains($0) }.contains {
      ["nan", "inf", "-inf", "–", "∞", "-∞"].contains($0)
    }
  }
}
