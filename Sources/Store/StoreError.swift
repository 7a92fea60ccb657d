/// Why the store could not do something: a kind to switch on, the place, and one sentence.
package struct StoreError: Error, Sendable, Equatable, CustomStringConvertible {
  /// What went wrong; a program decides by it, the exit code depends on it alone.
  package enum Kind: Sendable, Equatable {
    /// There is no store at the path.
    case notFound
    /// The store was written by a newer liqtool.
    case newerVersion
    /// Another process is writing the store.
    case busy
    /// Bytes or catalog rows are not what the catalog says.
    case damaged
    /// The store, or a folder of it, cannot be created.
    case cannotCreate
    /// The store was opened for reading, or lies where nothing can be written.
    case readOnly
    /// The disk is full, or a quota is reached.
    case noSpace
    /// The operating system refused to read or write; its `errno`, or 0.
    case io(errno: Int32)
    /// The caller named something that the store does not have, or that cannot be stored.
    case invalid
  }

  package let kind: Kind
  /// The file or folder it is about.
  package let path: String
  /// What is wrong there and, where that helps, what to do.
  package let detail: String

  package init(_ kind: Kind, path: String, _ detail: String) {
    self.kind = kind
    self.path = path
    self.detail = detail
  }

  /// One sentence: the place, then what is wrong.
  package var description: String { "\(path): \(detail)" }
}
