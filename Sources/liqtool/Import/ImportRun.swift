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
  /// The store's folder; nil for a dry run.
  let store: String?
  let wait: Duration
  let common: CommonOptions
}

/// Imports files one after another, each as one transaction.
final class ImportRun {
  private let plan: ImportPlan
  private let refusedFile: RefusedRowsFile?
  private var store: Store?

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
    if let path = plan.store {
      store = try Store.open(at: path, mode: .write(wait: plan.wait, createIfMissing: true))
    }
    var files: [ImportedFile] = []
    var ending: Failure?
    for source in sources {
      let (file, failure) = try await importOne(source)
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

  private func importOne(_ source: ImportSource) async throws -> (ImportedFile, Failure?) {
    do {
      return try await FileImport(plan, source, store, refusedFile).run()
    } catch let error as ImportError {
      return failed(source, error)
    }
  }

  private func failed(_ source: ImportSource, _ error: ImportError) -> (ImportedFile, Failure?) {
    var file = ImportedFile(path: source.file.name, status: .refused)
    file.error = error.message
    if source.isFromFolder, error.isSkippedInFolders {
      file.status = .skipped
      plan.common.note("\(error), so it is skipped.")
      return (file, nil)
    }
    return (file, Exit.failure(of: error))
  }
}
