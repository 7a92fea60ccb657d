import Basics
import Reports
import Testing

@Suite struct CSVRendererTests {
  private func text(_ columns: [Column]) -> String {
    let table = Table(name: "t", title: "T", columns: columns)
    return String(decoding: CSVRenderer().bytes(of: table), as: UTF8.self)
  }

  @Test func `undefined cells are empty`() {
    let got = text([
      Column("a", .number([.nan, 1])), Column("b", .integer([.min, 2])),
      Column("c", .time([.min, 0])), Column("d", .text(["", "x"])),
    ])
    #expect(got == "a,b,c,d\n,,,\n1.0,2,1970-01-01T00:00:00Z,x\n")
  }

  @Test func `an undefined cell of a lone column is not an empty line`() {
    #expect(text([Column("a", .number([.nan, 1]))]) == "a\n\"\"\n1.0\n")
  }

  @Test func `numbers are the shortest that read back the same`() {
    let values = [0.1, 1 / 3, 1e16, .leastNonzeroMagnitude, -0.0, 123_456_789.125, .infinity]
    let lines = text([Column("a", .number(values))]).split(separator: "\n").dropFirst()
    #expect(
      lines == ["0.1", "0.3333333333333333", "1e+16", "5e-324", "-0.0", "123456789.125", "inf"])
    #expect(lines.map { Double($0) } == values)
  }

  @Test func `times have a fraction only when it is not zero, and then six digits`() {
    let got = text([Column("t", .time([1_709_251_200_250_000, 1_709_251_201_000_000, -1]))])
    #expect(
      got == """
        t
        2024-03-01T00:00:00.250000Z
        2024-03-01T00:00:01Z
        1969-12-31T23:59:59.999999Z

        """)
  }

  @Test(arguments: ["=cmd()", "+1", "-1", "@SUM(A1)", "\tx"])
  func `a text that a spreadsheet would run gets a quote mark`(cell: String) {
    #expect(text([Column("s", .text([cell]))]) == "s\n'\(cell)\n")
  }

  @Test func `separators, quotes and line breaks are quoted`() {
    let got = text([Column("s", .text(["a,b", "say \"x\"", "two\nlines", "\rx", "plain"]))])
    #expect(got == "s\n\"a,b\"\n\"say \"\"x\"\"\"\n\"two\nlines\"\n\"'\rx\"\nplain\n")
  }

  @Test func `tables that are no files are not written`() {
    let names = CSVRenderer().files(of: SampleReport.make()).map(\.name)
    #expect(names == ["seasonality.csv"])
  }

  @Test func `a table's name cannot leave the folder or meet another`() {
    var report = Report(title: "t", run: .null)
    var section = Section(name: "s", title: "s")
    section.tables = ["../../x", ".._.._x", "", "a", "A", "-rf", "é"].map {
      Table(name: $0, title: "", columns: [Column("a", .flag([true]))], isFile: true)
    }
    report.sections = [section]
    #expect(
      CSVRenderer().files(of: report).map(\.name)
        == ["_._.._x.csv", "_._.._x-2.csv", "_.csv", "a.csv", "A-2.csv", "_rf.csv", "_-2.csv"])
  }
}
