import ArgumentParser
import Foundation
import MarketData
import Store

/// `liqtool store export`: rows as CSV, JSON lines or Parquet.
struct StoreExportCommand: AsyncParsableCommand {
  /// What can be written.
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case csv, jsonl, parquet
  }

  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Write rows as CSV, JSON lines or Parquet.",
    discussion: """
      Columns of the store with the exchange first and without import_id, by exchange, symbol and \
      time, to standard output or to --out, which must not exist. In CSV a text that begins like a \
      formula gets a leading '; Parquet and JSON lines are exact.

        liqtool store export --format csv --from 2024-03-01 --to 2024-03-02 --symbol BTCUSDT
        liqtool store export --kind candles --interval 1m --format parquet --out march.parquet
      """)

  @Option(help: "csv, jsonl or parquet.")
  var format: Format

  @Option(help: "What to write: \(SegmentKind.allCases.map(\.rawValue).joined(separator: ", ")).")
  var kind = SegmentKind.liquidations

  @Option(help: ArgumentHelp("Only these exchanges.", valueName: "a,b"))
  var exchange: String?

  @Option(help: ArgumentHelp("Only these symbols.", valueName: "X,Y"))
  var symbol: String?

  @Option(help: "Only candles or totals of this length, such as 1m.")
  var interval: String?

  @Option(help: ArgumentHelp("Only these series, such as funding_rate.", valueName: "a,b"))
  var name: String?

  @Option(help: ArgumentHelp("The file to write. Default: standard output.", valueName: "file"))
  var out: String?

  @OptionGroup var window: WindowOptions
  @OptionGroup var store: StoreOptions
  @OptionGroup var common: CommonOptions

  func validate() throws {
    if format == .parquet, out == nil {
      throw ValidationError("--format parquet needs --out: Parquet is no text.")
    }
    if let interval, Interval(interval) == nil {
      throw ValidationError("--interval takes a length such as 1m or 1h, not \(interval).")
    }
    if interval != nil, kind.variantKey != "interval" {
      throw ValidationError("--interval is for candles and totals; say --kind candles.")
    }
    if name != nil, kind != .series {
      throw ValidationError("--name is for series; say --kind series.")
    }
    _ = try names()
  }

  func run() async throws {
    let store = try Store.open(at: store.path, mode: .read)
    if format == .parquet, let out {
      try await writeParquet(store, to: out)
    } else {
      try await writeText(store, TextExport(of: kind, as: format == .csv ? .csv : .jsonl))
    }
  }

  private func writeParquet(_ store: Store, to path: String) async throws {
    var export = try ParquetExport(of: kind, to: path)
    do {
      try await forEach(
        store, { try export.append($0) }, { try export.append($0) }, { try export.append($0) },
        { try export.append($0) })
      try export.finish()
    } catch {
      try? FileManager.default.removeItem(atPath: path)
      throw error
    }
  }

  private func writeText(_ store: Store, _ text: TextExport) async throws {
    let output = try TextOutput(out)
    do {
      try output.write(text.header)
      try await forEach(
        store, { try output.write(text.bytes(of: $0)) }, { try output.write(text.bytes(of: $0)) },
        { try output.write(text.bytes(of: $0)) }, { try output.write(text.bytes(of: $0)) })
    } catch {
      output.discard()
      throw error
    }
  }

  private func forEach(
    _ store: Store, _ liquidations: (LiquidationBatch) throws -> Void,
    _ candles: (CandleBatch) throws -> Void, _ aggregates: (AggregateBatch) throws -> Void,
    _ series: (SeriesBatch) throws -> Void
  ) async throws {
    let range = try window.range()
    let (exchanges, symbols) = (list(exchange), list(symbol))
    let intervals = interval.flatMap { Interval($0) }.map { [$0] }
    let jobs = common.width
    switch kind {
    case .liquidations:
      let query = LiquidationQuery(window: range, exchanges: exchanges, symbols: symbols)
      try await store.forEachInOrder(query, jobs: jobs, liquidations)
    case .candles:
      let query = CandleQuery(
        window: range, exchanges: exchanges, symbols: symbols, intervals: intervals)
      try await store.forEachInOrder(query, jobs: jobs, candles)
    case .aggregates:
      let query = AggregateQuery(
        window: range, exchanges: exchanges, symbols: symbols, intervals: intervals)
      try await store.forEachInOrder(query, jobs: jobs, aggregates)
    case .series:
      let query = SeriesQuery(
        window: range, exchanges: exchanges, symbols: symbols, names: try names())
      try await store.forEachInOrder(query, jobs: jobs, series)
    }
  }

  private func names() throws -> [SeriesName]? {
    try list(name)?.map { text in
      guard let name = SeriesName(name: text) else {
        let known = SeriesName.allCases.map(\.name).joined(separator: ", ")
        throw ValidationError("--name: there is no series '\(text)'; there are \(known).")
      }
      return name
    }
  }

  private func list(_ text: String?) -> [String]? {
    text?.split(separator: ",").map(String.init)
  }
}

extension SegmentKind: ExpressibleByArgument {}

/// A new file or standard output.
private struct TextOutput {
  private let handle: FileHandle
  private let path: String?

  init(_ path: String?) throws {
    self.path = path
    guard let path else {
      handle = .standardOutput
      return
    }
    if FileManager.default.fileExists(atPath: path), !WritableFile.isSpecial(path) {
      throw Failure(.cannotCreate, "\(path) is there already; choose another name for --out.")
    }
    guard let handle = WritableFile.open(path) else {
      throw Failure(.cannotCreate, "\(path) cannot be written; check the folder.")
    }
    self.handle = handle
  }

  func write(_ bytes: [UInt8]) throws {
    do {
      try handle.write(contentsOf: Data(bytes))
    } catch {
      throw Failure(.io, "\(path ?? "standard output") cannot be written; is the disk full?")
    }
  }

  /// Removes what was written so far.
  func discard() {
    if let path, !WritableFile.isSpecial(path) { try? FileManager.default.removeItem(atPath: path) }
  }
}
