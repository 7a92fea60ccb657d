import ArgumentParser
import Basics
import Importers
import MarketData

/// `liqtool import PATH…`: files into the store.
struct ImportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Read liquidations and candles into the store.",
    discussion: """
      A path is a file, a folder (with all below it) or - for standard input; plain, .gz, .zst and \
      .zip are told apart by content. One bad row and nothing of its file is written, unless \
      --max-refused allows it. Importing a file again changes nothing.

        liqtool import binance-futures_liquidations_2024-03-01_BTCUSDT.csv.gz
        liqtool import recordings/ --max-refused 1%
        liqtool import mine.csv --exchange bybit --columns \
      'time=ts:ms,symbol=sym,side=side:position,price=px,quantity=qty'
      """)

  @Argument(help: ArgumentHelp("What to import.", valueName: "path"))
  var paths: [String]

  @Option(help: "The format; 'liqtool formats' lists them. Default: told from content and name.")
  var format: String?

  @Option(help: "The exchange, for files that do not carry it, such as binance-futures.")
  var exchange: String?

  @Option(help: "The symbol, for files that do not carry it.")
  var symbol: String?

  @Option(help: "The candles' length, for files that do not carry it, such as 1m.")
  var interval: String?

  @Option(
    help: ArgumentHelp(
      "How to read any other CSV or JSONL: ours=theirs with commas between; theirs is a name, a "
        + "1-based index or a JSON path. side=X:order or side=X:position must be said.",
      valueName: "mapping"))
  var columns: String?

  @Option(
    help: ArgumentHelp(
      "Contract rules as CSV: exchange,symbol,kind,multiplier,base,quote.", valueName: "file"))
  var instruments: String?

  @Option(help: ArgumentHelp("How many refused rows a file may have.", valueName: "N or P%"))
  var maxRefused = RefusalLimit.none

  @Option(
    help: ArgumentHelp("Write refused rows to this CSV: file,line,reason,raw.", valueName: "file"))
  var refused: String?

  @Flag(help: "Read and count, write nothing.")
  var dryRun = false

  @Flag(help: "Let candles, totals and series values that contradict the store replace its own.")
  var replace = false

  @OptionGroup var wait: WaitOptions
  @OptionGroup var store: StoreOptions
  @OptionGroup var common: CommonOptions

  func validate() throws {
    if let interval, Interval(interval) == nil {
      throw ValidationError("--interval takes a length such as 1m or 1h, not \(interval).")
    }
  }

  func run() async throws {
    var result = ImportResult()
    let clock = ContinuousClock()
    let start = clock.now
    var ending: Failure?
    do {
      let run = ImportRun(plan: try plan(), refusedFile: try refused.map(RefusedRowsFile.init))
      let sources = try ImportSources.expand(paths)
      (result.records, ending) = try await run.importAll(sources)
      try run.finish()
    } catch {
      ending = Exit.failure(of: error)
      guard let ending else { throw error }
      result.error = ending.sentence
    }
    result.elapsed = (clock.now - start) / .seconds(1)
    if common.json {
      Console.line(result.json.text(indented: true))
    } else if !result.records.isEmpty {
      Console.data(ImportSummaryText(result, isDryRun: dryRun).text)
    }
    if let ending { throw ending }
  }

  private func plan() throws -> ImportPlan {
    ImportPlan(
      options: try options(), optionsText: try optionsText(), limit: maxRefused,
      store: store.path, isDryRun: dryRun, replaces: replace, wait: wait.duration, common: common)
  }

  private func options() throws -> Importers.ImportOptions {
    let mapping = try columns.map { (text) in try ColumnMapping(parsing: text) }
    let rules = try instruments.map { (path) in try InstrumentsFile.read(path).rules }
    if let format { _ = try Formats.named(format) }
    return Importers.ImportOptions(
      format: format, exchange: exchange, symbol: symbol,
      interval: interval.flatMap { Interval($0) }, columns: mapping,
      instruments: rules ?? InstrumentRules(),
      jobs: common.width)
  }

  /// What beside the bytes decides the rows, as one text (the identity of an import).
  private func optionsText() throws -> String {
    var parts: [String] = []
    if let exchange { parts.append("exchange=\(exchange)") }
    if let symbol { parts.append("symbol=\(symbol)") }
    if let interval { parts.append("interval=\(interval)") }
    if let columns { parts.append("columns=\(columns)") }
    if replace { parts.append("replace") }
    if let instruments {
      parts.append("instruments=\(try FileIdentity(path: instruments).hash)")
    }
    return parts.joined(separator: "\n")
  }
}
