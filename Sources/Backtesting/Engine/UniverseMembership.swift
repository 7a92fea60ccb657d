import Basics
import MarketData
import Signals

/// Which symbols may be entered at an instant (rule 31).
struct UniverseMembership: Sendable {
  /// The instants from which a choice holds, ascending; nil when all symbols always may.
  private let refreshes: [Int64]?
  /// Refresh → symbol → whether it is a member.
  private let isMember: [[Bool]]

  init(_ plan: BacktestPlan, _ market: Market) {
    guard case .select(let selection) = plan.strategy.universe.choice else {
      refreshes = nil
      isMember = []
      return
    }
    var times: [Int64] = []
    var time = plan.data.from + selection.lookback
    while time < plan.trading.to {
      times.append(time)
      time += selection.refresh
    }
    refreshes = times
    isMember = times.map { Self.members(selection, at: $0, market) }
  }

  /// Whether entries in symbol `index` are allowed at `time`.
  func contains(_ index: Int, at time: Int64) -> Bool {
    guard let refreshes else { return true }
    let next = refreshes.firstIndex(after: time)
    return next > 0 && isMember[next - 1][index]
  }

  private static func members(
    _ selection: UniverseRules.Selection, at time: Int64, _ market: Market
  ) -> [Bool] {
    let sizes = market.symbols.map { size(of: $0, selection, at: time) }
    let ranked = market.symbols.indices.filter { index in
      guard let first = market.symbols[index].tape.candles.openTime.first else { return false }
      return first <= time - selection.minimumAge
    }.sorted { sizes[$0] > sizes[$1] }
    var members = [Bool](repeating: false, count: sizes.count)
    for index in ranked.prefix(selection.top) { members[index] = true }
    return members
  }

  /// The sum over `[time − lookback, time)`, of rows known before `time`.
  private static func size(
    of symbol: SymbolMarket, _ selection: UniverseRules.Selection, at time: Int64
  ) -> Double {
    let start = time - selection.lookback
    var sum = CompensatedSum()
    switch selection.by {
    case .quoteVolume:
      let candles = symbol.tape.candles
      var index = candles.firstOpening(atOrAfter: start)
      while index < candles.count, candles.closeTime(index) < time {
        let volume = candles.quoteVolume(index)
        sum.add(volume.isNaN ? 0 : volume)
        index += 1
      }
    case .liquidationNotional:
      let rows = symbol.tape.liquidations
      for index in 0..<rows.count
      where rows.availability[index] >= start && rows.availability[index] < time {
        sum.add(rows.notional[index].isNaN ? 0 : rows.notional[index])
      }
    case .openInterest: break
    }
    return sum.value
  }
}
