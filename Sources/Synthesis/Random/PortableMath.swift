/// Logarithm, exponential and power made of +, −, × and ÷ alone.
///
/// A C library may round these functions differently on another processor; IEEE arithmetic may not.
/// So the same seed gives the same bytes on every machine, and a committed sample can be made again.
/// The argument reductions and coefficients are those of FDLIBM (`e_log.c`, `e_exp.c`); errors are
/// below one unit in the last place, argument ranges are those of the generator.
enum PortableMath {
  private static let log2High = 6.93147180369123816490e-01
  private static let log2Low = 1.90821492927058770002e-10

  /// The natural logarithm of a positive normal number.
  static func log(_ x: Double) -> Double {
    // √2/2 ≤ mantissa < √2, so that the series below is short.
    let shifted = x.bitPattern &+ (0x3FF0_0000_0000_0000 &- 0x3FE6_A09E_667F_3BCD)
    let exponent = Double(Int64(shifted >> 52) &- 1023)
    let mantissa = Double(
      bitPattern: (shifted & 0x000F_FFFF_FFFF_FFFF) &+ 0x3FE6_A09E_667F_3BCD)
    let f = mantissa - 1
    let s = f / (2 + f)
    let z = s * s
    let w = z * z
    let even =
      w
      * (3.999999999940941908e-01
        + w * (2.222219843214978396e-01 + w * 1.531383769920937332e-01))
    let odd =
      z
      * (6.666666666666735130e-01
        + w
        * (2.857142874366239149e-01
          + w * (1.818357216161805012e-01 + w * 1.479819860511658591e-01)))
    let half = 0.5 * f * f
    return exponent * log2High
      - ((half - (s * (half + even + odd) + exponent * log2Low)) - f)
  }

  /// The exponential of a number in −700…700; outside, of the nearer bound.
  static func exp(_ x: Double) -> Double {
    let x = min(max(x, -700), 700)
    let k = (x * 1.44269504088896338700).rounded()
    let high = x - k * log2High
    let low = k * log2Low
    let r = high - low
    let t = r * r
    let c =
      r - t
      * (1.66666666666666019037e-01
        + t
        * (-2.77777777770155933842e-03
          + t
          * (6.61375632143793436117e-05
            + t * (-1.65339022054652515390e-06 + t * 4.13813679705723846039e-08))))
    let y = 1 - ((low - (r * c) / (2 - c)) - high)
    return y * Double(bitPattern: UInt64(Int64(k) + 1023) << 52)
  }

  /// `base` to the power `exponent`, for a positive base; 0 for base 0 and a positive exponent.
  static func power(_ base: Double, _ exponent: Double) -> Double {
    base > 0 ? exp(exponent * log(base)) : 0
  }
}
