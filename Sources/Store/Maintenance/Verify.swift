import Basics
import GRDB
import MarketData
import ParquetFormat

/// What `verify` found.
package struct VerifyReport: Sendable, Equatable {
  /// Something that is not as it should be.
  package struct Problem: Sendable, Equatable {
    package enum Kind: String, Sendable {
      /// The catalog has a segment that has no file.
      case missing
      /// The file's bytes are not those that were written.
      case checksum
      /// The catalog contradicts itself or the segment.
      case catalog
      /// A file lies where segments lie, and the catalog does not know it.
      case orphan
    }

    /// Relative to the store.
    package let path: String
    package let kind: Kind
    package let detail: String
  }

  /// The number of segments in the catalog.
  package let segments: Int
  /// By path.
  package let problems: [Problem]

  /// Whether everything is as it should be.
  package var isGood: Bool { problems.isEmpty }
}

extension Store {
  /// Reads every byte of the store and compares it with every row of the catalog.
  ///
  /// For each segment: the file is there, its length, its XXH3-128, the footer's and every page's
  /// CRC, the order of the rows, the rows of each symbol and the imports. For the catalog: SQLite's
  /// own check. And no file lies among the segments that is not one.
  ///
  /// - Parameter jobs: The most segments read at the same time.
  /// - Returns: All problems; damage is reported, not thrown.
  /// - Throws: `io` or `damaged` when the catalog cannot be read.
  package func verify(jobs: Int = 1) async throws(StoreError) -> VerifyReport {
    let segments = try catalog.allSegments()
    var problems = try catalogProblems()
    var expectations: [SegmentExpectation] = []
    for segment in segments {
      expectations.append(
        SegmentExpectation(
          segment: segment, symbols: try catalog.symbols(of: segment),
          imports: try catalog.imports(of: segment)))
    }
    let layout = layout
    do {
      problems += try await mapConcurrently(expectations, width: jobs) { expectation in
        problem(of: expectation, layout)
      }.compactMap(\.self)
    } catch {
      throw StoreError(.io(errno: 0), path: layout.root, "the check was cancelled")
    }
    problems += try orphans(known: Set(segments.map(\.path)))
    return VerifyReport(
      segments: segments.count, problems: problems.sorted { precedes($0.path, $1.path) })
  }

  private func catalogProblems() throws(StoreError) -> [VerifyReport.Problem] {
    let complaints = try catalog.read { database in
      try String.fetchAll(database, sql: "PRAGMA integrity_check").filter { $0 != "ok" }
        + Row.fetchAll(database, sql: "PRAGMA foreign_key_check").map { "a dangling row: \($0)" }
        + String.fetchAll(
          database,
          sql: """
            SELECT 'there is no import ' || import_id FROM segment_imports
            WHERE import_id NOT IN (SELECT id FROM imports) GROUP BY import_id
            """)
    }
    return complaints.map {
      VerifyReport.Problem(path: "catalog.sqlite", kind: .catalog, detail: $0)
    }
  }

  private func orphans(known: Set<String>) throws(StoreError) -> [VerifyReport.Problem] {
    var found: [VerifyReport.Problem] = []
    for kind in SegmentKind.allCases {
      for path in try Folders.files(below: kind.rawValue, of: layout.root, suffix: "")
      where !known.contains(path) {
        found.append(
          VerifyReport.Problem(
            path: path, kind: .orphan, detail: "the catalog does not know this file"))
      }
    }
    return found
  }
}

/// What the catalog says of a segment.
private struct SegmentExpectation: Sendable {
  let segment: SegmentRecord
  let symbols: [SegmentSymbol]
  let imports: [Int64]
}

/// The first thing that is wrong with a segment, or nil.
private func problem(
  of expected: SegmentExpectation, _ layout: StoreLayout
) -> VerifyReport.Problem? {
  let segment = expected.segment
  let path = layout.absolute(segment.path)
  func found(_ kind: VerifyReport.Problem.Kind, _ detail: String) -> VerifyReport.Problem {
    VerifyReport.Problem(path: segment.path, kind: kind, detail: detail)
  }
  guard let length = Folders.length(path) else { return found(.missing, "there is no such file") }
  guard length == segment.bytes else {
    return found(.checksum, "it has \(length) bytes and should have \(segment.bytes)")
  }
  do throws(StoreError) {
    let hash = try hash(ofFile: path)
    guard hash == segment.hash else {
      return found(.checksum, "its XXH3-128 is \(hash) and should be \(segment.hash)")
    }
    let contents = try SegmentContents(SegmentFile(segment.promise(in: layout)))
    if let detail = contents.difference(from: expected.symbols, imports: expected.imports) {
      return found(.catalog, detail)
    }
    let expectedPath = StoreLayout.folder(of: segment.partition) + "/\(segment.id).parquet"
    return expectedPath == segment.path ? nil : found(.catalog, "it should be at \(expectedPath)")
  } catch {
    return found(.checksum, error.detail)
  }
}

/// The XXH3-128 of a file, read in blocks of a megabyte.
func hash(ofFile path: String) throws(StoreError) -> String {
  do {
    return try hash(of: try FileSource(path: path))
  } catch { throw StoreError(error, path: path) }
}

private func hash(of source: FileSource) throws(ParquetError) -> String {
  var hasher = XXH3.Hasher()
  for start in stride(from: 0, to: source.count, by: 1 << 20) {
    let block = try source.read(start..<min(source.count, start + 1 << 20))
    hasher.update(block.span)
  }
  return hasher.digest()
}
