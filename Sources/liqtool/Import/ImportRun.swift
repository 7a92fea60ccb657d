import Basics
import Importers
import MarketData
import Store

/// What an import is to do, checked before the first byte is read.
struct ImportPlan: Sendable {
  let options: Importers.ImportOptions
  /// See `ImportIdentity.options`.
  let optionsText: String
  let limit: RefusalLimit
  /// The store's folder.
  let store: String
  /// Whether to read, compare with the store and count, and write nothing.
  let isDryRun: Bool
  /// Whether a row that contradicts the store takes the place of the store's.
  let replaces: Bool
  let wait: Duration
  let common: CommonOptions
}

/// Imports files one after another, each taken or refused for itself.
final class ImportRun {
  private let plan: ImportPlan
  private let refusedFile: RefusedRowsFile?

  init(plan: ImportPlan, refusedFile: RefusedRowsFile?) {
    self.plan = plan
    self.refusedFile = refusedFile
  }

  /// Imports `sources` in order.
  ///
  /// - Returns: What became of each, and the failure that the command ends with, if any was
  ///   refused.
  /// - Throws: Errors of the store, which end everything.
  func importAll(_ sources: [ImportSource]) async throws -> ([ImportedFile], Failure?) {
    let mode: Store.Mode =
      plan.isDryRun ? .dryRun : .write(wait: plan.wait, createIfMissing: true)
    let store = try Store.open(at: plan.store, mode: mode)
    let group = ImportGroup(
      store, isOn: !plan.isDryRun && !plan.replaces, jobs: plan.common.width)
    do {
      let result = try await importAll(sources, store, group)
      try await group.commit()
      return result
    } catch {
      // What was imported before the failure stays imported.
      try? await group.commit()
      throw error
    }
  }

  private func importAll(
    _ sources: [ImportSource], _ store: Store, _ group: ImportGroup
  ) async throws -> ([ImportedFile], Failure?) {
    var files: [ImportedFile] = []
    var ending: Failure?
    for source in sources {
      let (file, failure) = try await importOne(source, store, group)
      files.append(file)
      for warning in file.warnings { plan.common.note("\(file.path): \(warning).") }
      // The first failure decides the exit code; each is said when it happens but the last.
      if let failure {
        if let ending { Console.note(ending.sentence) }
        ending = ending.map { Failure($0.reason, failure.sentence) } ?? failure
      }
    }
    return (files, ending)
  }

  /// Writes the file of refused rows, if one was asked for.
  func finish() throws { try refusedFile?.finish() }

  private func importOne(
    _ source: ImportSource, _ store: Store, _ group: ImportGroup
  ) async throws -> (ImportedFile, Failure?) {
    do {
      return try await FileImport(plan, source, store, group, refusedFile).run()
    } catch let error as ImportError {
      return failed(source, error)
    }
  }

  private func failed(_ source: ImportSource, _ error: ImportError) -> (ImportedFile, Failure?) {
    var file = ImportedFile(path: source.file.name, status: .refused)
    file.error = error.message
    file.bytes = Int64(FileIdentity.length(of: source.file.path) ?? 0)
    if source.isFromFolder, error.isSkippedInFolders {
      file.status = .skipped
      plan.common.note("\(error), so it is skipped.")
      return (file, nil)
    }
    return (file, Exit.failure(of: error))
  }
}
