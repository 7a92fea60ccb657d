/// A series in one line of text: `▁▂▅█▃`.
package enum Sparkline {
  private static let blocks: [Character] = Array("▁▂▃▄▅▆▇█")

  /// `values` in at most `width` characters, each the largest of its share, or the smallest where
  /// no value is above zero, as in a drawdown; blanks are undefined.
  ///
  /// The lowest block is the smallest value shown, the full one the largest; a flat series is low.
  package static func text(_ values: [Double], width: Int = 40) -> String {
    let shares = shares(of: values, count: min(max(1, width), values.count))
    let defined = shares.filter { !$0.isNaN }
    guard let low = defined.min(), let high = defined.max() else {
      return String(repeating: " ", count: shares.count)
    }
    let range = high - low
    return String(
      shares.map { value in
        if value.isNaN { return " " }
        let part = range > 0 && range.isFinite ? (value - low) / range : 0
        return blocks[min(blocks.count - 1, Int(part * Double(blocks.count)))]
      })
  }

  private static func shares(of values: [Double], count: Int) -> [Double] {
    let isBelow = values.contains { $0 < 0 } && !values.contains { $0 > 0 }
    return (0..<count).map { share in
      let part = values[(values.count * share / count)..<(values.count * (share + 1) / count)]
      let finite = part.lazy.filter(\.isFinite)
      return (isBelow ? finite.min() : finite.max()) ?? .nan
    }
  }
}
