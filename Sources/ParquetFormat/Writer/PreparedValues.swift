/// A chunk's values, ready to be encoded page by page.
struct PreparedValues {
  /// How the data pages are encoded.
  var encoding: Encoding
  /// The dictionary page: its values in PLAIN, and how many.
  var dictionary: (bytes: [UInt8], count: Int)?
  var statistics: StatisticsMetadata
  /// Appends the values in a range, encoded; called once a page.
  var encode: (Range<Int>, inout [UInt8]) -> Void
}

/// Chooses the encoding, builds the dictionary and the statistics.
func prepareValues(
  _ values: ColumnValues, _ column: ParquetColumn, compressor: any PageCompressor
) throws(ParquetError) -> PreparedValues {
  switch (column.type, values) {
  case (.boolean, .boolean(let values)): return try prepare(values, column)
  case (.int32, .int32(let values)): return try prepareIntegers(values, column, compressor)
  case (.int64, .int64(let values)): return try prepareIntegers(values, column, compressor)
  case (.float, .float(let values)): return try prepareNumbers(values, column, compressor)
  case (.double, .double(let values)): return try prepareNumbers(values, column, compressor)
  case (.byteArray, .bytes(let values)), (.fixedLengthByteArray, .bytes(let values)):
    try checkLengths(values, column)
    return try prepare(values, column)
  case (.byteArray, .dictionary(let codes, let values)),
    (.fixedLengthByteArray, .dictionary(let codes, let values)):
    try checkLengths(values, column)
    guard areBelow(values.count, codes.span) else {
      throw ParquetError(.unwritable("a code is not below \(values.count)"))
    }
    return try prepare(codes, values, column)
  default: throw ParquetError(.unwritable("its values are not of the type \(column.type)"))
  }
}

/// Whether all codes are below `count`: most often the bits that any of them has are.
private func areBelow(_ count: Int, _ codes: Span<UInt32>) -> Bool {
  var bits: UInt32 = 0
  for row in codes.indices { bits |= codes[row] }
  if Int(bits) < count { return true }
  for row in codes.indices where Int(codes[row]) >= count { return false }
  return true
}

private func checkLengths(
  _ values: ByteColumn, _ column: ParquetColumn
) throws(ParquetError) {
  guard case .fixedLengthByteArray(let length) = column.type else { return }
  for row in 0..<values.count where values.range(at: row).count != length {
    throw ParquetError(.unwritable("a value has \(values.range(at: row).count) bytes"))
  }
}

private func unwritable(_ encoding: Encoding?, _ column: ParquetColumn) -> ParquetError {
  ParquetError(.unsupported("writing encoding \(encoding?.name ?? "") of \(column.type)"))
}

private func prepare(
  _ values: [Bool], _ column: ParquetColumn
) throws(ParquetError) -> PreparedValues {
  let encoding = column.encoding ?? .rle
  guard encoding == .plain || encoding == .rle else { throw unwritable(encoding, column) }
  return PreparedValues(encoding: encoding, statistics: statistics(of: values.span)) {
    (range, bytes) in
    if encoding == .plain {
      encodePlain(values.span.extracting(range), to: &bytes)
    } else {
      encodeBooleanRuns(values.span.extracting(range), to: &bytes)
    }
  }
}

/// "RLE … boolean values … preceded by the length of the encoded data in four bytes."
private func encodeBooleanRuns(_ values: Span<Bool>, to bytes: inout [UInt8]) {
  var runs: [UInt8] = []
  encodeLevels(values, to: &runs)
  appendLength(UInt32(runs.count), to: &bytes)
  bytes.append(contentsOf: runs)
}

private func prepareIntegers<Value: FixedWidthValue & FixedWidthInteger & SignedInteger>(
  _ values: [Value], _ column: ParquetColumn, _ compressor: any PageCompressor
) throws(ParquetError) -> PreparedValues {
  guard column.encoding ?? .deltaBinaryPacked == .deltaBinaryPacked else {
    return try prepareNumbers(values, column, compressor)
  }
  let bounds = bounds(of: values.span)
  let isConstant = bounds.map { $0.minimum == $0.maximum } ?? true
  return PreparedValues(
    encoding: .deltaBinaryPacked, statistics: statistics(of: bounds, column)
  ) { (range, bytes) in
    encodeDeltas(values.span.extracting(range), isConstant: isConstant, to: &bytes)
  }
}

private func prepareNumbers<Value: FixedWidthValue & Comparable>(
  _ values: [Value], _ column: ParquetColumn, _ compressor: any PageCompressor
) throws(ParquetError) -> PreparedValues {
  let bounds = bounds(of: values.span)
  let statistics = statistics(of: bounds, column)
  let mayHaveDictionary = column.encoding ?? .rleDictionary == .rleDictionary
  let ready = bounds.flatMap { mayHaveDictionary ? Value.dictionary(of: values, $0) : nil }
  switch column.encoding {
  case nil:
    let choice = try chooseEncoding(of: values.span, ready: ready, compressor: compressor)
    return prepare(values, as: choice, statistics)
  case .plain: return prepare(values, as: .plain, statistics)
  case .byteStreamSplit: return prepare(values, as: .byteStreamSplit, statistics)
  case .rleDictionary: return prepare(values, as: .dictionary(ready), statistics)
  case let other: throw unwritable(other, column)
  }
}

