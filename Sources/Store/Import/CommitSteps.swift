/// The instants of a commit between which a crash must leave either the old store or the new one.
package enum CommitStep: String, Sendable, CaseIterable, Codable {
  /// All segments lie in staging; nothing has been synced.
  case staged
  /// The staged files are on the disk.
  case synced
  /// The catalog has noted which files are about to appear.
  case noted
  /// The first segment has been moved into place.
  case movedFirst
  /// All segments have been moved into place.
  case moved
  /// The folders' entries are on the disk.
  case foldersSynced
  /// The catalog has the segments and the import.
  case committed
  /// Superfluous files have been removed and the notes cleared.
  case cleared
}

/// Is told of every step of a commit.
///
/// A seam for tests: they end the process, or throw, at each step and look at what is left.
package struct CommitSteps: Sendable {
  let reached: @Sendable (CommitStep) throws(StoreError) -> Void

  package init(_ reached: @escaping @Sendable (CommitStep) throws(StoreError) -> Void) {
    self.reached = reached
  }

  /// Nobody is told.
  package static let none = CommitSteps { (_) throws(StoreError) in }
}
