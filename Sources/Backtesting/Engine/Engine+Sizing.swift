import Signals

/// How large an order is (rules 63 to 68).
extension Engine {
  /// The notional of an entry after the limits, or nil when it is rejected; `equity` is E, the same
  /// for all entries decided at `time`.
  func notional(_ candidate: Candidate, at time: Int64, equity: Double) -> Double? {
    guard let wanted = wantedNotional(candidate, equity: equity) else { return nil }
    let notional = min(wanted, room(candidate, equity: equity))
    guard notional.isFinite, notional >= 1e-6 * equity, notional > 0 else { return nil }
    return notional
  }

  private func wantedNotional(_ candidate: Candidate, equity: Double) -> Double? {
    let signals = books[candidate.index].data.signals
    switch strategy.sizing {
    case .fixedNotional(let notional): return notional
    case .fixedQuantity(let quantity): return quantity * candidate.price
    case .equityFraction(let fraction): return fraction * equity
    case .riskFraction(let fraction):
      let distance = stopFraction(candidate)
      return distance > 0 ? fraction * equity / distance : nil
    case .volatilityTarget(let annual, let id, let maximum):
      let volatility = signals.value(id, at: candidate.gridIndex)
      guard volatility > 0 else { return nil }
      let notional = equity * annual / volatility
      return maximum.map { min(notional, $0 * equity) } ?? notional
    case .kelly(let kelly):
      let fraction = past.fraction(kelly)
      return fraction > 0 ? fraction * equity : nil
    }
  }

  /// The distance of the stop as a fraction of P (rule 65); NaN when it is missing.
  private func stopFraction(_ candidate: Candidate) -> Double {
    func value(_ id: ExpressionID) -> Double {
      books[candidate.index].data.signals.value(id, at: candidate.gridIndex)
    }
    switch strategy.exit.stopLoss {
    case .fraction(let fraction): return fraction
    case .averageTrueRange(let multiple, let id): return multiple * value(id) / candidate.price
    case .sigma(let multiple, let id): return multiple * value(id)
    case .price(let id): return abs(candidate.price - value(id)) / candidate.price
    case .risk, nil: return .nan
    }
  }

  /// The least of what the limits leave (rule 68). For a reverse, the position it closes is left
  /// out.
  private func room(_ candidate: Candidate, equity: Double) -> Double {
    var exposure = Exposure()
    for index in books.indices {
      let isOwn = index == candidate.index
      if books[index].isHeld, !(isOwn && candidate.action == .reverse) {
        let quantity = books[index].position.quantity
        exposure.add(
          quantity * books[index].lastClose, books[index].position.side,
          entry: quantity * books[index].position.entryPrice, isOwn: isOwn)
      }
      if let order = books[index].entryOrder {
        let notional = order.quantity * order.decisionPrice
        exposure.add(notional, order.side, entry: notional, isOwn: isOwn)
      }
    }
    let rules = strategy.portfolio
    let sign = candidate.side.sign
    var room =
      rules.marginMode == .cross
      ? rules.leverage * equity - exposure.gross : rules.leverage * equity - exposure.atEntry
    if let limit = rules.maximumSymbolFraction { room = min(room, limit * equity - exposure.own) }
    if let limit = rules.maximumGrossLeverage { room = min(room, limit * equity - exposure.gross) }
    if let limit = rules.maximumNetLeverage {
      room = min(room, limit * equity - sign * exposure.net)
    }
    return room
  }
}

/// What is held and pending, in money.
private struct Exposure {
  var gross = 0.0
  var net = 0.0
  /// At entry prices, as isolated margin counts.
  var atEntry = 0.0
  /// Of the candidate's own symbol.
  var own = 0.0

  mutating func add(_ value: Double, _ side: PositionSide, entry: Double, isOwn: Bool) {
    gross += value
    net += side.sign * value
    atEntry += entry
    if isOwn { own += value }
  }
}

/// The closed trades in the order of rule 97, for Kelly's fraction.
struct PastTrades: Sendable {
  private var trades: [(exit: Int64, symbol: Int, entry: Int64, profit: Double)] = []

  mutating func insert(_ trade: Trade) {
    let entry = (trade.exitTime, trade.symbol, trade.entryTime)
    var place = trades.count
    while place > 0 {
      let before = trades[place - 1]
      if (before.exit, before.symbol, before.entry) <= entry { break }
      place -= 1
    }
    trades.insert((entry.0, entry.1, entry.2, trade.netProfit), at: place)
  }

  /// The fraction of equity to hold (rules 3, 67).
  func fraction(_ kelly: Sizing.Kelly) -> Double {
    guard Double(trades.count) >= kelly.minimumTrades, !trades.isEmpty else {
      return kelly.multiplier * kelly.capFraction
    }
    let profits = trades.suffix(Int(kelly.windowTrades)).map(\.profit)
    return min(kelly.capFraction, kelly.multiplier * max(0, Self.kelly(profits)))
  }

  /// W − (1 − W)/payoff; W without losses, 0 without wins.
  private static func kelly(_ profits: [Double]) -> Double {
    let wins = profits.filter { $0 > 0 }
    let losses = profits.filter { $0 < 0 }
    let winRate = Double(wins.count) / Double(profits.count)
    if wins.isEmpty { return 0 }
    if losses.isEmpty { return winRate }
    let payoff =
      (wins.reduce(0, +) / Double(wins.count)) / (-losses.reduce(0, +) / Double(losses.count))
    return winRate - (1 - winRate) / payoff
  }
}
