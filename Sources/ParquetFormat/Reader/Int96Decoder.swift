/// Decodes INT96 timestamps to microseconds since 1970, as Spark means them: eight bytes of
/// nanoseconds within the day, then four of the Julian day, in which 1970-01-01 is 2440588.
///
/// Nanoseconds below the microsecond are cut off. Sums wrap, because Spark's do when it writes a
/// time whose Julian day does not fit.
struct Int96Decoder: ValueDecoder {
  private var raw = ByteArrayDecoder(fixedLength: 12)

  private static let unixEpochJulianDay: Int64 = 2_440_588
  private static let microsecondsPerDay: Int64 = 86_400_000_000

  mutating func setDictionary(_ bytes: Span<UInt8>, count: Int) throws(ParquetError) {
    try raw.setDictionary(bytes, count: count)
  }

  mutating func decode(
    _ bytes: Span<UInt8>, encoding: Encoding, count: Int
  ) throws(ParquetError) {
    guard encoding == .plain || encoding.isDictionary else {
      throw unsupportedEncoding(encoding, "INT96")
    }
    try raw.decode(bytes, encoding: encoding, count: count)
  }

  consuming func finish() -> ColumnValues {
    let values = raw.finish()
    switch values {
    case .dictionary(let codes, let entries):
      let times = Self.times(entries)
      return .int64(codes.map { times[Int($0)] })
    case .bytes(let column): return .int64(Self.times(column))
    default: preconditionFailure("byte arrays decode to byte arrays")
    }
  }

  private static func times(_ column: ByteColumn) -> [Int64] {
    let bytes = column.bytes.span
    var times: [Int64] = []
    times.reserveCapacity(column.count)
    for row in 0..<column.count {
      let nanoseconds = Int64(bitPattern: load64(bytes, at: row * 12))
      let day = Int64(Int32(bitPattern: load32(bytes, at: row * 12 + 8))) - unixEpochJulianDay
      times.append(day &* microsecondsPerDay &+ nanoseconds / 1000)
    }
    return times
  }
}
