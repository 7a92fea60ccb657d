import Basics
import ParquetFormat

/// A column of somebody's file, read as what we want of it whatever its type.
struct ForeignColumn {
  private let data: ColumnData
  private let logical: LogicalType?
  /// Row → place among the values, or −1 for null; nil when no row is null.
  private let places: [Int32]?

  init(_ data: ColumnData, _ column: ParquetColumn) {
    self.data = data
    logical = column.type == .int96 ? SegmentColumn.time : column.logical
    guard let present = data.present else {
      places = nil
      return
    }
    var next: Int32 = 0
    places = present.map { isPresent in
      if isPresent { next += 1 }
      return isPresent ? next - 1 : -1
    }
  }

  /// A column that is not there.
  init(nulls: Int) {
    data = ColumnData(.int64([]), present: [Bool](repeating: false, count: nulls))
    logical = nil
    places = [Int32](repeating: -1, count: nulls)
  }

  private func place(_ row: Int) -> Int? {
    guard let places else { return row }
    return places[row] < 0 ? nil : Int(places[row])
  }

  /// A number; NaN for null and for what is none.
  func number(_ row: Int) -> Double {
    guard let place = place(row) else { return .nan }
    switch data.values {
    case .int32(let values) where !isDecimal: return Double(values[place])
    case .int64(let values) where !isDecimal: return Double(values[place])
    case .float(let values): return Double(values[place])
    case .double(let values): return values[place]
    default: return text(row).flatMap { Double($0) } ?? .nan
    }
  }

  /// A whole number, or nil.
  func whole(_ row: Int) -> Int64? {
    guard let place = place(row) else { return nil }
    switch data.values {
    case .int32(let values): return Int64(values[place])
    case .int64(let values): return values[place]
    default: return nil
    }
  }

  /// Microseconds since 1970: a timestamp of any unit, digits beyond the microsecond cut off, or a
  /// plain whole number of microseconds; nil for null, for what is none and for what overflows.
  func time(_ row: Int) -> Int64? {
    guard let value = whole(row) else { return nil }
    guard case .timestamp(let unit, _)? = logical else { return value }
    switch unit {
    case .milliseconds:
      let (product, overflows) = value.multipliedReportingOverflow(by: 1_000)
      return overflows ? nil : product
    case .microseconds: return value
    case .nanoseconds: return TimeText.floorDivide(value, 1_000)
    }
  }

  /// A text as it is; nil for null.
  func string(_ row: Int) -> String? {
    guard let place = place(row) else { return nil }
    switch data.values {
    case .bytes(let values): return values.string(at: place)
    case .dictionary(let codes, let values): return values.string(at: Int(codes[place]))
    default: return text(row)
    }
  }

  /// The value as a cell of CSV would have it: times as microseconds since 1970, null and NaN as
  /// nil.
  func text(_ row: Int) -> String? {
    guard let place = place(row) else { return nil }
    switch data.values {
    case .boolean(let values): return String(values[place])
    case .float(let values): return values[place].isNaN ? nil : values[place].description
    case .double(let values): return values[place].isNaN ? nil : values[place].description
    case .int32, .int64: return whole(row).flatMap { wholeText($0, row) }
    case .bytes(let values):
      return isDecimal ? decimal(Array(values[place])) : values.string(at: place)
    case .dictionary(let codes, let values):
      let code = Int(codes[place])
      return isDecimal ? decimal(Array(values[code])) : values.string(at: code)
    }
  }

  private var isDecimal: Bool {
    if case .decimal? = logical { return true }
    return false
  }

  private func wholeText(_ value: Int64, _ row: Int) -> String? {
    switch logical {
    case .timestamp: return time(row).map { String($0) }
    case .date: return TimeText.day(value &* TimeText.microsecondsPerDay)
    case .decimal(_, let scale): return Self.decimal(Int128(value), scale: scale)
    case .integer(64, false): return String(UInt64(bitPattern: value))
    default: return String(value)
    }
  }

  /// "For byte arrays … the unscaled number must be encoded as two's complement using big-endian
  /// byte order" (LogicalTypes.md).
  private func decimal(_ bytes: [UInt8]) -> String? {
    guard case .decimal(_, let scale)? = logical, (1...16).contains(bytes.count) else { return nil }
    var value: Int128 = bytes[0] & 0x80 == 0 ? 0 : -1
    for byte in bytes { value = value << 8 | Int128(byte) }
    return Self.decimal(value, scale: scale)
  }

  private static func decimal(_ value: Int128, scale: Int) -> String? {
    guard (0...38).contains(scale) else { return nil }
    let sign = value < 0 ? "-" : ""
    var digits = String(value.magnitude)
    if scale == 0 { return sign + digits }
    if digits.count <= scale {
      digits = String(repeating: "0", count: scale + 1 - digits.count) + digits
    }
    return sign + digits.dropLast(scale) + "." + digits.suffix(scale)
  }
}
