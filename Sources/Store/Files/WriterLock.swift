import Glibc

/// The right to write a store, held by at most one process; the system frees it when a process
/// ends.
///
/// An advisory `flock` on the file `writer.lock`, so a killed writer leaves nothing to clean up.
/// The file itself is empty, stays, and means nothing.
final class WriterLock: Sendable {
  private let descriptor: Int32

  /// Takes the lock, waiting for another writer at most `wait`.
  ///
  /// - Throws: `busy` when the other writer is still there; `readOnly` when the lock cannot be
  ///   made.
  init(at path: String, wait: Duration) throws(StoreError) {
    descriptor = uninterrupted { unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644) }
    if descriptor < 0 {
      let error = StoreError.lastCall(path: path, doing: "open the writer's lock")
      guard error.kind == .readOnly else { throw error }
      throw StoreError(
        .readOnly, path: Folders.parent(of: path),
        "the store cannot be written (\(error.detail)); see to the rights of its folder, or copy it "
          + "to a place that you may write")
    }
    let deadline = ContinuousClock.now + wait
    while uninterrupted({ flock(descriptor, LOCK_EX | LOCK_NB) }) != 0 {
      guard errno == EWOULDBLOCK else {
        throw .lastCall(path: path, doing: "take the writer's lock")
      }
      guard ContinuousClock.now < deadline else {
        throw StoreError(
          .busy, path: Folders.parent(of: path),
          "another process is writing the store and did not finish within \(wait); try again later")
      }
      usleep(20_000)
    }
  }

  deinit { if descriptor >= 0 { close(descriptor) } }
}
