import Analytics
import Basics
import Foundation
import MarketData
import TestSupport
import Testing

@Suite struct LiquidationStateTests {
  private let batch = LiquidationBatch.lively(days: 3)
  private let plan = InputPlan(
    window: .all, interval: .hour, needs: [.bins, .events, .prices, .quantities])

  private func state(_ batches: [LiquidationBatch]) -> LiquidationState {
    var state = LiquidationState(plan: plan)
    for batch in batches { state.update(batch) }
    return state
  }

  private func slices(_ size: Int) -> [LiquidationBatch] {
    stride(from: 0, to: batch.count, by: size).map { first in
      batch.gather((first..<min(first + size, batch.count)).map(Int32.init))
    }
  }

  @Test func `split data merged in order is the whole`() {
    let whole = MarketInputs(liquidations: state([batch]))
    var merged = LiquidationState(plan: plan)
    for slice in slices(37) { merged.merge(state([slice])) }
    let parts = MarketInputs(liquidations: merged)
    let hours = whole.series(whole.everything, interval: .hour)
    let other = parts.series(parts.everything, interval: .hour)
    #expect(hours.count == other.count)
    #expect(hours.usdMax == other.usdMax)
    let isClose = zip(hours.usd, other.usd).allSatisfy { abs($0 - $1) <= 1e-12 * $0 }
    #expect(isClose)
    #expect(whole.symbols.map(\.events) == parts.symbols.map(\.events))
  }

  @Test func `the order of instruments in a batch does not matter`() {
    let rows = (0..<batch.count).sorted {
      (batch.instrument[$0], batch.time[$0]) < (batch.instrument[$1], batch.time[$1])
    }
    let sorted = MarketInputs(liquidations: state([batch.gather(rows.map(Int32.init))]))
    let plain = MarketInputs(liquidations: state([batch]))
    #expect(sorted.instruments == plain.instruments)
    #expect(sorted.symbols.map(\.events) == plain.symbols.map(\.events))
  }

  @Test func `rows in any order of time give the same bins`() {
    var random = SplitMix64(seed: 2)
    var rows = (0..<batch.count).map(Int32.init)
    rows.shuffle(using: &random)
    let shuffled = MarketInputs(liquidations: state([batch.gather(rows)]))
    let plain = MarketInputs(liquidations: state([batch]))
    #expect(shuffled.symbols.map(\.events.time) == plain.symbols.map(\.events.time))
    let isClose = zip(shuffled.instruments, plain.instruments).allSatisfy { a, b in
      a.bins.bin == b.bins.bin && a.bins.countLong == b.bins.countLong
        && abs(a.total.usd - b.total.usd) <= 1e-12 * b.total.usd
    }
    #expect(isClose)
  }

  @Test func `a state survives being sent elsewhere`() throws {
    let sent = state([batch])
    let data = try JSONEncoder().encode(sent)
    #expect(try JSONDecoder().decode(LiquidationState.self, from: data) == sent)
  }

  @Test func `rows outside the window do not count`() {
    let window = TimeRange(from: start + hour, to: start + 2 * hour)
    var state = LiquidationState(plan: InputPlan(window: window, needs: [.bins, .events]))
    state.update(batch)
    let inputs = MarketInputs(liquidations: state)
    let expected = batch.time.count { window.contains($0) }
    let counted = inputs.instruments.reduce(0) { $0 + Int($1.total.count) }
    #expect(counted == expected && expected > 0)
    #expect(inputs.series(inputs.everything, interval: .hour).grid.count == 1)
  }

  @Test func `sums are compensated across rows and batches`() {
    let values = [1e16, 1.0, -1.0, 1.0].map(abs)
    let rows = values.map { ("a", "X", Int64(0), LiquidationSide.long, $0) }
    var state = LiquidationState(plan: plan)
    for row in rows { state.update(.rows([row])) }
    #expect(MarketInputs(liquidations: state).instruments[0].total.usd == 1e16 + 4)
  }

  @Test func `rule 36: events without a notional count and have no dollars`() {
    let inputs = MarketInputs(
      liquidations: state([
        .rows([("a", "X", 0, .long, .nan), ("a", "X", 1, .short, 5), ("a", "Y", hour, .long, .nan)])
      ]))
    let hours = inputs.series(inputs.everything, interval: .hour)
    #expect(hours.count == [2, 1])
    #expect(hours.usd[0] == 5 && hours.usd[1].isNaN)
    #expect(inputs.symbols.map(\.name) == ["X", "Y"])
  }

  @Test func `weeks begin on Monday`() {
    let grid = TimeGrid(
      covering: TimeRange(from: start, to: start + 8 * day),
      interval: Interval(microseconds: 7 * day))
    #expect(grid.times.map(TimeText.day) == ["2024-02-26", "2024-03-04"])
    let weekly = InputPlan(
      window: TimeRange(from: start - 4 * day, to: start + 10 * day),
      interval: Interval(microseconds: 7 * day), needs: .bins)
    var state = LiquidationState(plan: weekly)
    state.update(.rows([("a", "X", 0, .long, 1), ("a", "X", 3 * day, .long, 2)]))
    let inputs = MarketInputs(liquidations: state)
    #expect(inputs.series(inputs.everything, interval: weekly.interval).usd == [1, 2])
  }
}
