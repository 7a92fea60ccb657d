import Foundation

/// A folder of report files that appears whole or not at all.
///
/// The files are written to a hidden folder beside it, which is renamed into place at the end. A
/// folder of that name is replaced only when liqtool wrote it, which the marker file says.
struct OutputFolder {
  /// What marks a folder as ours. Its text is for the person who wonders.
  private static let marker = ".liqtool"

  let path: String

  /// - Throws: `Failure` (73) when something is there that liqtool did not write.
  init(_ path: String) throws {
    self.path = path
    let files = FileManager.default
    var isFolder: ObjCBool = false
    // Benefit: Foundation offers nothing else. Soundness: the flag outlives the call.
    guard unsafe files.fileExists(atPath: path, isDirectory: &isFolder) else { return }
    guard isFolder.boolValue else {
      throw Failure(.cannotCreate, "\(path) is a file; name another folder with --out.")
    }
    let isOurs = files.fileExists(atPath: path + "/" + Self.marker)
    let isEmpty = try? files.contentsOfDirectory(atPath: path).isEmpty
    guard isOurs || isEmpty == true else {
      throw Failure(
        .cannotCreate,
        "\(path) holds files that liqtool did not write; name another folder with --out, or move "
          + "them away.")
    }
  }

  /// Writes `files` (relative name, bytes) and puts the folder in its place.
  ///
  /// - Throws: `Failure` (73) when the folder cannot be created or written; nothing is left then.
  func write(_ contents: [(name: String, bytes: [UInt8])]) throws {
    let target = URL(filePath: path)
    let staging = target.deletingLastPathComponent()
      .appending(
        path: ".\(target.lastPathComponent).writing-\(ProcessInfo.processInfo.processIdentifier)")
    do {
      try fill(staging, with: contents)
      try swap(staging, into: target)
    } catch {
      try? FileManager.default.removeItem(at: staging)
      throw Failure(
        .cannotCreate, "\(path) cannot be written: \(reason(error)); choose with --out.")
    }
  }

  private func fill(_ folder: URL, with contents: [(name: String, bytes: [UInt8])]) throws {
    let files = FileManager.default
    try files.createDirectory(at: folder, withIntermediateDirectories: true)
    let note = "This folder was written by liqtool and may be replaced by it.\n"
    try Data(note.utf8).write(to: folder.appending(path: Self.marker))
    for (name, bytes) in contents {
      let url = folder.appending(path: name)
      try files.createDirectory(
        at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(bytes).write(to: url)
    }
  }

  private func swap(_ staging: URL, into target: URL) throws {
    let files = FileManager.default
    if files.fileExists(atPath: target.path) { try files.removeItem(at: target) }
    try files.moveItem(at: staging, to: target)
  }

  private func reason(_ error: any Error) -> String {
    let details = error as NSError
    let underlying = details.userInfo[NSUnderlyingErrorKey] as? NSError ?? details
    guard underlying.domain == NSPOSIXErrorDomain else { return details.localizedDescription }
    // Benefit: the system's own words. Soundness: strerror's text is copied at once.
    return unsafe String(cString: strerror(Int32(underlying.code)))
  }
}
