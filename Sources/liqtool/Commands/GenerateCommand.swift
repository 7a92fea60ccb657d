import ArgumentParser
import Basics
import MarketData
import Synthesis

/// `liqtool generate`: synthetic data in the venues' own formats, with the truth beside it.
struct GenerateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "generate",
    abstract: "Write synthetic liquidations or candles, with the true parameters beside them.",
    discussion: """
      A self-exciting market with daily and funding-hour rhythm, price impact that partly reverts \
      and volatility that clusters. Same options, same bytes. The truth is written to \
      FILE.truth.json, so that anyone can check that `analyze` finds what was planted.

        liqtool generate --format binance-force-order --from 2024-03-01 --to 2024-04-01 \
      --out orders.jsonl.gz
        liqtool generate --kind candles --symbols BTCUSDT --from 2024-03-01 --to 2024-04-01 \
      --out BTCUSDT-1m-2024-03.csv.gz
      """)

  enum Kind: String, ExpressibleByArgument, CaseIterable {
    case liquidations
    case candles
  }

  @Option(help: "What to write.")
  var kind = Kind.liquidations

  @Option(help: "The format; `generate --list` names them.")
  var format: String?

  @Flag(help: "List the formats that can be written.")
  var list = false

  @Option(
    help: "Exactly so many rows over all --venues: the rate is scaled. Without it, as many as come."
  )
  var rows: Int?

  @Option(help: "The seed of every random stream.")
  var seed: UInt64 = 42

  @Option(help: ArgumentHelp("The first instant, \(Moment.help)."))
  var from: Moment?

  @Option(help: ArgumentHelp("The end, exclusive, \(Moment.help)."))
  var to: Moment?

  @Option(help: "The symbols of the market, with commas between.")
  var symbols = "BTCUSDT,ETHUSDT,SOLUSDT"

  @Option(help: "Whose candles to write; default: the first symbol.")
  var candleSymbol: String?

  @Option(
    help: """
      The venues of the market with commas between; liquidations are of --exchange. Default: \
      binance-futures,bybit; with --rows that of the file alone.
      """)
  var venues: String?

  @Option(help: "Whose liquidations to write; default: the format's venue, else the first.")
  var exchange: String?

  @Option(help: "The length of the candles.")
  var interval = "1m"

  @Option(help: "A JSON file of parameters to plant; the truth file shows all their names.")
  var planted: String?

  @Option(help: "The file; .gz at its end compresses. Default: standard output, without truth.")
  var out: String?

  @OptionGroup var common: CommonOptions

  func run() async throws {
    if list { return listFormats() }
    let model = try model()
    let content = try content(model)
    let sink = try GeneratedFile(path: out)
    let truth: JSONValue
    do {
      truth = try await writeMarket(model, to: [MarketFile(content, sink: sink.write)])
      try sink.finish()
    } catch let error as MarketModelError {
      sink.discard()
      throw Failure(.usage, "\(error)")
    }
    if let out, !WritableFile.isSpecial(out) {
      try GeneratedFile.write(truth.text(indented: true) + "\n", to: out + ".truth.json")
    }
  }

  private func listFormats() {
    for writer in LiquidationWriters.all { Console.line("liquidations  \(writer.name)") }
    for writer in CandleWriters.all { Console.line("candles       \(writer.name)") }
  }

  private func model() throws -> MarketModel {
    guard let from, let to else {
      throw ValidationError("--from and --to are needed, for example --from 2024-03-01.")
    }
    do {
      var model = try MarketModel(
        seed: seed, window: TimeRange(from: from.microseconds, to: to.microseconds),
        symbols: words(symbols), exchanges: marketVenues,
        rows: kind == .liquidations ? rows : nil)
      if let planted { try model.plant(try InputFile.json(planted)) }
      return model
    } catch let error as MarketModelError {
      throw Failure(planted == nil ? .usage : .badData, "\(error)")
    }
  }

  private func content(_ model: MarketModel) throws -> MarketFile.Content {
    switch kind {
    case .liquidations:
      return .liquidations(format: liquidationFormat, exchange: liquidationExchange)
    case .candles:
      guard let length = Interval(interval) else {
        throw ValidationError("--interval takes a length such as 1m or 1h, not \(interval).")
      }
      return .candles(
        format: format ?? "binance-klines", symbol: candleSymbol ?? words(symbols).first ?? "",
        interval: length)
    }
  }

  private static let usualVenues = ["binance-futures", "bybit"]

  private var liquidationFormat: String { format ?? "tardis-liquidations" }

  private var liquidationExchange: String {
    let own = LiquidationWriters.named(liquidationFormat)?.exchange
    return exchange ?? own ?? venues.flatMap { words($0).first } ?? Self.usualVenues[0]
  }

  /// All venues that see the market's liquidations.
  private var marketVenues: [String] {
    if let venues { return words(venues) }
    return rows != nil && kind == .liquidations ? [liquidationExchange] : Self.usualVenues
  }

  private func words(_ list: String) -> [String] {
    list.split(separator: ",").map { String($0) }
  }
}
