import Basics

/// The factor on all rates, and how many liquidations it gives.
struct RateScale: Sendable {
  let factor: Double
  /// Over all symbols; at least the rows asked for.
  let count: Int

  /// The factor for `model.rows`, by counting; 1 and an unlimited count without.
  ///
  /// Repeats with the same random numbers and another factor until the count is at most 1 % (or 20)
  /// above what was asked for: cutting the rest shortens the data by as little.
  ///
  /// - Throws: `MarketModelError` when the window is too short for so many rows.
  init(_ model: MarketModel, _ plan: ArrivalPlan) throws(MarketModelError) {
    guard let rows = model.rows else {
      (factor, count) = (1, .max)
      return
    }
    let slack = max(20, rows / 100)
    let wanted = Double(rows) + Double(slack) / 2
    var trial = wanted / plan.expectedTotal
    var best: (factor: Double, count: Int)?
    for _ in 0..<60 {
      let counted = plan.count(factor: trial, atMost: rows + rows / 2 + 1_000)
      if counted >= rows, counted < best?.count ?? .max { best = (trial, counted) }
      if let best, best.count <= rows + slack { break }
      trial *= min(max(wanted / Double(max(counted, 1)), 0.5), 2)
    }
    guard let best else {
      throw MarketModelError(path: "rows", kind: .invalid("cannot be reached in this window"))
    }
    (factor, count) = best
  }
}

/// What the arrivals of all symbols are made from.
struct ArrivalPlan: Sendable {
  let model: MarketModel
  let baseline: Baseline
  let expected: ExpectedCounts

  init(_ model: MarketModel) {
    self.model = model
    baseline = Baseline(model.rhythm, window: model.window)
    expected = ExpectedCounts(baseline, model.arrivals, window: model.window)
  }

  /// Expected liquidations of all symbols, as planted.
  var expectedTotal: Double {
    model.symbols.reduce(0) { $0 + $1.eventsPerDay } * model.days
  }

  /// The arrivals of a symbol with its rate multiplied by `factor`.
  func stream(_ symbol: SymbolModel, factor: Double) -> ArrivalStream {
    let rate = symbol.eventsPerDay * model.days * factor / expected.total
    return ArrivalStream(symbol.name, model, baseline: baseline, rate: rate)
  }

  /// Liquidations of all symbols with all rates multiplied by `factor`; stops at `limit`.
  func count(factor: Double, atMost limit: Int) -> Int {
    var count = 0
    for symbol in model.symbols {
      var stream = stream(symbol, factor: factor)
      while count < limit, stream.next() != nil { count += 1 }
    }
    return count
  }
}
