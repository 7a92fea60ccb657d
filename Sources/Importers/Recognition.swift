import Basics
import MarketData

/// A format chosen for a file, ready to read it.
struct Reading: Sendable {
  var format: String
  var kind: ImportKind
  var parser: any BlockParser
  /// Whether the parser wants the whole file in one block.
  var isDocument = false
}

/// Chooses the format of a file from its first block, its names and the options.
struct Recognition {
  let block: TextBlock
  /// Whether the block is the whole file.
  let isWhole: Bool
  let names: FileNames
  let options: ImportOptions

  private var context: ImportContext {
    ImportContext(
      exchange: options.exchange, symbol: options.symbol, interval: options.interval,
      columns: options.columns, isAsked: options.format != nil, names: names,
      head: Array(block.bytes[block.range].prefix(64 << 10)))
  }

  func reading() throws(ImportError) -> Reading {
    if let problem = ForeignBytes.problem(block) { throw problem }
    if let exchange = options.exchange, !FieldValues.isExchange(exchange) {
      let name = VisibleText.text(exchange)
      throw ImportError(
        .badMapping,
        "--exchange: '\(name)' is not an exchange id; those are lower case, such as "
          + "binance-futures")
    }
    if let symbol = options.symbol {
      do throws(RowProblem) {
        _ = try FieldValues.symbol(Array(symbol.utf8), "--symbol")
      } catch {
        throw ImportError(.badMapping, "--symbol: \(error.reason.text)")
      }
    }
    if JSONSample.isJSON(block) { return try json() }
    return try csv()
  }

  // MARK: CSV

  private func csv() throws(ImportError) -> Reading {
    let sample = CSVSample(block)
    if let problem = ForeignBytes.lineEnds(sample) { throw problem }
    if let columns = options.columns {
      guard options.format == nil else { throw Self.both }
      switch columns.kind {
      case .liquidations: return try reading(MappedCSV<MappedLiquidations>.self, sample)
      case .candles: return try reading(MappedCSV<MappedCandles>.self, sample)
      case .aggregates: return try reading(MappedCSV<MappedAggregates>.self, sample)
      case .series: return try reading(MappedCSV<MappedSeries>.self, sample)
      }
    }
    if let name = options.format {
      let format = try Formats.named(name)
      guard let format = format as? any CSVFormat.Type else {
        throw ImportError(.contradiction, "\(name) is JSON, and this file is not")
      }
      return try reading(format, sample)
    }
    return try reading(try choice(sample), sample)
  }

  private func choice(_ sample: CSVSample) throws(ImportError) -> any CSVFormat.Type {
    var certain: [any CSVFormat.Type] = []
    var possible: [String] = []
    var general: [any CSVFormat.Type] = []
    for case let format as any CSVFormat.Type in Formats.all {
      switch format.claim(sample, names) {
      case .certain: certain.append(format)
      case .possible, .venue: possible.append(format.name)
      case .otherKind(let name): throw Self.otherKind(name)
      case .general: general.append(format)
      case .none: break
      }
    }
    if certain.count == 1, let format = certain.first { return format }
    let candidates = certain.isEmpty ? possible : certain.map { $0.name }
    if !candidates.isEmpty { throw Self.ambiguous(candidates) }
    if let name = OtherKinds.name(of: sample.header) { throw Self.otherKind(name) }
    if let advice = ZonelessTables.advice(sample, names) {
      throw ImportError(.needsOption("columns"), advice)
    }
    if let format = general.first { return format }
    throw ImportError(
      .notRecognised,
      "no format knows this file; say how to read it with --columns " + Self.example)
  }

  private func reading<Format: CSVFormat>(
    _ format: Format.Type, _ sample: CSVSample
  ) throws(ImportError) -> Reading {
    Reading(format: Format.name, kind: Format.kind, parser: try Format(sample, context))
  }

  // MARK: JSON

