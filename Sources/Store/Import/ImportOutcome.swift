import Basics
import MarketData

/// What became of a file's rows, before they are committed.
package struct ImportOutcome: Sendable {
  /// The rows that the store would gain.
  package internal(set) var rowsAccepted = 0
  /// The rows that are there already, in the store or earlier in the file.
  package internal(set) var rowsDuplicate = 0
  /// Rows that contradict others; each counts as a refused row.
  package internal(set) var conflicts: [RowConflict] = []
  /// Of the accepted rows, in microseconds; nil when there is none.
  package internal(set) var firstTime: Int64?
  package internal(set) var lastTime: Int64?
  /// The accepted rows that have no notional.
  package internal(set) var notionalMissing = 0
  /// The segments that a commit adds.
  package internal(set) var segmentsWritten = 0
  /// Where this file overlaps, in exchange and time, an import of another format.
  package internal(set) var formatOverlaps: [FormatOverlap] = []

  private var notionalSum = CompensatedSum()
  private var notionalCount = 0
  private var seen: [String: (first: Int64, last: Int64)] = [:]

  /// The sum over the accepted liquidations that have a notional; nil when none has.
  package var notional: Double? { notionalCount == 0 ? nil : notionalSum.value }

  /// The accepted rows of each instrument, by exchange, then symbol.
  package private(set) var symbols: [ImportedSymbol] = []

  /// When each exchange was seen, duplicates included, by exchange.
  package var periods: [ImportedPeriod] {
    seen.sorted { precedes($0.key, $1.key) }.map {
      ImportedPeriod(exchange: $0.key, firstTime: $0.value.first, lastTime: $0.value.last)
    }
  }

  /// The accepted rows of each exchange, by exchange.
  package var exchanges: [(exchange: String, rows: Int)] { rowsByExchange(symbols) }
}

/// An earlier import of another format for the same exchange and time.
///
/// Rows of different price kinds are not merged, so both may count the same liquidations.
package struct FormatOverlap: Sendable, Equatable {
  package let exchange: String
  /// The earlier import.
  package let importID: Int64
  package let path: String
  package let format: String
}

extension ImportOutcome {
  /// Counts a chunk: which of its rows are taken, and what they sum to, in input order.
  mutating func add<Rows: StoredRows>(
    _ rows: Rows, _ spans: [ExchangeSpan], _ screening: Screening
  ) {
    let instrument = rows.instrument
    var counts = [Int](repeating: 0, count: rows.instruments.count)
    var (first, last) = (Int64.max, Int64.min)
    if let isTaken = screening.isTaken {
      let time = rows.keyTime
      for row in time.indices where isTaken[row] {
        counts[Int(instrument[row])] += 1
        first = min(first, time[row])
        last = max(last, time[row])
      }
    } else {
      forEachRun(instrument.span) { index, rows in counts[index] += rows.count }
      for span in spans { (first, last) = (min(first, span.firstTime), max(last, span.lastTime)) }
    }
    var found: [ImportedSymbol] = []
    for (key, count) in zip(rows.instruments, counts) where count > 0 {
      found.append(ImportedSymbol(exchange: key.exchange, symbol: key.symbol, rows: count))
      rowsAccepted += count
    }
    symbols = ImportedSymbol.merged(symbols, ImportedSymbol.ordered(found))
    if first <= last {
      firstTime = min(firstTime ?? first, first)
      lastTime = max(lastTime ?? last, last)
    }
    rowsDuplicate += screening.duplicates
    conflicts += screening.conflicts
    for span in spans {
      let known = seen[span.name] ?? (span.firstTime, span.lastTime)
      seen[span.name] = (min(known.0, span.firstTime), max(known.1, span.lastTime))
    }
    if let liquidations = rows as? LiquidationBatch {
      addNotional(liquidations.notional.span, screening.isTaken)
    }
  }

  /// Four sums by turns, because each addition waits for the one before; merged in their order.
  private mutating func addNotional(_ notional: Span<Double>, _ isTaken: [Bool]?) {
    var sums = [CompensatedSum](repeating: CompensatedSum(), count: 4)
    for row in notional.indices where isTaken?[row] ?? true {
      if notional[row].isNaN {
        notionalMissing += 1
      } else {
        sums[row & 3].add(notional[row])
        notionalCount += 1
      }
    }
    for sum in sums { notionalSum.merge(sum) }
  }

  /// Adds what another part of the same file came to.
  mutating func merge(_ other: ImportOutcome) {
    rowsAccepted += other.rowsAccepted
    rowsDuplicate += other.rowsDuplicate
    conflicts += other.conflicts
    firstTime = [firstTime, other.firstTime].compactMap(\.self).min()
    lastTime = [lastTime, other.lastTime].compactMap(\.self).max()
    notionalMissing += other.notionalMissing
    notionalSum.merge(other.notionalSum)
    notionalCount += other.notionalCount
    segmentsWritten += other.segmentsWritten
    symbols = ImportedSymbol.merged(symbols, other.symbols)
    seen.merge(other.seen) { (min($0.first, $1.first), max($0.last, $1.last)) }
  }
}

extension ImportedSymbol {
  private static func precedes(_ left: ImportedSymbol, _ right: ImportedSymbol) -> Bool {
    if left.exchange != right.exchange {
      return MarketData.precedes(left.exchange, right.exchange)
    }
    return MarketData.precedes(left.symbol, right.symbol)
  }

  /// The counts, by exchange, then symbol; no work when they are in that order.
  fileprivate static func ordered(_ counts: [ImportedSymbol]) -> [ImportedSymbol] {
    let isOrdered = zip(counts, counts.dropFirst()).allSatisfy(precedes)
    return isOrdered ? counts : counts.sorted(by: precedes)
  }

  /// The sums of two lists of counts that are in order, in order.
  ///
  /// A dictionary of a million instruments would take twice the memory, and again to be sorted.
  fileprivate static func merged(
    _ left: [ImportedSymbol], _ right: [ImportedSymbol]
  ) -> [ImportedSymbol] {
    if left.isEmpty || right.isEmpty { return left.isEmpty ? right : left }
    var all: [ImportedSymbol] = []
    all.reserveCapacity(max(left.count, right.count))
    var (next, other) = (0, 0)
    while next < left.count || other < right.count {
      if other == right.count || next < left.count && precedes(left[next], right[other]) {
        all.append(left[next])
        next += 1
      } else if next == left.count || precedes(right[other], left[next]) {
        all.append(right[other])
        other += 1
      } else {
        let (one, two) = (left[next], right[other])
        all.append(
          ImportedSymbol(exchange: one.exchange, symbol: one.symbol, rows: one.rows + two.rows))
        (next, other) = (next + 1, other + 1)
      }
    }
    return all
  }
}
