import GRDB

/// Segments that a commit adds to the store and segments that it takes out.
struct StoreChange: Sendable {
  var added: [StagedSegment] = []
  var removed: [SegmentRecord] = []

  var isEmpty: Bool { added.isEmpty && removed.isEmpty }
}

extension Store {
  /// Makes a change durable: after it, or a crash at any instant of it, the store is either as
  /// before or as after.
  ///
  /// 1. Every staged file is synced. 2. The catalog notes which files will appear. 3. They are
  /// moved into place. 4. Their folders are synced. 5. One transaction enters them and forgets the
  /// notes, takes out the removed ones and notes their files, and runs `transaction`. 6. The
  /// removed ones' files go.
  ///
  /// - Parameters:
  ///   - change: What to add and remove.
  ///   - transaction: What else belongs to it.
  /// - Throws: Any store error up to step 5; then nothing has changed. After it nothing is thrown:
  ///   what could not be removed is left to the next writer.
  func commit(
    _ change: StoreChange, _ transaction: (Database) throws -> Void
  ) throws(StoreError) {
    try requireWritable()
    do throws(StoreError) {
      try steps.reached(.staged)
      for staged in change.added { try Folders.sync(staged.stagedPath) }
      try steps.reached(.synced)
      try moveIntoPlace(change.added)
      try catalog.write { database in
        try Catalog.clearPending(database)
        for staged in change.added { try Catalog.insert(staged.segment, database) }
        try Catalog.drop(change.removed, database)
        try transaction(database)
      }
    } catch {
      try? removeLeftovers()
      throw error
    }
    try steps.reached(.committed)
    if !change.removed.isEmpty { try? removeLeftovers() }
    try steps.reached(.cleared)
  }

  private func moveIntoPlace(_ added: [StagedSegment]) throws(StoreError) {
    guard !added.isEmpty else { return }
    try catalog.notePending(added.map(\.segment.path))
    try steps.reached(.noted)
    var changedFolders: Set<String> = []
    for (index, staged) in added.enumerated() {
      let target = layout.absolute(staged.segment.path)
      changedFolders.formUnion(try Folders.create(Folders.parent(of: target)))
      changedFolders.insert(Folders.parent(of: target))
      try Folders.move(staged.stagedPath, to: target)
      if index == 0 { try steps.reached(.movedFirst) }
    }
    try steps.reached(.moved)
    for folder in changedFolders.sorted() { try Folders.sync(folder) }
    try steps.reached(.foldersSynced)
  }
}
