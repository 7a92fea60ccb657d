import Glibc

/// Why bytes could not be had.
package struct StreamError: Error, Equatable, Sendable {
  package enum Kind: Equatable, Sendable {
    case noSuchFile
    case cannotOpen
    case cannotRead
    /// It became shorter while it was read.
    case changed
    /// The compressed data break a rule of their format, or end early.
    case damaged
    /// It is packed in a way that is not read: encrypted, by another method, several files.
    case unsupported
  }

  package let kind: Kind
  /// What is wrong, without the name of the file: `gzip stream ends early`.
  package let problem: String

  package init(_ kind: Kind, _ problem: String) {
    self.kind = kind
    self.problem = problem
  }

  /// What the system says about `code`.
  static func system(_ kind: Kind, _ code: Int32) -> StreamError {
    // Soundness: the text is static or thread-local and copied at once.
    let text = unsafe strerror(code).map { unsafe String(cString: $0) }
    return StreamError(kind, text ?? "error \(code)")
  }
}
