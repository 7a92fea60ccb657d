import Basics
import Foundation

/// A file that is written block by block, gzip when its name ends in `.gz`, or standard output.
///
/// It has its name only when it is whole: until then it is called `<name>.part`.
final class GeneratedFile {
  private let path: String?
  /// What the file is called until it is whole; nil for a device, which is written as it is.
  private let part: String?
  private let handle: FileHandle
  private let isCompressed: Bool
  private var pending: [UInt8] = []

  /// Blocks of this many bytes are compressed one by one; gzip members may follow each other.
  private static let memberSize = 8 << 20

  /// - Throws: `Failure` (73) when the file cannot be created.
  init(path: String?) throws {
    self.path = path
    isCompressed = path?.hasSuffix(".gz") == true
    guard let path else {
      handle = .standardOutput
      part = nil
      return
    }
    part = WritableFile.isSpecial(path) ? nil : path + ".part"
    guard let handle = WritableFile.open(part ?? path) else {
      throw Failure(.cannotCreate, "\(path) cannot be created; check the folder.")
    }
    self.handle = handle
  }

  /// Takes the next bytes.
  func write(_ bytes: [UInt8]) throws {
    guard isCompressed else { return try put(bytes) }
    pending += bytes
    if pending.count >= Self.memberSize { try flush() }
  }

  /// Writes what is left and gives the file its name.
  func finish() throws {
    try flush()
    guard let path, let part else { return }
    try handle.close()
    let manager = FileManager.default
    if manager.fileExists(atPath: path) { try manager.removeItem(atPath: path) }
    try manager.moveItem(atPath: part, toPath: path)
  }

  /// Removes what has been written.
  func discard() {
    guard let part else { return }
    try? handle.close()
    try? FileManager.default.removeItem(atPath: part)
  }

  /// Writes a small text file.
  ///
  /// - Throws: `Failure` (73).
  static func write(_ text: String, to path: String) throws {
    do {
      try Data(text.utf8).write(to: URL(filePath: path), options: .atomic)
    } catch {
      throw Failure(.cannotCreate, "\(path) cannot be created; check the folder.")
    }
  }

  private func flush() throws {
    guard !pending.isEmpty else { return }
    let block = pending
    pending = []
    try put(isCompressed ? try gzipCompressed(block.span) : block)
  }

  private func put(_ bytes: [UInt8]) throws {
    do {
      try handle.write(contentsOf: Data(bytes))
    } catch {
      discard()
      throw Failure(.io, "\(path ?? "standard output") cannot be written: \(error)")
    }
  }
}
