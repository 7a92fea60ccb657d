import Analytics
import Basics
import Foundation
import MarketData
import Statistics

/// `oracle FIXTURE_DIR OUT.json [--expected expected.json]`: what the program computes from a
/// fixture, under the names of the reference values, for `check.py` to compare.
@main struct Oracle {
  static func main() throws {
    let arguments = Array(CommandLine.arguments.dropFirst())
    guard arguments.count >= 2 else {
      print("usage: oracle FIXTURE_DIR OUT.json [--expected expected.json]")
      exit(64)
    }
    let fixture = try Fixture(URL(filePath: arguments[0]))
    var expected = JSONValue.null
    let named = arguments.firstIndex(of: "--expected").map { $0 + 1 }
    let path = named.flatMap { $0 < arguments.count ? arguments[$0] : nil }
    // Without one, the file beside the fixture's folder, where the reference values are kept.
    let beside = URL(filePath: arguments[0]).deletingLastPathComponent()
      .appending(path: "expected.json").path
    if let bytes = FileManager.default.contents(atPath: path ?? beside) {
      expected = try JSONValue(parsing: Array(bytes))
    }
    let answers = try Answers(fixture, expected["analyses"] ?? .null)
    let document = JSONValue.object(try answers.document())
    try Data(document.text(indented: true).utf8).write(to: URL(filePath: arguments[1]))
  }
}

/// One object an analysis.
struct Answers {
  let expected: JSONValue
  let fixture: Fixture
  let everything: MarketInputs
  let bitcoin: MarketInputs

  init(_ fixture: Fixture, _ expected: JSONValue) throws {
    self.expected = expected
    self.fixture = fixture
    let needs = try AnalysisSelection().needs
    everything = fixture.inputs(needs: needs)
    bitcoin = fixture.inputs(symbol: "BTCUSDT", needs: needs)
  }

  func document() throws -> [JSONMember] {
    let plain = [
      "feed_quality", "funding", "crosscorr", "acf", "granger",
      "hayashi_yoshida", "kleinberg", "eventstudy", "impact", "alerts", "side_inference",
      "heatmap_estimated",
    ]
    return [
      answer("rng", rng), answer("multiplicity", multiplicity),
      answer("aggregation", try aggregation()),
      answer("concentration", try values("concentration", everything)),
      answer("trend", try trend()),
      answer("seasonality", try values("seasonality", bitcoin, ["B": "replicates"])),
      answer("quantiles", try quantileValues()), answer("cascades", try cascades()),
      answer("changepoints", try changePoints()), answer("spectrum", try spectrum()),
      answer("lombscargle", lombScargle()), answer("rayleigh", try rayleigh()),
      answer("hawkes", try hawkes()),
      answer("hawkes_contagion", try contagion()),
      answer("volatility", try volatility()), answer("anomaly", try anomaly()),
      answer("manipulation", try manipulation()), answer("heatmap_realised", try realised()),
    ] + (try plain.map { answer($0, try values($0, bitcoin)) }) + (try learning())
  }

  private func answer(_ name: String, _ values: [JSONMember]) -> JSONMember {
    JSONMember(name, .object(values))
  }

  /// The parameter `key` of `analysis` as the reference values were made with it.
  func parameter(_ analysis: String, _ key: String) -> JSONValue? {
    expected[analysis]?["params"]?[key]
  }

  /// The flattened values of one analysis; `names` are the reference's names of parameters that
  /// ours call otherwise.
  func values(
    _ name: String, _ inputs: MarketInputs, _ names: [String: String] = [:]
  ) throws -> [JSONMember] {
    flattened(try result(name, inputs, names)?.values ?? [], prefix: "")
  }

  /// The answer of one analysis with the reference's parameters.
  func result(
    _ name: String, _ inputs: MarketInputs, _ names: [String: String] = [:]
  ) throws -> AnalysisResult? {
    guard let type = Analyses.named(name) else { return nil }
    var declared = Parameters(owner: name)
    _ = try type.init(&declared)
    var settings: [AnalysisSelection.Setting] = []
    for member in expected[name]?["params"]?.members ?? [] {
      let parameter = names[member.key] ?? member.key
      guard declared.declared.contains(where: { $0.name == parameter }) else { continue }
      let text = member.value.text ?? member.value.text()
      settings.append(.init(analysis: name, parameter: parameter, value: text))
    }
    let selection = try AnalysisSelection(only: [name], settings: settings)
    return selection.analyses.first?.result(for: inputs)
  }

