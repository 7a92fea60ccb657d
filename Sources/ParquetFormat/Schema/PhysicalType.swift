/// How a column's values lie in the file (parquet.thrift, `Type`).
package enum PhysicalType: Sendable, Equatable {
  case boolean
  case int32
  case int64
  /// Twelve bytes, a deprecated timestamp: nanoseconds of the day, then the Julian day. Read as
  /// `int64` microseconds since 1970; never written.
  case int96
  case float
  case double
  case byteArray
  /// Byte strings that all have this length.
  case fixedLengthByteArray(Int)

  /// The number of this type in the file.
  var code: Int32 {
    switch self {
    case .boolean: 0
    case .int32: 1
    case .int64: 2
    case .int96: 3
    case .float: 4
    case .double: 5
    case .byteArray: 6
    case .fixedLengthByteArray: 7
    }
  }

  /// The type of this number, or nil when there is none; `length` counts for fixed lengths only.
  init?(code: Int32, length: Int) {
    switch code {
    case 0: self = .boolean
    case 1: self = .int32
    case 2: self = .int64
    case 3: self = .int96
    case 4: self = .float
    case 5: self = .double
    case 6: self = .byteArray
    case 7: self = .fixedLengthByteArray(length)
    default: return nil
    }
  }
}
