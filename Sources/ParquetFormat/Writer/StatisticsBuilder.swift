// Bounds for the footer, in the order the format defines for each type (parquet.thrift,
// "ColumnOrder"). A chunk without values has none.

/// The longest bound of byte strings: a longer minimum is cut down, a longer maximum rounded up.
private let longestBound = 64

/// The bounds of booleans: false comes before true.
func statistics(of values: Span<Bool>) -> StatisticsMetadata {
  var hasFalse = false
  var hasTrue = false
  for row in values.indices {
    hasTrue = hasTrue || values[row]
    hasFalse = hasFalse || !values[row]
  }
  var result = StatisticsMetadata()
  if hasFalse || hasTrue {
    result.minimum = [hasFalse ? 0 : 1]
    result.maximum = [hasTrue ? 1 : 0]
  }
  return result
}

/// The bounds of numbers: "NaNs should not be written to min or max statistics fields. If the
/// computed max value is zero (whether negative or positive), `+0.0` should be written … if the
/// computed min value is zero, `-0.0` should be written."
func statistics<Value: FixedWidthValue & Comparable>(
  of bounds: (minimum: Value, maximum: Value)?, _ column: ParquetColumn
) -> StatisticsMetadata {
  var result = StatisticsMetadata()
  guard column.hasNaturalOrder, let bounds else { return result }
  var (minimum, maximum): ([UInt8], [UInt8]) = ([], [])
  appendBytes(of: [bounds.minimum.asMinimum].span, to: &minimum)
  appendBytes(of: [bounds.maximum.asMaximum].span, to: &maximum)
  result.minimum = minimum
  result.maximum = maximum
  return result
}

/// The least and the greatest value that are not NaN, nil when there is none.
func bounds<Value: FixedWidthValue & Comparable>(
  of values: Span<Value>
) -> (minimum: Value, maximum: Value)? {
  var start = 0
  // Only NaN differs from itself, and no comparison with it below is true.
  while start < values.count, values[start] != values[start] { start += 1 }
  if start == values.count { return nil }
  // Two of each, because every comparison waits for the one before.
  var (minimum, other) = (values[start], values[start])
  var (maximum, greater) = (values[start], values[start])
  var row = start
  while row &+ 2 <= values.count {
    let (value, next) = (values[row], values[row &+ 1])
    minimum = value < minimum ? value : minimum
    other = next < other ? next : other
    maximum = value > maximum ? value : maximum
    greater = next > greater ? next : greater
    row &+= 2
  }
  if row < values.count {
    minimum = values[row] < minimum ? values[row] : minimum
    maximum = values[row] > maximum ? values[row] : maximum
  }
  return (other < minimum ? other : minimum, greater > maximum ? greater : maximum)
}

/// The bounds of byte strings, compared as unsigned bytes, at most 64 bytes long.
func statistics(of values: ByteColumn, _ column: ParquetColumn) -> StatisticsMetadata {
  var result = StatisticsMetadata()
  guard column.hasNaturalOrder, values.count > 0 else { return result }
  var (least, greatest) = (0, 0)
  for row in 1..<max(1, values.count) {
    if values[row].lexicographicallyPrecedes(values[least]) { least = row }
    if values[greatest].lexicographicallyPrecedes(values[row]) { greatest = row }
  }
  let isText = column.logical == .string
  let minimum = cutDown(values[least], isText: isText)
  result.minimum = minimum
  result.isMinimumExact = minimum.count == values[least].count
  if let maximum = roundedUp(values[greatest], isText: isText) {
    result.maximum = maximum
    result.isMaximumExact = values[greatest].count <= longestBound
  }
  return result
}

/// The longest start of `value` that fits; of text, one that ends between characters.
private func cutDown(_ value: ArraySlice<UInt8>, isText: Bool) -> [UInt8] {
  if value.count <= longestBound { return Array(value) }
  var end = value.startIndex + longestBound
  if isText {
    // Bytes 10xxxxxx continue a character. Four of them in a row are no UTF-8: cut anywhere.
    for back in 0..<4 where value[end - back] & 0xC0 != 0x80 {
      end -= back
      break
    }
  }
  return Array(value[..<end])
}

/// The least short string that is above everything that starts like `value`; nil when there is
/// none.
private func roundedUp(_ value: ArraySlice<UInt8>, isText: Bool) -> [UInt8]? {
  if value.count <= longestBound { return Array(value) }
  let start = cutDown(value, isText: isText)
  guard isText, let text = String(validating: start, as: UTF8.self) else {
    return incremented(start)
  }
  var scalars = Array(text.unicodeScalars)
  while let last = scalars.popLast() {
    // The next character; surrogates are none.
    let next = last.value == 0xD7FF ? 0xE000 : last.value + 1
    guard let scalar = Unicode.Scalar(next), UTF8.width(scalar) == UTF8.width(last) else {
      continue
    }
    scalars.append(scalar)
    var result = String.UnicodeScalarView()
    result.append(contentsOf: scalars)
    return Array(String(result).utf8)
  }
  return nil
}

private func incremented(_ bytes: [UInt8]) -> [UInt8]? {
  var result = bytes
  while let last = result.popLast() {
    if last < 0xFF { return result + [last + 1] }
  }
  return nil
}
