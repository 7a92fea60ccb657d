import Basics
import MarketData
import Synthesis
import Testing

@Suite struct MarketModelTests {
  @Test func `what is planted is written and read back`() throws {
    var model = try MarketModel(seed: 1, window: Windows.days(2))
    try model.plant(
      JSONValue(parsing: #"{"arrivals":{"branching_ratio":0.3},"lead_lag":{"lag_s":7}}"#))
    var other = try MarketModel(seed: 1, window: Windows.days(2))
    try other.plant(model.plantedParameters)
    #expect(other.plantedParameters == model.plantedParameters)
    #expect(other.arrivals.branchingRatio == 0.3)
    #expect(other.leadLag?.lag == 7)
  }

  @Test(
    arguments: [
      (
        #"{"arrivals":{"branching_ratio":1.2}}"#,
        "arrivals.branching_ratio is 1.2; it must be from 0.0 to 0.95"
      ),
      (
        #"{"arrivals":{"branching":1}}"#,
        "'branching' is not known in arrivals; known are "
          + "branching_ratio, kernel_mean_s, side_inheritance"
      ),
      (
        #"{"impact":{"exponnt":0.5}}"#,
        "'exponnt' is not known in impact; did you mean 'exponent'?"
      ),
      (#"{"sizes":3}"#, "sizes must be an object"),
      (#"{"sizes":{"log_sd":"1"}}"#, "sizes.log_sd must be a number"),
      (#"{"sizes":{"log_sd":1,"log_sd":1}}"#, "sizes.log_sd is given twice"),
      (#"{"rhythm":{"hour_profile":[1,2]}}"#, "rhythm.hour_profile must be 24 numbers"),
      (#"{"venues":[]}"#, "venues must be an array of 1 to 4 objects"),
      (
        #"{"venues":[{"exchange":"binance-future"}]}"#,
        "'binance-future' is not known in venues[0].exchange; did you mean 'binance-futures'?"
      ),
      (
        #"{"symbols":[{"symbol":"btc"}]}"#,
        "symbols[0].symbol is 'btc'; it must be capitals and digits ending in one of "
          + "USDT, USDC, FDUSD, BUSD"
      ),
      (
        #"{"symbols":[{"symbol":"BTCUSDT","tick":0.001}]}"#,
        "symbols[0].tick cannot be written with 2 decimals"
      ),
      (
        #"{"lead_lag":{"follower":"XRPUSDT"}}"#,
        "'XRPUSDT' is not known in lead_lag.follower; known are BTCUSDT, ETHUSDT, SOLUSDT"
      ),
      (#"[]"#, "the planted parameters must be an object"),
    ])
  func `a wrong parameter is refused with its place`(text: String, message: String) throws {
    var model = try MarketModel(seed: 1, window: Windows.days(2))
    let parameters = try JSONValue(parsing: text)
    let error = #expect(throws: MarketModelError.self) { try model.plant(parameters) }
    #expect(error?.description == message)
  }

  @Test(
    arguments: [
      TimeRange(from: 1_717_200_000_000_001, to: 1_717_286_400_000_000),
      TimeRange(from: 1_717_286_400_000_000, to: 1_717_200_000_000_000),
      TimeRange(from: 0, to: 1_717_200_000_000_000),
      .all,
    ])
  func `a window that cannot be generated is refused`(window: TimeRange) {
    #expect(throws: MarketModelError.self) { try MarketModel(seed: 1, window: window) }
  }

  @Test func `more rows than memory are refused`() throws {
    let hour = TimeRange(from: Windows.start, to: Windows.start + 3_600_000_000)
    let error = #expect(throws: MarketModelError.self) {
      try MarketModel(seed: 1, window: hour, rows: 1_000_000_000)
    }
    #expect(error?.path == "rows")
  }
}
