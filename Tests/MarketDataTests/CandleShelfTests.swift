import MarketData
import Testing

@Suite struct CandleShelfTests {
  @Test func `parts become one batch an instrument and interval, rows in their order`() {
    var shelf = CandleShelf(capacity: 2)
    let one = part(["A", "B"], .minute, [(0, 1), (0, 2), (1, 3)])
    // Another table of instruments, and a column that the first part has not.
    var two = part(["B", "A"], .minute, [(0, 4), (1, 5), (0, 6)])
    two.volume = [40, 50, 60]
    let hours = part(["A"], .hour, [(0, 7)])
    for part in [one, two, hours, part([], .minute, [])] { shelf.append(part) }
    #expect(shelf.batches.map { $0.instruments.map(\.symbol) } == [["A"], ["B"], ["A"]])
    #expect(shelf.batches.map(\.interval) == [.minute, .minute, .hour])
    #expect(shelf.batches.map(\.openTime) == [[1, 2, 5], [3, 4, 6], [7]])
    #expect(shelf.batches.map(\.close) == [[1, 2, 5], [3, 4, 6], [7]])
    #expect(shelf.batches[0].instrument == [0, 0, 0] && shelf.batches[1].instrument == [0, 0, 0])
  }

  private func part(
    _ symbols: [String], _ interval: Interval, _ rows: [(UInt32, Int)]
  ) -> CandleBatch {
    var batch = CandleBatch(interval: interval)
    batch.instruments = symbols.map { InstrumentKey(exchange: "x", symbol: $0) }
    for (instrument, value) in rows {
      batch.instrument.append(instrument)
      batch.openTime.append(Int64(value))
      for column in [\CandleBatch.open, \.high, \.low, \.close] {
        batch[keyPath: column].append(Double(value))
      }
    }
    return batch
  }
}
