import Foundation
import Testing

/// The example reports of `notebooks-out/example` are what the commands write today.
@Suite struct ExampleTests {
  private static let root = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// Relative path → bytes of every file below `folder`.
  private func files(below folder: URL) throws -> [String: Data] {
    let paths = try FileManager.default.subpathsOfDirectory(atPath: folder.path)
    var files: [String: Data] = [:]
    for path in paths {
      let url = folder.appending(path: path)
      if (try? url.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile) == true {
        files[path] = try Data(contentsOf: url)
      }
    }
    return files
  }

  @Test func `the example reports are what scripts/examples makes`() throws {
    let scratch = try Scratch()
    let process = Process()
    process.executableURL = Self.root.appending(path: "scripts/examples")
    process.arguments = [scratch.path("example")]
    process.environment = ProcessInfo.processInfo.environment.merging(
      ["LIQTOOL_BIN": Scratch.binary.path]
    ) { $1 }
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    let made = try files(below: scratch.folder.appending(path: "example"))
    let kept = try files(below: Self.root.appending(path: "notebooks-out/example"))
    #expect(Set(made.keys) == Set(kept.keys))
    let changed = kept.keys.filter { made[$0] != kept[$0] }.sorted()
    #expect(changed.isEmpty, "run scripts/examples and look at what changed")
    #expect(kept.count > 10)
  }
}
