import Foundation
import Testing

/// Files beside the tests that hold what a renderer must give, byte for byte.
enum Golden {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "Golden")

  /// Compares `bytes` with the golden file; with `RECORD_GOLDEN=1` writes it, and fails, so that
  /// nothing is recorded by accident.
  static func check(_ bytes: [UInt8], _ name: String) throws {
    let file = folder.appending(path: name)
    if ProcessInfo.processInfo.environment["RECORD_GOLDEN"] == "1" {
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(bytes).write(to: file)
      Issue.record("recorded \(name)")
      return
    }
    let expected = Array(try Data(contentsOf: file))
    guard bytes != expected else { return }
    let place = zip(bytes, expected).prefix { $0 == $1 }.count
    let got = String(decoding: bytes.dropFirst(max(0, place - 40)).prefix(120), as: UTF8.self)
    let want = String(decoding: expected.dropFirst(max(0, place - 40)).prefix(120), as: UTF8.self)
    Issue.record("\(name) differs at byte \(place):\n\(got)\ninstead of\n\(want)")
  }

  /// The names of all golden files, relative to the folder.
  static func names() throws -> [String] {
    try FileManager.default.subpathsOfDirectory(atPath: folder.path)
      .filter { !folder.appending(path: $0).hasDirectoryPath && $0.contains(".") }
      .sorted()
  }
}
