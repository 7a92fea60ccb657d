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

  /// Adds rows that contradict the store.
  ///
  /// - Parameters:
  ///   - conflicts: In any order.
  ///   - line: The line of a row; nil where none is known: those get the line 0.
  /// - Returns: The new refusals.
  func add(
    _ conflicts: [RowConflict], line: (RowConflict) -> Int?
  ) -> ArraySlice<LedgerRefusal> {
    let count = self.conflicts.count
    let placed = conflicts.map { ($0, line($0) ?? 0) }
    func order(_ placed: (RowConflict, Int)) -> (Int, Int, UInt8) {
      (placed.1, placed.0.row, placed.0.series?.rawValue ?? 0)
    }
    for (conflict, line) in placed.sorted(by: { order($0) < order($1) }) {
      let place = "\(conflict.instrument.symbol) \(TimeText.rfc3339(conflict.time))"
      self.conflicts.append(
        LedgerRefusal(
          line: line, reason: "\(conflict.reason): \(place)", raw: place))
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
