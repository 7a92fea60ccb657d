/// The values of one column of one row group, without the nulls.
package enum ColumnValues: Sendable, Equatable {
  case boolean([Bool])
  case int32([Int32])
  case int64([Int64])
  case float([Float])
  case double([Double])
  case bytes(ByteColumn)
  /// Byte strings given by their place among the distinct ones: value `row` is
  /// `values[codes[row]]`.
  case dictionary(codes: [UInt32], values: ByteColumn)

  /// The number of values.
  package var count: Int {
    switch self {
    case .boolean(let values): values.count
    case .int32(let values): values.count
    case .int64(let values): values.count
    case .float(let values): values.count
    case .double(let values): values.count
    case .bytes(let values): values.count
    case .dictionary(let codes, _): codes.count
    }
  }
}

/// One column of one row group.
package struct ColumnData: Sendable, Equatable {
  /// The values of the rows that have one, in order.
  package var values: ColumnValues
  /// One flag a row: whether it has a value. Nil when every row has one.
  package var present: [Bool]?

  package init(_ values: ColumnValues, present: [Bool]? = nil) {
    self.values = values
    self.present = present
  }

  /// The number of rows, nulls included.
  package var rowCount: Int { present?.count ?? values.count }
}
