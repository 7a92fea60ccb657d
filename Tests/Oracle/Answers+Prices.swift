import Analytics
import Basics
import Foundation
import MarketData
import Reports
import Statistics

extension Answers {
  func volatility() throws -> [JSONMember] {
    let bars = try result("volatility", bitcoin)
    let hours = fixture.minuteReturns.chunked(60).prefix(5).map { realizedVariance($0) }
    let own = flattened(bars?.values ?? [], prefix: "")
    return own + [member("rv_hourly_first5", Array(hours))]
  }

  /// Rosner's published sample tests the outlier test itself.
  func anomaly() throws -> [JSONMember] {
    let test = ExtremeDeviates(Self.rosner, most: 10)
    return try values("anomaly", bitcoin) + [
      member("esd_rosner_R", test.statistics),
      member("esd_rosner_lambda", test.criticalValues),
      member("esd_rosner_n", Double(test.outlierCount)),
    ]
  }

  /// NIST/SEMATECH e-Handbook, 1.3.5.17.3.
  private static let rosner = [
    -0.25, 0.68, 0.94, 1.15, 1.20, 1.26, 1.26, 1.34, 1.38, 1.43, 1.49, 1.49, 1.55, 1.56, 1.58,
    1.65, 1.69, 1.70, 1.76, 1.77, 1.81, 1.91, 1.94, 1.96, 1.99, 2.06, 2.09, 2.10, 2.14, 2.15,
    2.23, 2.24, 2.26, 2.35, 2.37, 2.40, 2.47, 2.54, 2.62, 2.64, 2.90, 2.92, 2.92, 2.93, 3.21,
    3.26, 3.30, 3.59, 3.68, 4.30, 4.64, 5.34, 5.42, 6.01,
  ]

  /// Sizes and clocks are searched over all symbols, prices and digits over bitcoin's.
  func manipulation() throws -> [JSONMember] {
    let wide = ["identical_groups", "identical_top"]
    let all = try values("manipulation", everything).filter { wide.contains($0.key) }
    let own = try values("manipulation", bitcoin)
      .filter { !(wide + ["lowest_hourly_cv", "lowest_hourly_cv_hour"]).contains($0.key) }
    let solana = fixture.inputs(
      symbol: "SOLUSDT", exchange: "okx", needs: [.bins, .events, .prices, .quantities])
    let clock = try values("manipulation", solana).filter { $0.key.hasPrefix("lowest_hourly_cv") }
    let events = solana.symbols.first?.events ?? EventColumns()
    let planted = events.time.indices.filter { events.quantity[$0] == 50 }.map { events.time[$0] }
    return all + own + clock + [member("regular_cv", gapVariation(planted[...]))]
  }

  /// The first row of cells is a test value; the rest is the analysis's.
  func realised() throws -> [JSONMember] {
    let answer = try result("heatmap_realised", bitcoin)
    let own = flattened(answer?.values ?? [], prefix: "")
    let number = { (key: String) in own.first { $0.key == key }?.value.double ?? .nan }
    let levels = own.first { $0.key == "shape" }?.value.elements?.last?.int ?? 0
    var row = [Double](repeating: 0, count: Int(levels))
    let table = answer?.section.tables.first
    if case .time(let times)? = table?.columns[1].values,
      case .number(let prices)? = table?.columns[2].values,
      case .number(let usd)? = table?.columns[4].values
    {
      for (index, time) in times.enumerated() where time == bitcoin.window.from {
        let level = ((prices[index] - number("first_price_edge")) / number("price_step")).rounded()
        row[Int(level)] = usd[index]
      }
    }
    return own + [member("row0", row)]
  }
}

extension Array {
  func chunked(_ size: Int) -> [[Element]] {
    stride(from: 0, through: count - size, by: size).map { Array(self[$0..<($0 + size)]) }
  }
}
