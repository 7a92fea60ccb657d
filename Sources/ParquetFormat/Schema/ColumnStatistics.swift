/// What the footer says about the values of one chunk.
package struct ColumnStatistics: Sendable, Equatable {
  /// A bound, in the type of the column's values.
  package enum Bound: Sendable, Equatable {
    case boolean(Bool)
    case int32(Int32)
    case int64(Int64)
    case float(Float)
    case double(Double)
    case bytes([UInt8])
  }

  /// No value is below this; nil when it is not known. Byte strings compare as unsigned bytes and
  /// may be cut down. NaN is outside the order: a chunk with bounds may hold NaN as well.
  package var minimum: Bound?
  /// No value is above this; nil when it is not known. Byte strings may be rounded up.
  package var maximum: Bound?
  /// The number of rows without a value; nil when it is not known.
  package var nullCount: Int?

  package init(minimum: Bound? = nil, maximum: Bound? = nil, nullCount: Int? = nil) {
    self.minimum = minimum
    self.maximum = maximum
    self.nullCount = nullCount
  }

  /// Interprets what lies in the file by the rules of parquet.thrift ("ColumnOrder"):
  ///
  /// "If the min is a NaN, it should be ignored. If the max is a NaN, it should be ignored. If the
  /// min is +0, the row group may contain -0 values as well. If the max is -0, the row group may
  /// contain +0 values as well." Bounds without `TypeDefinedOrder`, or of a type whose order is not
  /// the one of `Bound`, are ignored.
  init(_ metadata: StatisticsMetadata, column: ParquetColumn, isOrdered: Bool) {
    nullCount = metadata.nullCount
    guard isOrdered, column.hasNaturalOrder else { return }
    minimum = metadata.minimum.flatMap { Self.bound($0, column.type, isMinimum: true) }
    maximum = metadata.maximum.flatMap { Self.bound($0, column.type, isMinimum: false) }
  }

  private static func bound(_ bytes: [UInt8], _ type: PhysicalType, isMinimum: Bool) -> Bound? {
    switch (type, bytes.count) {
    case (.boolean, 1): return .boolean(bytes[0] != 0)
    case (.int32, 4): return .int32(Int32(bitPattern: load32(bytes.span, at: 0)))
    case (.int64, 8): return .int64(Int64(bitPattern: load64(bytes.span, at: 0)))
    case (.float, 4):
      let value = Float(bitPattern: load32(bytes.span, at: 0))
      return value.isNaN ? nil : .float(value == 0 ? (isMinimum ? -0.0 : 0.0) : value)
    case (.double, 8):
      let value = Double(bitPattern: load64(bytes.span, at: 0))
      return value.isNaN ? nil : .double(value == 0 ? (isMinimum ? -0.0 : 0.0) : value)
    case (.byteArray, _), (.fixedLengthByteArray, _): return .bytes(bytes)
    default: return nil
    }
  }
}

extension ParquetColumn {
  /// Whether the order of the column's type is that of its stored values: signed numbers, or byte
  /// strings by unsigned bytes. Unsigned integers, byte decimals, halves and INT96 have others.
  var hasNaturalOrder: Bool {
    switch (type, logical) {
    case (.int96, _), (_, .integer(_, false)), (_, .float16), (_, .unknown): false
    case (.byteArray, .decimal), (.fixedLengthByteArray, .decimal): false
    default: true
    }
  }
}