private func prepare<Value: FixedWidthValue>(
  _ values: [Value], as encoding: NumberEncoding<Value>, _ statistics: StatisticsMetadata
) -> PreparedValues {
  switch encoding {
  case .plain: return preparePlain(values, statistics)
  case .byteStreamSplit:
    return PreparedValues(encoding: .byteStreamSplit, statistics: statistics) { (range, bytes) in
      withBytes(of: values.span.extracting(range)) {
        splitByteStreams($0, width: MemoryLayout<Value>.size, to: &bytes)
      }
    }
  case .dictionary(let ready):
    guard let dictionary = ready ?? NumberDictionary(values.span) else {
      return preparePlain(values, statistics)
    }
    var page: [UInt8] = []
    appendBytes(of: dictionary.entries.span, to: &page)
    return prepareCodes(
      dictionary.codes, page: page, count: dictionary.entries.count, statistics)
  }
}

private func preparePlain<Value: FixedWidthValue>(
  _ values: [Value], _ statistics: StatisticsMetadata
) -> PreparedValues {
  PreparedValues(encoding: .plain, statistics: statistics) { (range, bytes) in
    appendBytes(of: values.span.extracting(range), to: &bytes)
  }
}

private func prepare(
  _ values: ByteColumn, _ column: ParquetColumn
) throws(ParquetError) -> PreparedValues {
  switch column.encoding {
  case nil:
    guard let dictionary = promisingDictionary(of: values) else {
      return column.type == .byteArray
        ? prepareDeltaLength(values, column) : preparePlain(values, column)
    }
    return try prepare(dictionary.codes, dictionary.entries, column)
  case .rleDictionary:
    guard let dictionary = ByteDictionary(values, rows: 0..<values.count) else {
      return preparePlain(values, column)
    }
    return try prepare(dictionary.codes, dictionary.entries, column)
  case .plain: return preparePlain(values, column)
  case .deltaLengthByteArray where column.type == .byteArray:
    return prepareDeltaLength(values, column)
  case .byteStreamSplit:
    guard case .fixedLengthByteArray(let length) = column.type, length > 0 else {
      throw unwritable(.byteStreamSplit, column)
    }
    return PreparedValues(encoding: .byteStreamSplit, statistics: statistics(of: values, column)) {
      (range, bytes) in
      let content = range.lowerBound * length..<range.upperBound * length
      splitByteStreams(values.bytes.span.extracting(content), width: length, to: &bytes)
    }
  case let encoding?: throw unwritable(encoding, column)
  }
}

private func prepareDeltaLength(_ values: ByteColumn, _ column: ParquetColumn) -> PreparedValues {
  PreparedValues(encoding: .deltaLengthByteArray, statistics: statistics(of: values, column)) {
    (range, bytes) in encodeDeltaLength(values, rows: range, to: &bytes)
  }
}

private func preparePlain(_ values: ByteColumn, _ column: ParquetColumn) -> PreparedValues {
  let isFixed = column.type != .byteArray
  return PreparedValues(encoding: .plain, statistics: statistics(of: values, column)) {
    (range, bytes) in
    if isFixed, !range.isEmpty {
      let start = values.range(at: range.lowerBound).lowerBound
      append(values.bytes.span.extracting(start..<values.ends[range.upperBound - 1]), to: &bytes)
    } else {
      encodePlain(values, rows: range, to: &bytes)
    }
  }
}

private func prepare(
  _ codes: [UInt32], _ values: ByteColumn, _ column: ParquetColumn
) throws(ParquetError) -> PreparedValues {
  guard column.encoding ?? .rleDictionary == .rleDictionary else {
    return try prepare(values.gather(codes.span), column)
  }
  let (codes, entries) = compacted(codes, values)
  var page: [UInt8] = []
  if column.type == .byteArray {
    encodePlain(entries, rows: 0..<entries.count, to: &page)
  } else {
    page = entries.bytes
  }
  return prepareCodes(codes, page: page, count: entries.count, statistics(of: entries, column))
}

private func prepareCodes(
  _ codes: [UInt32], page: [UInt8], count: Int, _ statistics: StatisticsMetadata
) -> PreparedValues {
  let bitWidth = codeWidth(count)
  return PreparedValues(
    encoding: .rleDictionary, dictionary: (page, count), statistics: statistics
  ) { (range, bytes) in
    bytes.append(UInt8(bitWidth))
    if count == 1 { return appendRepeated(0, count: range.count, bitWidth: bitWidth, to: &bytes) }
    encodeRuns(codes.span.extracting(range), bitWidth: bitWidth, to: &bytes)
  }
}
