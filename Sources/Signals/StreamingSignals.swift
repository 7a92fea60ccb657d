package import MarketData

/// Expressions evaluated live: rows are appended as they become known, and each instant is one
/// step. The values are those of `ExpressionPool.columns`, to the last bit.
///
///     var signals = StreamingSignals(pool, roots: rules, tapes: [tape])
///     signals.append(row, to: 0)
///     let values = signals.step(symbol: 0, at: now)
package struct StreamingSignals: Sendable {
  private let pool: ExpressionPool
  private let roots: [ExpressionID]
  private let needed: [Int]
  private let readsUniverse: Bool
  private var symbols: [Symbol]

  private struct Symbol: Sendable {
    var tape: SymbolTape
    /// Node → its kernel and its last value.
    var kernels: [any Kernel]
    var values: [Double]
  }

  /// - Parameters:
  ///   - pool: The expressions.
  ///   - roots: Which of them are wanted; none may depend on the open position.
  ///   - tapes: One for each symbol, with what is known so far.
  package init(_ pool: ExpressionPool, roots: [ExpressionID], tapes: [SymbolTape]) {
    self.pool = pool
    self.roots = roots
    needed = pool.reachable(from: roots)
    readsUniverse = pool.readsUniverse(roots)
    let kernels = pool.nodes.map(\.kernel)
    let values = pool.nodes.map { $0.constant ?? .nan }
    symbols = tapes.map { Symbol(tape: $0, kernels: kernels, values: values) }
  }

  /// Adds a liquidation, which became known no earlier than any before it.
  package mutating func append(_ row: LiquidationRow, to symbol: Int) {
    symbols[symbol].tape.append(row)
    guard readsUniverse else { return }
    for index in symbols.indices { symbols[index].tape.append(toUniverse: row) }
  }

  /// Adds a candle that has closed.
  package mutating func append(_ candle: Candle, to symbol: Int) {
    symbols[symbol].tape.append(candle)
  }

  /// Adds a settlement of funding.
  package mutating func append(settledAt time: Int64, rate: Double, to symbol: Int) {
    symbols[symbol].tape.append(settledAt: time, rate: rate)
  }

  /// Adds a total that has ended.
  package mutating func append(_ total: LiquidationTotal, to symbol: Int) {
    symbols[symbol].tape.append(total)
  }

  /// Adds a value of a series.
  package mutating func append(
    _ name: SeriesName, knownAt time: Int64, value: Double, to symbol: Int
  ) {
    symbols[symbol].tape.append(name, knownAt: time, value: value)
  }

  /// The values of the roots at `time`, which lies after that of the step before.
  package mutating func step(symbol: Int, at time: Int64) -> [Double] {
    for index in needed where pool.nodes[index].constant == nil {
      let inputs = pool.nodes[index].inputs
      let x = inputs.first.map { symbols[symbol].values[$0.index] } ?? .nan
      let y = inputs.dropFirst().first.map { symbols[symbol].values[$0.index] } ?? .nan
      symbols[symbol].values[index] = symbols[symbol].kernels[index].step(
        at: time, x, y, symbols[symbol].tape)
    }
    return roots.map { symbols[symbol].values[$0.index] }
  }
}
