import Foundation
import Glibc

/// What the commit protocol needs of the file system, each with a typed error.
enum Folders {
  /// Whether something is at `path`.
  static func exists(_ path: String) -> Bool { unsafe access(path, F_OK) == 0 }

  /// Whether this process may create files in the folder at `path`.
  static func isWritable(_ path: String) -> Bool { unsafe access(path, W_OK) == 0 }

  /// Makes the folder and those above it; returns the folders whose entries changed.
  ///
  /// - Throws: `cannotCreate` with the reason.
  @discardableResult
  static func create(_ path: String) throws(StoreError) -> [String] {
    if isFolder(path) { return [] }
    let parent = parent(of: path)
    var changed = parent == path ? [] : try create(parent)
    if unsafe mkdir(path, 0o755) != 0, errno != EEXIST || !isFolder(path) {
      if errno == EEXIST || errno == ENOTDIR {
        throw StoreError(
          .cannotCreate, path: path, "this is a file, not a folder; name another one with --store")
      }
      let error = StoreError.lastCall(path: path, doing: "create the folder")
      if error.kind == .noSpace { throw error }
      throw StoreError(.cannotCreate, path: path, error.detail)
    }
    changed.append(parent)
    return changed
  }

  /// Whether `path` is a folder.
  static func isFolder(_ path: String) -> Bool {
    var isFolder: ObjCBool = false
    let exists = unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
    return exists && isFolder.boolValue
  }

  /// The folder that holds `path`.
  static func parent(of path: String) -> String {
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// Waits until the file's bytes, or the folder's entries, are on the disk.
  static func sync(_ path: String) throws(StoreError) {
    let descriptor = uninterrupted { unsafe open(path, O_RDONLY | O_CLOEXEC) }
    if descriptor < 0 { throw .lastCall(path: path, doing: "open for sync") }
    defer { close(descriptor) }
    if uninterrupted({ fsync(descriptor) }) != 0 { throw .lastCall(path: path, doing: "sync") }
  }

  /// Gives the file another name; nothing may be there yet.
  static func move(_ source: String, to target: String) throws(StoreError) {
    if exists(target) {
      throw StoreError(
        .damaged, path: target,
        "a file that the catalog does not know is in the way; run 'liqtool store verify'")
    }
    if unsafe rename(source, target) != 0 {
      throw .lastCall(path: target, doing: "move the file into place")
    }
  }

  /// Removes the file; that it is already gone is no error.
  static func remove(_ path: String) throws(StoreError) {
    if unsafe unlink(path) != 0, errno != ENOENT {
      throw .lastCall(path: path, doing: "remove the file")
    }
  }

  /// Removes everything inside the folder, which stays.
  static func empty(_ path: String) throws(StoreError) {
    for name in try names(in: path) {
      do {
        try FileManager.default.removeItem(atPath: path + "/" + name)
      } catch {
        throw StoreError(.io(errno: 0), path: path + "/" + name, "cannot remove what was left over")
      }
    }
  }

  /// The names in a folder, by their bytes; none when there is no folder.
  static func names(in path: String) throws(StoreError) -> [String] {
    guard exists(path) else { return [] }
    do {
      let names = try FileManager.default.contentsOfDirectory(atPath: path)
      return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    } catch {
      throw StoreError(.io(errno: 0), path: path, "cannot list the folder")
    }
  }

  /// The paths of all files below `folder` whose name ends so, relative to `root`, by their bytes.
  static func files(
    below folder: String, of root: String, suffix: String
  ) throws(StoreError) -> [String] {
    var found: [String] = []
    for name in try names(in: root + "/" + folder) {
      let path = folder + "/" + name
      if isFolder(root + "/" + path) {
        found += try files(below: path, of: root, suffix: suffix)
      } else if name.hasSuffix(suffix) {
        found.append(path)
      }
    }
    return found
  }

  /// The file's length in bytes, or nil when there is none.
  static func length(_ path: String) -> Int? {
    var status = stat()
    guard unsafe stat(path, &status) == 0 else { return nil }
    return Int(status.st_size)
  }
}
