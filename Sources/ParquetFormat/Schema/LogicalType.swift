/// What a column's values mean (parquet-format, LogicalTypes.md), for flat columns.
package enum LogicalType: Sendable, Equatable {
  /// The unit of a time or timestamp.
  package enum TimeUnit: Int, Sendable {
    case milliseconds = 1
    case microseconds = 2
    case nanoseconds = 3
  }

  /// UTF-8 text.
  case string
  case `enum`
  /// An integer times ten to the power of −`scale`.
  case decimal(precision: Int, scale: Int)
  /// Days since 1970-01-01.
  case date
  /// Time of day.
  case time(unit: TimeUnit, isUTC: Bool)
  /// Time since 1970-01-01T00:00; an instant when `isUTC`, else a wall-clock reading.
  case timestamp(unit: TimeUnit, isUTC: Bool)
  case integer(bitWidth: Int, isSigned: Bool)
  /// Every value is null.
  case null
  case json
  case bson
  case uuid
  case float16
  /// Annotated, by a type this reader does not know; the values are those of the physical type.
  case unknown

  /// The annotation that older readers know (`ConvertedType`), or nil when there is none.
  var convertedCode: Int32? {
    switch self {
    case .string: 0
    case .enum: 4
    case .decimal: 5
    case .date: 6
    case .time(.milliseconds, _): 7
    case .time(.microseconds, _): 8
    case .timestamp(.milliseconds, _): 9
    case .timestamp(.microseconds, _): 10
    case .integer(8, false): 11
    case .integer(16, false): 12
    case .integer(32, false): 13
    case .integer(64, false): 14
    case .integer(8, true): 15
    case .integer(16, true): 16
    case .integer(32, true): 17
    case .integer(64, true): 18
    case .json: 19
    case .bson: 20
    default: nil
    }
  }

  /// The meaning of an old annotation: "TIMESTAMP_MICROS … isAdjustedToUTC = true".
  init?(convertedCode: Int32, precision: Int, scale: Int) {
    switch convertedCode {
    case 0: self = .string
    case 4: self = .enum
    case 5: self = .decimal(precision: precision, scale: scale)
    case 6: self = .date
    case 7: self = .time(unit: .milliseconds, isUTC: true)
    case 8: self = .time(unit: .microseconds, isUTC: true)
    case 9: self = .timestamp(unit: .milliseconds, isUTC: true)
    case 10: self = .timestamp(unit: .microseconds, isUTC: true)
    case 11...14: self = .integer(bitWidth: 8 << Int(convertedCode - 11), isSigned: false)
    case 15...18: self = .integer(bitWidth: 8 << Int(convertedCode - 15), isSigned: true)
    case 19: self = .json
    case 20: self = .bson
    default: return nil
    }
  }
}
