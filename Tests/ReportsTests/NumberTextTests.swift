import Reports
import Testing

@Suite struct NumberTextTests {
  @Test(arguments: [
    (83_480_000, "83.48 M"), (999_999, "1.00 M"), (950.125, "950.13"), (0, "0"),
    (-1_250, "-1.25 K"), (1.5e15, "1,500.00 T"), (999_994, "999.99 K"), (0.004, "0.00"),
    (-0.004, "0.00"), (2_500_000_000, "2.50 B"),
  ])
  func `dollars have a unit and cents`(value: Double, text: String) {
    #expect(NumberText.text(value, .dollars) == text)
  }

  @Test(arguments: [
    (1_234.5678, "1,235"), (12.345_6, "12.35"), (0.001_234_56, "0.001235"), (9.999_6, "10.00"),
    (120, "120"), (1_234_567, "1,234,567"), (1e-7, "1e-7"), (1.234_567e20, "1.235e20"),
    (-0.5, "-0.5000"), (0, "0"), (1_234_567.8, "1,234,568"), (99_999.99, "100,000"),
  ])
  func `significant digits never cut the whole part`(value: Double, text: String) {
    #expect(NumberText.text(value, .significant(4)) == text)
  }

  @Test(arguments: [
    (0.573_1, 1, "57.3 %"), (1.005, 2, "100.50 %"), (-0.123_45, 2, "-12.35 %"), (0, 0, "0 %"),
    (12.5, 0, "1,250 %"), (-0.000_01, 1, "0.0 %"),
  ])
  func `fractions become percent by their decimal digits`(
    value: Double, decimals: Int, text: String
  ) {
    #expect(NumberText.text(value, .percent(decimals)) == text)
  }

  @Test(arguments: [
    (0.004_2, "0.0042"), (1e-17, "< 1e-16"), (0, "< 1e-16"), (0.5, "0.500"), (3.21e-7, "3.2e-7"),
    (0.099_95, "0.100"), (0.000_31, "0.00031"), (1, "1.000"),
  ])
  func `p-values show how small they are`(value: Double, text: String) {
    #expect(NumberText.text(value, .pValue) == text)
  }

  @Test(arguments: [
    (0, "0 s"), (0.25, "0.250 s"), (45, "45 s"), (119, "119 s"), (120, "2 min"), (330, "5.50 min"),
    (7_200, "2 h"), (86_400, "1 d"), (60, "1 min"), (3_600, "1 h"), (172_800, "2 d"),
    (-90, "-90 s"), (1e9, "11,574 d"),
  ])
  func `times have the largest unit that fits`(seconds: Double, text: String) {
    #expect(NumberText.text(seconds, .duration) == text)
  }

  @Test(arguments: [
    (0.1234, 3, "0.123"), (1e-9, 3, "0.000"), (-1e-9, 3, "0.000"), (12_345.678, 2, "12,345.68"),
    (5, 1, "5.0"), (0, 2, "0.00"),
  ])
  func `decimals are as many as asked`(value: Double, count: Int, text: String) {
    #expect(NumberText.text(value, .decimals(count)) == text)
  }

  @Test(arguments: [
    ("ci_lo", "95 % from"), ("usd_long", "usd long"), ("mean_usd", "mean [USD]"),
    ("expected_duration_h", "expected duration [h]"), ("entry_ts", "entry"), ("n", "n"),
    ("symbol", "symbol"), ("s", "s"),
  ])
  func `names of columns become words with units`(name: String, words: String) {
    #expect(Column(name, .number([])).label == words)
    #expect(Column(name, label: name, .number([])).label == name)
  }

  @Test func `each row may have its own style, and counts have commas from five digits on`() {
    let table = Table(
      name: "t", title: "",
      columns: [
        Column("share", .number([0.25, 1_200, 7]), style: .rows([.percent(1), .dollars])),
        Column("count", .integer([2_025, 45_300, 9_007_199_254_740_993])),
      ])
    let lines = TerminalTable(table).text.split(separator: "\n").dropFirst(2)
    let cells = lines.map { $0.split(separator: "  ").map { $0.trimmingPrefix(" ") } }
    #expect(
      cells == [
        ["25.0 %", "2025"], ["1.20 K", "45,300"], ["7.0", "9007199254740993"],
      ])
  }

  @Test func `undefined and infinite numbers have a sign of their own`() {
    let styles: [Column.Style] = [
      .significant(3), .dollars, .percent(1), .pValue, .exact, .decimals(2), .duration,
    ]
    for style in styles {
      #expect(NumberText.text(.nan, style) == "–")
      #expect(NumberText.text(.infinity, style) == "∞")
    }
    #expect(NumberText.text(-.infinity, .exact) == "-∞")
  }

  @Test func `exact numbers are as in files`() {
    #expect(NumberText.text(-0.1, .exact) == "-0.1")
    #expect(NumberText.text(1e16, .exact) == "1e+16")
  }
}
