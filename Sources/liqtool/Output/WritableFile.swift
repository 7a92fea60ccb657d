import Foundation

/// Files opened to be written.
enum WritableFile {
  /// A handle that truncates or creates `path`, or nil.
  ///
  /// Not `FileManager.createFile`, which replaces a device such as /dev/null by a plain file.
  static func open(_ path: String) -> FileHandle? {
    // Benefit: the open(2) call. Soundness: the path is copied to a C string for the call.
    let descriptor = unsafe Foundation.open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    return descriptor < 0 ? nil : FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
  }

  /// Whether something other than a plain file is at `path`: a device, a pipe.
  static func isSpecial(_ path: String) -> Bool {
    let type = try? FileManager.default.attributesOfItem(atPath: path)[.type] as? FileAttributeType
    return type.map { $0 != .typeRegular && $0 != .typeSymbolicLink } ?? false
  }
}
