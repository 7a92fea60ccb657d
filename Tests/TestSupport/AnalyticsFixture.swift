import Foundation

/// The seeded fixture in `../shared/oracle/analytics/fixture`: two weeks of made-up events.
package struct AnalyticsFixture: Sendable {
  /// One liquidation of the fixture.
  package struct Event: Sendable {
    /// Milliseconds since the epoch.
    package var time: Int64
    package var exchange: String
    package var symbol: String
    package var isLong: Bool
    package var price: Double
    package var quantity: Double
    package var usd: Double { price * quantity }
  }

  /// Event sums of one bin.
  package struct Bins: Sendable {
    package var count: [Double]
    package var usd: [Double]
    package var usdLong: [Double]
    package var usdShort: [Double]
  }

  package let events: [Event]
  /// Columns of the one-minute candles.
  package let open: [Double]
  package let high: [Double]
  package let low: [Double]
  package let close: [Double]
  package let quoteVolume: [Double]
  /// The window, in milliseconds.
  package let start: Int64
  package let end: Int64

  /// The fixture, or nil when the shared folder is absent.
  package static let shared: AnalyticsFixture? = {
    guard let liquidations = rows("liquidations.csv"), let candles = rows("candles.csv"),
      let first = candles.first, let last = candles.last
    else { return nil }
    return AnalyticsFixture(liquidations, candles, Int64(first[0]) ?? 0, Int64(last[0]) ?? 0)
  }()

  private init(_ liquidations: [[String]], _ candles: [[String]], _ first: Int64, _ last: Int64) {
    events = liquidations.map { row in
      Event(
        time: Int64(row[0]) ?? 0, exchange: row[1], symbol: row[2], isLong: row[3] == "long",
        price: Double(row[4]) ?? .nan, quantity: Double(row[5]) ?? .nan)
    }
    func column(_ index: Int) -> [Double] { candles.map { Double($0[index]) ?? .nan } }
    (open, high, low, close) = (column(1), column(2), column(3), column(4))
    quoteVolume = column(6)
    start = first
    end = last + 60_000
  }

  private static func rows(_ name: String) -> [[String]]? {
    guard let url = SharedFiles.url("oracle/analytics/fixture/\(name)"),
      let data = try? Data(contentsOf: url)
    else { return nil }
    return data.split(separator: 10).dropFirst().map { line in
      line.split(separator: 44).map { String(decoding: $0, as: UTF8.self) }
    }
  }

  /// The events of the symbol the oracle uses throughout.
  package var bitcoin: [Event] { events.filter { $0.symbol == "BTCUSDT" } }

  /// The length of the window in seconds.
  package var seconds: Double { Double(end - start) / 1000 }

  /// The different instants of `events`, in seconds from the window's start.
  package func distinctSeconds(_ events: [Event]) -> [Double] {
    Set(events.map(\.time)).sorted().map { Double($0 - start) / 1000 }
  }

  /// Sums of the symbol's events over bins of `step` milliseconds; empty bins are zero.
  package func bins(_ step: Int64) -> Bins {
    let zeros = [Double](repeating: 0, count: Int((end - start) / step))
    var bins = Bins(count: zeros, usd: zeros, usdLong: zeros, usdShort: zeros)
    for event in bitcoin {
      let bin = Int((event.time - start) / step)
      bins.count[bin] += 1
      bins.usd[bin] += event.usd
      if event.isLong { bins.usdLong[bin] += event.usd } else { bins.usdShort[bin] += event.usd }
    }
    return bins
  }

  /// ln(1 + USD) an hour, the oracle's standard series.
  package var hourlyLogUSD: [Double] { bins(3_600_000).usd.map { log1p($0) } }

  /// Log returns over `step` minutes, the first from the first open.
  package func returns(_ step: Int) -> [Double] {
    let closes = stride(from: step - 1, to: close.count, by: step).map { close[$0] }
    let prices = ([open[0]] + closes).map { log($0) }
    return zip(prices.dropFirst(), prices).map { $0 - $1 }
  }
}
