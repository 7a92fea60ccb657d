import Glibc

/// A file on disk, read with `pread(2)`: never mapped, so that a file cut off while it is being
/// read is an error and not a signal.
package final class FileSource: ByteSource {
  private let descriptor: Int32
  package let count: Int

  /// Opens the file at `path` for reading.
  package init(path: String) throws(ParquetError) {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw ParquetError(.unreadable(errno: errno)) }
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else {
      let code = errno
      close(descriptor)
      throw ParquetError(.unreadable(errno: code))
    }
    self.descriptor = descriptor
    count = Int(status.st_size)
  }

  deinit { close(descriptor) }

  package func read(_ range: Range<Int>) throws(ParquetError) -> [UInt8] {
    guard range.lowerBound >= 0, range.upperBound <= count else {
      throw ParquetError(
        .truncated(needed: range.upperBound, available: count), offset: range.lowerBound)
    }
    var failure: Int32 = 0
    // Benefit: no zeroing. Soundness: `pread` writes at most the bytes asked for, and only those it
    // reports are counted as initialised.
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: range.count) { buffer, filled in
      while filled < range.count {
        let got = unsafe pread(
          descriptor, buffer.baseAddress.map { unsafe $0 + filled }, range.count - filled,
          range.lowerBound + filled)
        if got < 0, errno == EINTR { continue }
        if got < 0 { failure = errno }
        if got <= 0 { return }
        filled += got
      }
    }
    if failure != 0 { throw ParquetError(.unreadable(errno: failure), offset: range.lowerBound) }
    guard bytes.count == range.count else {
      throw ParquetError(
        .truncated(needed: range.count, available: bytes.count), offset: range.lowerBound)
    }
    return bytes
  }
}
