import Backtesting
import Basics
import Foundation
import MarketData
import Signals
import TestSupport
import Testing

/// One year of one-minute candles, 5,256 round trips: three other engines end at 9,734,828.2756.
@Suite struct OneYearTests {
  static let start: Int64 = 1_735_603_200_000_000  // 2024-12-31
  static let minutes = 525_600

  @Test func `a year of minutes ends where three other engines end`() async throws {
    guard let closes = try Self.closes() else { return }
    let result = try await Self.scenario(closes).run()
    #expect(result.record.trades.count == 5_256)
    let final = try #require(result.metrics[.finalEquity])
    #expect(abs(final - 9_734_828.2756) < 5e-5)
    #expect(result.record.trades.allSatisfy { $0.exitReason == .signal })
  }

  /// The closes of `speed.py`, made by the generator it names, or nil when that is not there.
  static func closes() throws -> [Double]? {
    guard SharedFiles.url("oracle/backtest/ref/speed.py") != nil else { return nil }
    let script = """
      import sys, numpy as np
      rng = np.random.default_rng(1)
      c = 60000 * np.exp(np.cumsum(rng.normal(0, 3e-4, \(minutes))))
      sys.stdout.buffer.write(c.astype('<f8').tobytes())
      """
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["python3", "-c", script]
    let output = Pipe()
    process.standardOutput = output
    process.standardError = Pipe()
    try process.run()
    let bytes = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0, bytes.count == minutes * 8 else {
      print("notice: python3 with numpy is absent; the test that needs it is skipped")
      return nil
    }
    return stride(from: 0, to: bytes.count, by: 8).map { offset in
      var bits: UInt64 = 0
      for index in (0..<8).reversed() { bits = bits << 8 | UInt64(bytes[offset + index]) }
      return Double(bitPattern: bits)
    }
  }

  /// A long liquidation says enter, a short one leave: at the closes of candles 10 and 60 of each
  /// hundred. A day of constant candles comes before, for the warm-up.
  static func scenario(_ closes: [Double]) -> Scenario {
    var scenario = Scenario()
    scenario.interval = .minute
    scenario.data = #""liquidations":{},"candles":{"interval":"1m"}"#
    let quiet = [(open: Double, high: Double, low: Double, close: Double)](
      repeating: (60_000, 60_000, 60_000, 60_000), count: 1_440)
    let year = zip([60_000] + closes.dropLast(), closes).map { open, close in
      (open, max(open, close) * 1.0002, min(open, close) * 0.9998, close)
    }
    scenario.add(quiet + year, from: start, volume: 1)
    var batch = LiquidationBatch()
    batch.instruments = [InstrumentKey(exchange: "binance-futures", symbol: "BTCUSDT")]
    for index in 0..<minutes where index % 100 == 10 || index % 100 == 60 {
      let time = start + Int64(1_440 + index + 1) * Scenario.minute
      batch.append(time: time, side: index % 100 == 10 ? .long : .short)
    }
    scenario.liquidations = [batch]
    func seen(_ side: String) -> String {
      #"{">":[{"liq":{"measure":"count","side":"\#(side)","window":"1m"}},0]}"#
    }
    scenario.entry = #""long":{"when":\#(seen("long"))}"#
    scenario.exit = #""signal_long":{"when":\#(seen("short"))}"#
    scenario.portfolio = #""capital":1e7,"leverage":1"#
    scenario.costs = #""taker_bps":5,"maker_bps":2"#
    return scenario
  }
}

extension LiquidationBatch {
  /// Appends a liquidation of the first instrument.
  mutating func append(
    time: Int64, side: LiquidationSide, price: Double = 60_000, quantity: Double = 1,
    received: Int64 = LiquidationBatch.noTime, instrument: UInt32 = 0
  ) {
    self.instrument.append(instrument)
    self.time.append(time)
    self.received.append(received)
    self.side.append(side)
    self.price.append(price)
    priceKind.append(.fill)
    self.quantity.append(quantity)
    contracts.append(.nan)
    notional.append(price * quantity)
    orderID.append(nil)
    importID.append(0)
  }
}
