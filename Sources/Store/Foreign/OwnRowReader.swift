import MarketData

/// The fields of one row group with our columns, each checked as the importers check theirs.
struct OwnRowReader {
  private let columns: [String: ForeignColumn]
  private let exchange: String?
  private let interval: Interval?
  private let series: String?

  init(
    columns: [String: ForeignColumn], exchange: String?, interval: Interval?, series: String?
  ) {
    self.series = series
    self.columns = columns
    self.exchange = exchange
    self.interval = interval
  }

  private func column(_ name: String) throws(OwnRowProblem) -> ForeignColumn {
    guard let column = columns[name] else { throw OwnRowProblem("\(name): missing") }
    return column
  }

  func instrument(_ row: Int) throws(OwnRowProblem) -> InstrumentKey {
    let venue = try column("exchange").string(row) ?? exchange ?? ""
    guard StoreLayout.isFolderName(venue) else {
      throw OwnRowProblem("exchange: '\(venue)' is not a valid exchange id")
    }
    let symbol = try column("symbol").string(row) ?? ""
    guard (1...128).contains(symbol.utf8.count),
      !symbol.unicodeScalars.contains(where: { $0.properties.generalCategory == .control })
    else { throw OwnRowProblem("symbol: empty, too long or with control characters") }
    return InstrumentKey(exchange: venue, symbol: symbol)
  }

  /// 2009-01-01 to 2100-01-01 (IMPORT-RULES 55).
  private static let times: Range<Int64> = 1_230_768_000_000_000..<4_102_444_800_000_000

  func time(_ name: String, _ row: Int) throws(OwnRowProblem) -> Int64 {
    guard let time = try column(name).time(row), Self.times.contains(time) else {
      throw OwnRowProblem("\(name): time out of range")
    }
    return time
  }

  func received(_ row: Int) throws(OwnRowProblem) -> Int64 {
    guard let time = try column("received").time(row) else { return LiquidationBatch.noTime }
    guard Self.times.contains(time) else { throw OwnRowProblem("received: time out of range") }
    return time
  }

  /// A number above zero.
  func positive(_ name: String, _ row: Int) throws(OwnRowProblem) -> Double {
    let value = try column(name).number(row)
    guard value > 0, value.isFinite else { throw OwnRowProblem("\(name): not above zero") }
    return value
  }

  /// A number that is not below zero.
  func size(_ name: String, _ row: Int) throws(OwnRowProblem) -> Double {
    let value = try column(name).number(row)
    guard value >= 0, value.isFinite else { throw OwnRowProblem("\(name): below zero") }
    return value
  }

  /// A number, or NaN for null.
  func optional(
    _ name: String, _ row: Int, mayBeZero: Bool = false
  ) throws(OwnRowProblem) -> Double {
    let value = try column(name).number(row)
    guard value.isNaN || value > 0 || (mayBeZero && value == 0), !value.isInfinite else {
      throw OwnRowProblem("\(name): not above zero")
    }
    return value
  }

  func number(_ name: String, _ row: Int) throws(OwnRowProblem) -> Double {
    let value = try column(name).number(row)
    guard value.isFinite else { throw OwnRowProblem("\(name): not a number") }
    return value
  }

  func trades(_ row: Int) throws(OwnRowProblem) -> Int64 {
    guard let count = try column("trades").whole(row) else { return CandleBatch.noTrades }
    guard count >= 0 else { throw OwnRowProblem("trades: below zero") }
    return count
  }

  func orderID(_ row: Int) throws(OwnRowProblem) -> String? { try column("order_id").string(row) }

  /// A word that stands for a value.
  func word<Value>(
    _ name: String, _ row: Int, _ value: (String) -> Value?
  ) throws(OwnRowProblem) -> Value {
    let text = try column(name).string(row) ?? ""
    guard let value = value(text) else { throw OwnRowProblem("\(name): '\(text)' is unknown") }
    return value
  }

  func series(_ row: Int) throws(OwnRowProblem) -> SeriesName {
    let text = try column("name").string(row) ?? series ?? ""
    guard let name = SeriesName(name: text) else {
      throw OwnRowProblem("name: '\(text)' is unknown")
    }
    return name
  }

  func interval(_ row: Int) throws(OwnRowProblem) -> Interval {
    if let text = try column("interval").string(row) {
      guard let interval = Interval(text), interval.name == text else {
        throw OwnRowProblem("interval: '\(text)' is none")
      }
      return interval
    }
    guard let interval else { throw OwnRowProblem("interval: missing") }
    return interval
  }
}
