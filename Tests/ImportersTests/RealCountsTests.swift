import Foundation
import Importers
import MarketData
import TestSupport
import Testing

/// Every file that people really have, against counts that a Python script made of it
/// (`Fixtures/real-files/expected_counts.py`).
@Suite struct RealCountsTests {
  /// One reading of a file.
  struct Reading: CustomTestStringConvertible, Sendable {
    var path: String
    var kind: String
    var options: [String]
    var counts: [Int]

    var testDescription: String { path }
  }

  static let readings: [Reading] = {
    let url = FormatsTests.fixtures.appending(path: "real-files/expected_counts.tsv")
    let text = (try? String(contentsOf: url, encoding: .utf8)) ?? ""
    return text.split(separator: "\n").dropFirst().map { line in
      let fields = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
      return Reading(
        path: fields[0], kind: fields[1], options: Array(fields[2..<7]),
        counts: fields[7...].compactMap { Int($0) })
    }
  }()

  @Test func `there are readings of many files`() {
    #expect(Self.readings.count > 120)
    #expect(Set(Self.readings.map(\.path)).count > 110)
  }

  @Test(arguments: readings)
  func `a real file holds as many rows as an independent count says`(reading: Reading) async throws
  {
    guard let url = SharedFiles.url("data/" + reading.path) else { return }
    do {
      let outcome = try await importFile(url.path, Self.options(reading.options)).outcome
      #expect(outcome.kind.rawValue == reading.kind)
      #expect(
        [
          outcome.rowsAccepted, outcome.rowsDuplicate, outcome.rowsRefused, outcome.rowsSkipped,
        ] == reading.counts)
    } catch let error as ImportError {
      #expect("refused: " + Self.reason(error) == reading.kind, "\(error)")
      #expect(error.message.count > 20, "the reason must help: \(error)")
    }
  }

  /// Format, exchange, symbol, interval and columns; empty: not said.
  private static func options(_ texts: [String]) throws -> ImportOptions {
    func text(_ index: Int) -> String? { texts[index].isEmpty ? nil : texts[index] }
    return ImportOptions(
      format: text(0), exchange: text(1), symbol: text(2),
      interval: text(3).flatMap { Interval($0) },
      columns: try text(4).map { (columns) in try ColumnMapping(parsing: columns) })
  }

  private static func reason(_ error: ImportError) -> String {
    switch error.kind {
    case .notRecognised: "not recognised"
    case .otherKind: "other kind"
    case .ambiguous: "ambiguous"
    case .needsOption(let option): "needs \(option)"
    default: "\(error.kind)"
    }
  }
}
