import Basics
import Learning
import MarketData
import Signals
import Statistics
import Testing

@Suite struct ModelTests {
  private static let market = LearningMarket.planted(days: 10, strength: 1.5, seed: 9)

  private static func model(_ kind: ClassifierKind) async throws -> LearnedModel {
    let request = LearnRequest(target: .usd, horizon: quarter, models: [kind])
    return try #require(
      try await learn(
        request, from: [market], features: fewFeatures, run: .string("x"), width: 1
      ).model)
  }

  @Test(arguments: [ClassifierKind.logistic, .tree, .perceptron])
  func `a written model says the same when it is read again`(kind: ClassifierKind) async throws {
    let model = try await Self.model(kind)
    let text = model.document.text(indented: true)
    let again = try LearnedModel(parsing: Array(text.utf8))
    #expect(again.document == model.document)
    let first = try predict(model, [Self.market], window: .all)
    #expect(
      predictionCSV(try predict(again, [Self.market], window: .all)) == predictionCSV(first))
    #expect(first.count > 500 && first.allSatisfy { (0...1).contains($0.value) })
    #expect(first.contains { $0.isInSample })
  }

  @Test func `damaged models are refused or read, never a trap`() async throws {
    let bytes = Array(try await Self.model(.tree).document.text().utf8)
    var random = SplitMix64(seed: 1)
    var refused = 0
    for length in stride(from: 0, to: bytes.count, by: max(1, bytes.count / 60)) {
      if (try? LearnedModel(parsing: Array(bytes.prefix(length)))) == nil { refused += 1 }
    }
    #expect(refused >= 60)
    for _ in 0..<200 {
      var damaged = bytes
      for _ in 0..<3 {
        damaged[random.index(below: bytes.count)] = UInt8(random.index(below: 96)) + 32
      }
      guard let model = try? LearnedModel(parsing: damaged) else { continue }
      _ = model.knownProbabilities(model.features.map { _ in [1, .nan] }, of: "BTCUSDT")
    }
  }

  @Test(arguments: [
    (#""trees":[[[0,5,1],[1],[2]]]"#, "is not a tree"),
    (#""trees":[[[0,1,1],[1],[2]]]"#, "is not a tree"),
    (#""trees":[[[9,2,1],[1],[2]]]"#, "is not a tree"),
    (#""trees":[[[0,2,1],[1]]]"#, "is not a tree"),
    (#""trees":[[[0,2],[1],[2]]]"#, "1 or 3"), (#""trees":[[]]"#, "at least 1"),
    (#""trees":[[[0,99999999999,1],[1],[2]]]"#, "too large"),
    (#""trees":[[[1]]],"more":1"#, "unknown key"),
  ])
  func `a wrong tree is named by its place`(trees: String, problem: String) {
    let text = """
      {"schema":"liqtool.model/1","target":"usd","horizon":"15m","threshold":1,"interval":"15m",
      "symbols":[],"training":{"from":"2024-01-01T00:00:00Z","to":"2024-02-01T00:00:00Z"},
      "features":[{"name":"r","expression":{"return":{"window":"15m"}}}],"kind":"tree",
      "model":{"scale":1,"start":0,"is_logit":false,\(trees)},"calibration":null}
      """
    let error = #expect(throws: StrategyError.self) { try LearnedModel(parsing: Array(text.utf8)) }
    #expect(error?.path.hasPrefix("$.model") == true, "\(error?.description ?? "")")
    #expect(error?.problem.contains(problem) == true, "\(error?.description ?? "")")
  }

  @Test(arguments: [
    (#"{"schema":"liqtool.model/9"}"#, "newer liqtool"), (#"{"schema":"other/1"}"#, "must be"),
    (#"{"weights":[1]}"#, "no model of"), ("[1]", "must be an object"), ("{", "not JSON"),
  ])
  func `a foreign or newer file is told apart`(text: String, problem: String) {
    let error = #expect(throws: StrategyError.self) { try LearnedModel(parsing: Array(text.utf8)) }
    #expect(error?.problem.contains(problem) == true, "\(error?.description ?? "")")
  }

  @Test func `a model of the first form has one threshold for all`() throws {
    let text = """
      {"schema":"liqtool.model/1","target":"usd","horizon":"15m","threshold":7,"interval":"15m",
      "symbols":["A","B"],
      "training":{"from":"2024-01-01T00:00:00Z","to":"2024-02-01T00:00:00Z"},
      "features":[{"name":"r","expression":{"return":{"window":"15m"}}}],"kind":"tree",
      "model":{"scale":1,"start":0,"is_logit":false,"trees":[[[0.5]]]},"calibration":null}
      """
    let model = try LearnedModel(parsing: Array(text.utf8))
    #expect(model.thresholds == [7, 7])
    #expect(model.document["schema"]?.text == "liqtool.model/3")
  }

  @Test func `features of one's own are checked`() throws {
    func read(_ text: String) throws -> [LearnedModel.Feature] {
      try LearnedModel.features(parsing: Array(text.utf8), interval: quarter)
    }
    let one = #"{"name":"a","expression":{"liq":{"measure":"count","side":"both","window":"1h"}}}"#
    #expect(try read("[\(one)]").map(\.name) == ["a"])
    #expect(throws: StrategyError.self) { try read("[\(one),\(one)]") }
    #expect(throws: StrategyError.self) { try read("[]") }
    // Nothing can be read from the future: a lag is a duration.
    let ahead = one.replacing(#""1h"}"#, with: #""1h","lag":"-15m"}"#)
    #expect(throws: StrategyError.self) { try read("[\(ahead)]") }
  }

  @Test func `the file of a model is put into the strategy that names it`() async throws {
    let model = try await Self.model(.logistic)
    let rule = try JSONValue(
      parsing: Array(#"{"and":[{">":[{"model":{"file":"m.json"}},0.5]},true]}"#.utf8))
    #expect(ModelUse.all(in: rule).first?.trainingEnd == nil)
    let whole = ModelUse.embedding(in: rule) { file in
      #expect(file == "m.json")
      return model.document
    }
    let use = try #require(ModelUse.all(in: whole).first)
    #expect(use.trainingEnd == model.training.to && !use.allowsInSample)
    #expect(use.path == "$.and[0][\">\"][0].model")
  }

  @Test func `a run inside the training window is refused unless it is meant`() async throws {
    let model = try await Self.model(.logistic)
    func document(_ settings: String) throws -> JSONValue {
      let text = #"{"model":{"file":"m.json"\#(settings)}}"#
      return ModelUse.embedding(in: try JSONValue(parsing: Array(text.utf8))) { _ in
        model.document
      }
    }
    let plain = try document("")
    let error = #expect(throws: StrategyError.self) {
      try ModelUse.checked(plain, from: model.training.to - 1)
    }
    #expect(error?.problem.contains("in_sample") == true)
    #expect(try ModelUse.checked(plain, from: model.training.to).isEmpty)
    let meant = try document(#","in_sample":true"#)
    #expect(try ModelUse.checked(meant, from: start).count == 1)
  }

  @Test func `predictions are written as CSV with awkward names quoted`() {
    let rows = [
      Prediction(time: start, symbol: "A,\"B", value: 0.25, isInSample: true)
    ]
    #expect(
      predictionCSV(rows)
        == "time,symbol,value,in_sample\n\(TimeText.csv(start)),\"A,\"\"B\",0.25,true\n")
  }
}
