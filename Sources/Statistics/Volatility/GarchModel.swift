/// Which member of the GARCH(1,1) family.
package struct GarchModel: Sendable, Equatable {
  /// The law of the standardised returns.
  package enum Innovations: Sendable, Equatable {
    case normal
    /// Student's t scaled to variance 1, its degrees of freedom estimated.
    case studentT
  }
  /// Whether falls weigh more (Glosten, Jagannathan and Runkle, 1993).
  package var isAsymmetric: Bool
  package var innovations: Innovations

  /// A symmetric model with normal innovations unless told otherwise.
  package init(isAsymmetric: Bool = false, innovations: Innovations = .normal) {
    self.isAsymmetric = isAsymmetric
    self.innovations = innovations
  }
}

/// σ²ₜ = ω + (α + γ·[rₜ₋₁ < 0])·r²ₜ₋₁ + β·σ²ₜ₋₁, for returns of mean zero.
package struct GarchParameters: Sendable, Equatable {
  /// ω, in squared return.
  package var constant: Double
  /// α, the weight of the last squared return.
  package var arch: Double
  /// γ, what is added to α after a fall; 0 in a symmetric model.
  package var asymmetry: Double
  /// β, the weight of the last variance.
  package var garch: Double
  /// ν of Student's t, above 2; nil for normal innovations.
  package var degreesOfFreedom: Double?

  package init(
    constant: Double, arch: Double, asymmetry: Double = 0, garch: Double,
    degreesOfFreedom: Double? = nil
  ) {
    self.constant = constant
    self.arch = arch
    self.asymmetry = asymmetry
    self.garch = garch
    self.degreesOfFreedom = degreesOfFreedom
  }

  /// α + γ/2 + β, the share of a shock to the variance that remains after a step.
  package var persistence: Double { arch + asymmetry / 2 + garch }

  /// Whether the persistence is 1 to six digits: the variance has no level to return to.
  package var isIntegrated: Bool { persistence >= 1 - 1e-6 }

  /// ω/(1 − persistence); nil when integrated.
  package var unconditionalVariance: Double? {
    isIntegrated ? nil : constant / (1 - persistence)
  }

  /// The expected variance 1 … `horizon` steps ahead, from the variance of the next step.
  ///
  /// - Complexity: O(horizon).
  package func forecast(next: Double, horizon: Int) -> [Double] {
    var variances = [next]
    while variances.count < horizon {
      variances.append(constant + persistence * variances[variances.count - 1])
    }
    return Array(variances.prefix(horizon))
  }
}
