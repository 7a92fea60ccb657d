import Foundation
import Importers
import Store

/// The file of `--refused`: every refused row as CSV `file,line,reason,raw`.
final class RefusedRowsFile {
  private let path: String
  private let handle: FileHandle
  private var pending = "file,line,reason,raw\n"

  /// - Throws: `Failure` (73) when the file cannot be created.
  init(path: String) throws {
    guard let handle = WritableFile.open(path) else {
      throw Failure(.cannotCreate, "\(path) cannot be created; check the folder.")
    }
    self.path = path
    self.handle = handle
  }

  /// Adds rows of the file called `name`.
  func add(_ rows: [Importers.RefusedRow], of name: String) throws {
    for row in rows { try add(name, row.line, row.explanation, row.raw) }
  }

  /// Adds rows of the file called `name` that contradict the store.
  func add(_ rows: ArraySlice<LedgerRefusal>, of name: String) throws {
    for row in rows { try add(name, row.line, row.reason, row.raw) }
  }

  /// Says that more rows behind `last` were refused than are kept.
  func note(unlisted count: Int, after last: Importers.RefusedRow?, of name: String) throws {
    guard count > 0 else { return }
    try add(name, last?.line ?? 0, "\(count) more rows after this line were refused, too", "")
  }

  private func add(_ name: String, _ line: Int, _ reason: String, _ raw: String) throws {
    let place = line > 0 ? String(line) : ""
    pending += [cell(name), place, cell(reason), cell(raw)].joined(separator: ",") + "\n"
    if pending.utf8.count > 1 << 20 { try flush() }
  }

  /// Writes what is left.
  func finish() throws {
    try flush()
    try handle.close()
  }

  private func flush() throws {
    do {
      try handle.write(contentsOf: Data(pending.utf8))
    } catch {
      throw Failure(.io, "\(path) cannot be written; is the disk full?")
    }
    pending = ""
  }

  /// A cell as RFC 4180 has it; what a spreadsheet would take for a formula gets a quote in front.
  private func cell(_ text: String) -> String {
    let isFormula = text.first.map { "=+-@\t\r".contains($0) } == true
    let safe = isFormula ? "'" + text : text
    guard safe.contains(where: { ",\"\n\r".contains($0) }) else { return safe }
    return "\"" + safe.replacingOccurrences(of: "\"", with: "\"\"") + "\""
  }
}
