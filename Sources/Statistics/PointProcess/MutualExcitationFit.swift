/// A mutually exciting process fitted by maximum likelihood at a given decay.
package struct MutualExcitationFit: Sendable, Equatable {
  /// The estimates; every element of the branching matrix is at least 0.
  package var model: MutualExcitation
  /// ℓ at the estimates.
  package var logLikelihood: Double
  /// Standard errors of μ by kind; nil at the bound 0, where the usual theory does not hold.
  package var baselineStandardErrors: [Double?]
  /// Standard errors of A, row by row; nil at the bound 0.
  package var branchingStandardErrors: [[Double?]]
}

/// Fits the baselines and the branching matrix at a fixed common decay.
///
/// At a fixed decay ℓ is a sum of one concave function per receiving kind,
/// Σ ln(g·v) − c·v over v = (μᵢ, Aᵢ₁ … Aᵢ_d) ≥ 0, so the maximum is global. All receivers are
/// climbed together by projected Newton steps (Bertsekas, 1982): one pass over the events for each
/// step, nothing kept per event.
///
/// Kinds that share a daily cycle seem to excite each other: give the events a profile, and
/// compare with rotated series, before reading A as influence.
///
/// - Parameters:
///   - events: The events.
///   - decay: β, from a univariate fit.
/// - Returns: The estimates with their errors.
/// - Throws: `tooFewEvents` when a kind has fewer than 10 events, `notIdentified` when the climb
///   does not end.
/// - Complexity: O(n·d²) a pass, some twenty passes.
package func fitMutualExcitation(
  _ events: MarkedEvents, decay: Double
) throws(PointProcessError) -> MutualExcitationFit {
  var counts = [Int](repeating: 0, count: events.kindCount)
  for kind in events.kinds { counts[kind] += 1 }
  let fewest = counts.min() ?? 0
  guard fewest >= 10 else { throw .tooFewEvents(count: fewest, needed: 10) }
  var climb = ExcitationClimb(events, decay: decay, counts: counts)
  guard climb.run(passes: 300) else { throw .notIdentified }
  return climb.fit
}

/// The climb of all receivers together.
private struct ExcitationClimb {
  private let events: MarkedEvents
  private let decay: Double
  private let costs: [Double]
  private var receivers: [Receiver]

  init(_ events: MarkedEvents, decay: Double, counts: [Int]) {
    self.events = events
    self.decay = decay
    var trace = ExcitationTrace(kindCount: events.kindCount, decay: decay)
    for i in events.times.indices {
      trace.advance(to: events.times[i])
      trace.record(events.kinds[i])
    }
    trace.advance(to: events.duration)
    costs = [events.exposure] + (0..<events.kindCount).map { trace.spent(of: $0) }
    let size = Double(events.kindCount)
    receivers = counts.map { count in
      let first = [0.5 * Double(count) / events.exposure]
      return Receiver(first + [Double](repeating: 0.5 / size, count: events.kindCount))
    }
  }

  /// Climbs until every receiver stands still; false when the passes run out.
  mutating func run(passes: Int) -> Bool {
    for _ in 0..<passes {
      let sums = pass()
      for i in receivers.indices { receivers[i].settle(sums[i], costs) }
      if receivers.allSatisfy(\.isDone) { return true }
    }
    return false
  }

  /// The sums of every receiver at its trial point.
  private func pass() -> [ReceiverSums] {
    let size = events.kindCount + 1
    var sums = receivers.map { ReceiverSums(at: $0.trial) }
    var trace = ExcitationTrace(kindCount: events.kindCount, decay: decay)
    var features = [Double](repeating: 0, count: size)
    for i in events.times.indices {
      trace.advance(to: events.times[i])
      let kind = events.kinds[i]
      features[0] = events.profile?.value(at: events.times[i]) ?? 1
      for j in 1..<size { features[j] = trace.excitation(of: j - 1) }
      sums[kind].add(features.span)
      trace.record(kind)
    }
    return sums
  }

