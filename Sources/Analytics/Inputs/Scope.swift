package import MarketData

/// What a number speaks of: the whole selection, or one symbol.
package struct Scope: Sendable, Equatable {
  /// `all`, or the symbol.
  package let name: String
  /// Indices into the inputs' instruments.
  package let instruments: [Int]
  /// Indices into the inputs' symbols.
  package let symbols: [Int]
}

extension MarketInputs {
  /// The whole selection.
  package var everything: Scope {
    Scope(name: "all", instruments: Array(instruments.indices), symbols: Array(symbols.indices))
  }

  /// The `count` largest symbols.
  package func largestSymbols(_ count: Int) -> [Scope] {
    symbols.prefix(count).enumerated().map { index, symbol in
      Scope(name: symbol.name, instruments: symbol.instruments, symbols: [index])
    }
  }

  /// One scope an exchange, or none when there is only one exchange. They have no symbols: only
  /// sums over bins tell exchanges apart.
  package var exchangeScopes: [Scope] {
    guard exchanges.count > 1 else { return [] }
    return exchanges.map { exchange in
      let own = instruments.indices.filter { instruments[$0].key.exchange == exchange }
      return Scope(name: exchange, instruments: own, symbols: [])
    }
  }

  /// The sums of `scope` over bins of `interval`.
  ///
  /// From the collected bins when these divide the interval, else from the events, which the plan
  /// must then need.
  package func series(_ scope: Scope, interval: Interval) -> BinSeries {
    let grid = TimeGrid(covering: window, interval: interval)
    var sums = [BinColumns.Sums](repeating: BinColumns.Sums(), count: grid.count)
    for bins in bins(scope, step: interval.microseconds) { bins.add(to: &sums, grid) }
    return BinSeries(sums, grid: grid, coverage: coverageShares(scope, over: grid))
  }

  private func bins(_ scope: Scope, step: Int64) -> [BinColumns] {
    if step % plan.step == 0 {
      let offset = -TimeGrid.origin(step) / plan.step
      return scope.instruments.map { index in
        instruments[index].bins.coarsened(by: step / plan.step, offset: offset)
      }
    }
    return scope.symbols.map { index in
      let events = symbols[index].events
      var bins = BinColumns()
      accumulateBins(
        time: events.time.span, side: events.side.span, notional: events.usd.span,
        rows: 0..<events.count, step: step, into: &bins)
      return bins
    }
  }

  /// The share of each bin that is covered, the scope's exchanges weighted by their dollars.
  private func coverageShares(_ scope: Scope, over grid: TimeGrid) -> [Double] {
    let weights = exchangeWeights(scope)
    var shares = [Double](repeating: 0, count: grid.count)
    for (exchange, weight) in zip(exchanges, weights) where weight > 0 {
      let part = coverage.shares(exchange, over: grid)
      for bin in shares.indices { shares[bin] += weight * part[bin] }
    }
    return shares.map { min(1, $0) }
  }

  /// The share of each exchange in the scope's dollars; in its counts when it has no dollars.
  private func exchangeWeights(_ scope: Scope) -> [Double] {
    var usd = [Double](repeating: 0, count: exchanges.count)
    var counts = usd
    for index in scope.instruments {
      guard let place = exchanges.firstIndex(of: instruments[index].key.exchange) else { continue }
      let total = instruments[index].total
      usd[place] += total.usd
      counts[place] += Double(total.count)
    }
    let parts = usd.reduce(0, +) > 0 ? usd : counts
    let whole = parts.reduce(0, +)
    return parts.map { whole > 0 ? $0 / whole : 0 }
  }
}

extension LiquidationState.InstrumentState {
  /// The sums over all bins.
  package var total: BinColumns.Sums {
    var sums = BinColumns.Sums()
    for row in 0..<bins.count { sums.merge(bins[row]) }
    return sums
  }
}
