import Foundation
import Importers

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
    for row in rows {
      let cells = [cell(name), String(row.line), cell(row.explanation), cell(row.raw)]
      pending += cells.joined(separator: ",") + "\n"
    }
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
