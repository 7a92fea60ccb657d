import Foundation
import Statistics
import Testing

@Suite struct MinimiserTests {
  private static func rosenbrock(_ p: [Double]) -> Double {
    let (a, b) = (1 - p[0], p[1] - p[0] * p[0])
    return a * a + 100 * b * b
  }

  @Test func `BFGS finds the bottom of the curved valley`() {
    let found = minimizeByBFGS(from: [-1.2, 1]) { p, gradient in
      let b = p[1] - p[0] * p[0]
      gradient[0] = -2 * (1 - p[0]) - 400 * p[0] * b
      gradient[1] = 200 * b
      return Self.rosenbrock(p)
    }
    #expect(found.isConverged)
    #expect(found.point.allSatisfy { abs($0 - 1) < 1e-7 })
  }

  @Test func `BFGS stays inside the domain of its objective`() {
    let found = minimizeByBFGS(from: [0.01]) { p, gradient in
      guard p[0] > 0 else { return .infinity }
      gradient[0] = 1 - 5 / p[0]
      return p[0] - 5 * log(p[0])
    }
    #expect(abs(found.point[0] - 5) < 1e-6)
  }

  @Test func `BFGS says when the steps ran out`() {
    let found = minimizeByBFGS(from: [30], maxIterations: 2) { p, gradient in
      gradient[0] = 4 * p[0] * p[0] * p[0]
      return p[0] * p[0] * p[0] * p[0]
    }
    #expect(!found.isConverged)
    #expect(found.value < 810_000)
  }

  @Test func `Nelder–Mead finds the bottom without derivatives`() {
    let found = minimizeByNelderMead(from: [-1.2, 1]) { Self.rosenbrock($0) }
    #expect(found.isConverged)
    #expect(found.point.allSatisfy { abs($0 - 1) < 1e-6 })
  }

  @Test func `Nelder–Mead walks around undefined values`() {
    let found = minimizeByNelderMead(from: [3, 2]) { p in
      p[0] < 1 ? .nan : p[0] * p[0] + (p[1] - 2) * (p[1] - 2)
    }
    #expect(abs(found.point[0] - 1) < 1e-4)
  }

  @Test func `a symmetric system is solved and a singular one is refused`() {
    var matrix = SymmetricMatrix(dimension: 2)
    (matrix[0, 0], matrix[0, 1], matrix[1, 1]) = (4, 2, 3)
    let solution = matrix.cholesky?.solve([8, 7]) ?? []
    #expect(zip(solution, [1.25, 1.5]).allSatisfy { abs($0 - $1) < 1e-15 })
    #expect(abs((matrix.inverse?[0, 1] ?? 0) + 0.25) < 1e-15)
    matrix[1, 1] = 1
    #expect(matrix.cholesky == nil)
  }

  @Test func `the spectral radius holds for periodic and defective matrices`() {
    #expect(abs(spectralRadius(nonnegative: [[0, 2], [0.5, 0]]) - 1) < 1e-12)
    #expect(abs(spectralRadius(nonnegative: [[0.5, 1], [0, 0.5]]) - 0.5) < 1e-9)
    #expect(spectralRadius(nonnegative: [[0, 1], [0, 0]]) == 0)
  }
}
