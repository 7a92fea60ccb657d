import Foundation
import Importers
import Store

/// The file to read for a source: itself, or for standard input a copy in the store's staging
/// folder, because an import's identity must be known before its rows are.
struct SpooledInput {
  let file: SourceFile
  private let temporary: String?

  /// - Throws: `Failure` (74) when the copy cannot be written.
  init(_ source: ImportSource, store: Store) throws {
    guard source.file.path == "-" else {
      file = source.file
      temporary = nil
      return
    }
    // A writer empties this folder when it opens the store, so a killed import leaves nothing.
    let path = store.stagingFolder + "/standard-input"
    do {
      guard let output = WritableFile.open(path) else { throw CocoaError(.fileWriteUnknown) }
      while let data = try FileHandle.standardInput.read(upToCount: 1 << 20), !data.isEmpty {
        try output.write(contentsOf: data)
      }
      try output.close()
    } catch {
      try? FileManager.default.removeItem(atPath: path)
      throw Failure(.io, "standard input cannot be kept in \(path); is the disk full?")
    }
    file = SourceFile(path: path, name: "-")
    temporary = path
  }

  /// Removes the copy.
  func remove() {
    if let temporary { try? FileManager.default.removeItem(atPath: temporary) }
  }
}
