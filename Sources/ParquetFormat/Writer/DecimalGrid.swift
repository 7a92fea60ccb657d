import Basics

// Prices and sizes are decimals of few digits: integers from a narrow range, divided by a power of
// ten. Their dictionary is found by counting instead of hashing, and comes out sorted, which halves
// what is left of it after compression.

/// 1.5 × 2⁵²: adding it to a smaller double rounds that to an integer, which then lies in the low
/// bits of the sum.
private let rounder = 6_755_399_441_055_744.0

/// Larger integers are not looked at: sums with `rounder` would no longer be exact.
private let largestInteger = 1_125_899_906_842_624.0

/// Grids of more points are not looked at: their table of pieces would be larger than the chunk.
private let largestSpan = 134_217_728.0

/// The decimals `(first + n) / scale` for 0 ≤ n < `count`.
private struct DecimalGrid {
  let scale: Double
  let first: Double
  let count: Int

  /// The grid of 10^−`decimals` between two values; nil when it has too many points to count.
  init?(decimals: Int, from least: Double, to greatest: Double) {
    scale = DecimalText.tens[decimals]
    let (low, high) = (least * scale, greatest * scale)
    guard abs(low) < largestInteger, abs(high) < largestInteger, high - low < largestSpan else {
      return nil
    }
    first = low + rounder - rounder
    count = Int(high + rounder - rounder - first) + 1
  }

  /// Whether the values lie on the grid, to the bit.
  func holds(_ values: Span<Double>) -> Bool {
    for row in values.indices {
      let value = values[row]
      let nearest = (value * scale + rounder - rounder) / scale
      if nearest.bitPattern != value.bitPattern { return false }
    }
    return true
  }

  /// The points of all values, which lie between the grid's ends or are NaN; nil when one is not of
  /// the grid.
  func points(_ values: Span<Double>) -> [UInt32]? {
    var misses: UInt64 = 0
    let (scale, start) = (scale, (first + rounder).bitPattern)
    let points = [UInt32](capacity: values.count) { output in
      for row in values.indices {
        let value = values[row]
        let sum = value * scale + rounder
        let point = sum.bitPattern &- start
        misses |= ((sum - rounder) / scale).bitPattern ^ value.bitPattern | point >> 32
        output.append(UInt32(truncatingIfNeeded: point))
      }
    }
    return misses == 0 ? points : nil
  }

  func value(_ point: Int) -> Double { (first + Double(point)) / scale }
}

/// Which points of a grid occur, and their numbers: a table in pieces, of which there are only
/// those where something occurs.
private struct PointNumbers {
  private static let pieceBits = 10
  /// The points that occur, ascending.
  private(set) var occurring: [Int] = []
  /// Piece → its place among those that exist, or −1.
  private var pieces: [Int32]
  private var numbers: [UInt32] = []

  /// nil when over `limit` points would have to be kept.
  init?(_ points: Span<UInt32>, of count: Int, limit: Int) {
    let pieceSize = 1 << Self.pieceBits
    pieces = [Int32](repeating: -1, count: count >> Self.pieceBits + 1)
    for row in points.indices { pieces[Int(points[row]) >> Self.pieceBits] = 0 }
    var places: [Int] = []
    for piece in pieces.indices where pieces[piece] == 0 {
      pieces[piece] = Int32(places.count)
      places.append(piece)
    }
    guard places.count << Self.pieceBits <= limit else { return nil }
    numbers = [UInt32](repeating: 0, count: places.count << Self.pieceBits)
    for row in points.indices { numbers[place(points[row])] = 1 }
    for (place, piece) in places.enumerated() {
      for slot in 0..<pieceSize where numbers[place << Self.pieceBits + slot] != 0 {
        numbers[place << Self.pieceBits + slot] = UInt32(occurring.count)
        occurring.append(piece << Self.pieceBits + slot)
      }
    }
  }

  /// The number of a point that occurs.
  func number(_ point: UInt32) -> UInt32 { numbers[place(point)] }

  @inline(__always)
  private func place(_ point: UInt32) -> Int {
    Int(pieces[Int(point) >> Self.pieceBits]) << Self.pieceBits
      | Int(point) & (1 << Self.pieceBits - 1)
  }
}

extension NumberDictionary<Double> {
  /// The dictionary of decimals that lie on a grid of up to eight digits, in ascending order; nil
  /// when they do not, or are spread over a table of eight times their number.
  ///
  /// - Parameters:
  ///   - values: All of the chunk.
  ///   - bounds: The least and the greatest of them; NaN lies on no grid.
  /// - Complexity: O(*n*), a few instructions a value.
  init?(onGrid values: Span<Double>, _ bounds: (minimum: Double, maximum: Double)) {
    let sample = values.extracting(sampleRange(values.count))
    for decimals in 0...8 {
      guard
        let grid = DecimalGrid(decimals: decimals, from: bounds.minimum, to: bounds.maximum)
      else { return nil }
      guard grid.holds(sample), let points = grid.points(values) else { continue }
      guard
        let numbers = PointNumbers(points.span, of: grid.count, limit: 8 * values.count + 1_024)
      else { return nil }
      self.init(
        entries: numbers.occurring.map(grid.value), codes: points.map { numbers.number($0) })
      return
    }
    return nil
  }
}
