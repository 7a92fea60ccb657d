import Basics
import Signals
import Testing

@Suite struct LatticeTests {
  private static let step: Int64 = 60

  /// Seeds 0, 3, 6 …: evenly spaced; 1, 4, 7 …: with gaps; 2, 5, 8 …: off the lattice too.
  private static func times(_ seed: UInt64) -> [Int64] {
    var random = SplitMix64(seed: seed)
    var time = Int64(random.index(below: 1_000)) - 500
    return (0..<200).map { _ in
      time += step
      if seed % 3 > 0, random.index(below: 10) == 0 {
        time += step * Int64(random.index(below: 5))
      }
      if seed % 3 > 1, random.index(below: 20) == 0 { time += 7 }
      return time
    }
  }

  @Test(arguments: UInt64(0)..<12)
  func `an instant is found where looking at all of them finds it`(_ seed: UInt64) {
    let times = Self.times(seed)
    var lattice = Lattice(step: Self.step)
    for (index, time) in times.enumerated() {
      lattice.append(time, after: index > 0 ? times[index - 1] : nil)
    }
    #expect(lattice.isEven == (seed % 3 == 0))
    for time in stride(from: times[0] - 200, through: times[199] + 200, by: 1) {
      let expected = times.firstIndex { $0 >= time } ?? times.count
      #expect(lattice.firstIndex(atOrAfter: time, in: times) == expected)
    }
    #expect(lattice.firstIndex(atOrAfter: .min, in: times) == 0)
    #expect(lattice.firstIndex(atOrAfter: .max, in: times) == times.count)
  }

  @Test func `nothing is found among no instants`() {
    #expect(Lattice(step: 1).firstIndex(atOrAfter: 0, in: []) == 0)
  }
}
