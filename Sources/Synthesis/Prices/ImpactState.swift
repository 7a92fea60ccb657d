/// What the liquidations of a symbol have done to the logarithm of its price.
///
/// Within a cascade the impact follows the signed forced value so far (not each order by itself),
/// which is what an analysis of cascades measures. The temporary part waits until the cascade is
/// over and then decays.
struct ImpactState: Sendable {
  private let impact: Impact
  private let scale: Double
  private let dayVolume: Double
  private let keepPerSecond: Double
  private var flow = 0.0
  private var moved = 0.0
  private var lastOrder = -Double.infinity
  private var temporary = 0.0

  init(_ impact: Impact, _ symbol: SymbolModel) {
    self.impact = impact
    scale = impact.scale * symbol.volatilityDay
    dayVolume = symbol.quoteVolumeDay
    keepPerSecond = PortableMath.exp(-1 / impact.reversion)
  }

  /// The move that `dollars` of forced value make: positive when bought (a short was closed).
  mutating func move(_ dollars: Double, at seconds: Double) -> Double {
    if seconds - lastOrder > impact.cascadeGap { (flow, moved) = (0, 0) }
    lastOrder = seconds
    flow += dollars
    let share = abs(flow) / dayVolume
    let isSquareRoot = impact.exponent == 0.5
    let law =
      scale * (isSquareRoot ? share.squareRoot() : PortableMath.power(share, impact.exponent))
    let target = flow < 0 ? -law : law
    let step = target - moved
    moved = target
    temporary += (1 - impact.permanentShare) * step
    return step
  }

  /// The move back during the second that starts at `seconds`.
  mutating func reversion(at seconds: Double) -> Double {
    guard temporary != 0, seconds - lastOrder > impact.cascadeGap else { return 0 }
    let before = temporary
    temporary *= keepPerSecond
    return temporary - before
  }
}
