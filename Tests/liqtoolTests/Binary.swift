import Foundation
import TestSupport

/// What one run of the built binary did.
struct Run {
  let code: Int32
  let output: String
  let errors: String

  /// The one JSON object on standard output.
  func json() throws -> [String: Any] {
    try JSONSerialization.jsonObject(with: Data(output.utf8)) as? [String: Any] ?? [:]
  }
}

/// A folder of its own for one test, removed at the end, in which the binary is run.
final class Scratch {
  let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "liqtool-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  /// The binary that was built beside this test bundle.
  static let binary = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
    .deletingLastPathComponent().appending(path: "liqtool")

  /// The path of `name` in the folder.
  func path(_ name: String) -> String { folder.appending(path: name).path }

  /// Writes `text` to `name` and returns its path.
  @discardableResult
  func write(_ text: String, to name: String) throws -> String {
    let url = folder.appending(path: name)
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: url)
    return url.path
  }

  /// The text of file `name`.
  func read(_ name: String) throws -> String {
    try String(contentsOf: folder.appending(path: name), encoding: .utf8)
  }

  /// A process of the binary with `arguments`, its output going to files of the folder.
  func process(_ arguments: [String], environment: [String: String] = [:]) throws -> Process {
    let process = Process()
    process.executableURL = Self.binary
    process.arguments = arguments
    process.currentDirectoryURL = folder
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    process.standardInput = FileHandle.nullDevice
    for name in [".out", ".err"] {
      try Data().write(to: folder.appending(path: name))
    }
    process.standardOutput = try FileHandle(forWritingTo: folder.appending(path: ".out"))
    process.standardError = try FileHandle(forWritingTo: folder.appending(path: ".err"))
    return process
  }

  /// Runs the binary and waits for its end.
  @discardableResult
  func liqtool(_ arguments: String..., environment: [String: String] = [:]) throws -> Run {
    let process = try process(arguments, environment: environment)
    try process.run()
    process.waitUntilExit()
    return Run(code: process.terminationStatus, output: try read(".out"), errors: try read(".err"))
  }
}
