import Foundation

/// A folder outside the store that is removed with its contents when the value goes away.
final class TemporaryFolder: Sendable {
  let path: String

  init() throws(StoreError) {
    let folder = FileManager.default.temporaryDirectory.appending(path: "liqtool-\(UUID())")
    path = folder.path
    try Folders.create(path)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }
}
