import Importers
import MarketData
import Store

/// The import of a Parquet file: rows of our own exports as they are, other columns as the CSV they
/// amount to (IMPORT-RULES 86).
struct ParquetImport {
  private static let ownFormat = "liqtool-parquet"

  private let importer: FileImport
  private let source: SourceFile
  private let store: Store
  private let plan: ImportPlan

  init(_ importer: FileImport, _ source: SourceFile, _ store: Store, _ plan: ImportPlan) {
    self.importer = importer
    self.source = source
    self.store = store
    self.plan = plan
  }

  /// - Returns: What became of the file, and why it was refused, if it was.
  /// - Throws: `ImportError` for the file as a whole; errors of the store.
  func run() async throws -> (ImportedFile, Failure?) {
    let identity = try FileIdentity(path: source.path)
    let parquet = try open()
    let options = plan.options
    let kind = parquet.ownKind(
      hasExchange: exchange != nil, hasInterval: interval != nil, hasName: folder("name") != nil)
    guard let kind, options.columns == nil, options.format == nil else {
      return try await asText(parquet, identity)
    }
    return try await importer.start(Self.ownFormat, identity) { session in
      try await own(parquet, kind, identity, session)
    }
  }

  private var exchange: String? { plan.options.exchange ?? folder("exchange") }

  private var interval: Interval? {
    plan.options.interval ?? folder("interval").flatMap { Interval($0) }
  }

  /// What a folder of the path says, as Hive readers have it: `exchange=bybit`.
  private func folder(_ key: String) -> String? {
    let parts = source.path.split(separator: "/").dropLast()
    return parts.last { $0.hasPrefix(key + "=") }.map { String($0.dropFirst(key.count + 1)) }
  }

  private func open() throws -> ForeignParquet {
    do {
      return try ForeignParquet(path: source.path)
    } catch { throw meaning(of: error) }
  }

  private func write(_ parquet: ForeignParquet, to path: String) throws {
    do {
      try parquet.writeText(to: path, keepsIndex: plan.options.columns != nil)
    } catch { throw meaning(of: error) }
  }

  /// Damage of the file is a matter of the import, anything else one of the store.
  private func meaning(of error: StoreError) -> any Error {
    if error.kind != .invalid { return error }
    return ImportError(.contradiction, path: source.name, error.detail)
  }

  /// Writes the columns as text beside the store and imports that.
  private func asText(
    _ parquet: ForeignParquet, _ identity: FileIdentity
  ) async throws -> (ImportedFile, Failure?) {
    // The name stays, because formats read symbols and kinds from it.
    let name = source.path.split(separator: "/").last.map(String.init) ?? "table"
    let path = store.stagingFolder + "/" + name + ".csv"
    try write(parquet, to: path)
    return try await importer.run(
      reading: SourceFile(path: path, name: source.name), as: identity)
  }

  private func own(
    _ parquet: ForeignParquet, _ kind: SegmentKind, _ identity: FileIdentity,
    _ session: ImportSession
  ) async throws -> (ImportedFile, Failure?) {
    var read = SourceOutcome().of(identity)
    read.format = Self.ownFormat
    read.kind = ImportKind(kind)
    do {
      try await parquet.forEachOwn(
        kind, exchange: exchange, interval: interval, series: folder("name")
      ) { rows in
        read.rowsAccepted += rows.count
        read.rowsRefused += rows.problems.count
        try importer.add(rows.problems.map(refusal))
        try await session.append(rows.liquidations)
        for candles in rows.candles { try await session.append(candles) }
        for totals in rows.aggregates { try await session.append(totals) }
        try await session.append(rows.series)
      }
      return try await importer.decide(session, read)
    } catch {
      await session.cancel()
      throw (error as? StoreError).map(meaning) ?? error
    }
  }

  private func refusal(_ problem: OwnRows.Problem) -> Importers.RefusedRow {
    Importers.RefusedRow(
      line: problem.row, field: "", reason: problem.reason, value: "", raw: "")
  }
}

extension SourceOutcome {
  /// The same counts of a file with this identity, whose text was made: its header is no row.
  func of(_ identity: FileIdentity) -> SourceOutcome {
    var result = self
    (result.hash, result.bytes) = (identity.hash, identity.bytes)
    if result.rowsSkipped > 0 { result.rowsSkipped -= 1 }
    return result
  }
}

extension Importers.RefusedRow {
  /// The same row counted from the line after the first.
  var lineBefore: Importers.RefusedRow {
    var row = self
    row.line -= 1
    return row
  }
}
