/// The exponential Hawkes process: λ(t) = μ·s(t) + α·Σ_{tᵢ<t} e^{−β(t−tᵢ)}.
///
/// Every event raises the rate by α, and the rise decays at rate β (Hawkes, 1971). All three are
/// per unit of time.
package struct HawkesParameters: Sendable, Equatable {
  /// μ, the rate of spontaneous events, multiplied by the baseline profile s.
  package var baseline: Double
  /// α, what each event adds to the rate.
  package var excitation: Double
  /// β, how fast the addition decays.
  package var decay: Double

  package init(baseline: Double, excitation: Double, decay: Double) {
    self.baseline = baseline
    self.excitation = excitation
    self.decay = decay
  }

  /// α/β, the events each event triggers directly, on average; below 1 the process is stationary.
  package var branchingRatio: Double { excitation / decay }

  /// 1/β, the mean delay between an event and what it triggers.
  package var meanKernel: Double { 1 / decay }

  /// 1 − α/β, the share of spontaneous events (immigrants); nil when not stationary.
  package var immigrantShare: Double? { branchingRatio < 1 ? 1 - branchingRatio : nil }

  /// 1/(1 − α/β), the expected size of a family: one immigrant and all its descendants; nil when
  /// not stationary.
  package var familySize: Double? { immigrantShare.map { 1 / $0 } }

  /// μ, α, β.
  package var vector: [Double] { [baseline, excitation, decay] }

  init(_ vector: [Double]) {
    self.init(baseline: vector[0], excitation: vector[1], decay: vector[2])
  }
}
