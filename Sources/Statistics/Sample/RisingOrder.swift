/// `values` in rising order; none may be NaN. A zero with a sign comes before one without.
///
/// Bit patterns can be turned so that they are ordered like their numbers; eight passes over 8 bits
/// each then do what comparisons need log₂ *n* for. With 256 targets the writes stay in the nearest
/// cache, which measured twice as fast as four passes over 16 bits.
/// - Complexity: O(*n*).
package func rising(_ values: [Double]) -> [Double] {
  guard values.count > 4_096 else { return values.sorted() }
  var source = values.map { ordered($0.bitPattern) }
  var target = source
  for pass in 0..<8 where scatter(source.span, shift: UInt64(8 * pass), into: &target) {
    swap(&source, &target)
  }
  return source.map { Double(bitPattern: unordered($0)) }
}

private let sign: UInt64 = 1 << 63

/// Negative numbers are ordered the other way round, and below the others.
@inline(__always)
private func ordered(_ bits: UInt64) -> UInt64 { bits & sign == 0 ? bits | sign : ~bits }

@inline(__always)
private func unordered(_ key: UInt64) -> UInt64 { key & sign == 0 ? ~key : key & ~sign }

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
