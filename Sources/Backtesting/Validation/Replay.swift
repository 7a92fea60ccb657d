import Signals

/// Feeds a market to a live evaluation, row by row, and steps it at every instant of every grid.
struct Replay {
  private let prepared: PreparedBacktest
  private var signals: StreamingSignals
  private var nextCandle: [Int]
  private var nextRow: [Int]
  private var nextSettlement: [Int]
  /// Symbol → kind → the next price of the venue.
  private var nextPrice: [[Int]]
  private var nextInstant: [Int]

  init(_ prepared: PreparedBacktest, _ roots: [ExpressionID]) {
    self.prepared = prepared
    let symbols = prepared.market.symbols
    let empty = symbols.map { symbol in
      SymbolTape(
        start: symbol.tape.start, interval: symbol.tape.candles.interval,
        longestGap: symbol.tape.longestGap, exchanges: symbol.tape.exchanges)
    }
    signals = StreamingSignals(prepared.pool, roots: roots, tapes: empty)
    nextCandle = symbols.map { _ in 0 }
    nextRow = symbols.map { _ in 0 }
    nextSettlement = symbols.map { _ in 0 }
    nextPrice = symbols.map { $0.tape.venuePrices.map { _ in 0 } }
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
      feedPrices(of: market.tape, symbol, until: time)
    }
    while let symbol = symbolOfNextRow(until: time) {
      let rows = prepared.market.symbols[symbol].tape.liquidations
      signals.append(rows[nextRow[symbol]], to: symbol)
      nextRow[symbol] += 1
    }
  }

  private mutating func feedPrices(of tape: SymbolTape, _ symbol: Int, until time: Int64) {
    for kind in VenuePrices.Kind.allCases {
      let prices = tape.venuePrices[kind.rawValue]
      var next = nextPrice[symbol][kind.rawValue]
      while next < prices.count, prices.time[next] <= time {
        signals.append(kind, statedAt: prices.time[next], price: prices.price[next], to: symbol)
        next += 1
      }
      nextPrice[symbol][kind.rawValue] = next
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
