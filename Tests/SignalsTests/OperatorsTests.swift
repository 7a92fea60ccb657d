import Basics
import Signals
import Testing

@Suite struct OperatorsTests {
  /// Every example of every operator.
  static let examples: [(name: String, text: String)] = Operators.all.flatMap { type in
    type.examples.map { (type.name, $0) }
  }

  @Test func `every operator has a name of its own, a summary and examples`() {
    #expect(Set(Operators.all.map { $0.name }).count == Operators.all.count)
    for type in Operators.all {
      #expect(!type.summary.isEmpty && !type.examples.isEmpty, "\(type.name)")
    }
  }

  @Test(arguments: examples.filter { $0.name != "position" })
  func `streaming gives the values of the columns to the last bit`(
    _ example: (name: String, text: String)
  ) throws {
    let (pool, id) = try Sample.feature(example.text)
    for (seed, onEvents) in [(1 as UInt64, false), (2, true), (3, false)] {
      let market = RandomMarket(seed: seed)
      let grid = market.grid(onEvents: onEvents)
      let column = pool.columns(for: [id], over: grid, market.tape()).column(id)
      var live = LiveMarket(market, pool, id)
      for (index, time) in grid.enumerated() {
        let value = live.step(at: time)
        #expect(
          value.bitPattern == column[index].bitPattern || (value.isNaN && column[index].isNaN),
          "\(example.text) at \(index), seed \(seed): \(value) ≠ \(column[index])")
      }
    }
  }

  @Test(arguments: examples.filter { $0.name != "position" })
  func `nothing that became known later changes a value`(
    _ example: (name: String, text: String)
  ) throws {
    let (pool, id) = try Sample.feature(example.text)
    for (seed, onEvents) in [(4 as UInt64, false), (5, true)] {
      let market = RandomMarket(seed: seed)
      let grid = market.grid(onEvents: onEvents)
      let whole = pool.columns(for: [id], over: grid, market.tape()).column(id)
      var defined = 0
      for index in stride(from: 7, to: grid.count, by: 13) {
        let tape = market.tape(until: grid[index])
        let past = pool.columns(for: [id], over: Array(grid[...index]), tape).column(id)
        #expect(past[index].bitPattern == whole[index].bitPattern, "\(example.text) at \(index)")
        if !whole[index].isNaN { defined += 1 }
      }
      let isNeverDefined = example.text.contains("active") && defined == 0
      #expect(defined > 0 || isNeverDefined, "\(example.text) is never defined")
    }
  }

  @Test func `an operator written with other words is refused with the nearest one`() {
    #expect(throws: StrategyError.self) { try Sample.file(feature: #"{"zscor":{}}"#) }
    do {
      _ = try Sample.file(feature: #"{"zscor":{}}"#)
    } catch {
      #expect(error.path == "$.features.f")
      #expect(error.suggestion == "zscore")
    }
  }
}

/// A market that is fed to a live evaluation row by row.
struct LiveMarket {
  private let market: RandomMarket
  private var signals: StreamingSignals
  private var candle = 0
  private var row = 0
  private var other = 0
  private var settlement = 0
  private var total = 0
  private var value = 0

  init(_ market: RandomMarket, _ pool: ExpressionPool, _ id: ExpressionID) {
    self.market = market
    let tape = RandomMarket.emptyTape()
    signals = StreamingSignals(pool, roots: [id], tapes: [tape, tape])
  }

  mutating func step(at time: Int64) -> Double {
    while candle < market.candles.count,
      market.candles[candle].openTime + RandomMarket.minute <= time
    {
      signals.append(market.candles[candle], to: 0)
      candle += 1
    }
    appendRows(until: time)
    appendContext(until: time)
    while settlement < RandomMarket.settlements.count,
      RandomMarket.settlements[settlement] <= time
    {
      signals.append(
        settledAt: RandomMarket.settlements[settlement], rate: RandomMarket.rate(settlement), to: 0)
      settlement += 1
    }
    return signals.step(symbol: 0, at: time)[0]
  }

  private mutating func appendContext(until time: Int64) {
    let totals = RandomMarket.totals
    while total < totals.count, totals[total].openTime + RandomMarket.totalsInterval <= time {
      signals.append(totals[total], to: 0)
      total += 1
    }
    while value < RandomMarket.values.count, RandomMarket.values[value].time <= time {
      let next = RandomMarket.values[value]
      signals.append(next.name, knownAt: next.time, value: next.value, to: 0)
      value += 1
    }
  }

  private mutating func appendRows(until time: Int64) {
    while true {
      let mine = row < market.rows.count ? market.rows[row].availability : .max
      let theirs = other < market.others.count ? market.others[other].availability : .max
      guard min(mine, theirs) <= time else { return }
      if theirs < mine {
        signals.append(market.others[other], to: 1)
        other += 1
      } else {
        signals.append(market.rows[row], to: 0)
        row += 1
      }
    }
  }
}
