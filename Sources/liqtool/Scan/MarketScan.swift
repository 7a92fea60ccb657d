import Analytics
import Basics
import MarketData
import Store

/// Reads what the analyses need, once, and folds it in the order of the data.
struct MarketScan {
  let store: Store
  let window: TimeRange
  let exchanges: [String]?
  let symbols: [String]?
  let interval: Interval
  let needs: InputNeeds
  let jobs: Int

  /// How many row groups are read before their states are folded: bounds memory.
  private static let unitsPerFold = 32

  /// - Returns: The inputs of all analyses and the ids of the segments read, sorted.
  /// - Throws: `StoreError`; `Failure` (65, 66) for names that are not in the store.
  func inputs() async throws -> (MarketInputs, segments: [String]) {
    try checkNames()
    let (liquidations, segments) = try await liquidationState()
    var used = segments
    var candles: CandleState?
    if needs.contains(.candles) {
      let (state, segments) = try await candleState()
      candles = state
      used += segments
    }
    let coverage = try store.coverage().map {
      ExchangeCoverage(exchange: $0.exchange, ranges: $0.periods)
    }
    let wanted = coverage.filter { exchanges?.contains($0.exchange) ?? true }
    var interest = OpenInterestRows()
    if needs.contains(.openInterest) {
      let plan = try store.plan(
        SeriesQuery(
          window: window, exchanges: exchanges, symbols: symbols, names: [.openInterestUSD]))
      for unit in plan.units { interest.add(try store.readSeries(unit), in: window) }
      used += plan.segments.map(\.id)
    }
    let inputs = MarketInputs(
      liquidations: liquidations, candles: candles, coverage: wanted,
      openInterest: interest.bySymbol)
    return (inputs, Set(used).sorted())
  }

  private func liquidationState() async throws -> (LiquidationState, [String]) {
    let query = LiquidationQuery(window: window, exchanges: exchanges, symbols: symbols)
    let plan = try store.plan(query)
    let inputPlan = InputPlan(window: window, interval: interval, needs: needs)
    var columns: Set<LiquidationColumn> = [.time, .symbol, .side, .notional, .priceKind]
    if needs.contains(.prices) { columns.insert(.price) }
    if needs.contains(.quantities) { columns.insert(.quantity) }
    let state = try await fold(plan.units, into: LiquidationState(plan: inputPlan)) {
      [store, columns] unit in
      var state = LiquidationState(plan: inputPlan)
      state.update(try store.read(unit, columns: columns))
      return state
    } merge: {
      $0.merge($1)
    }
    return (state, plan.segments.map(\.id))
  }

  private func candleState() async throws -> (CandleState, [String]) {
    let plan = try store.plan(CandleQuery(window: window, symbols: symbols))
    let columns: Set<CandleColumn> = [
      .openTime, .symbol, .open, .high, .low, .close, .volume, .quoteVolume,
    ]
    let state = try await fold(plan.units, into: CandleState(window: window)) {
      [store, window] unit in
      var state = CandleState(window: window)
      state.update(try store.read(unit, columns: columns))
      return state
    } merge: {
      $0.merge($1)
    }
    return (state, plan.segments.map(\.id))
  }

  /// Maps units concurrently and folds the states in order, a few at a time.
  private func fold<State: Sendable>(
    _ units: [ScanUnit], into initial: State,
    _ transform: @escaping @Sendable (ScanUnit) throws -> State,
    merge: (inout State, State) -> Void
  ) async throws -> State {
    var state = initial
    for start in stride(from: 0, to: units.count, by: Self.unitsPerFold) {
      let part = Array(units[start..<min(units.count, start + Self.unitsPerFold)])
      for next in try await mapConcurrently(part, width: jobs, transform) { merge(&state, next) }
    }
    return state
  }

  /// A misspelt exchange or symbol is an error, not an empty report.
  private func checkNames() throws {
    let known = try store.symbols()
    for exchange in exchanges ?? [] {
      try check(exchange, among: Set(known.map(\.exchange)), option: "--exchange")
    }
    for symbol in symbols ?? [] {
      try check(symbol, among: Set(known.map(\.symbol)), option: "--symbol")
    }
  }

  private func check(_ name: String, among known: Set<String>, option: String) throws {
    guard !known.contains(name) else { return }
    let hint = nearestName(to: name, in: known.sorted()).map { "; did you mean '\($0)'?" } ?? ""
    throw Failure(
      .badData, "\(option): '\(name)' is not in the store\(hint) 'liqtool store info' lists all.")
  }
}
