/// `values` in rising order; none may be negative or NaN.
///
/// The bit patterns of such numbers are ordered like the numbers, so four passes over 16 bits each
/// do what comparisons need log₂ *n* for.
/// - Complexity: O(*n*).
func risingPositive(_ values: [Double]) -> [Double] {
  guard values.count > 4_096 else { return values.sorted() }
  var source = values.map(\.bitPattern)
  var target = source
  for pass in 0..<4 where scatter(source.span, shift: UInt64(16 * pass), into: &target) {
    swap(&source, &target)
  }
  return source.map { Double(bitPattern: $0) }
}

/// One stable counting pass over 16 bits; false, with nothing moved, when they are all equal.
private func scatter(_ source: Span<UInt64>, shift: UInt64, into target: inout [UInt64]) -> Bool {
  var next = [Int](repeating: 0, count: 65_537)
  for index in source.indices { next[Int((source[index] >> shift) & 0xFFFF) + 1] += 1 }
  if next.contains(source.count) { return false }
  for digit in 1..<65_537 { next[digit] += next[digit - 1] }
  for index in source.indices {
    let digit = Int((source[index] >> shift) & 0xFFFF)
    target[next[digit]] = source[index]
    next[digit] += 1
  }
  return true
}
