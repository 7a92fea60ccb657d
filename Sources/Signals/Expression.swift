/// An expression of a pool: a number that can be copied and compared.
package struct ExpressionID: Hashable, Comparable, Sendable {
  let index: Int

  package static func < (left: Self, right: Self) -> Bool { left.index < right.index }
}

/// One operator applied to at most two other expressions.
///
/// Operators with more operands are written as chains (`a and b and c` is `(a and b) and c`), which
/// is what Kleene's logic and left-to-right arithmetic mean anyway.
struct ExpressionNode: Sendable {
  /// What tells this expression from all others: operator, settings, inputs.
  let identity: String
  /// As it stands before the first instant.
  let kernel: any Kernel
  let inputs: [ExpressionID]
  /// The value when it is the same at all instants.
  let constant: Double?
  /// Which field of the open position this node is, if it is one.
  let positionField: PositionField?
  /// Whether the value depends on the open position.
  let readsPosition: Bool
  /// Whether liquidations of the whole universe are read.
  let readsUniverse: Bool

  /// Whether the value follows from the inputs of the same instant.
  let isPointwise: Bool
}

/// Expressions that share what they have in common: equal ones are the same node.
///
/// Inputs stand before what uses them. Many parameter sets of one strategy are read into one pool,
/// so a feature that does not depend on a swept parameter is computed once.
package struct ExpressionPool: Sendable {
  private(set) var nodes: [ExpressionNode] = []
  private var known: [String: ExpressionID] = [:]

  package init() {}

  /// The number of different expressions.
  package var count: Int { nodes.count }

  subscript(id: ExpressionID) -> ExpressionNode { nodes[id.index] }

  /// Whether the value of `id` depends on the open position.
  package func readsPosition(_ id: ExpressionID) -> Bool { self[id].readsPosition }

  /// Whether any of `roots` needs the liquidations of the whole universe.
  package func readsUniverse(_ roots: [ExpressionID]) -> Bool {
    reachable(from: roots).contains { nodes[$0].readsUniverse }
  }

  /// The node for `kernel` applied to `inputs`, made when it is new.
  mutating func intern(
    _ name: String, _ settings: String = "", kernel: any Kernel, inputs: [ExpressionID] = [],
    constant: Double? = nil, positionField: PositionField? = nil, readsUniverse: Bool = false
  ) -> ExpressionID {
    let identity = "\(name)|\(settings)|" + inputs.map { "\($0.index)" }.joined(separator: ",")
    if let id = known[identity] { return id }
    let id = ExpressionID(index: nodes.count)
    nodes.append(
      ExpressionNode(
        identity: identity, kernel: kernel, inputs: inputs, constant: constant,
        positionField: positionField,
        readsPosition: positionField != nil || inputs.contains { self[$0].readsPosition },
        readsUniverse: readsUniverse,
        isPointwise: kernel is any PointwiseKernel || constant != nil))
    known[identity] = id
    return id
  }

  /// The first expressions below `roots` that have a memory or read data: the rest stands on them
  /// and is cheap to compute anew.
  package func costly(below roots: [ExpressionID]) -> [ExpressionID] {
    func isCostly(_ index: Int) -> Bool {
      !nodes[index].isPointwise && !nodes[index].readsPosition
    }
    return reachable(from: roots, stoppingAt: isCostly).filter(isCostly)
      .map { ExpressionID(index: $0) }
  }

  /// The indices of all nodes that `roots` need, inputs first; the inputs of nodes that are known
  /// are not followed.
  func reachable(
    from roots: [ExpressionID], stoppingAt isKnown: (Int) -> Bool = { _ in false }
  ) -> [Int] {
    var isNeeded = [Bool](repeating: false, count: nodes.count)
    for root in roots { isNeeded[root.index] = true }
    for index in nodes.indices.reversed() where isNeeded[index] && !isKnown(index) {
      for input in nodes[index].inputs { isNeeded[input.index] = true }
    }
    return nodes.indices.filter { isNeeded[$0] }
  }
}

/// What exit rules may ask about the open position (rule 54).
package enum PositionField: String, CaseIterable, Sendable {
  case age, `return`, mfe, mae
  case entryPrice = "entry_price"
}

/// The open position as exit rules see it.
package struct PositionView: Sendable, Equatable {
  /// Seconds since the entry.
  package var age: Double
  /// side · (P/entry price − 1).
  package var `return`: Double
  /// The best excursion so far, ≥ 0.
  package var mfe: Double
  /// The worst excursion so far, ≤ 0.
  package var mae: Double
  package var entryPrice: Double

  package init(age: Double, return: Double, mfe: Double, mae: Double, entryPrice: Double) {
    self.age = age
    self.return = `return`
    self.mfe = mfe
    self.mae = mae
    self.entryPrice = entryPrice
  }

  subscript(field: PositionField) -> Double {
    switch field {
    case .age: age
    case .return: `return`
    case .mfe: mfe
    case .mae: mae
    case .entryPrice: entryPrice
    }
  }
}
