import Basics
import Glibc

/// The length and XXH3-128 of a file as it lies on disk.
struct FileIdentity {
  let hash: String
  let bytes: Int

  /// The length of the plain file at `path`, or nil when it is none.
  static func length(of path: String) -> Int? {
    var status = stat()
    // Soundness: the path is copied for the call, which fills in the status.
    guard unsafe stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    return Int(status.st_size)
  }

  /// - Throws: `Failure`: 66 when it is not there, 74 when it cannot be read.
  /// - Complexity: One read of the file through a buffer of 1 MiB.
  init(path: String) throws {
    // Benefit: the open(2) call. Soundness: the path is copied to a C string for the call.
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw Failure(.noInput, "\(path): there is no such file, or it may not be read.")
    }
    defer { close(descriptor) }
    var hasher = XXH3.Hasher()
    var buffer = [UInt8](repeating: 0, count: 1 << 20)
    var count = 0
    while true {
      // Benefit: read(2) into one buffer, reused. Soundness: the pointer stays inside the closure.
      let size = unsafe buffer.withUnsafeMutableBytes { bytes in
        unsafe read(descriptor, bytes.baseAddress, bytes.count)
      }
      if size < 0 {
        if errno == EINTR { continue }
        throw Failure(.io, "\(path) cannot be read; is it a folder, or is the disk at fault?")
      }
      if size == 0 { break }
      hasher.update(buffer.span.extracting(0..<size))
      count += size
    }
    hash = hasher.digest()
    bytes = count
  }
}
