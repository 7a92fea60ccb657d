import Foundation
import GRDB

/// A folder that exists as long as the value does.
final class Scratch: Sendable {
  private let root: URL

  init() throws {
    root = FileManager.default.temporaryDirectory.appending(path: "store-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: root, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: root) }

  /// Where a test's store lies.
  var store: String { path("store") }

  func path(_ name: String) -> String { root.appending(path: name).path }

  /// The names in a folder, sorted.
  func names(_ folder: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: path(folder)).sorted()
  }

  /// Runs SQL on the store's catalog, as an accident or another version would.
  func execute(_ sql: String) throws {
    try DatabaseQueue(path: store + "/catalog.sqlite").write { try $0.execute(sql: sql) }
  }

  /// The store's segments on disk, sorted.
  func files() throws -> [String] {
    let all = try FileManager.default.subpathsOfDirectory(atPath: store)
    return all.filter { $0.hasSuffix(".parquet") }.map { store + "/" + $0 }.sorted()
  }

  /// The bytes of every file of the store, by path.
  func contents() throws -> [String: Data] {
    var found: [String: Data] = [:]
    for path in try FileManager.default.subpathsOfDirectory(atPath: store) {
      found[path] = FileManager.default.contents(atPath: store + "/" + path)
    }
    return found
  }
}
