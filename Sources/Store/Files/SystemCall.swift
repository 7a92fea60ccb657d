import Glibc

extension StoreError {
  /// The error of a system call that has just failed with `code`.
  ///
  /// A full disk has a kind of its own; what cannot be written for lack of rights is read-only.
  static func system(_ code: Int32, path: String, doing action: String) -> StoreError {
    // Soundness: strerror returns a C string that lives until the thread's next call; it is copied.
    let reason = unsafe strerror(code).map { unsafe String(cString: $0) } ?? "error \(code)"
    let detail = "cannot \(action): \(reason)"
    switch code {
    case ENOSPC, EDQUOT: return StoreError(.noSpace, path: path, detail)
    case EROFS, EACCES, EPERM: return StoreError(.readOnly, path: path, detail)
    default: return StoreError(.io(errno: code), path: path, detail)
    }
  }

  /// The error of the system call that has just failed in this thread.
  static func lastCall(path: String, doing action: String) -> StoreError {
    system(errno, path: path, doing: action)
  }
}

/// Runs a system call until it is not interrupted by a signal; −1 means it failed.
func uninterrupted<Value: SignedInteger>(_ call: () -> Value) -> Value {
  while true {
    let result = call()
    if result != -1 || errno != EINTR { return result }
  }
}
