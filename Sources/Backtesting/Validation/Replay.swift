import Signals

/// Feeds a market to a live evaluation, row by row, and steps it at every instant of every grid.
struct Replay {
  private let prepared: PreparedBacktest
  private var signals: StreamingSignals
  private var nextCandle: [Int]
  private var nextRow: [Int]
  private var nextSettlement: [Int]
  private var nextTotal: [Int]
  private var nextValue: [[Int]]
  private var nextInstant: [Int]

  init(_ prepared: PreparedBacktest, _ roots: [ExpressionID]) {
    self.prepared = prepared
    let symbols = prepared.market.symbols
    let empty = symbols.map { symbol in
      SymbolTape(
        symbol: symbol.tape.symbol, start: symbol.tape.start,
        interval: symbol.tape.candles.interval,
        longestGap: symbol.tape.longestGap, exchanges: symbol.tape.exchanges,
        totalsInterval: symbol.tape.totals.interval)
    }
    signals = StreamingSignals(prepared.pool, roots: roots, tapes: empty)
    nextCandle = symbols.map { _ in 0 }
    nextRow = symbols.map { _ in 0 }
    nextSettlement = symbols.map { _ in 0 }
    nextTotal = symbols.map { _ in 0 }
    nextValue = symbols.map { $0.tape.series.names.map { _ in 0 } }
    nextInstant = symbols.map { _ in 0 }
  }

  /// The values at the next instant of any symbol; nil after the last.
  mutating func next() -> (symbol: Int, index: Int, values: [Double])? {
    var next: (symbol: Int, time: Int64)?
    for (symbol, grid) in prepared.grids.enumerated() where nextInstant[symbol] < grid.count {
      let time = grid[nextInstant[symbol]]
      if next.map({ time < $0.time }) ?? true { next = (symbol, time) }
    }
    guard let (symbol, time) = next else { return nil }
    feed(until: time)
    let index = nextInstant[symbol]
    nextInstant[symbol] += 1
    return (symbol, index, signals.step(symbol: symbol, at: time))
  }

  /// Gives all rows known by `time`, in the order of rule 15.
  private mutating func feed(until time: Int64) {
    for (symbol, market) in prepared.market.symbols.enumerated() {
      let candles = market.tape.candles
      while nextCandle[symbol] < candles.count, candles.closeTime(nextCandle[symbol]) <= time {
        signals.append(candles[nextCandle[symbol]], to: symbol)
        nextCandle[symbol] += 1
      }
      let funding = market.tape.funding
      while nextSettlement[symbol] < funding.count, funding.time[nextSettlement[symbol]] <= time {
        let next = nextSettlement[symbol]
        signals.append(settledAt: funding.time[next], rate: funding.rate[next], to: symbol)
        nextSettlement[symbol] += 1
      }
      feedContext(of: symbol, market.tape, until: time)
    }
    while let symbol = symbolOfNextRow(until: time) {
      let rows = prepared.market.symbols[symbol].tape.liquidations
      signals.append(rows[nextRow[symbol]], to: symbol)
      nextRow[symbol] += 1
    }
  }

  private mutating func feedContext(of symbol: Int, _ tape: SymbolTape, until time: Int64) {
    let totals = tape.totals
    while nextTotal[symbol] < totals.count, totals.closeTime(nextTotal[symbol]) <= time {
      signals.append(totals[nextTotal[symbol]], to: symbol)
      nextTotal[symbol] += 1
    }
    for (place, name) in tape.series.names.enumerated() {
      let series = tape.series[name]
      while nextValue[symbol][place] < series.count, series.time[nextValue[symbol][place]] <= time {
        let next = nextValue[symbol][place]
        signals.append(name, knownAt: series.time[next], value: series.value[next], to: symbol)
        nextValue[symbol][place] += 1
      }
    }
  }

  private func symbolOfNextRow(until time: Int64) -> Int? {
    var best: (symbol: Int, time: Int64)?
    for (symbol, market) in prepared.market.symbols.enumerated() {
      let rows = market.tape.liquidations
      guard nextRow[symbol] < rows.count else { continue }
      let known = rows.availability[nextRow[symbol]]
      if known <= time, best.map({ known < $0.time }) ?? true { best = (symbol, known) }
    }
    return best?.symbol
  }
}
