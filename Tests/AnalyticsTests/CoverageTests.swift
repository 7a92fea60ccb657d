import Analytics
import Basics
import MarketData
import Testing

@Suite struct CoverageTests {
  private func range(_ from: Int64, _ to: Int64) -> TimeRange {
    TimeRange(from: start + from, to: start + to)
  }

  @Test func `rule 37: a bin is covered by the minutes inside its imports`() {
    let window = range(0, 4 * hour)
    let ranges = [range(hour / 2, hour + 1), range(hour / 4, hour), range(3 * hour, 9 * hour)]
    let coverage = Coverage([ExchangeCoverage(exchange: "a", ranges: ranges)], window: window)
    let grid = TimeGrid(covering: window, interval: .hour)
    #expect(coverage.shares("a", over: grid) == [0.75, 1.0 / 60, 0, 1])
    #expect(coverage.shares("unlisted", over: grid) == [1, 1, 1, 1])
    #expect(coverage.ranges("a").count == 2)
  }

  @Test func `an empty bin is zero where the feed was up and unknown where not`() throws {
    let inputs = try MarketInputs.of(
      .rows([("a", "X", 0, .long, 10), ("a", "X", 5 * hour, .long, 20)]),
      coverage: [
        ExchangeCoverage(exchange: "a", ranges: [range(0, 2 * hour), range(5 * hour, 6 * hour)])
      ])
    let hours = inputs.series(inputs.everything, interval: .hour)
    #expect(hours.usd.map { $0.isNaN ? -1 : $0 } == [10, 0, -1, -1, -1, 20])
    #expect(hours.known == 3)
  }

  @Test func `a window that ends inside a bin covers it in part`() {
    let window = range(hour / 2, 2 * hour)
    let coverage = Coverage([], window: window)
    let grid = TimeGrid(covering: window, interval: .hour)
    #expect(coverage.shares("a", over: grid) == [0.5, 1])
  }
}
