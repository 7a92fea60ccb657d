/// Logarithm, exponential and power made of +, −, × and ÷ alone.
///
/// A C library may round these functions differently on another processor; IEEE arithmetic may not.
/// So the same seed gives the same bytes on every machine, and a sample can be made again.
/// The argument reductions and the logarithm's coefficients are those of FDLIBM (`e_log.c`); errors
/// are below 4·10⁻¹⁶, relatively. Arguments are the generator's own: never NaN or subnormal.
package enum PortableMath {
  private static let log2High = 6.93147180369123816490e-01
  private static let log2Low = 1.90821492927058770002e-10

  /// The natural logarithm of a positive normal number.
  package static func log(_ x: Double) -> Double {
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
  ///
  /// Taylor's polynomial of degree 13 on |r| ≤ ln 2 / 2 (truncation 4·10⁻¹⁸), in Estrin's order:
  /// the processor does the halves at the same time.
  package static func exp(_ x: Double) -> Double {
    let x = min(max(x, -700), 700)
    // Adding and subtracting 1.5·2⁵² rounds to a whole number.
    let k = (x * 1.44269504088896338700 + 0x1.8p52) - 0x1.8p52
    let r = (x - k * log2High) - k * log2Low
    let r2 = r * r
    let r4 = r2 * r2
    let p0 = 1 + r
    let p2 = 1 / 2 + r * (1 / 6)
    let p4 = 1 / 24 + r * (1 / 120)
    let p6 = 1 / 720 + r * (1 / 5_040)
    let p8 = 1 / 40_320 + r * (1 / 362_880)
    let p10 = 1 / 3_628_800 + r * (1 / 39_916_800)
    let p12 = 1 / 479_001_600 + r * (1 / 6_227_020_800)
    let low = p0 + r2 * p2
    let middle = p4 + r2 * p6
    let high = (p8 + r2 * p10) + r4 * p12
    let y = low + r4 * (middle + r4 * high)
    return y * Double(bitPattern: UInt64(Int64(k) + 1023) << 52)
  }

  /// `base` to the power `exponent`, for a positive base; 0 for base 0 and a positive exponent.
  package static func power(_ base: Double, _ exponent: Double) -> Double {
    base > 0 ? exp(exponent * log(base)) : 0
  }
}
