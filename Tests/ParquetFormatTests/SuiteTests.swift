import Foundation
import ParquetFormat
import TestSupport
import Testing

/// The Apache project's files (parquet-testing): every one is read with the values that Arrow's
/// reader finds in it, or refused with a known sentence.
@Suite struct SuiteTests {
  @Test func `every file of the suite is read right or refused by name`() throws {
    guard let folder = SharedFiles.url("data/suites/parquet") else { return }
    var expected = try ExpectedFile.all("suite.json")
    for part in ["data", "bad_data"] {
      let names = try FileManager.default.contentsOfDirectory(
        atPath: folder.appending(path: part).path)
      for name in names.sorted() where name.hasSuffix(".parquet") {
        let path = "\(part)/\(name)"
        let file = try #require(expected[path], "\(path) has no expectation")
        expected[path] = nil
        try file.check([UInt8](try Data(contentsOf: folder.appending(path: path))), name: path)
      }
    }
    #expect(expected.keys.sorted() == [], "expected and not there")
  }

  /// One file of the suite, or nil when the suite is absent.
  static func file(_ path: String) throws -> [UInt8]? {
    guard let url = SharedFiles.url("data/suites/parquet/\(path)") else { return nil }
    return [UInt8](try Data(contentsOf: url))
  }
}
