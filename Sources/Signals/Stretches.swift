extension SignalColumns {
  /// The stretches of the grid in which a rule is true, ascending and not touching.
  ///
  /// A rule without a memory of its own is evaluated in short blocks, so that nothing of the size
  /// of a column is written: a sweep asks for hundreds of rules.
  ///
  /// - Parameter rule: Of the pool; what it stands on must be columns.
  /// - Returns: Ranges of indices of the grid.
  /// - Complexity: O(`grid.count`) for each expression below the rule that is not a column.
  package func stretches(of rule: ExpressionID) -> [Range<Int32>] {
    var result = Stretches()
    if rule.index < columns.count, let column = columns[rule.index] {
      for index in grid.indices { result.append(column[index] == 1, at: index) }
      return result.finished(grid.count)
    }
    var program = BlockProgram(rule, self)
    for start in stride(from: 0, to: grid.count, by: BlockProgram.length) {
      let count = min(BlockProgram.length, grid.count - start)
      let values = program.run(from: start, count)
      for index in 0..<count { result.append(values[index] == 1, at: start + index) }
    }
    return result.finished(grid.count)
  }
}

/// How often a rule is true, false and unknown.
package struct VerdictCounts: Sendable, Equatable {
  package internal(set) var trues = 0
  package internal(set) var falses = 0
  package internal(set) var unknowns = 0

  package init() {}

  mutating func count(_ value: Double) {
    if value.isNaN {
      unknowns += 1
    } else if value == 1 {
      trues += 1
    } else {
      falses += 1
    }
  }
}

extension SignalColumns {
  /// How often a rule is true, false and unknown at the instants of `range`, without a column.
  ///
  /// - Parameters:
  ///   - rule: Of the pool; what it stands on must be columns.
  ///   - range: Of indices of the grid.
  /// - Returns: The counts, whose sum is the length of `range`.
  /// - Complexity: O(`range.count`) for each expression below the rule that is not a column.
  package func verdicts(of rule: ExpressionID, in range: Range<Int>) -> VerdictCounts {
    var counts = VerdictCounts()
    if rule.index < columns.count, let column = columns[rule.index] {
      for index in range { counts.count(column[index]) }
      return counts
    }
    var program = BlockProgram(rule, self)
    for start in stride(from: range.lowerBound, to: range.upperBound, by: BlockProgram.length) {
      let count = min(BlockProgram.length, range.upperBound - start)
      let values = program.run(from: start, count)
      for index in 0..<count { counts.count(values[index]) }
    }
    return counts
  }
}

/// Ranges being collected.
private struct Stretches {
  private var ranges: [Range<Int32>] = []
  private var start: Int?

  mutating func append(_ isTrue: Bool, at index: Int) {
    if isTrue {
      if start == nil { start = index }
    } else if let begun = start {
      ranges.append(Int32(begun)..<Int32(index))
      start = nil
    }
  }

  consuming func finished(_ end: Int) -> [Range<Int32>] {
    if let begun = start { ranges.append(Int32(begun)..<Int32(end)) }
    return ranges
  }
}

/// The expressions above the columns, evaluated a block of instants at a time.
private struct BlockProgram {
  /// Few enough that all blocks of a rule stay in the nearest cache.
  static let length = 1_024

  private enum Source {
    case column(Column)
    case block(Int)
  }

  private struct Step {
    var kernel: any PointwiseKernel
    let x: Source
    let y: Source
  }

  private var steps: [Step] = []
  private var blocks: [[Double]] = []
  private let tape: SymbolTape

  init(_ rule: ExpressionID, _ signals: SignalColumns) {
    tape = signals.tape
    let (pool, columns) = (signals.pool, signals.columns)
    func known(_ index: Int) -> Column? { index < columns.count ? columns[index] : nil }
    var places: [Int: Int] = [:]
    for index in pool.reachable(from: [rule], stoppingAt: { known($0) != nil }) {
      guard known(index) == nil, let kernel = pool.nodes[index].kernel as? any PointwiseKernel
      else { continue }
      let node = pool.nodes[index]
      func source(_ input: ExpressionID?) -> Source {
        guard let input else { return .column(Column(constant: .nan)) }
        if let place = places[input.index] { return .block(place) }
        return .column(
          known(input.index) ?? Column(constant: pool.nodes[input.index].constant ?? .nan))
      }
      places[index] = steps.count
      steps.append(
        Step(
          kernel: kernel, x: source(node.inputs.first), y: source(node.inputs.dropFirst().first)))
      blocks.append([Double](repeating: .nan, count: Self.length))
    }
    if steps.isEmpty {
      // The rule is a constant.
      blocks = [[Double](repeating: pool.nodes[rule.index].constant ?? .nan, count: Self.length)]
    }
  }

  /// The values of the rule at `count` instants.
  mutating func run(from start: Int, _ count: Int) -> [Double] {
    for index in steps.indices {
      var output: [Double] = []
      swap(&output, &blocks[index])
      if output.count != count { output = [Double](repeating: .nan, count: count) }
      steps[index].kernel.run(
        operands(steps[index].x, start), operands(steps[index].y, start), tape, into: &output)
      swap(&output, &blocks[index])
    }
    return blocks[blocks.count - 1]
  }

  private func operands(_ source: Source, _ start: Int) -> Operands {
    switch source {
    case .column(let column):
      Operands(values: column.values, first: start * column.stride, stride: column.stride)
    case .block(let place): Operands(values: blocks[place], first: 0, stride: 1)
    }
  }
}
