/// The largest or smallest of a window.
struct ExtremeStatistic: SampleStatistic {
  /// 1 for the largest; −1 for the smallest, which is the largest with the sign turned.
  private let sign: Double
  private var maximum = RollingMaximum()

  init(sign: Double) { self.sign = sign }

  mutating func insert(_ value: Double, at time: Int64) { maximum.insert(sign * value) }
  mutating func remove(_ value: Double, at time: Int64) { maximum.removeFirst() }
  func value(of x: Double) -> Double { sign * maximum.value }
}
