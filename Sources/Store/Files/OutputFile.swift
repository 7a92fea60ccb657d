import Glibc

/// A file being written once, from start to end; closed when the value goes away.
struct OutputFile: ~Copyable {
  private let descriptor: Int32
  let path: String

  /// Creates the file, which must not exist: `cannotCreate` or `noSpace`.
  init(creating path: String) throws(StoreError) {
    // Soundness: the C string lives for the call.
    descriptor = uninterrupted {
      unsafe open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
    }
    self.path = path
    if descriptor < 0 {
      if errno == EEXIST {
        throw StoreError(
          .cannotCreate, path: path, "there is such a file already; remove it or name another one")
      }
      let error = StoreError.lastCall(path: path, doing: "create the file")
      throw error.kind == .noSpace ? error : StoreError(.cannotCreate, path: path, error.detail)
    }
  }

  /// Opens a file that was written before and cuts it down to its first `length` bytes.
  init(_ path: String, keeping length: Int) throws(StoreError) {
    // Soundness: the C string lives for the call.
    descriptor = uninterrupted { unsafe open(path, O_WRONLY | O_APPEND | O_CLOEXEC) }
    self.path = path
    if descriptor < 0 { throw .lastCall(path: path, doing: "open the file") }
    if uninterrupted({ ftruncate(descriptor, length) }) != 0 {
      throw .lastCall(path: path, doing: "shorten the file")
    }
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  /// Asks the system to begin to write to the disk, without waiting: less is left for the sync.
  ///
  /// The advice that Linux answers so; pages that are not yet on the disk stay in memory. Where it
  /// is refused the sync does it all.
  func startWriteback() { _ = posix_fadvise(descriptor, 0, 0, POSIX_FADV_DONTNEED) }

  /// Writes all of `bytes` after what has been written.
  func write(_ bytes: Span<UInt8>) throws(StoreError) {
    var offset = 0
    while offset < bytes.count {
      // Soundness: the pointer is used inside the closure, for bytes that exist.
      let written = unsafe bytes.withUnsafeBufferPointer { buffer in
        uninterrupted {
          unsafe Glibc.write(
            descriptor, buffer.baseAddress?.advanced(by: offset), buffer.count - offset)
        }
      }
      if written < 0 { throw .lastCall(path: path, doing: "write") }
      offset += written
    }
  }
}
