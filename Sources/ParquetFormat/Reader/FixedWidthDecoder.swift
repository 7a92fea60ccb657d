/// Appends the entries at `places`, each of which must be below the number of entries.
private func appendEntries<Value: FixedWidthValue>(
  of entries: Span<Value>, at places: Span<UInt32>, to values: inout [Value]
) {
  values.reserveCapacity(values.count + places.count)
  for row in places.indices { values.append(entries[Int(places[row])]) }
}

/// Decodes INT32, INT64, FLOAT and DOUBLE.
struct FixedWidthDecoder<Value: FixedWidthValue>: ValueDecoder {
  private var values: [Value] = []
  private var dictionary: [Value]?
  private var codes: [UInt32] = []

  mutating func setDictionary(_ bytes: Span<UInt8>, count: Int) throws(ParquetError) {
    try checkSize(bytes, count: count)
    var entries: [Value] = []
    appendValues(of: bytes, to: &entries)
    dictionary = entries
  }

  mutating func decode(
    _ bytes: Span<UInt8>, encoding: Encoding, count: Int
  ) throws(ParquetError) {
    switch encoding {
    case .plain:
      try checkSize(bytes, count: count)
      appendValues(of: bytes, to: &values)
    case .byteStreamSplit:
      try checkSize(bytes, count: count)
      let start = values.count
      values.append(contentsOf: repeatElement(0, count: count))
      var target = values.mutableSpan
      withMutableBytes(of: &target) {
        let width = MemoryLayout<Value>.size
        joinByteStreams(bytes, width: width, to: &$0, at: start * width)
      }
    case .plainDictionary, .rleDictionary:
      codes.removeAll(keepingCapacity: true)
      try decodeCodes(bytes, count: count, below: dictionary?.count, into: &codes)
      gather()
    case .deltaBinaryPacked: try Value.decodeDeltaPage(bytes, count: count, into: &values)
    default: throw unsupportedEncoding(encoding, Value.typeName)
    }
  }

  private mutating func gather() {
    guard let dictionary else { return }
    let places = codes
    appendEntries(of: dictionary.span, at: places.span, to: &values)
  }

  /// The size must fit exactly: bytes left over mean that something else is wrong.
  private func checkSize(_ bytes: Span<UInt8>, count: Int) throws(ParquetError) {
    let (size, overflows) = count.multipliedReportingOverflow(by: MemoryLayout<Value>.size)
    guard !overflows, size == bytes.count else {
      throw ParquetError(
        .page("\(bytes.count) bytes hold \(count) values of \(MemoryLayout<Value>.size)"))
    }
  }

  consuming func finish() -> ColumnValues { Value.columnValues(values) }
}
