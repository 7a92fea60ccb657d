import Basics
import MarketData

/// Whether the sides an exchange reports make sense: longs are liquidated while the price falls.
///
/// A venue whose side was read the wrong way round agrees in far fewer than half of its events.
package struct SideCheck: Sendable, Equatable {
  package let exchange: String
  /// Events inside five-minute candles that moved.
  package let count: Int
  /// Of them, longs in falling and shorts in rising candles.
  package let agreeing: Int

  package var share: Double { Double(agreeing) / Double(count) }

  /// Below this the sides look inverted, from this many events on.
  package static let doubtful = 0.45
  package static let least = 100

  package var looksInverted: Bool { count >= Self.least && share < Self.doubtful }

  var members: [JSONMember] {
    [
      JSONMember("n", count), JSONMember("share_agreeing", share),
      JSONMember(
        "verdict",
        text: count < Self.least ? "not identified" : looksInverted ? "doubtful" : "ok"),
    ]
  }
}

extension MarketInputs {
  /// One check an exchange with events and candles, over the `top` largest symbols; none when the
  /// window is longer than three million bars.
  package func sideChecks(top: Int = 50) -> [SideCheck] {
    let interval = Interval(microseconds: 5 * Interval.minute.microseconds)
    var agreeing = [Int](repeating: 0, count: exchanges.count)
    var counts = agreeing
    guard (window.to - window.from) / interval.microseconds <= 3_000_000 else { return [] }
    for scope in largestSymbols(top) {
      guard let bars = bars(scope, interval: interval) else { continue }
      for index in scope.symbols {
        tally(symbols[index].events, bars, &agreeing, &counts)
      }
    }
    return exchanges.indices.filter { counts[$0] > 0 }.map {
      SideCheck(exchange: exchanges[$0], count: counts[$0], agreeing: agreeing[$0])
    }
  }
}

private func tally(
  _ events: EventColumns, _ bars: CandleBars, _ agreeing: inout [Int], _ counts: inout [Int]
) {
  for row in 0..<events.count {
    let bin = bars.grid.index(of: events.time[row])
    guard bars.close.indices.contains(bin) else { continue }
    let move = bars.close[bin] - bars.open[bin]
    guard move != 0, !move.isNaN else { continue }
    let exchange = Int(events.exchange[row])
    counts[exchange] += 1
    if (move < 0) == (events.side[row] == .long) { agreeing[exchange] += 1 }
  }
}
