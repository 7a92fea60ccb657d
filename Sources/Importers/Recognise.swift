import Basics

/// A file whose format is known and whose rows are still to be read, once.
package struct RecognisedSource: Sendable {
  /// The name of its format.
  package let format: String
  private let source: SourceFile
  private let reader: SourceReader
  private let reading: Reading
  private let first: BlockSource.Piece

  /// Opens a file and finds its format from its first block and its names.
  ///
  /// - Throws: `ImportError` for the file as a whole.
  /// - Complexity: Reads and inflates two blocks of about 4 MiB at most, unless the file is a JSON
  ///   document.
  package init(_ source: SourceFile, options: ImportOptions) throws(ImportError) {
    self.source = source
    do {
      reader = try SourceReader(source, options)
      (reading, first) = try reader.recognise()
      format = reading.format
    } catch {
      throw ImportError(of: error, in: source)
    }
  }

  /// Reads the rows and hands over their columns in order.
  ///
  /// Reading and inflating, parsing on up to `options.jobs` tasks, and `consume` overlap. No more
  /// than `options.jobs + 1` blocks of about 4 MiB and their rows are alive, whatever the file's
  /// size.
  ///
  /// - Parameters:
  ///   - progress: Told the bytes read so far, after every block.
  ///   - consume: Takes the chunks, one after another.
  /// - Returns: The counts, also the file's length and hash.
  /// - Throws: `ImportError` for the file as a whole, before or after chunks were consumed (a file
  ///   can turn out to contradict its name at its end); whatever `consume` throws.
  package func read(
    progress: (Int) -> Void = { _ in }, consume: (ImportChunk) async throws -> Void
  ) async throws -> SourceOutcome {
    do {
      return try await reader.read(reading, first, progress: progress, consume: consume)
    } catch let error as ImportError {
      throw error.at(source.name)
    } catch let error as StreamError {
      throw ImportError(error).at(source.name)
    }
  }
}

extension ImportError {
  /// Any error of recognising a file.
  fileprivate init(of error: any Error, in source: SourceFile) {
    switch error {
    case let error as ImportError: self = error.at(source.name)
    case let error as StreamError: self = ImportError(error).at(source.name)
    default: self = ImportError(.unreadable, "\(error)").at(source.name)
    }
  }

  /// What is wrong with a stream, as seen from the file.
  init(_ error: StreamError) {
    switch error.kind {
    case .noSuchFile: self.init(.noSuchFile, "there is no such file")
    case .damaged, .unsupported: self.init(.contradiction, error.problem)
    case .cannotOpen, .cannotRead, .changed: self.init(.unreadable, error.problem)
    }
  }
}
