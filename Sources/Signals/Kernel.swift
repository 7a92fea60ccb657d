/// What an operator does at one instant after another, with whatever it must remember.
///
/// There is only one implementation of each operator: a column is made by stepping through the
/// instants, and a live evaluation makes the same steps one by one, so the two agree to the last
/// bit. The instants of one symbol are given in ascending order.
package protocol Kernel: Sendable {
  /// The value at `time`: NaN when it is missing or unknown; 1 and 0 for true and false.
  ///
  /// - Parameters:
  ///   - time: The instant, in microseconds UTC.
  ///   - x: The value of the first input at `time`; NaN when there is none.
  ///   - y: The value of the second input.
  ///   - tape: The data; only what was known at `time` is read.
  /// - Returns: The value at `time`; NaN when it is missing or unknown.
  mutating func step(at time: Int64, _ x: Double, _ y: Double, _ tape: SymbolTape) -> Double

  /// The values at all instants of `grid`: one call a column, so that the loop knows the type.
  mutating func run(over grid: [Int64], _ x: Column, _ y: Column, _ tape: SymbolTape) -> [Double]
}

extension Kernel {
  package mutating func run(
    over grid: [Int64], _ x: Column, _ y: Column, _ tape: SymbolTape
  ) -> [Double] {
    let (strideX, strideY) = (x.stride, y.stride)
    return [Double](capacity: grid.count) { output in
      for index in grid.indices {
        let value = step(
          at: grid[index], x.values[index * strideX], y.values[index * strideY], tape)
        output.append(value)
      }
    }
  }
}

/// A kernel without memory that does not read the tape: its value follows from its inputs alone.
///
/// Such expressions are cheap to compute anew, so a sweep keeps only the columns below them.
protocol PointwiseKernel: Kernel {
  /// The values of a few instants, from those of the inputs.
  mutating func run(_ x: Operands, _ y: Operands, _ tape: SymbolTape, into output: inout [Double])
}

extension PointwiseKernel {
  mutating func run(_ x: Operands, _ y: Operands, _ tape: SymbolTape, into output: inout [Double]) {
    let (xs, ys) = (x.values, y.values)
    var (left, right) = (x.first, y.first)
    for index in output.indices {
      output[index] = step(at: 0, xs[left], ys[right], tape)
      left += x.stride
      right += y.stride
    }
  }
}

/// Where the inputs of some instants stand.
struct Operands {
  let values: [Double]
  /// The index of the first.
  let first: Int
  /// 1, or 0 when one value stands for all.
  let stride: Int
}

/// A value for every instant of a grid, or one for all.
package struct Column: Sendable {
  package let values: [Double]
  /// 1, or 0 when the only value stands for all instants.
  let stride: Int

  /// One value for every instant.
  init(_ values: [Double]) {
    self.values = values
    stride = 1
  }

  /// The same value at all instants.
  init(constant: Double) {
    values = [constant]
    stride = 0
  }

  /// The value at instant `index`.
  package subscript(index: Int) -> Double { values[index * stride] }
}

/// `value`, or NaN when it is not finite: an overflow or 0/0 is missing (rule 33).
@inline(__always)
func finite(_ value: Double) -> Double { value.isFinite ? value : .nan }

/// 1 for true, 0 for false.
@inline(__always)
func truth(_ flag: Bool) -> Double { flag ? 1 : 0 }
