// Prices and sizes are decimals of few digits: integers from a narrow range, divided by a power of
// ten. Their dictionary is found by counting instead of hashing, and comes out sorted, which halves
// what is left of it after compression.

/// 1.5 × 2⁵²: adding it to a smaller double rounds that to an integer, which then lies in the low
/// bits of the sum.
private let rounder = 6_755_399_441_055_744.0

/// Larger integers are not looked at: sums with `rounder` would no longer be exact.
private let largestInteger = 1_125_899_906_842_624.0

/// The decimals `(first + n) / scale` for 0 ≤ n < `count`, if all values of a chunk are such.
private struct DecimalGrid {
  let scale: Double
  let first: Double
  let count: Int

  /// The coarsest grid that both bounds lie on, with up to eight decimals and `limit` points.
  init?(from least: Double, to greatest: Double, sample: Span<Double>, limit: Int) {
    var scale = 1.0
    for _ in 0...8 {
      let (low, high) = (least * scale, greatest * scale)
      guard abs(low) < largestInteger, abs(high) < largestInteger,
        (high - low).rounded() < Double(limit)
      else { return nil }
      let first = low + rounder - rounder
      let grid = DecimalGrid(
        scale: scale, first: first, count: Int(high + rounder - rounder - first) + 1)
      if grid.holds(least), grid.holds(greatest), grid.holdsAll(sample) {
        self = grid
        return
      }
      scale *= 10
    }
    return nil
  }

  private init(scale: Double, first: Double, count: Int) {
    (self.scale, self.first, self.count) = (scale, first, count)
  }

  /// The point at which `value` would lie.
  @inline(__always)
  private func integer(_ value: Double) -> Double { value * scale + rounder - rounder }

  private func holds(_ value: Double) -> Bool {
    (integer(value) / scale).bitPattern == value.bitPattern
  }

  private func holdsAll(_ values: Span<Double>) -> Bool {
    for row in values.indices where !holds(values[row]) { return false }
    return true
  }

  /// The points of all values; nil when one is not of the grid, to the bit.
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

extension NumberDictionary<Double> {
  /// The dictionary of decimals that lie on a grid, in ascending order; nil when they do not, or
  /// when its points are many more than the values.
  ///
  /// - Parameters:
  ///   - values: All of the chunk.
  ///   - bounds: The least and the greatest of them; NaN lies on no grid.
  /// - Complexity: O(*n* + points), a few instructions a value.
  init?(onGrid values: Span<Double>, _ bounds: (minimum: Double, maximum: Double)) {
    let sample = values.extracting(sampleRange(values.count))
    guard
      let grid = DecimalGrid(
        from: bounds.minimum, to: bounds.maximum, sample: sample, limit: 8 * values.count),
      var codes = grid.points(values)
    else { return nil }
    var numbers = [UInt32](repeating: 0, count: grid.count)
    for point in codes {
      guard point < grid.count else { return nil }
      numbers[Int(point)] = 1
    }
    var entries: [Double] = []
    for point in numbers.indices where numbers[point] != 0 {
      numbers[point] = UInt32(entries.count)
      entries.append(grid.value(point))
    }
    for row in codes.indices { codes[row] = numbers[Int(codes[row])] }
    self.init(entries: entries, codes: codes)
  }
}
