import Basics
import MarketData

/// One liquidation before it has a size and a price.
struct Arrival: Equatable, Sendable {
  /// In seconds since the start of the window.
  var seconds: Double
  /// Index of the venue.
  var venue: UInt8
  var side: LiquidationSide
  /// Whether another liquidation set it off.
  var isOffspring: Bool
}

/// The liquidations of one symbol in time order: a Hawkes process with exponential kernel.
///
/// Exact and without rejection (Dassios and Zhao, 2013): between events the excitation decays
/// exponentially, so the next offspring's time has a closed form, and the next immigrant's follows
/// from the integral of the baseline. Each event belongs to a kind (venue and side); the kind of
/// the event that set another off is drawn in proportion to the kinds' excitations, which is the
/// law of the parent in the cluster representation.
///
/// - Complexity: O(1) time an event, O(kinds) memory.
struct ArrivalStream: Sendable {
  private let baseline: Baseline
  private let arrivals: Arrivals
  private let sides: Sides
  private let cumulativeShares: [Double]
  /// Immigrants a second where the baseline's factor is 1.
  private let rate: Double
  private let firstMinute: Int64
  private let minutes: Int64
  private var random: SplitMix64
  private var logOdds: MeanReverting
  private var logOddsMinute: Int64
  private var now: Double
  /// Σ e^{−β(now−tᵢ)} by kind: 2·venue + side.
  private var excitation: [Double]
  private var nextOffspring = Double.infinity
  /// e^{−β·Δ} for the time Δ to the next offspring.
  private var offspringDecay = 0.0
  private var nextImmigrant: Double

  /// - Parameters:
  ///   - name: The symbol: it names the random streams.
  ///   - model: The market.
  ///   - baseline: The rhythm.
  ///   - rate: Immigrants a second where the baseline's factor is 1.
  init(_ name: String, _ model: MarketModel, baseline: Baseline, rate: Double) {
    self.baseline = baseline
    self.rate = rate
    arrivals = model.arrivals
    sides = model.sides
    var sum = 0.0
    let total = model.venues.reduce(0) { $0 + $1.share }
    cumulativeShares = model.venues.map {
      sum += $0.share / total
      return sum
    }
    firstMinute = model.window.from / 60_000_000
    minutes = (model.window.to - model.window.from) / 60_000_000
    random = SplitMix64(seed: model.seed, stream: "arrivals \(name)")
    logOdds = MeanReverting(
      deviation: sides.logOddsDeviation, steps: sides.persistence * 60,
      random: SplitMix64(seed: model.seed, stream: "sides \(name)"))
    excitation = [Double](repeating: 0, count: 2 * model.venues.count)
    logOddsMinute = -arrivals.burnInMinutes
    now = Double(logOddsMinute) * 60
    nextImmigrant = now
    nextImmigrant = immigrant(after: now)
    while let seconds = nextTime, seconds < 0 { _ = next() }
  }

  /// The next liquidation, or nil after the last of the window.
  mutating func next() -> Arrival? {
    guard let seconds = nextTime else { return nil }
    let isOffspring = nextOffspring <= nextImmigrant
    let decay =
      isOffspring ? offspringDecay : PortableMath.exp((now - seconds) / arrivals.kernelMean)
    for kind in excitation.indices { excitation[kind] *= decay }
    let kind = isOffspring ? offspringKind() : immigrantKind(at: seconds)
    excitation[kind] += 1
    now = seconds
    if !isOffspring { nextImmigrant = immigrant(after: seconds) }
    nextOffspring = offspring(after: seconds)
    return Arrival(
      seconds: seconds, venue: UInt8(kind / 2), side: kind % 2 == 0 ? .long : .short,
      isOffspring: isOffspring)
  }

  /// When the next liquidation happens, or nil after the last of the window.
  var nextTime: Double? {
    let seconds = min(nextOffspring, nextImmigrant)
    return seconds < Double(minutes) * 60 ? seconds : nil
  }

  /// When the integral of the baseline has grown by an exponential with mean 1.
  private mutating func immigrant(after seconds: Double) -> Double {
    var missing = random.exponential()
    var minute = Int64((seconds / 60).rounded(.down))
    var start = seconds
    while minute < minutes {
      let perSecond = rate * baseline.factor(minute: firstMinute + minute)
      let end = Double(minute + 1) * 60
      let available = perSecond * (end - start)
      if missing < available { return start + missing / perSecond }
      missing -= available
      minute += 1
      start = end
    }
    return .infinity
  }

  /// When the excitation, if nothing adds to it, makes its next event; never is possible.
  private mutating func offspring(after seconds: Double) -> Double {
    var total = 0.0
    for value in excitation { total += value }
    offspringDecay = 1 - random.exponential() / (arrivals.branchingRatio * total)
    guard offspringDecay > 0 else { return .infinity }
    return seconds - arrivals.kernelMean * PortableMath.log(offspringDecay)
  }

  private mutating func immigrantKind(at seconds: Double) -> Int {
    let minute = Int64((seconds / 60).rounded(.down))
    while logOddsMinute < minute {
      logOdds.advance()
      logOddsMinute += 1
    }
    let odds = sides.longShare / (1 - sides.longShare) * PortableMath.exp(logOdds.value)
    let venue = random.uniform()
    let index = cumulativeShares.firstIndex { venue < $0 } ?? cumulativeShares.count - 1
    return 2 * index + (random.uniform() * (1 + odds) < odds ? 0 : 1)
  }

  private mutating func offspringKind() -> Int {
    var total = 0.0
    for value in excitation { total += value }
    var place = random.uniform() * total
    var parent = excitation.count - 1
    for (kind, value) in excitation.enumerated() {
      if place < value {
        parent = kind
        break
      }
      place -= value
    }
    return random.uniform() < arrivals.sideInheritance ? parent : parent ^ 1
  }
}
