extension ExpressionReader {
  /// What stands under a rolling operator.
  struct RollingBody {
    let sample: Operand
    let settings: RollingSettings
    let longestWindow: Int64
    let fields: Fields
  }

  /// Reads `of`, `window`, `min_obs` and `exclude_current`, and allows `extra` keys besides.
  mutating func rolling(
    _ place: Place, minimumCount: Double = 1, extra: [String] = []
  ) throws(StrategyError) -> RollingBody {
    let fields = try place.fields(
      ["of", "window", "min_obs", "exclude_current"] + extra, required: ["of", "window"])
    let body = try fields.required("of")
    let sample = try number(body)
    try refusePosition(sample, at: body)
    let window = try window(try fields.required("window"))
    let settings = RollingSettings(
      window: window.value,
      minimumCount: try fields["min_obs"].mapped(plainNumber) ?? minimumCount,
      excludesCurrent: try fields["exclude_current"].mapped { (place) throws(StrategyError) in
        try place.flag()
      } ?? true)
    return RollingBody(
      sample: sample, settings: settings, longestWindow: window.longest, fields: fields)
  }

  /// Adds a rolling operator to the pool.
  mutating func make(
    _ name: String, _ body: RollingBody, _ statistic: some SampleStatistic, settings: String = ""
  ) -> Operand {
    make(
      name, "\(body.settings.identity) \(settings)", Rolling(body.settings, statistic),
      [body.sample], lookback: body.longestWindow)
  }
}

extension Optional {
  /// The result of `transform`, or nil when there is nothing to transform.
  func mapped<Result>(
    _ transform: (Wrapped) throws(StrategyError) -> Result
  ) throws(StrategyError) -> Result? {
    guard let value = self else { return nil }
    return try transform(value)
  }
}
