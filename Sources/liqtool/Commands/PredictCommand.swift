import ArgumentParser
import Basics
import Foundation
import Learning
import MarketData
import Signals
import Store

/// `liqtool predict model.json`: what a learned model says, as CSV.
struct PredictCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "predict",
    abstract: "Ask a learned model for its probabilities.",
    discussion: """
      Writes time,symbol,value,in_sample: the probability at the close of every candle; a model of \
      volatility forecasts the variance itself and adds lower,upper, its 90 % interval. Rows with \
      in_sample true lie in the days the model learned from and are no forecast.

        liqtool predict model.json --from 2024-06-01 --to 2024-07-01 --out forecast.csv
      """)

  @Argument(help: ArgumentHelp("The model.", valueName: "model.json"))
  var model: String

  @Option(help: "Only these symbols, with commas between; default: those of the model.")
  var symbol: String?

  @Option(help: "The file to write. Default: standard output.")
  var out: String?

  @OptionGroup var window: WindowOptions
  @OptionGroup var store: StoreOptions
  @OptionGroup var common: CommonOptions

  func run() async throws {
    let learned = try readModel()
    let range = try window.range()
    let store = try Store.open(at: store.path, mode: .read)
    // Features look back beyond --from: all of the past is read.
    let source = LearningSource(
      store: store, window: TimeRange(from: .min, to: range.to), jobs: common.width)
    let symbols = symbol.map { $0.split(separator: ",").map { String($0) } } ?? learned.symbols
    let (markets, _) = try await source.markets(of: symbols, interval: learned.interval)
    let predictions = try foreseen(learned, markets, range)
    if predictions.isEmpty {
      common.note(
        "no close in the window has all features of the model known: nothing is foreseen.")
    }
    if common.json { return Console.line(json(predictions).text(indented: true)) }
    let text = predictionCSV(predictions)
    guard let out else { return Console.data(text) }
    guard let handle = WritableFile.open(out),
      (try? handle.write(contentsOf: Data(text.utf8))) != nil
    else { throw Failure(.cannotCreate, "\(out) cannot be written; choose with --out.") }
  }

  private func foreseen(
    _ model: LearnedModel, _ markets: [LearningMarket], _ window: TimeRange
  ) throws -> [Prediction] {
    do {
      return try predict(model, markets, window: window)
    } catch let refusal as LearningTable.Refusal {
      throw Failure(.badData, "\(refusal); choose with --symbol.")
    }
  }

  private func readModel() throws -> LearnedModel {
    do {
      return try LearnedModel(parsing: try InputFile.bytes(model, limit: 1_024))
    } catch let error as StrategyError {
      throw Failure(.badData, "\(model): \(error).")
    }
  }

  private func json(_ predictions: [Prediction]) -> JSONValue {
    let rows = predictions.map { prediction in
      let interval =
        prediction.lower.isNaN
        ? []
        : [
          JSONMember("lower", .number(prediction.lower)),
          JSONMember("upper", .number(prediction.upper)),
        ]
      return JSONValue.object(
        [
          JSONMember("time", .string(TimeText.rfc3339(prediction.time))),
          JSONMember("symbol", .string(prediction.symbol)),
          JSONMember("value", .number(prediction.value)),
        ] + interval + [JSONMember("in_sample", .bool(prediction.isInSample))])
    }
    return .object([JSONMember("predictions", .array(rows))])
  }
}
