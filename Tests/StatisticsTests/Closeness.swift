import Foundation

/// Whether |value − expected| ≤ absolute + relative·|expected|.
func isClose(
  _ value: Double, _ expected: Double, relative: Double = 1e-12, absolute: Double = 0
) -> Bool {
  if value == expected { return true }
  return abs(value - expected) <= absolute + relative * abs(expected)
}

/// Whether two lists agree number by number.
func areClose(
  _ values: [Double], _ expected: [Double], relative: Double = 1e-12, absolute: Double = 0
) -> Bool {
  values.count == expected.count
    && zip(values, expected).allSatisfy {
      isClose($0, $1, relative: relative, absolute: absolute)
    }
}

func logOf(_ value: Double) -> Double { log(value) }
