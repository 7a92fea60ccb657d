package import Foundation

/// Files that lie beside the project and are not part of it: real data and reference values.
package enum SharedFiles {
  /// The project's top level.
  package static let project = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  /// `../shared/<path>`, or nil, with a notice, when the folder is absent.
  package static func url(_ path: String) -> URL? {
    let url = project.deletingLastPathComponent().appending(path: "shared/\(path)")
    if FileManager.default.fileExists(atPath: url.path) { return url }
    print("notice: ../shared/\(path) is absent; the test that needs it is skipped")
    return nil
  }
}
