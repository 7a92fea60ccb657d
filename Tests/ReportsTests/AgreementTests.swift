import Basics
import Foundation
import Reports
import Testing

/// One number is one number in every file of a report, whatever it is.
@Suite struct AgreementTests {
  /// A report whose table and document hold the same random numbers of every magnitude.
  private static func report(seed: UInt64) -> (Report, [Double], [Int64]) {
    var random = SplitMix64(seed: seed)
    let doubles = (0..<200).map { index -> Double in
      switch index % 4 {
      case 0: Double(bitPattern: random.next())
      case 1: Double.random(in: -1...1, using: &random)
      case 2: Double(Int64.random(in: -1_000_000...1_000_000, using: &random)) / 100
      default: index % 8 == 3 ? .nan : Double.random(in: 0...1e12, using: &random).rounded()
      }
    }.map { $0.isFinite ? $0 : .nan }
    let integers = (0..<200).map { _ in Int64(bitPattern: random.next() >> random.next() % 60) }
    var report = Report(
      title: "t", run: .null,
      data: [
        JSONMember("x", .array(doubles.map { JSONValue($0) })),
        JSONMember("n", .array(integers.map(JSONValue.integer))),
      ])
    var section = Section(name: "s", title: "s")
    section.tables = [
      Table(
        name: "t", title: "",
        columns: [
          Column("x", .number(doubles), style: .significant(4)), Column("n", .integer(integers)),
        ], isFile: true)
    ]
    report.sections = [section]
    return (report, doubles, integers)
  }

  private func lines(_ report: Report) throws -> [[Substring]] {
    let file = try #require(CSVRenderer().files(of: report).first)
    return String(decoding: file.bytes, as: UTF8.self).split(separator: "\n").dropFirst()
      .map { $0.split(separator: ",", omittingEmptySubsequences: false) }
  }

  @Test(arguments: UInt64(1)...20)
  func `CSV and JSON agree number for number`(seed: UInt64) throws {
    let (report, doubles, integers) = Self.report(seed: seed)
    let lines = try lines(report)
    let file = try #require(JSONRenderer().files(of: report).first)
    let document = try JSONValue(parsing: file.bytes)
    let x = try #require(document["x"]?.elements)
    let n = try #require(document["n"]?.elements)
    #expect(lines.count == doubles.count && x.count == doubles.count && n.count == integers.count)
    for (index, line) in lines.enumerated() {
      let (inCSV, inJSON) = (Double(line[0]), x[index].double)
      #expect(inCSV == inJSON && inCSV == (doubles[index].isNaN ? nil : doubles[index]))
      #expect(Int64(line[1]) == integers[index] || integers[index] == .min)
      #expect(n[index].int == integers[index])
    }
  }

  @Test(arguments: UInt64(1)...5)
  func `a page's download is the CSV file`(seed: UInt64) throws {
    let (report, _, _) = Self.report(seed: seed)
    let page = try #require(HTMLRenderer().files(of: report).first)
    let text = String(decoding: page.bytes, as: UTF8.self)
    let block = try #require(
      text.firstMatch(of: /<script type="application\/json" class="csv">(.*?)<\/script>/))
    let inPage = try JSONValue(parsing: String(block.output.1)).text
    let file = try #require(CSVRenderer().files(of: report).first)
    #expect(inPage == String(decoding: file.bytes, as: UTF8.self))
  }

  @Test(arguments: UInt64(1)...20)
  func `what people read is what files hold, rounded`(seed: UInt64) throws {
    let (report, doubles, _) = Self.report(seed: seed)
    let file = try #require(MarkdownRenderer().files(of: report).first)
    let rows = String(decoding: file.bytes, as: UTF8.self).split(separator: "\n")
      .filter { $0.hasPrefix("| ") }.dropFirst(2)
    #expect(rows.count == 20)
    for (row, exact) in zip(rows, doubles) {
      let cell = try #require(row.split(separator: "|").first).trimmingCharacters(in: .whitespaces)
      let shown = Double(cell.replacing(",", with: ""))
      if exact.isNaN {
        #expect(cell == "–")
      } else {
        let value = try #require(shown)
        #expect(abs(value - exact) <= abs(exact) * 0.000_501, "\(cell) for \(exact)")
      }
    }
  }
}
