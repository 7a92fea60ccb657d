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
  /// Files as they are; folders with all below them, in the byte order of their relative paths,
  /// without hidden files and symbolic links.
  ///
  /// - Throws: `Failure` (66) for a path that is not there.
  static func expand(_ paths: [String]) throws -> [ImportSource] {
    var sources: [ImportSource] = []
    for path in paths {
      var isFolder: ObjCBool = false
      if path == "-" {
        sources.append(ImportSource(file: SourceFile(path: path), isFromFolder: false))
        continue
      }
      // Benefit: Foundation offers nothing else. Soundness: the flag outlives the call.
      guard unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
        throw Failure(.noInput, "\(path): there is no such file; check the path.")
      }
      if isFolder.boolValue {
        sources += try files(below: path)
      } else {
        sources.append(ImportSource(file: SourceFile(path: path), isFromFolder: false))
      }
    }
    return sources
  }

  private static func files(below folder: String) throws -> [ImportSource] {
    let keys: [URLResourceKey] = [.isRegularFileKey, .isSymbolicLinkKey]
    let walk = FileManager.default.enumerator(
      at: URL(filePath: folder), includingPropertiesForKeys: keys, options: .skipsHiddenFiles)
    let root = URL(filePath: folder).standardizedFileURL.path
    var names: [String] = []
    while let url = walk?.nextObject() as? URL {
      let values = try url.resourceValues(forKeys: Set(keys))
      guard values.isRegularFile == true, values.isSymbolicLink != true else { continue }
      names.append(String(url.standardizedFileURL.path.dropFirst(root.count + 1)))
    }
    guard !names.isEmpty else {
      throw Failure(.noInput, "\(folder): there is no file in this folder.")
    }
    let prefix = folder.hasSuffix("/") ? folder : folder + "/"
    return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }.map {
      ImportSource(file: SourceFile(path: prefix + $0), isFromFolder: true)
    }
  }
}
