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

  @Test func `undefined and infinite numbers have a sign of their own`() {
    let styles: [Column.Style] = [.significant(3), .dollars, .percent(1), .pValue, .exact]
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
