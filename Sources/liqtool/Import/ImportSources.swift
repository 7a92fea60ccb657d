import Foundation
import Importers

/// One file to import and where it came from.
struct ImportSource {
  let file: SourceFile
  /// Whether a folder was named, not the file itself: other files in it are no mistake.
  let isFromFolder: Bool

  /// The last part of the path.
  var name: String { file.name == "-" ? "-" : URL(filePath: file.name).lastPathComponent }
}

/// The files that paths on the command line mean.
enum ImportSources {
  /// Files as they are; folders with all below them (see `FolderWalk`).
  ///
  /// All paths are looked at before any is read: of a command with a misspelt one nothing is done.
  ///
  /// - Throws: `Failure` (66) that names every path that is not there and every folder without
  ///   files; `ImportError` for one that cannot be read.
  static func expand(_ paths: [String]) throws -> [ImportSource] {
    var sources: [ImportSource] = []
    var problems: [String] = []
    for path in paths {
      var isFolder: ObjCBool = false
      // Benefit: Foundation offers nothing else. Soundness: the flag outlives the call.
      let exists = unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
      guard exists || path == "-" else {
        problems.append("\(path): there is no such file; check the path.")
        continue
      }
      let files = try FolderWalk.files(at: path)
      if files.isEmpty { problems.append("\(path): there is no file in this folder.") }
      sources += files.map { ImportSource(file: $0, isFromFolder: isFolder.boolValue) }
    }
    guard problems.isEmpty else {
      let isRest = problems.count < paths.count
      throw Failure(
        .noInput,
        problems.joined(separator: "\n") + (isRest ? "\nNothing was imported." : ""))
    }
    return sources
  }
}
