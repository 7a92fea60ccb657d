/// Each value replaced by the normal quantile of its rank: Φ⁻¹((rank − ½)/n), equal values sharing
/// the mean of their ranks.
///
/// The scores keep the order and forget the tails, so a few huge values cannot make a change.
///
/// - Complexity: O(n log n).
package func normalScores(_ values: [Double]) -> [Double] {
  Ranks(values).ranks.map { Normal.quantile(($0 - 0.5) / Double(values.count)) }
}