  private func json() throws(ImportError) -> Reading {
    let formats = Formats.all.compactMap { $0 as? any JSONFormat.Type }
    let sample = JSONSample(block, isWhole: isWhole, formats: formats)
    if let columns = options.columns {
      guard options.format == nil else { throw Self.both }
      switch columns.kind {
      case .liquidations: return try reading(MappedJSON<MappedLiquidations>.self, sample)
      case .candles: return try reading(MappedJSON<MappedCandles>.self, sample)
      case .aggregates: return try reading(MappedJSON<MappedAggregates>.self, sample)
      case .series: return try reading(MappedJSON<MappedSeries>.self, sample)
      }
    }
    if let name = options.format {
      let format = try Formats.named(name)
      guard let format = format as? any JSONFormat.Type else {
        throw ImportError(.contradiction, "\(name) is CSV, and this file is JSON")
      }
      return try reading(format, sample)
    }
    let (certain, some) = candidates(sample, formats)
    let candidates = named(certain.isEmpty ? some : certain, formats)
    if candidates.count == 1, let format = formats.first(where: { $0.name == candidates[0] }) {
      return try reading(format, sample)
    }
    if certain.isEmpty, !some.isEmpty, Capture.mayMix(some) {
      return try reading(Capture.self, sample)
    }
    if !candidates.isEmpty { throw Self.ambiguous(candidates) }
    if let name = sample.otherKind { throw Self.otherKind(name) }
    if sample.hasEnvelope { return try reading(Capture.self, sample) }
    if let reason = sample.problem {
      throw ImportError(
        .notRecognised,
        "it begins like JSON and is none: \(reason.rawValue); Python's json.dumps writes JSON, "
          + "its print does not")
    }
    throw ImportError(
      .notRecognised,
      "no format knows these JSON messages; say how to read them with --columns " + Self.example)
  }

  /// The formats that are certain of the file, and those that are when none is.
  ///
  /// A recording of several channels is taken for its liquidations: candles and series only where
  /// most of the file is of one kind of them, or `--format` asks.
  private func candidates(
    _ sample: JSONSample, _ formats: [any JSONFormat.Type]
  ) -> (certain: [String], some: [String]) {
    let some = sample.certainOfSome.isEmpty ? sample.venues : sample.certainOfSome
    let ofEvents = Set(formats.filter { $0.kind == .liquidations }.map { $0.name })
    let isClear = sample.certain.contains { ofEvents.contains($0) || sample.isMost(of: $0) }
    let events = some.filter(ofEvents.contains)
    let others = events.isEmpty ? sample.venues.filter(ofEvents.contains) : events
    return isClear || others.isEmpty ? (sample.certain, some) : ([], others)
  }

  /// Of several candidates the one whose words stand in a name, if it is one.
  private func named(_ candidates: [String], _ formats: [any JSONFormat.Type]) -> [String] {
    guard candidates.count > 1 else { return candidates }
    let named = formats.filter {
      candidates.contains($0.name) && names.first(of: $0.nameWords) != nil
    }
    return named.count == 1 ? named.map { $0.name } : candidates
  }

  private func reading<Format: JSONFormat>(
    _ format: Format.Type, _ sample: JSONSample
  ) throws(ImportError) -> Reading {
    let parser = JSONBlockParser(format: try Format(context), layout: sample.layout)
    return Reading(
      format: Format.name, kind: Format.kind, parser: parser,
      isDocument: sample.layout.isDocument)
  }

  // MARK: What cannot be read

  private static let example =
    "'time=…,symbol=…,side=…:order,price=…,quantity=…', or with open=…, long=… or value=… for "
    + "candles, totals and series"

  private static let both = ImportError(
    .badMapping, "--format and --columns exclude each other: a format knows its columns")

  private static func ambiguous(_ candidates: [String]) -> ImportError {
    let list = candidates.joined(separator: ", ")
    return ImportError(
      .ambiguous(candidates: candidates),
      "the format cannot be told from content and name; if it is one of \(list), say --format")
  }

  private static func otherKind(_ name: String) -> ImportError {
    ImportError(
      .otherKind(name),
      "this is \(name); liqtool reads liquidations, their totals, candles, open interest and funding"
    )
  }
}

/// CSV files that are well known and not for import.
enum OtherKinds {
  private static let kinds: [(columns: [String], name: String)] = [
    (["agg_trade_id", "transact_time"], "binance aggregated trades"),
    (["id", "price", "qty", "quote_qty", "time"], "binance trades"),
    (["update_id", "best_bid_price"], "binance book tickers"),
    (["timestamp", "trdMatchID", "tickDirection"], "bybit or bitmex trades"),
    (["time", "liquidated_ntl_pos"], "hyperliquid account liquidations, without coin or side"),
    (["time", "user", "coin", "side", "px", "sz", "crossed"], "hyperliquid trades"),
    (["time", "user", "delta_usd"], "hyperliquid ledger updates"),
    (["agg_id", "is_buyer_maker"], "trades"),
  ]

  /// What a file with this header is, or nil when it is not one of these.
  static func name(of header: [String]) -> String? {
    kinds.first { $0.columns.allSatisfy(header.contains) }?.name
  }
}
