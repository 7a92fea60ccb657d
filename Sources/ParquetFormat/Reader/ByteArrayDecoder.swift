/// Decodes BYTE_ARRAY and FIXED_LEN_BYTE_ARRAY.
///
/// While every page is dictionary-encoded the values stay codes; the first page that is not, as
/// writers make them when a dictionary grows too large, expands what came before.
struct ByteArrayDecoder: ValueDecoder {
  private let fixedLength: Int?
  private var dictionary: ByteColumn?
  private var codes: [UInt32] = []
  private var column = ByteColumn()
  private var isExpanded = false

  /// Decodes byte arrays of any length, or all of `fixedLength`.
  init(fixedLength: Int?) { self.fixedLength = fixedLength }

  mutating func setDictionary(_ bytes: Span<UInt8>, count: Int) throws(ParquetError) {
    var entries = ByteColumn()
    try decodePlain(bytes, count: count, into: &entries)
    dictionary = entries
  }

  mutating func decode(
    _ bytes: Span<UInt8>, encoding: Encoding, count: Int
  ) throws(ParquetError) {
    if encoding.isDictionary {
      try decodeCodes(bytes, count: count, below: dictionary?.count, into: &codes)
      if isExpanded { try expand() }
      return
    }
    if count > 0, !isExpanded {
      try expand()
      isExpanded = true
    }
    let before = column.count
    switch encoding {
    case .plain: try decodePlain(bytes, count: count, into: &column)
    case .deltaLengthByteArray where fixedLength == nil:
      try decodeDeltaLengthByteArrays(bytes, count: count, into: &column)
    case .deltaByteArray:
      try decodeDeltaByteArrays(bytes, count: count, into: &column)
    case .byteStreamSplit: try decodeSplit(bytes, count: count)
    default: throw unsupportedEncoding(encoding, typeName)
    }
    try checkLengths(from: before)
  }

  private var typeName: String { fixedLength == nil ? "BYTE_ARRAY" : "FIXED_LEN_BYTE_ARRAY" }

  private func decodePlain(
    _ bytes: Span<UInt8>, count: Int, into column: inout ByteColumn
  ) throws(ParquetError) {
    guard let fixedLength else {
      return try decodePlainByteArrays(bytes, count: count, into: &column)
    }
    try checkFixedSize(bytes, count: count, length: fixedLength)
    for row in 0..<count {
      column.append(bytes.extracting(row * fixedLength..<(row + 1) * fixedLength))
    }
  }

  private mutating func decodeSplit(_ bytes: Span<UInt8>, count: Int) throws(ParquetError) {
    guard let fixedLength else { throw unsupportedEncoding(.byteStreamSplit, typeName) }
    try checkFixedSize(bytes, count: count, length: fixedLength)
    if fixedLength == 0 { return try decodePlain(bytes, count: count, into: &column) }
    var joined = [UInt8](repeating: 0, count: bytes.count)
    var target = joined.mutableSpan
    joinByteStreams(bytes, width: fixedLength, to: &target, at: 0)
    try decodePlain(joined.span, count: count, into: &column)
  }

  private func checkFixedSize(
    _ bytes: Span<UInt8>, count: Int, length: Int
  ) throws(ParquetError) {
    let (size, overflows) = count.multipliedReportingOverflow(by: length)
    guard !overflows, size == bytes.count else {
      throw ParquetError(.page("\(bytes.count) bytes hold \(count) values of \(length)"))
    }
  }

  private func checkLengths(from start: Int) throws(ParquetError) {
    guard let fixedLength else { return }
    for row in start..<column.count where column.range(at: row).count != fixedLength {
      throw ParquetError(.page("a value has \(column.range(at: row).count) bytes"))
    }
  }

  /// Replaces the codes by what they stand for.
  private mutating func expand() throws(ParquetError) {
    guard let dictionary, !codes.isEmpty else { return }
    var byteCount = 0
    for code in codes { byteCount += dictionary.range(at: Int(code)).count }
    guard column.bytes.count + byteCount <= Limits.expandedByteCount else {
      throw ParquetError(.unsupported("a column chunk of over \(Limits.expandedByteCount) bytes"))
    }
    let places = codes
    codes = []
    column.append(contentsOf: dictionary, at: places.span)
  }

  consuming func finish() -> ColumnValues {
    if !isExpanded, let dictionary { return .dictionary(codes: codes, values: dictionary) }
    return .bytes(column)
  }
}
