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
      let error = StoreError.lastCall(path: path, doing: "create the file")
      throw error.kind == .noSpace ? error : StoreError(.cannotCreate, path: path, error.detail)
    }
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

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
