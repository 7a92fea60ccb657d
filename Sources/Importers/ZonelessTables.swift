import Basics
import MarketData

/// Known tables whose times name no zone, so that only the user can say what they mean.
///
/// Each is refused with the `--columns` that reads it, the zone left to be put right.
enum ZonelessTables {
  /// How to read the file, or nil when it is none of these.
  static func advice(_ sample: CSVSample, _ names: FileNames) -> String? {
    guard let columns = columns(sample, names) else { return nil }
    return "its times name no zone: put the recorder's in the place of +00:00 in --columns '"
      + columns + "', and say --exchange, --symbol and --interval where it does not"
  }

  private static func columns(_ sample: CSVSample, _ names: FileNames) -> String? {
    if sample.header == ["timestamp", "long_size", "short_size", "total_size"] {
      return "time=timestamp:iso@+00:00,long=long_size:usd,short=short_size:usd"
    }
    // The recorder calls a buying order a long liquidation: its columns are read crosswise.
    if sample.header.starts(with: ["symbol", "timestamp", "liq_long_count", "liq_short_count"]) {
      return "time=timestamp:iso@+00:00,symbol=symbol,long=liq_short_usd_size:usd,"
        + "short=liq_long_usd_size:usd"
    }
    guard let first = sample.header.first, ZoneCheck.lacksZone(first) else { return nil }
    return coinalyze(names, fields: sample.header.count)
  }

  /// Coinalyze's histories as people keep them: no header, a local date, then the API's fields.
  private static func coinalyze(_ names: FileNames, fields: Int) -> String? {
    let unit = names.coinalyzeMarket.flatMap { CoinalyzeMarket($0).unit }?.name ?? "UNIT"
    switch (names.first(of: CoinalyzeMarket.histories), fields) {
    case ("liquidation-history", 3): return "time=1:iso@+00:00,long=2:\(unit),short=3:\(unit)"
    case ("ohlcv-history", 9):
      return "time=1:iso@+00:00,open=2,high=3,low=4,close=5,volume=6,taker_buy_volume=7,trades=8"
    case ("open-interest-history", 5): return "time=1:iso@+00:00,value=5:open_interest"
    case ("long-short-ratio-history", 4): return "time=1:iso@+00:00,value=2:long_short_ratio"
    default: return nil
    }
  }
}
