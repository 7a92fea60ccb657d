extension LiquidationBatch {
  /// Sets quantity, contracts and notional of every row from the sizes as the venue sent them.
  ///
  /// Linear: notional = quantity × price. Inverse: notional = contracts × multiplier, quantity =
  /// notional / price. Where the rules are nil or quanto, the size becomes the contracts and the
  /// rest null; the notional is null, too, unless the quote currency counts as dollars.
  ///
  /// - Parameters:
  ///   - amounts: One size a row.
  ///   - rules: One entry an instrument.
  /// - Complexity: O(rows), no allocation but the columns.
  package mutating func setAmounts(_ amounts: [Double], _ rules: [ContractRules?]) {
    precondition(amounts.count == count, "\(amounts.count) sizes for \(count) rows")
    precondition(rules.count == instruments.count, "one set of rules an instrument is needed")
    let steps = rules.map(Conversion.init)
    contracts = [Double](repeating: .nan, count: count)
    if steps.allSatisfy(\.isBaseInDollars) {
      quantity = amounts
      notional = products(amounts.span, price.span)
      return
    }
    quantity = [Double](repeating: .nan, count: count)
    notional = [Double](repeating: .nan, count: count)
    for row in amounts.indices {
      steps[Int(instrument[row])].apply(
        amounts[row], price[row], &quantity[row], &contracts[row], &notional[row])
    }
  }

  /// Sets quantity and notional of the rows that have contracts and no quantity, as far as `rules`
  /// are known by now.
  ///
  /// - Returns: The number of rows that were changed.
  package mutating func convertContracts(_ rules: InstrumentRules) -> Int {
    let steps = instruments.map { key in
      var known = rules.rules(of: key)
      known?.unit = .contracts
      return Conversion(known)
    }
    var changed = 0
    for row in 0..<count where quantity[row].isNaN && !contracts[row].isNaN {
      let step = steps[Int(instrument[row])]
      guard step.isKnown else { continue }
      changed += 1
      step.apply(contracts[row], price[row], &quantity[row], &contracts[row], &notional[row])
    }
    return changed
  }

  /// Sets the notional of the rows that have a quantity and none, where prices are in dollars.
  package mutating func fillNotional(_ isInDollars: [Bool]) {
    for row in 0..<count where notional[row].isNaN && isInDollars[Int(instrument[row])] {
      notional[row] = quantity[row] * price[row]
    }
  }
}

/// Row by row, size × price.
private func products(_ sizes: Span<Double>, _ prices: Span<Double>) -> [Double] {
  [Double](capacity: sizes.count) { output in
    for row in sizes.indices { output.append(sizes[row] * prices[row]) }
  }
}

/// What to do with a size: chosen once an instrument, applied a row.
private struct Conversion {
  private enum Step { case base, quote, linear, inverse, unknown }

  private let step: Step
  private let multiplier: Double
  private let isInDollars: Bool

  init(_ rules: ContractRules?) {
    multiplier = rules?.multiplier ?? .nan
    isInDollars = rules?.isInDollars ?? false
    switch (rules?.kind, rules?.unit) {
    case (.linear, .base): step = .base
    case (.linear, .quote): step = .quote
    case (.linear, .contracts): step = .linear
    case (.inverse, _): step = .inverse
    default: step = .unknown
    }
  }

  var isKnown: Bool { step != .unknown }

  /// Whether sizes are quantities and prices in dollars, as nearly everywhere.
  var isBaseInDollars: Bool { step == .base && isInDollars }

  @inline(__always)
  func apply(
    _ amount: Double, _ price: Double, _ quantity: inout Double, _ contracts: inout Double,
    _ notional: inout Double
  ) {
    let value: Double
    switch step {
    case .base:
      quantity = amount
      value = amount * price
    case .quote:
      quantity = amount / price
      value = amount
    case .linear:
      contracts = amount
      quantity = amount * multiplier
      value = quantity * price
    case .inverse:
      contracts = amount
      value = amount * multiplier
      quantity = value / price
    case .unknown:
      contracts = amount
      return
    }
    if isInDollars { notional = value }
  }
}
