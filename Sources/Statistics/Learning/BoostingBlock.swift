/// What the blocks of a boosting do next.
enum BoostingStep: Sendable {
  /// Adds the last tree, given by the values of its nodes, and counts all rows for a new one.
  case plant([Double])
  /// Cuts nodes, whose children become the next nodes, and counts some of these.
  case cut([BoostingCut], counted: [Int])
  /// Cuts nodes for the last time and sums up the leaves.
  case finish([BoostingCut], leaves: [Int])
}

struct BoostingCut: Sendable {
  let node: Int
  let cut: TreeCut
}

/// A block after a step, with what it was asked for.
struct BoostingAnswer: Sendable {
  let block: BoostingBlock
  /// Residuals by bin of the nodes that were to be counted.
  var histograms: [Histograms] = []
  /// Σ residual and Σ p(1 − p) of each leaf.
  var leaves: [SIMD2<Double>] = []
}

/// Some rows of a boosting: their scores so far, and where they are in the tree that grows.
struct BoostingBlock: FitBlock {
  private let table: BinnedTable
  private let rate: Double
  private let labels: [Bool]
  private let rows: Range<Int>
  private var scores: [Double]
  private var residuals: [Double]
  /// The rows, counted from the first, those of a node side by side.
  private var order: [UInt16] = []
  /// Which of them each node has.
  private var nodes: [Range<Int>] = []

  /// How many rows a block has; their numbers fit in two bytes.
  static let size = 65_536
  /// How many rows are counted feature after feature while they stay in the nearest cache.
  private static let countedAtOnce = 4_096

  init(_ table: BinnedTable, _ labels: [Bool], rows: Range<Int>, start: Double, rate: Double) {
    self.table = table
    self.rate = rate
    self.labels = labels
    self.rows = rows
    scores = [Double](repeating: start, count: rows.count)
    residuals = scores
  }

  func answer(_ step: BoostingStep) -> BoostingAnswer {
    var next = self
    switch step {
    case .plant(let values):
      next.plant(values)
      return BoostingAnswer(block: next, histograms: [next.histograms(0)])
    case .cut(let cuts, let counted):
      next.cut(cuts)
      return BoostingAnswer(block: next, histograms: counted.map { next.histograms($0) })
    case .finish(let cuts, let leaves):
      next.cut(cuts)
      return BoostingAnswer(block: next, leaves: leaves.map { next.sums($0) })
    }
  }

  private mutating func plant(_ values: [Double]) {
    for (node, value) in zip(nodes, values) where value != 0 {
      for place in node { scores[Int(order[place])] += rate * value }
    }
    for row in residuals.indices {
      residuals[row] = (labels[rows.lowerBound + row] ? 1 : 0) - logistic(scores[row])
    }
    order = residuals.indices.map { UInt16($0) }
    nodes = [residuals.indices]
  }

  private mutating func cut(_ cuts: [BoostingCut]) {
    var spare = [UInt16](repeating: 0, count: order.count)
    for part in cuts {
      let range = nodes[part.node]
      let middle = partition(
        &order, range, first: rows.lowerBound, table.bins[part.cut.feature], part.cut.bin,
        spare: &spare)
      nodes.append(range.lowerBound..<middle)
      nodes.append(middle..<range.upperBound)
    }
  }

  private func histograms(_ node: Int) -> Histograms {
    var result = Histograms(table)
    for part in rowBlocks(nodes[node], size: Self.countedAtOnce) {
      let picked = order[part].map { rows.lowerBound + Int($0) }
      let ordered = order[part].map { residuals[Int($0)] }
      for feature in 0..<table.featureCount {
        let first = feature * table.width
        switch table.bins[feature] {
        case .narrow(let bins):
          accumulate(bins.span, picked.span, ordered.span, into: &result.cells, at: first)
        case .wide(let bins):
          accumulate(bins.span, picked.span, ordered.span, into: &result.cells, at: first)
        }
      }
    }
    return result
  }

  private func sums(_ node: Int) -> SIMD2<Double> {
    var sums = SIMD2<Double>.zero
    for place in nodes[node] {
      let residual = residuals[Int(order[place])]
      sums += SIMD2(residual, abs(residual) * (1 - abs(residual)))
    }
    return sums
  }
}

/// Adds rows of a node to the histogram that starts at `first`.
private func accumulate<Bin: FixedWidthInteger>(
  _ bins: Span<Bin>, _ rows: Span<Int>, _ targets: Span<Double>,
  into cells: inout [SIMD2<Double>], at first: Int
) {
  var cells = cells.mutableSpan
  for place in rows.indices {
    cells[first + Int(truncatingIfNeeded: bins[rows[place]])] += SIMD2(targets[place], 1)
  }
}
