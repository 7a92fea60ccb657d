import GRDB
package import MarketData

/// What a store holds of one symbol.
package struct SymbolInfo: Sendable, Equatable {
  package let kind: SegmentKind
  package let exchange: String
  /// The interval of candles and totals, the name of a series; nil for liquidations.
  package let variant: String?
  package let symbol: String
  package let rows: Int
  /// The first and the last time (open time of candles), in microseconds.
  package let firstTime: Int64
  package let lastTime: Int64
}

/// What a store holds of one kind, exchange and interval.
package struct PartitionInfo: Sendable, Equatable {
  package let kind: SegmentKind
  package let exchange: String
  /// The interval of candles and totals, the name of a series; nil for liquidations.
  package let variant: String?
  package let segments: Int
  package let rows: Int
  /// Of the segments' files.
  package let bytes: Int
  package let firstTime: Int64
  package let lastTime: Int64
}

extension SymbolInfo {
  /// The length of candles or totals; nil for other kinds.
  package var interval: Interval? {
    kind.variantKey == "interval" ? variant.flatMap { Interval($0) } : nil
  }
}

/// When liquidations of an exchange were recorded: where there are none, there were none.
package struct Coverage: Sendable, Equatable {
  package let exchange: String
  /// In order, apart from each other; the end of each is just after its last row.
  package let periods: [TimeRange]
}

extension Store {
  /// What there is, by kind, exchange and interval. O(segments), from the catalog alone.
  package func partitions() throws(StoreError) -> [PartitionInfo] {
    try catalog.read { database in
      try Row.fetchAll(
        database,
        sql: """
          SELECT kind, exchange, interval, count(*), sum(rows), sum(bytes), min(first_time),
            max(last_time) FROM segments GROUP BY kind, exchange, interval
          ORDER BY \(Self.kindOrder), exchange, interval
          """
      ).map {
        PartitionInfo(
          kind: try kind($0[0]), exchange: $0[1], variant: $0[2], segments: $0[3], rows: $0[4],
          bytes: $0[5], firstTime: $0[6], lastTime: $0[7])
      }
    }
  }

  /// What there is of each symbol, by kind, exchange, interval and symbol, from the catalog alone.
  package func symbols() throws(StoreError) -> [SymbolInfo] {
    try catalog.read { database in
      try Row.fetchAll(
        database,
        sql: """
          SELECT s.kind, s.exchange, s.interval, y.symbol, sum(y.rows), min(y.first_time),
            max(y.last_time) FROM segment_symbols y JOIN segments s ON s.id = y.segment_id
          GROUP BY s.kind, s.exchange, s.interval, y.symbol
          ORDER BY \(Self.kindOrder), s.exchange, s.interval, y.symbol
          """
      ).map {
        SymbolInfo(
          kind: try kind($0[0]), exchange: $0[1], variant: $0[2], symbol: $0[3], rows: $0[4],
          firstTime: $0[5], lastTime: $0[6])
      }
    }
  }

  /// Liquidations first, in SQL.
  private static var kindOrder: String {
    let cases = SegmentKind.allCases.enumerated().map { "WHEN '\($1.rawValue)' THEN \($0)" }
    return "CASE kind \(cases.joined(separator: " ")) END"
  }

  /// The committed segments, liquidations first, in reading order.
  package func segments() throws(StoreError) -> [SegmentRecord] { try catalog.allSegments() }

  /// The union of the periods of the imports of each exchange's liquidations, by exchange.
  package func coverage() throws(StoreError) -> [Coverage] {
    var periods: [String: [TimeRange]] = [:]
    for record in try catalog.allImports() where record.kind == .liquidations {
      for period in record.periods {
        let range = TimeRange(from: period.firstTime, to: period.lastTime + 1)
        periods[period.exchange, default: []].append(range)
      }
    }
    return periods.sorted { precedes($0.key, $1.key) }.map {
      Coverage(exchange: $0.key, periods: union($0.value))
    }
  }

  private func union(_ ranges: [TimeRange]) -> [TimeRange] {
    var result: [TimeRange] = []
    for range in ranges.sorted(by: { ($0.from, $0.to) < ($1.from, $1.to) }) {
      if let last = result.last, range.from <= last.to {
        result[result.count - 1].to = max(last.to, range.to)
      } else {
        result.append(range)
      }
    }
    return result
  }

  private func kind(_ name: String) throws -> SegmentKind {
    guard let kind = SegmentKind(rawValue: name) else {
      throw StoreError(.damaged, path: catalog.path, "there is a segment of kind '\(name)'")
    }
    return kind
  }
}
