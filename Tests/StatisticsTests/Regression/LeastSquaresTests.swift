import Statistics
import Testing

@Suite struct LeastSquaresTests {
  @Test func `columns that depend on each other are refused`() {
    let x = (0..<10).map(Double.init)
    #expect(LeastSquares(x, on: [x.map { _ in 1 }, x, x.map { 2 * $0 + 1 }]) == nil)
    #expect(LeastSquares([1, 2], on: [[1, 1], [0, 1]]) == nil)
  }

  @Test func `a long time axis keeps its digits`() throws {
    let t = (0..<20_000).map { Double($0) + 1e6 }
    let fit = try #require(LeastSquares(t.map { 3 + 2e-6 * $0 }, on: [t.map { _ in 1 }, t]))
    #expect(isClose(fit.coefficients[1], 2e-6, relative: 1e-8))
  }
}
