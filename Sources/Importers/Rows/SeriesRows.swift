import Basics
import MarketData

/// The series values of one block as columns.
struct SeriesRows: BlockRows {
  private var batch = SeriesBatch()

  var count: Int { batch.count }

  func series(ofRow row: Int) -> SeriesName? { batch.name[row] }

  mutating func append(_ instrument: UInt32, _ name: SeriesName, time: Int64, value: Double) {
    batch.instrument.append(instrument)
    batch.name.append(name)
    batch.time.append(time)
    batch.value.append(value)
  }

  consuming func parsed(_ table: borrowing InstrumentTable) -> ParsedBlock {
    var batch = batch
    batch.instruments = UsedInstruments(&batch.instrument, table).keys
    batch.importID = [Int64](repeating: 0, count: batch.count)
    return ParsedBlock(.series(batch))
  }
}

extension FieldValues {
  /// A value of a series: finite, and as far from zero as the series must be.
  static func value(
    _ bytes: Span<UInt8>, _ range: Range<Int>, _ field: String, of series: SeriesName
  ) throws(RowProblem) -> Double {
    if series.isRate { return try number(bytes, range, field) }
    return series.allowsZero
      ? try size(bytes, range, field) : try positive(bytes, range, field)
  }
}