  /// Members of members become `outer.inner`.
  func flattened(_ members: [JSONMember], prefix: String) -> [JSONMember] {
    members.flatMap { member -> [JSONMember] in
      let key = prefix + member.key
      guard let inner = member.value.members else { return [JSONMember(key, member.value)] }
      return flattened(inner, prefix: key + ".")
    }
  }

  private var rng: [JSONMember] {
    let seed = UInt64(parameter("rng", "seed")?.int ?? 42)
    var words = SplitMix64(seed: seed)
    var uniforms = SplitMix64(seed: seed)
    var indices = SplitMix64(seed: seed)
    var bootstrap = StationaryBootstrap(count: 12, meanBlockLength: 4, seed: seed)
    var row = [Int32](repeating: 0, count: 12)
    bootstrap.next(into: &row)
    let hex = (0..<4).map { _ in
      let text = String(words.next(), radix: 16)
      return JSONValue.string(String(repeating: "0", count: 16 - text.count) + text)
    }
    return [
      JSONMember("u64_hex", .array(hex)),
      member("uniform", (0..<4).map { _ in uniforms.uniform() }),
      member("indices_mod_336", (0..<8).map { _ in Double(indices.index(below: 336)) }),
      member("stationary_first_row", row.map(Double.init)),
    ]
  }

  private var multiplicity: [JSONMember] {
    let p = (parameter("multiplicity", "p")?.elements ?? []).map { $0.double ?? .nan }
    return [
      member("fdr_bh", MultipleTesting.benjaminiHochberg(p)),
      member("fdr_by", MultipleTesting.benjaminiYekutieli(p)),
      member("holm", MultipleTesting.holm(p)),
      member("bonferroni", MultipleTesting.bonferroni(p)),
    ]
  }

  private func aggregation() throws -> [JSONMember] {
    let names = ["boot_B": "replicates", "boot_L": "block_hours", "boot_seed": "seed"]
    let breakdowns = try values("aggregation", everything, names).filter { $0.key.hasPrefix("by_") }
    let own = try values("aggregation", bitcoin, names).filter { !$0.key.hasPrefix("by_") }
    let hours = bitcoin.series(bitcoin.everything, interval: .hour)
    let minutes = bitcoin.series(bitcoin.everything, interval: .minute)
    func checksum(_ values: [Double]) -> Double {
      CompensatedSum(values.enumerated().map { Double($0 + 1) * $1 }).value
    }
    let imbalance = hours.usd.indices.prefix(6).map {
      (hours.usdLong[$0] - hours.usdShort[$0]) / hours.usd[$0]
    }
    return breakdowns + own + [
      member("empty_bins_1m", Double(minutes.count.count { $0 == 0 })),
      member("first6_n", Array(hours.count.prefix(6))),
      member("first6_usd", Array(hours.usd.prefix(6))),
      member("first6_imbalance_usd", imbalance),
      member("checksum_n", checksum(hours.count)),
      member("checksum_usd", checksum(hours.usd)),
      member("checksum_usd_long", checksum(hours.usdLong)),
      member("checksum_max_usd", checksum(hours.usdMax)),
    ]
  }

  private func trend() throws -> [JSONMember] {
    let hours = bitcoin.series(bitcoin.everything, interval: .hour)
    let own = try values("trend", bitcoin)
    guard let parts = SeasonalDecomposition(hours.logUSD(), period: 24) else { return own }
    let places = [0, 100, 335].filter { $0 < parts.trend.count }
    return own + [
      member("stl_trend_0_100_335", places.map { parts.trend[$0] }),
      member("stl_seasonal_0_100_335", places.map { parts.seasonal[$0] }),
    ]
  }

  func member(_ key: String, _ values: [Double]) -> JSONMember {
    JSONMember(key, .array(values.map { JSONValue($0) }))
  }

  func member(_ key: String, _ value: Double) -> JSONMember {
    JSONMember(key, JSONValue(value))
  }
}
