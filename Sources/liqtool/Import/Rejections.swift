import Basics
import Importers
import MarketData
import Store

/// The refused rows of one file: enough to tell the person, and to keep in the ledger.
final class Rejections {
  /// The ledger keeps so many of a file; `--refused` writes all.
  private static let mostKept = 10_000
  private static let mostShown = 5

  private let name: String
  private var rows: [Importers.RefusedRow] = []
  private var conflicts: [LedgerRefusal] = []

  init(name: String) { self.name = name }

  func add(_ refused: [Importers.RefusedRow]) {
    rows += refused.prefix(max(0, Self.mostKept - rows.count))
  }

  /// Adds rows that contradict the store; `skipped` lines come before the first row. Where a line
  /// may hold many rows, its number is not known and 0.
  ///
  /// - Returns: The new refusals.
  func add(
    _ conflicts: [RowConflict], of format: String, skipped: Int
  ) -> ArraySlice<LedgerRefusal> {
    let count = self.conflicts.count
    let hasLines = Formats.hasRowPerLine(format)
    var refused = rows.map(\.line)[...]
    var shift = skipped
    for conflict in conflicts.sorted(by: { $0.row < $1.row }) {
      // A line for every row and every refused row before it.
      while let next = refused.first, next <= conflict.row + 1 + shift {
        shift += 1
        refused = refused.dropFirst()
      }
      let place = "\(conflict.instrument.symbol) \(TimeText.rfc3339(conflict.time))"
      self.conflicts.append(
        LedgerRefusal(
          line: hasLines ? conflict.row + 1 + shift : 0,
          reason: "\(conflict.reason): \(place)", raw: place))
    }
    return self.conflicts[count...]
  }

  /// As the ledger keeps them.
  var ledgerRows: [LedgerRefusal] {
    rows.map { LedgerRefusal(line: $0.line, reason: $0.explanation, raw: $0.raw) } + conflicts
  }

  /// The first few with their places, then how to go on.
  func failure(_ refused: Int64, of total: Int64, limit: RefusalLimit) -> Failure {
    let shown = ledgerRows.prefix(Self.mostShown).map { row in
      "\(name)\(row.line > 0 ? ":\(row.line)" : ""): \(row.reason)"
    }
    let more = refused > Int64(shown.count) ? "\n… and \(refused - Int64(shown.count)) more" : ""
    let advice =
      "\(name): \(HumanNumber.grouped(refused)) of \(HumanNumber.grouped(total)) rows refused "
      + "(--max-refused \(limit)); nothing of this file was written. Mend the file, or allow them "
      + "with --max-refused \(refused)."
    return Failure(.badData, (shown.joined(separator: "\n") + more + "\n" + advice))
  }
}

/// A count that the progress bar reads while rows come in.
final class RowCounter {
  private(set) var value: Int64 = 0

  func add(_ count: Int) { value += Int64(count) }
}
