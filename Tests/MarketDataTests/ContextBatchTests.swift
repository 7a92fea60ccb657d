import MarketData
import Testing

@Suite struct ContextBatchTests {
  private let a = InstrumentKey(exchange: "bybit", symbol: "A")
  private let b = InstrumentKey(exchange: "bybit", symbol: "B")

  @Test func `totals appended keep their instruments, and gathered rows keep their order`() {
    var left = AggregateBatch(interval: .hour)
    left.instruments = [a]
    left.instrument = [0]
    (left.openTime, left.long, left.short) = ([10], [1], [2])
    (left.unit, left.importID) = ([.base], [7])
    var right = left
    right.instruments = [b, a]
    right.instrument = [0, 1]
    (right.openTime, right.long, right.short) = ([20, 30], [3, 5], [4, 6])
    (right.unit, right.importID) = ([.usd, .count], [8, 9])
    left.append(contentsOf: right)
    #expect(left.instruments == [a, b])
    #expect(left.instrument == [0, 1, 0])
    let some = left.gather([2, 1])
    #expect(some.openTime == [30, 20])
    #expect(some.long == [5, 3] && some.short == [6, 4])
    #expect(some.unit == [.count, .usd])
    #expect(some.importID == [9, 8])
    #expect(some.instrument.map { some.instruments[Int($0)].symbol } == ["A", "B"])
  }

  @Test func `series appended keep their names and instruments`() {
    var left = SeriesBatch()
    left.instruments = [a]
    left.instrument = [0]
    (left.name, left.time, left.value, left.importID) = ([.markPrice], [1], [2], [3])
    var right = left
    right.instruments = [b]
    (right.name, right.time, right.value) = ([.fundingRate], [4], [-5])
    left.append(contentsOf: right)
    #expect(left.instruments == [a, b])
    let last = left.gather([1])
    #expect(last.name == [.fundingRate] && last.value == [-5] && last.time == [4])
    #expect(last.instrument == [1] && last.importID == [3])
  }

  @Test func `names lead back to what they name and may be folders`() {
    #expect(SeriesName.allCases.allSatisfy { SeriesName(name: $0.name) == $0 })
    #expect(AggregateUnit.allCases.allSatisfy { AggregateUnit(name: $0.name) == $0 })
    let names = SeriesName.allCases.map(\.name)
    #expect(names.allSatisfy { $0.allSatisfy { $0.isLowercase || $0 == "_" } })
    #expect(Set(names).count == names.count)
    #expect(SeriesName(name: "volume") == nil)
    #expect(SeriesName.allCases.allSatisfy { !$0.isRate || $0.allowsZero })
    #expect(!SeriesName.markPrice.allowsZero && SeriesName.openInterest.allowsZero)
  }
}
