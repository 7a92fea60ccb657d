import Foundation
import Reports
import Testing

/// The page's colours against WCAG 2.1: 4.5 for words, 3 for what pictures consist of.
@Suite struct ContrastTests {
  private struct Scheme: CustomTestStringConvertible {
    let testDescription: String
    let variables: [String: String]
    let series: [String]
  }

  private static let schemes: [Scheme] = {
    let file = HTMLRenderer().files(of: SampleReport.make()).first
    let page = String(decoding: file?.bytes ?? [], as: UTF8.self)
    return [
      scheme("light", page, ":root{", "\n.s"),
      scheme("dark", page, ":root[data-theme=dark]{", "\n:root[data-theme=dark] .s"),
    ]
  }()

  private static func scheme(
    _ name: String, _ page: String, _ start: String, _ series: String
  ) -> Scheme {
    let body = page.split(separator: "\n").first { $0.hasSuffix("}") && $0.contains(start) } ?? ""
    let own = body.components(separatedBy: start).last ?? ""
    let pairs = own.matches(of: /--([a-z]+):(#[0-9a-f]{6})/)
    let variables = pairs.map { (String($0.output.1), String($0.output.2)) }
    let colors = (0..<8).compactMap { index -> String? in
      let rule = page.components(separatedBy: "\(series)\(index){color:").dropFirst().first
      return rule.map { String($0.prefix(7)) }
    }
    return Scheme(
      testDescription: name,
      variables: Dictionary(variables, uniquingKeysWith: { first, _ in first }), series: colors)
  }

  private func luminance(_ color: String) throws -> Double {
    let channels = try linear(color)
    return 0.2126 * channels[0] + 0.7152 * channels[1] + 0.0722 * channels[2]
  }

  private func contrast(_ a: String, _ b: String) throws -> Double {
    let pair = try [luminance(a), luminance(b)].sorted()
    return (pair[1] + 0.05) / (pair[0] + 0.05)
  }

  @Test(arguments: schemes)
  private func `words stand out from every ground`(scheme: Scheme) throws {
    for words in ["ink", "faint", "accent"] {
      for ground in ["paper", "card", "warn"] {
        let front = try #require(scheme.variables[words])
        let back = try #require(scheme.variables[ground])
        #expect(try contrast(front, back) >= 4.5, "\(words) on \(ground)")
      }
    }
  }

  @Test(arguments: schemes)
  private func `series stand out from the paper`(scheme: Scheme) throws {
    let paper = try #require(scheme.variables["paper"])
    #expect(scheme.series.count == 8)
    for color in scheme.series { #expect(try contrast(color, paper) >= 3, "\(color)") }
  }

  /// What readers with and without each kind of cone see, on linear red, green and blue (Machado,
  /// Oliveira and Fernandes 2009, severity 1).
  private static let visions: [(name: String, rows: [[Double]])] = [
    ("all cones", [[1, 0, 0], [0, 1, 0], [0, 0, 1]]),
    (
      "no long cones",
      [
        [0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
      ]
    ),
    (
      "no middle cones",
      [
        [0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
      ]
    ),
    (
      "no short cones",
      [
        [1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
      ]
    ),
  ]

  private func linear(_ color: String) throws -> [Double] {
    let value = try #require(Int(color.dropFirst(), radix: 16), "\(color)")
    return [value >> 16 & 255, value >> 8 & 255, value & 255].map { byte in
      let part = Double(byte) / 255
      return part <= 0.04045 ? part / 12.92 : pow((part + 0.055) / 1.055, 2.4)
    }
  }

  /// CIE 1976 L*a*b* under daylight.
  private func lab(_ color: [Double]) -> [Double] {
    let rows = [[0.4339, 0.3762, 0.1899], [0.2126, 0.7152, 0.0722], [0.0177, 0.1095, 0.8729]]
    let f = rows.map { row -> Double in
      let value = zip(row, color).reduce(0) { $0 + $1.0 * min(1, max(0, $1.1)) }
      return value > 0.008856 ? cbrt(value) : 7.787 * value + 16.0 / 116
    }
    return [116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])]
  }

  @Test(arguments: schemes, visions.indices)
  private func `the first four series are told apart by every reader`(
    scheme: Scheme, vision: Int
  ) throws {
    let seen = try scheme.series.prefix(4).map { color in
      let light = try linear(color)
      return lab(Self.visions[vision].rows.map { zip($0, light).reduce(0) { $0 + $1.0 * $1.1 } })
    }
    for (index, a) in seen.enumerated() {
      for b in seen[..<index] {
        let distance = sqrt(zip(a, b).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) })
        #expect(distance > 10, "\(Self.visions[vision].name)")
      }
    }
  }
}
