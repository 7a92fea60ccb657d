import ArgumentParser
import Basics
import Reports
import Store

/// `liqtool store …`: what is in a store, and whether it is whole.
struct StoreCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "store",
    abstract: "Look at a store and check it.",
    discussion: """
      liqtool store info
        liqtool store verify --json
      """,
    subcommands: [
      StoreInfoCommand.self, StoreVerifyCommand.self, StoreImportsCommand.self,
      StoreCompactCommand.self, StoreRemoveCommand.self, StoreRepairCommand.self,
      StoreExportCommand.self, StoreRepriceCommand.self,
    ])
}

/// `liqtool store info`.
struct StoreInfoCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "info",
    abstract: "What there is: exchanges, symbols, time ranges, rows, bytes.")

  @Flag(help: "List the committed files instead, one path a line.")
  var files = false

  @OptionGroup var store: StoreOptions
  @OptionGroup var common: CommonOptions

  func run() async throws {
    let store = try Store.open(at: store.path, mode: .read)
    if files { return try listFiles(store) }
    let partitions = try store.partitions()
    let symbols = try store.symbols()
    if common.json { return Console.line(json(partitions, symbols).text(indented: true)) }
    if partitions.isEmpty { return Console.line("The store is empty; 'liqtool import' fills it.") }
    Console.data(TerminalTable(partitionTable(partitions), rows: .max).text + "\n")
    Console.data(TerminalTable(symbolTable(symbols), rows: 40).text)
  }

  private func listFiles(_ store: Store) throws {
    let paths = try store.segments().map(\.path)
    if common.json {
      Console.line(JSONValue.array(paths.map { .string($0) }).text(indented: true))
    } else {
      for path in paths { Console.line(path) }
    }
  }

  private func json(_ partitions: [PartitionInfo], _ symbols: [SymbolInfo]) -> JSONValue {
    .object([
      JSONMember("rows", .integer(Int64(partitions.reduce(0) { $0 + $1.rows }))),
      JSONMember("bytes", .integer(Int64(partitions.reduce(0) { $0 + $1.bytes }))),
      JSONMember("partitions", .array(partitions.map(json))),
      JSONMember("symbols", .array(symbols.map(json))),
    ])
  }

  private func json(_ partition: PartitionInfo) -> JSONValue {
    .object([
      JSONMember("kind", .string(partition.kind.rawValue)),
      JSONMember("exchange", .string(partition.exchange)),
      JSONMember("interval", partition.kind.interval(partition.variant)),
      JSONMember("name", partition.kind.name(partition.variant)),
      JSONMember("segments", .integer(Int64(partition.segments))),
      JSONMember("rows", .integer(Int64(partition.rows))),
      JSONMember("bytes", .integer(Int64(partition.bytes))),
      JSONMember("first_time", .string(TimeText.rfc3339(partition.firstTime))),
      JSONMember("last_time", .string(TimeText.rfc3339(partition.lastTime))),
    ])
  }

  private func json(_ symbol: SymbolInfo) -> JSONValue {
    .object([
      JSONMember("kind", .string(symbol.kind.rawValue)),
      JSONMember("exchange", .string(symbol.exchange)),
      JSONMember("interval", symbol.kind.interval(symbol.variant)),
      JSONMember("name", symbol.kind.name(symbol.variant)),
      JSONMember("symbol", .string(symbol.symbol)),
      JSONMember("rows", .integer(Int64(symbol.rows))),
      JSONMember("first_time", .string(TimeText.rfc3339(symbol.firstTime))),
      JSONMember("last_time", .string(TimeText.rfc3339(symbol.lastTime))),
    ])
  }

  private func partitionTable(_ partitions: [PartitionInfo]) -> Table {
    Table(
      name: "partitions", title: "Store",
      columns: [
        Column("kind", .text(partitions.map(\.kind.rawValue))),
        Column("exchange", .text(partitions.map(\.exchange))),
        Column("interval or name", .text(partitions.map { $0.variant ?? "" })),
        Column("segments", .integer(partitions.map { Int64($0.segments) })),
        Column("rows", .integer(partitions.map { Int64($0.rows) })),
        Column("size", .text(partitions.map { HumanNumber.bytes(Int64($0.bytes)) })),
        Column("first", .time(partitions.map(\.firstTime))),
        Column("last", .time(partitions.map(\.lastTime))),
      ])
  }

  private func symbolTable(_ symbols: [SymbolInfo]) -> Table {
    Table(
      name: "symbols", title: "Symbols",
      columns: [
        Column("kind", .text(symbols.map(\.kind.rawValue))),
        Column("exchange", .text(symbols.map(\.exchange))),
        Column("interval or name", .text(symbols.map { $0.variant ?? "" })),
        Column("symbol", .text(symbols.map(\.symbol))),
        Column("rows", .integer(symbols.map { Int64($0.rows) })),
        Column("first", .time(symbols.map(\.firstTime))),
        Column("last", .time(symbols.map(\.lastTime))),
      ])
  }
}

extension SegmentKind {
  /// A variant as the interval of candles or totals, else null.
  fileprivate func interval(_ variant: String?) -> JSONValue {
    variantKey == "interval" ? variant.map { .string($0) } ?? .null : .null
  }

  /// A variant as the name of a series, else null.
  fileprivate func name(_ variant: String?) -> JSONValue {
    variantKey == "name" ? variant.map { .string($0) } ?? .null : .null
  }
}
