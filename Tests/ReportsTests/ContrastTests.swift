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
    let value = try #require(Int(color.dropFirst(), radix: 16), "\(color)")
    let channels = [value >> 16 & 255, value >> 8 & 255, value & 255].map { byte in
      let part = Double(byte) / 255
      return part <= 0.04045 ? part / 12.92 : pow((part + 0.055) / 1.055, 2.4)
    }
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
}