  var fit: MutualExcitationFit {
    let errors = receivers.map(\.standardErrors)
    return MutualExcitationFit(
      model: MutualExcitation(
        baselines: receivers.map { $0.point[0] },
        branching: receivers.map { Array($0.point.dropFirst()) }, decay: decay),
      logLikelihood: -receivers.reduce(0) { $0 + $1.value },
      baselineStandardErrors: errors.map { $0[0] },
      branchingStandardErrors: errors.map { Array($0.dropFirst()) })
  }
}

/// Σ ln λ of one receiver with its first and second derivatives, at one point.
private struct ReceiverSums {
  private let weights: [Double]
  private(set) var logarithms = LogarithmSum()
  private(set) var gradient: [Double]
  private(set) var curvature: [Double]

  init(at point: [Double]) {
    weights = point
    let size = point.count
    gradient = [Double](repeating: 0, count: size)
    curvature = [Double](repeating: 0, count: size * size)
  }

  mutating func add(_ features: Span<Double>) {
    var rate = 0.0
    for j in features.indices { rate += features[j] * weights[j] }
    logarithms.add(rate)
    let inverse = 1 / rate
    let size = features.count
    for j in 0..<size {
      let scaled = features[j] * inverse
      gradient[j] += scaled
      for k in 0...j { curvature[j * size + k] += scaled * features[k] * inverse }
    }
  }
}

/// One receiver's place on its own hill: minimise c·v − Σ ln(g·v) over v ≥ 0.
private struct Receiver {
  private(set) var point: [Double]
  private(set) var value = Double.infinity
  private(set) var isDone = false
  /// Where the next pass evaluates.
  private(set) var trial: [Double]
  private var gradient: [Double] = []
  private var curvature = SymmetricMatrix(dimension: 0)
  private var direction: [Double] = []
  private var step = 1.0
  private var isNewton = true

  init(_ start: [Double]) {
    point = start
    trial = start
  }

  /// Takes or shortens the trial step, then proposes the next one.
  mutating func settle(_ sums: ReceiverSums, _ costs: [Double]) {
    guard !isDone else { return }
    let found = dot(costs, trial) - sums.logarithms.value
    if value.isFinite {
      let expected = dot(gradient, zip(point, trial).map(-))
      guard found.isFinite, found <= value - 1e-4 * expected else { return shorten() }
    }
    (point, value, step) = (trial, found, 1)
    gradient = zip(costs, sums.gradient).map(-)
    curvature = SymmetricMatrix(dimension: costs.count)
    for j in costs.indices {
      for k in 0...j { curvature[j, k] = sums.curvature[j * costs.count + k] }
    }
    propose()
  }

  /// Halves the step. Where the hill is nearly flat the Newton step is so long that the bounds
  /// cut it into a different direction: then the gradient, scaled by the curvature, takes over.
  private mutating func shorten() {
    step /= 2
    if step < 1e-3 && isNewton {
      (isNewton, step) = (false, 1)
      descend(scaledGradient)
    }
    if step < 1e-9 { isDone = true } else { move() }
  }

  /// Components that are not held at 0 by a gradient that points outwards.
  private var free: [Int] { point.indices.filter { point[$0] > 1e-12 || gradient[$0] < 0 } }

  private mutating func propose() {
    let free = free
    let slope = free.map { gradient[$0] }
    let newton = curvature.submatrix(free).cholesky?.solve(slope)
    isNewton = newton != nil
    descend(newton ?? scaledGradient)
    if -dot(direction, gradient) <= 1e-12 * max(1, abs(value)) { isDone = true }
    move()
  }

  /// The gradient of the free components over their own curvature.
  private var scaledGradient: [Double] {
    free.map { gradient[$0] / max(curvature[$0, $0], 1e-300) }
  }

  private mutating func descend(_ changes: [Double]) {
    direction = [Double](repeating: 0, count: point.count)
    for (j, change) in zip(free, changes) { direction[j] = -change }
  }

  private mutating func move() {
    trial = zip(point, direction).map { max(0, $0 + step * $1) }
  }

  /// From the information of the free components; nil for the others.
  var standardErrors: [Double?] {
    var errors = [Double?](repeating: nil, count: point.count)
    let inside = point.indices.filter { point[$0] > 1e-12 }
    guard let covariance = curvature.submatrix(inside).inverse else { return errors }
    for (j, variance) in zip(inside, covariance.diagonal) { errors[j] = variance.squareRoot() }
    return errors
  }
}
