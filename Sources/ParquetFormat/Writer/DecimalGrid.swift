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
  /// the grid. Two at a time, because dividing takes longest.
  func points(_ values: Span<Double>) -> [UInt32]? {
    var misses = SIMD2<UInt64>()
    var points = [UInt32](repeating: 0, count: values.count)
    var target = points.mutableSpan
    var row = 0
    while row &+ 2 <= values.count {
      let found = pair(SIMD2(values[row], values[row &+ 1]), &misses)
      target[row] = UInt32(truncatingIfNeeded: found.x)
      target[row &+ 1] = UInt32(truncatingIfNeeded: found.y)
      row &+= 2
    }
    if row < values.count {
      target[row] = UInt32(truncatingIfNeeded: pair(SIMD2(repeating: values[row]), &misses).x)
    }
    return misses.x | misses.y == 0 ? points : nil
  }

  /// The points of two values; bits of `misses` are set where one is not of the grid.
  @inline(__always)
  private func pair(_ values: SIMD2<Double>, _ misses: inout SIMD2<UInt64>) -> SIMD2<UInt64> {
    let sums = values * scale + rounder
    let points = SIMD2(sums.x.bitPattern, sums.y.bitPattern) &- (first + rounder).bitPattern
    let nearest = (sums - rounder) / scale
    let wanted = SIMD2(values.x.bitPattern, values.y.bitPattern)
    misses |= (SIMD2(nearest.x.bitPattern, nearest.y.bitPattern) ^ wanted) | (points &>> 32)
    return points
  }

  func value(_ point: Int) -> Double { (first + Double(point)) / scale }
}

/// The points of a small grid that occur, ascending, and the number of each of `points` among them.
private func denseNumbers(
  _ points: Span<UInt32>, of count: Int
) -> (occurring: [Int], codes: [UInt32]) {
  var table = [UInt32](repeating: 0, count: count)
  var numbers = table.mutableSpan
  for row in points.indices { numbers[Int(points[row])] = 1 }
  var occurring: [Int] = []
  for point in numbers.indices where numbers[point] != 0 {
    numbers[point] = UInt32(occurring.count)
    occurring.append(point)
  }
  let codes = [UInt32](capacity: points.count) { output in
    for row in points.indices { output.append(numbers[Int(points[row])]) }
  }
  return (occurring, codes)
}

/// Which points of a grid occur, and their numbers: a table in pieces, of which there are only
/// those where something occurs.
private struct PointNumbers {
  /// Grids of fewer points have a table of all, which lies in the cache.
  static let dense = 1 << 18
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
      let limit = 8 * values.count
      if grid.count <= min(limit, PointNumbers.dense) {
        let dense = denseNumbers(points.span, of: grid.count)
        self.init(entries: dense.occurring.map(grid.value), codes: dense.codes)
        return
      }
      guard let numbers = PointNumbers(points.span, of: grid.count, limit: limit + 1_024)
      else { return nil }
      self.init(
        entries: numbers.occurring.map(grid.value), codes: points.map { numbers.number($0) })
      return
    }
    return nil
  }
}
