extension ExpressionPool {
  /// The values of `roots` at every instant of `grid`, one column each.
  ///
  /// Expressions that depend on the open position are not columns; what they need from the data
  /// is, and `SignalColumns.value` puts them together.
  ///
  /// - Parameters:
  ///   - roots: What is wanted.
  ///   - grid: Ascending instants, in microseconds UTC.
  ///   - tape: The data of the symbol.
  /// - Returns: One column for every root.
  /// - Complexity: O(`grid.count` + rows) an expression, times the logarithm of a window's samples
  ///   for ranks and quantiles. Columns that are no longer needed are let go.
  package func columns(
    for roots: [ExpressionID], over grid: [Int64], _ tape: SymbolTape
  ) -> SignalColumns {
    evaluate(roots, SignalColumns(pool: self, grid: grid, tape: tape, columns: []))
  }

  /// The columns of `roots`, taking those that `known` has.
  fileprivate func evaluate(_ roots: [ExpressionID], _ known: SignalColumns) -> SignalColumns {
    let (grid, tape) = (known.grid, known.tape)
    var columns = known.columns + [Column?](repeating: nil, count: count - known.columns.count)
    let needed = reachable(from: roots) { columns[$0] != nil }
    var usesLeft = uses(of: needed, keeping: roots)
    let none = Column(constant: .nan)
    for index in needed where !nodes[index].readsPosition && columns[index] == nil {
      let node = nodes[index]
      if let constant = node.constant {
        columns[index] = Column(constant: constant)
        continue
      }
      var kernel = node.kernel
      let x = node.inputs.first.flatMap { columns[$0.index] } ?? none
      let y = node.inputs.dropFirst().first.flatMap { columns[$0.index] } ?? none
      columns[index] = Column(kernel.run(over: grid, x, y, tape))
      for input in node.inputs {
        usesLeft[input.index] -= 1
        if usesLeft[input.index] == 0 { columns[input.index] = nil }
      }
    }
    return SignalColumns(pool: self, grid: grid, tape: tape, columns: columns)
  }

  /// How often each node is an input; those that must be kept have one use more.
  private func uses(of needed: [Int], keeping roots: [ExpressionID]) -> [Int] {
    var uses = [Int](repeating: 0, count: count)
    for index in needed {
      for input in nodes[index].inputs { uses[input.index] += 1 }
    }
    for root in roots { uses[root.index] += 1 }
    return uses
  }
}

/// The values of a strategy's expressions for one symbol.
package struct SignalColumns: Sendable {
  let pool: ExpressionPool
  /// The instants at which decisions are made, in microseconds UTC.
  package let grid: [Int64]
  let tape: SymbolTape
  let columns: [Column?]

  /// The same with the columns of `roots` added.
  ///
  /// - Complexity: O(`grid.count`) for each expression that is not there yet.
  package func adding(_ roots: [ExpressionID], of pool: ExpressionPool) -> SignalColumns {
    pool.evaluate(roots, self)
  }

  fileprivate init(pool: ExpressionPool, grid: [Int64], tape: SymbolTape, columns: [Column?]) {
    self.pool = pool
    self.grid = grid
    self.tape = tape
    self.columns = columns
  }

  /// The column of a root that does not depend on the open position; else all missing.
  package func column(_ id: ExpressionID) -> Column {
    (id.index < columns.count ? columns[id.index] : nil) ?? Column(constant: .nan)
  }

  /// The value of an expression at instant `index`: NaN when it is missing or unknown. Without an
  /// open `position` its fields are missing.
  ///
  /// What stands on columns without a memory of its own needs no column.
  package func value(
    _ id: ExpressionID, at index: Int, position: PositionView? = nil
  ) -> Double {
    if id.index < columns.count, let column = columns[id.index] { return column[index] }
    let node = pool[id]
    if let constant = node.constant { return constant }
    if let field = node.positionField { return position.map { finite($0[field]) } ?? .nan }
    guard node.isPointwise else { return .nan }
    var kernel = node.kernel
    let x = node.inputs.first.map { value($0, at: index, position: position) } ?? .nan
    let y = node.inputs.dropFirst().first.map { value($0, at: index, position: position) } ?? .nan
    return kernel.step(at: grid[index], x, y, tape)
  }
}
