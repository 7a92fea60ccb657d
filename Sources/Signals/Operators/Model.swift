import Basics
import MarketData
import Statistics

/// The probability a learned model gives: `{"model":{"file":"model.json"}}`.
///
/// The program that reads the strategy puts the file's content under `document`; signals open no
/// files. Up to the end of the model's training window its value is missing, unless `in_sample` is
/// true: what a model says of what it has seen is no forecast. A model learned from several symbols
/// has no value for others, whose usual values it does not know.
enum Model: Operator {
  static let name = "model"
  static let summary = "the probability a learned model gives"
  static let examples = [
    """
    {"model":{"file":"model.json","document":{"schema":"liqtool.model/1","target":"usd",
    "horizon":"3m","threshold":1000,"interval":"1m","symbols":["A"],
    "training":{"from":"2024-01-01T00:00:00Z","to":"2024-02-01T00:00:00Z"},
    "features":[{"name":"n","expression":{"liq":{"measure":"count","side":"both","window":"5m"}}},
    {"name":"r","expression":{"return":{"window":"2m"}}}],
    "kind":"logistic","model":{"scales":[[2,3],[0,0.01]],"intercept":-1,"coefficients":[0.5,-0.3]},
    "calibration":{"intercept":0.1,"coefficients":[0.9]},"evidence":null}}}
    """
  ]
  static let shape = Shape.object(
    [
      "file": Shape.text, "in_sample": Shape.flag,
      "document": JSONValue(["type": .string("object")]),
    ], required: ["file"])

  static func read(_ place: Place, _ reader: inout ExpressionReader) throws(StrategyError)
    -> Operand
  {
    let fields = try place.fields(["file", "document", "in_sample"], required: ["file"])
    let file = try fields.required("file").text()
    guard let document = fields["document"] else {
      throw place.error("the model '\(file)' has not been read")
    }
    let model = try LearnedModel(document)
    guard model.interval == reader.candleInterval else {
      throw place.error(
        "the model is for candles of \(DurationText.format(model.interval)), the strategy's are of "
          + DurationText.format(reader.candleInterval))
    }
    let allowsInSample = try fields["in_sample"].mapped { (place) throws(StrategyError) in
      try place.flag()
    }
    let features = try FeatureExpressions(
      model.features, interval: model.interval, at: document.path.appending("features"))
    let first = allowsInSample ?? false ? Int64.min : model.training.to
    return reader.make(
      name, "\(first) \(document.value.canonicalText)",
      ModelKernel(features, model, first: first), lookback: features.lookback,
      readsUniverse: features.pool.readsUniverse(features.roots))
  }
}

/// Steps through the features of a model and asks it.
private struct ModelKernel: Kernel {
  private let features: FeatureExpressions
  private let model: LearnedModel
  /// The first instant that has a value.
  private let first: Int64
  private var live: FeatureStepper

  init(_ features: FeatureExpressions, _ model: LearnedModel, first: Int64) {
    self.features = features
    self.model = model
    self.first = first
    live = FeatureStepper(features)
  }

  mutating func step(at time: Int64, _ x: Double, _ y: Double, _ tape: SymbolTape) -> Double {
    let row = live.step(at: time, tape)
    guard time >= first else { return .nan }
    return finite(model.knownProbabilities(row.map { [$0] }, of: tape.symbol)[0])
  }

  mutating func run(over grid: [Int64], _ x: Column, _ y: Column, _ tape: SymbolTape) -> [Double] {
    let values = model.knownProbabilities(features.columns(over: grid, tape), of: tape.symbol)
    return zip(grid, values).map { $0 >= first ? finite($1) : .nan }
  }
}

/// The features of one instant after another.
private struct FeatureStepper {
  private let pool: ExpressionPool
  private let roots: [ExpressionID]
  private let needed: [Int]
  private var kernels: [any Kernel]
  private var values: [Double]

  init(_ features: FeatureExpressions) {
    pool = features.pool
    roots = features.roots
    needed = pool.reachable(from: roots)
    kernels = pool.nodes.map(\.kernel)
    values = pool.nodes.map { $0.constant ?? .nan }
  }

  mutating func step(at time: Int64, _ tape: SymbolTape) -> [Double] {
    for index in needed where pool.nodes[index].constant == nil {
      let inputs = pool.nodes[index].inputs
      let x = inputs.first.map { values[$0.index] } ?? .nan
      let y = inputs.dropFirst().first.map { values[$0.index] } ?? .nan
      values[index] = kernels[index].step(at: time, x, y, tape)
    }
    return roots.map { values[$0.index] }
  }
}
