import MarketData
import ParquetFormat

/// Turns one column of a segment into a column of a batch; what does not fit is damage.
struct ColumnReader {
  private let data: ColumnData
  private let name: String
  private let file: SegmentFile

  init(_ data: ColumnData, name: String, file: SegmentFile) {
    self.data = data
    self.name = name
    self.file = file
  }

  private func damage(_ problem: String) -> StoreError {
    StoreError(.damaged, path: file.path, "column '\(name)' \(problem)")
  }

  /// Whole numbers; nulls become `null`, and are damage when it is nil.
  func int64s(null: Int64?) throws(StoreError) -> [Int64] {
    guard case .int64(let values) = data.values else { throw damage("has another type") }
    if data.present == nil { return values }
    guard let null else { throw damage("has nulls") }
    return spread(values, data.present, null: null)
  }

  /// Measurements; nulls become NaN.
  func doubles() throws(StoreError) -> [Double] {
    guard case .double(let values) = data.values else { throw damage("has another type") }
    return spread(values, data.present, null: .nan)
  }

  /// Strings; nulls become empty.
  func strings() throws(StoreError) -> StringColumn {
    let rows = data.rowCount
    if data.values.count == 0 { return StringColumn(nulls: rows) }
    var result = StringColumn()
    var next = 0
    for row in 0..<rows {
      guard data.present?[row] ?? true else {
        result.append(nil)
        continue
      }
      switch data.values {
      case .bytes(let values): result.append(utf8: values[next].span)
      case .dictionary(let codes, let values):
        result.append(utf8: values[Int(codes[next])].span)
      default: throw damage("has another type")
      }
      next += 1
    }
    return result
  }

  /// A column without nulls as places among its distinct strings.
  private func dictionary() throws(StoreError) -> (codes: [UInt32], values: [String]) {
    guard data.present == nil else { throw damage("has nulls") }
    switch data.values {
    case .dictionary(let codes, let values):
      return (codes, (0..<values.count).map { values.string(at: $0) })
    case .bytes(let column):
      var known: [String: UInt32] = [:]
      var values: [String] = []
      let codes = (0..<column.count).map { row in
        let text = column.string(at: row)
        if let code = known[text] { return code }
        let code = UInt32(values.count)
        known[text] = code
        values.append(text)
        return code
      }
      return (codes, values)
    default: throw damage("has another type")
    }
  }

  /// The instruments of a column of symbols.
  func instruments(
    exchange: String
  ) throws(StoreError) -> (codes: [UInt32], keys: [InstrumentKey]) {
    let (codes, symbols) = try dictionary()
    return (codes, symbols.map { InstrumentKey(exchange: exchange, symbol: $0) })
  }

  /// A column of words that each stand for a value; another word is damage.
  func words<Value>(_ value: (String) -> Value?) throws(StoreError) -> [Value] {
    let (codes, names) = try dictionary()
    var values: [Value] = []
    for name in names {
      guard let value = value(name) else { throw damage("has the word '\(name)'") }
      values.append(value)
    }
    return codes.map { values[Int($0)] }
  }
}
