import Basics

/// Some rows of a fit.
protocol FitBlock: Sendable {
  associatedtype Step: Sendable
  associatedtype Answer: Sendable

  /// Depends on the block and the step alone.
  func answer(_ step: Step) -> Answer
}

/// A fit that goes over blocks of rows, step after step.
///
/// The answers are folded in the order of the blocks: how many blocks work at a time changes no
/// digit.
protocol BlockwiseFit {
  associatedtype Block: FitBlock

  /// Of fixed size, whatever the number of cores.
  var blocks: [Block] { get }
  /// What the blocks do next; nil when the fit is done.
  var step: Block.Step? { get }
  mutating func take(_ answers: [Block.Answer])
}

extension BlockwiseFit {
  /// Goes on until the fit is done, one block after another.
  mutating func run() {
    while let step { take(blocks.map { $0.answer(step) }) }
  }

  /// The same with at most `width` blocks at a time. Progress is that of the whole fit, so what
  /// its steps do is not told.
  mutating func run(width: Int) async throws {
    while let step {
      let blocks = blocks
      take(
        try await WorkProgress.$observer.withValue(nil) {
          try await mapConcurrently(blocks, width: width) { $0.answer(step) }
        })
    }
  }
}

/// The rows in parts of `size`, the last one shorter.
func rowBlocks(_ rows: Range<Int>, size: Int) -> [Range<Int>] {
  stride(from: rows.lowerBound, to: rows.upperBound, by: size).map {
    $0..<min(rows.upperBound, $0 + size)
  }
}
