import Analytics
import Basics
import MarketData
import ParquetFormat

/// Times the kernels that the product's speed stands on: best of five, fixed seed, with a checksum
/// so that a faster answer is still the same answer. `--smoke` runs everything small.
@main
struct Benchmarks {
  static func main() throws {
    let rows = CommandLine.arguments.contains("--smoke") ? 10_000 : 1 << 20
    let batch = randomBatch(rows)
    try encode("parquet encode time, delta", .int64(batch.time), .int64, .deltaBinaryPacked)
    try encode("parquet encode price, plain", .double(batch.price), .double, .plain)
    try encode("parquet encode price, split", .double(batch.price), .double, .byteStreamSplit)
    analyze(batch)
    measure("sort by time, nearly sorted", rows: rows) {
      batch.time.sorted().reduce(0) { $0 &* 31 &+ $1 }
    }
  }

  static func encode(
    _ name: String, _ values: ColumnValues, _ type: PhysicalType, _ encoding: Encoding
  ) throws {
    let column = ParquetColumn(
      "c", type, isOptional: false, encoding: encoding)
    let schema = ParquetSchema(columns: [column])
    let data = [ColumnData(values)]
    let group = try encodeRowGroup(data, schema: schema, options: WriterOptions())
    print("\(name): \(group.bytes.count / max(1, group.rowCount / 8)) bits a row")
    measure(name, rows: group.rowCount) {
      let group = try? encodeRowGroup(data, schema: schema, options: WriterOptions())
      let bytes = group?.bytes ?? []
      return Int64(crc32(bytes.span))
    }
  }

  static func analyze(_ batch: LiquidationBatch) {
    let plan = InputPlan(window: .all, needs: [.bins, .events])
    measure("analysis inputs", rows: batch.count) {
      var state = LiquidationState(plan: plan)
      state.update(batch)
      return state.instruments.reduce(0) { $0 &+ Int64($1.bins.count) }
    }
  }

  static func measure(_ name: String, rows: Int, _ work: () -> Int64) {
    var best = Duration.seconds(1_000)
    var checksum: Int64 = 0
    for _ in 0..<5 { best = min(best, ContinuousClock().measure { checksum = work() }) }
    let nanoseconds = best / .nanoseconds(1) / Double(rows)
    print("\(name): \((nanoseconds * 100).rounded() / 100) ns a row, checksum \(checksum)")
  }

  static func randomBatch(_ count: Int) -> LiquidationBatch {
    var random = SplitMix64(seed: 1)
    var batch = LiquidationBatch()
    batch.instruments = (0..<10).map { InstrumentKey(exchange: "bybit", symbol: "S\($0)USDT") }
    var time: Int64 = 1_709_251_200_000_000
    for _ in 0..<count {
      time += Int64(random.uniform() * 500) * 1_000
      let price = (60_000 + random.uniform() * 1_000) * 100
      batch.instrument.append(UInt32(random.index(below: 10)))
      batch.time.append(time)
      batch.side.append(random.uniform() < 0.5 ? .long : .short)
      batch.price.append(price.rounded() / 100)
      batch.priceKind.append(.fill)
      batch.notional.append(price * random.uniform())
    }
    return batch
  }
}
