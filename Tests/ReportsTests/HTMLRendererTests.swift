import Basics
import Foundation
import Reports
import Testing

@Suite struct HTMLRendererTests {
  private func page(_ report: Report) throws -> String {
    let file = try #require(HTMLRenderer().files(of: report).first)
    return String(decoding: file.bytes, as: UTF8.self)
  }

  @Test func `the policy forbids the network and names our style and script`() throws {
    let page = try page(SampleReport.make())
    let style = try #require(page.firstMatch(of: /<style>([\s\S]*?)<\/style>/)).output.1
    let script = try #require(page.firstMatch(of: /<script>([\s\S]*?)<\/script>/)).output.1
    #expect(page.contains("default-src 'none'"))
    #expect(page.contains("style-src 'sha256-\(SHA256.base64(String(style)))'"))
    #expect(page.contains("script-src 'sha256-\(SHA256.base64(String(script)))'"))
  }

  @Test func `nothing is asked of another place`() throws {
    let page = try page(SampleReport.make())
    #expect(page.firstMatch(of: /(src|href)="(?!#)/) == nil)
    #expect(!page.contains("url(h") && !page.contains("@import"))
    let addresses = page.matches(of: /https?:\/\/[^"' )]*/).map { String($0.output) }
    #expect(Set(addresses) == ["http://www.w3.org/2000/svg"])
  }

  @Test func `no attribute holds a style or a script, which the policy would refuse`() throws {
    let page = try page(SampleReport.make())
    #expect(page.firstMatch(of: /<[^>]*\s(style|on[a-z]+)=/) == nil)
  }

  @Test func `every link has its place`() throws {
    let page = try page(SampleReport.make())
    let links = page.matches(of: /href="#([^"]*)"/).map { String($0.output.1) }
    #expect(links.count >= 6)
    for link in links { #expect(page.contains("id=\"\(link)\"")) }
  }

  @Test func `identifiers are unique`() throws {
    let page = try page(SampleReport.make())
    let names = page.matches(of: /\sid="([^"]*)"/).map { String($0.output.1) }
    #expect(Set(names).count == names.count)
    #expect(names.count > 12)
  }

  @Test func `the numbers that charts show on hover are JSON`() throws {
    let page = try page(SampleReport.make())
    let blocks = page.matches(of: /<script type="application\/json">(.*?)<\/script>/)
    #expect(blocks.count == 12)
    for block in blocks {
      let document = try JSONValue(parsing: String(block.output.1))
      let plots = try #require(document["plots"]?.elements)
      #expect(plots.allSatisfy { $0["marks"]?.elements?.isEmpty == false })
    }
  }

  @Test func `a definition stands at its column, or else the report's`() throws {
    let page = try page(SampleReport.make())
    #expect(page.contains("title=\"Mean notional of the hour.\""))
    #expect(page.contains("title=\"How many liquidations the venue published.\""))
  }

  @Test func `a row that names a number has its definition`() throws {
    var report = Report(title: "t", run: .null)
    report.definitions = ["sharpe": "Mean over deviation."]
    var section = Section(name: "s", title: "s")
    section.tables = [
      Table(
        name: "t", title: "",
        columns: [Column("metric", .text(["sharpe", "x"])), Column("value", .number([1, 2]))])
    ]
    report.sections = [section]
    let page = try page(report)
    #expect(
      page.contains(
        "<span class=\"term\" tabindex=\"0\" title=\"Mean over deviation.\">sharpe</span>"))
    #expect(page.contains("<td class=\"t\">x<td>2"))
  }

  @Test func `where most rows name a number, its meaning is written beside it`() throws {
    var report = Report(title: "t", run: .null)
    let names = (0..<6).map { "metric\($0)" }
    for name in names.dropFirst() { report.definitions[name] = "What <\(name)> says." }
    var section = Section(name: "s", title: "s")
    section.tables = [
      Table(
        name: "t", title: "",
        columns: [Column("metric", .text(names)), Column("value", .number([1, 2, 3, 4, 5, 6]))])
    ]
    report.sections = [section]
    let page = try page(report)
    #expect(page.contains(">meaning</th>"))
    #expect(page.contains("<td class=\"t meaning\">What &lt;metric5&gt; says."))
    section.tables[0].columns[0].values = .text(["metric1", "a", "b", "c", "d", "e"])
    report.sections = [section]
    #expect(try !self.page(report).contains(">meaning</th>"))
  }

  @Test func `rows that are not shown at first come as text, each once`() throws {
    var report = Report(title: "t", run: .null)
    var section = Section(name: "s", title: "s")
    section.tables = [
      Table(
        name: "t", title: "", columns: [Column("a", .text((0..<60).map { "</script>\($0)" }))],
        isFile: true)
    ]
    report.sections = [section]
    let page = try page(report)
    let spare = try #require(page.firstMatch(of: /class="more">(.*?)<\/script>/)).output.1
    let rows = try #require(try JSONValue(parsing: String(spare)).text).split(separator: "\n")
    #expect(rows == (10..<60).map { "</script>\($0)" })
    #expect(page.matches(of: /<tr><td/).count == 10)
  }

  @Test func `a table too long for a page says where its rows are`() throws {
    var report = Report(title: "t", run: .null)
    var section = Section(name: "s", title: "s")
    let rows = (0..<50_000).map(Int64.init)
    section.tables = [
      Table(name: "t", title: "", columns: [Column("a", .integer(rows))], isFile: true)
    ]
    report.sections = [section]
    let page = try page(report)
    #expect(page.contains("This page has the first 100 of 50,000 rows; all of them are in t.csv."))
    #expect(page.utf8.count < 120_000)
  }

  @Test func `a page of many long tables stays small, and says where the rows are`() throws {
    var report = Report(title: "t", run: .null)
    let rows = (0..<110).map { String(repeating: "long text \($0) ", count: 15) }
    report.sections = (0..<40).map { index in
      var section = Section(name: "s\(index)", title: "s")
      let columns = (0..<2).map { Column("c\($0)", .text(rows)) }
      section.tables = [Table(name: "t\(index)", title: "", columns: columns, isFile: true)]
      return section
    }
    let page = try page(report)
    #expect(page.utf8.count < 3_000_000)
    #expect(page.contains("the first 40 of 110 rows; all of them are in t39.csv"))
  }

  @Test func `hashes are those of the standard`() {
    #expect(SHA256.base64("") == "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=")
    #expect(SHA256.base64("abc") == "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=")
    let long = String(repeating: "a", count: 1_000)
    #expect(SHA256.base64(long) == "Qe3s5C1j6Nm/UVqbppMuHCDLyfWl0TRkWttdsblzfqM=")
  }
}
