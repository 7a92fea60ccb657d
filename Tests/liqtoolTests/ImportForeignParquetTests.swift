import Foundation
import Testing

/// Parquet files of other writers, which carry only what a mapping can use.
@Suite struct ImportForeignParquetTests {
  @Test func `rule 86: a Parquet file is read like a CSV of its columns`() throws {
    let scratch = try Scratch()
    let bytes = try #require(Data(base64Encoded: Self.events, options: .ignoreUnknownCharacters))
    let fixture = URL(filePath: scratch.path("events-ns.parquet"))
    try bytes.write(to: fixture)
    let run = try scratch.liqtool(
      "import", fixture.path, "--exchange", "bybit", "--json", "--columns",
      "time=ts,symbol=sym,side=side:order,price=px,quantity=qty")
    #expect(run.code == 65, "\(run.errors)")
    #expect(run.errors.contains("events-ns.parquet:3"), "\(run.errors)")
    let kept = try scratch.liqtool(
      "import", fixture.path, "--exchange", "bybit", "--json", "--max-refused", "1", "--columns",
      "time=ts,symbol=sym,side=side:order,price=px,quantity=qty")
    #expect(kept.code == 0, "\(kept.errors)")
    let json = try kept.json()
    #expect(json["rows_read"] as? Int == 4 && json["rows_accepted"] as? Int == 3)
    #expect(json["rows_skipped"] as? Int == 0 && json["rows_refused"] as? Int == 1)
    let text = try scratch.liqtool("store", "export", "--format", "csv")
    #expect(
      text.output == """
        exchange,time,received,symbol,side,price,price_kind,quantity,contracts,notional,order_id
        bybit,2024-03-01T00:00:00Z,,BTCUSDT,long,60000.5,fill,0.1,,6000.05,
        bybit,2024-03-01T00:00:01.000001Z,,BTCUSDT,short,60001.25,fill,0.2,,12000.25,
        bybit,2024-03-01T00:00:03Z,,ETHUSDT,long,3000,fill,1.5,,4500,

        """)
  }

  /// Four rows by pyarrow: nanoseconds, a dictionary, words, decimals of which one is null, floats;
  /// snappy.
  private static let events = """
    UEFSMRUEFUAVQkwVCBUAEgAAICwAAOkP6Xq4F8/Rg0sBCDwAlB6H6Xq4FwBeucLpergXFQAVFBUYLBUIFRAVBhUGHB
    gIAF65wul6uBcYCAAA6Q/pergXFgAoCABeucLpergXGAgAAOkP6Xq4FxERAAAACiQCAAAACAECA+QAFQQVLBUwTBUE
    FQASAAAWVAcAAABCVENVU0RUBwAAAEVUSFVTRFQVABUSFRYsFQgVEBUGFQYcNgAoB0VUSFVTRFQYB0JUQ1VTRFQREQ
    AAAAkgAgAAAAgBAQMIFQQVHhUiTBUEFQASAAAPOAQAAABTZWxsAwAAAEJ1eRUAFRIVFiwVCBUQFQYVBhw2ACgEU2Vs
    bBgDQnV5EREAAAAJIAIAAAAIAQEDAhUEFSQVKEwVBhUAEgAAEkQAAABbjbIAAABbjf0AAAAEk+AVABUUFRgsFQgVEB
    UGFQYcGAYAAABbjf0YBgAAAAST4BYCKAYAAABbjf0YBgAAAAST4BERAAAACiQCAAAAAwsCAyQAFQQVIBUkTBUIFQAS
    AAAQPM3MzD3NzEw+mpmZPgAAwD8VABUUFRgsFQgVEBUGFQYcGAQAAMA/GATNzMw9FgAoBAAAwD8YBM3MzD0REQAAAA
    okAgAAAAgBAgPkABUEGWw1ABgGc2NoZW1hFQoAFQQlAhgCdHNsjBIcPAAAAAAAFQwlAhgDc3ltJQBMHAAAABUMJQIY
    BHNpZGUlAEwcAAAAFQ4VDBUCGAJweCUKFQQVGCxcFQQVGAAAABUIJQIYA3F0eQAWCBkcGVwmABwVBBk1AAYQGRgCdH
    MVAhYIFu4BFvQBJmYmCBwYCABeucLpergXGAgAAOkP6Xq4FxYAKAgAXrnC6Xq4FxgIAADpD+l6uBcREQAZLBUEFQAV
    AgAVABUQFQIAPCkGGSYACAAAACYAHBUMGTUABhAZGANzeW0VAhYIFqwBFrQBJsgCJvwBHDYAKAdFVEhVU0RUGAdCVE
    NVU0RUEREAGSwVBBUAFQIAFQAVEBUCADwWOBkGGSYACAAAACYAHBUMGTUABhAZGARzaWRlFQIWCBaQARaYASbuAyaw
    Axw2ACgEU2VsbBgDQnV5EREAGSwVBBUAFQIAFQAVEBUCADwWHhkGGSYACAAAACYAHBUOGTUABhAZGAJweBUCFggWwg
    EWygEmjAUmyAQcGAYAAABbjf0YBgAAAAST4BYCKAYAAABbjf0YBgAAAAST4BERABksFQQVABUCABUAFRAVAgA8KQYZ
    JgIGAAAAJgAcFQgZNQAGEBkYA3F0eRUCFggWrgEWtgEm0gYmkgYcGAQAAMA/GATNzMw9FgAoBAAAwD8YBM3MzD0REQ
    AZLBUEFQAVAgAVABUQFQIAPCkGGSYACAAAABaaBxYIJggWwAcAGRwYDEFSUk9XOnNjaGVtYRjgAy8vLy8vMkFCQUFB
    UUFBQUFBQUFLQUF3QUJnQUZBQWdBQ2dBQUFBQUJCQUFFQUFBQUtQLy8vd1FBQUFBRkFBQUFDQUVBQUtRQUFBQm9BQU
    FBTUFBQUFBUUFBQUFjLy8vL0FBQUJBeEFBQUFBVUFBQUFCQUFBQUFBQUFBQURBQUFBY1hSNUFBci8vLzhBQUFFQVJQ
    Ly8vd0FBQVFjUUFBQUFIQUFBQUFRQUFBQUFBQUFBQWdBQUFIQjRBQUFJQUF3QUJBQUlBQWdBQUFBTUFBQUFBZ0FBQU
    hqLy8vOEFBQUVGRUFBQUFCZ0FBQUFFQUFBQUFBQUFBQVFBQUFCemFXUmxBQUFBQUtULy8vOFFBQmdBQ0FBR0FBY0FE
    QUFRQUJRQUVBQUFBQUFBQVFVVUFBQUFRQUFBQUJ3QUFBQUVBQUFBQUFBQUFBTUFBQUJ6ZVcwQUNBQUlBQUFBQkFBSU
    FBQUFEQUFBQUFnQURBQUlBQWNBQ0FBQUFBQUFBQUVnQUFBQUJBQUVBQVFBQUFBUUFCUUFDQUFHQUFjQURBQUFBQkFB
    RUFBQUFBQUFBUW9RQUFBQUhBQUFBQVFBQUFBQUFBQUFBZ0FBQUhSekFBQUFBQVlBQ0FBR0FBWUFBQUFBQUFNQQAYIH
    BhcnF1ZXQtY3BwLWFycm93IHZlcnNpb24gMjYuMC4xGVwcAAAcAAAcAAAcAAAcAAAAXgQAAFBBUjE=
    """
}
