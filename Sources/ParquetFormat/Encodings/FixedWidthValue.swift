/// A number that lies in the file as it does in memory.
protocol FixedWidthValue: BitwiseCopyable, ExpressibleByIntegerLiteral, Sendable {
  /// The format's name of the physical type.
  static var typeName: String { get }
  static func columnValues(_ values: [Self]) -> ColumnValues
  /// The bytes of the value as a number: equal exactly when the values are the same to the bit.
  var bits: UInt64 { get }
  /// The value as it is written as the lower bound of a chunk.
  var asMinimum: Self { get }
  /// The value as it is written as the upper bound of a chunk.
  var asMaximum: Self { get }
  /// The dictionary of `values` between these bounds, if it can be had without hashing them.
  static func dictionary(
    of values: [Self], _ bounds: (minimum: Self, maximum: Self)
  ) -> NumberDictionary<Self>?
  /// Decodes DELTA_BINARY_PACKED, for the types that may have it.
  static func decodeDeltaPage(
    _ bytes: Span<UInt8>, count: Int, into values: inout [Self]
  ) throws(ParquetError)
}

extension FixedWidthValue {
  var asMinimum: Self { self }
  var asMaximum: Self { self }

  static func dictionary(
    of values: [Self], _ bounds: (minimum: Self, maximum: Self)
  ) -> NumberDictionary<Self>? { nil }

  static func decodeDeltaPage(
    _ bytes: Span<UInt8>, count: Int, into values: inout [Self]
  ) throws(ParquetError) {
    throw unsupportedEncoding(.deltaBinaryPacked, typeName)
  }
}

extension Int32: FixedWidthValue {
  static let typeName = "INT32"
  static func columnValues(_ values: [Int32]) -> ColumnValues { .int32(values) }
  var bits: UInt64 { UInt64(UInt32(bitPattern: self)) }
  static func decodeDeltaPage(
    _ bytes: Span<UInt8>, count: Int, into values: inout [Int32]
  ) throws(ParquetError) {
    var position = 0
    try decodeDeltas(bytes, at: &position, count: count, into: &values)
  }
}

extension Int64: FixedWidthValue {
  static let typeName = "INT64"
  static func columnValues(_ values: [Int64]) -> ColumnValues { .int64(values) }
  var bits: UInt64 { UInt64(bitPattern: self) }
  static func decodeDeltaPage(
    _ bytes: Span<UInt8>, count: Int, into values: inout [Int64]
  ) throws(ParquetError) {
    var position = 0
    try decodeDeltas(bytes, at: &position, count: count, into: &values)
  }
}

extension Float: FixedWidthValue {
  static let typeName = "FLOAT"
  var asMinimum: Float { self == 0 ? -0.0 : self }
  var asMaximum: Float { self == 0 ? 0.0 : self }
  static func columnValues(_ values: [Float]) -> ColumnValues { .float(values) }
  var bits: UInt64 { UInt64(bitPattern) }
}

extension Double: FixedWidthValue {
  static let typeName = "DOUBLE"
  var asMinimum: Double { self == 0 ? -0.0 : self }
  var asMaximum: Double { self == 0 ? 0.0 : self }
  static func columnValues(_ values: [Double]) -> ColumnValues { .double(values) }
  static func dictionary(
    of values: [Double], _ bounds: (minimum: Double, maximum: Double)
  ) -> NumberDictionary<Double>? { NumberDictionary(onGrid: values.span, bounds) }
  var bits: UInt64 { bitPattern }
}
