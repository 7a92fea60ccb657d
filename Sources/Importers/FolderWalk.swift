import Basics
import Glibc
import MarketData

/// The files that a path on the command line means.
package enum FolderWalk {
  /// More folders inside each other are not followed.
  private static let deepest = 64
  /// What Spark, Hive and zip programs leave beside the data: no rows are ever in these.
  private static let markers: Set = ["_SUCCESS", "_metadata", "_common_metadata", "__MACOSX"]

  /// The file itself, `-` for standard input, or every file in a folder and the folders in it.
  ///
  /// In the order of the bytes of the relative paths. Names that begin with a dot, markers such as
  /// `_SUCCESS` and links are left out; a link that is named itself is followed.
  ///
  /// - Returns: Files whose names are the path as given and, in folders, what follows it.
  /// - Throws: `ImportError` when the path is missing or a folder cannot be read.
  package static func files(at path: String) throws(ImportError) -> [SourceFile] {
    if path == "-" { return [SourceFile(path: path)] }
    var status = stat()
    guard unsafe stat(path, &status) == 0 else {
      let kind: ImportError.Kind = errno == ENOENT || errno == ENOTDIR ? .noSuchFile : .unreadable
      throw ImportError(kind, path: VisibleText.text(path), systemText(errno))
    }
    guard status.st_mode & S_IFMT == S_IFDIR else { return [SourceFile(path: path)] }
    var found: [String] = []
    try walk(path, "", depth: 0, &found)
    let prefix = path.hasSuffix("/") ? path : path + "/"
    return found.sorted(by: precedes).map { SourceFile(path: prefix + $0) }
  }

  private static func walk(
    _ folder: String, _ relative: String, depth: Int, _ found: inout [String]
  ) throws(ImportError) {
    guard depth < deepest else { return }
    for name in try names(in: folder) where !name.hasPrefix(".") && !markers.contains(name) {
      let path = folder.hasSuffix("/") ? folder + name : folder + "/" + name
      var status = stat()
      // A file that is gone by now is not there.
      guard unsafe lstat(path, &status) == 0 else { continue }
      switch status.st_mode & S_IFMT {
      case S_IFDIR: try walk(path, relative + name + "/", depth: depth + 1, &found)
      case S_IFREG: found.append(relative + name)
      default: continue
      }
    }
  }

  private static func names(in folder: String) throws(ImportError) -> [String] {
    guard let stream = unsafe opendir(folder) else {
      throw ImportError(.unreadable, path: VisibleText.text(folder), systemText(errno))
    }
    defer { _ = unsafe closedir(stream) }
    var names: [String] = []
    // Soundness: an entry is valid until the next call; its name is copied before that.
    while let entry = unsafe readdir(stream) {
      let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { name in
        unsafe name.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
      }
      names.append(name)
    }
    return names
  }

  private static func systemText(_ code: Int32) -> String {
    // Soundness: the text is static or thread-local and copied at once.
    unsafe strerror(code).map { unsafe String(cString: $0) } ?? "error \(code)"
  }
}
