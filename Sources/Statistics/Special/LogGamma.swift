import Glibc

/// ln Γ(x) for x > 0; NaN elsewhere.
///
/// Accurate to a few units in the last place also near its zeros at 1 and 2. Own code rather than
/// the C library's `lgamma`, which writes a global sign.
package func logGamma(_ x: Double) -> Double {
  guard x > 0 else { return .nan }
  if x >= 10 {
    return (x - 0.5) * log(x) - x + halfLogTwoPi + stirlingError(x)
  }
  var factor = 1.0
  var shifted = x
  while shifted > 2.5 {
    shifted -= 1
    factor *= shifted
  }
  if shifted > 1.5 { return logGammaNearTwo(shifted - 2) + log(factor) }
  if shifted > 0.5 {
    return logGammaNearTwo(shifted - 1) - log1p(shifted - 1) + log(factor)
  }
  return logGammaNearTwo(shifted) - log1p(shifted) - log(shifted)
}

/// ½·ln 2π.
let halfLogTwoPi = 0.91893853320467274178

/// ln Γ(x) − [(x − ½)·ln x − x + ½·ln 2π] for x ≥ 10: the error of Stirling's formula.
func stirlingError(_ x: Double) -> Double {
  let square = 1 / (x * x)
  let tail = 1.0 / 1_188 - square * (691.0 / 360_360 - square / 156)
  let inner = 1.0 / 360 - square * (1.0 / 1_260 - square * (1.0 / 1_680 - square * tail))
  return (1.0 / 12 - square * inner) / x
}

/// ln Γ(2 + x) for |x| ≤ ½ by its Taylor series: x·(1 − γ) + Σ (ζ(k) − 1)·(−x)ᵏ/k.
private func logGammaNearTwo(_ x: Double) -> Double {
  var sum = 0.0
  var k = zetaMinusOne.count + 1
  while k >= 2 {
    sum = -x * (zetaMinusOne[k - 2] / Double(k) + sum)
    k -= 1
  }
  return x * (0.42278433509846713939 - sum)
}

/// ζ(k) − 1 for k = 2, 3, …; `mpmath.zeta(k) - 1` with 40 digits.
private let zetaMinusOne = [
  0.64493406684822643647, 0.2020569031595942854, 0.082323233711138191516,
  0.036927755143369926331, 0.017343061984449139715, 0.0083492773819228268398,
  0.0040773561979443393787, 0.0020083928260822144179, 0.00099457512781808533715,
  0.0004941886041194645587, 0.00024608655330804829864, 0.00012271334757848914675,
  0.000061248135058704829259, 0.000030588236307020493552, 0.000015282259408651871733,
  7.6371976378997622736e-6, 3.8172932649998398565e-6, 1.9082127165539389257e-6,
  9.5396203387279611315e-7, 4.7693298678780646312e-7, 2.3845050272773299e-7,
  1.1921992596531107307e-7, 5.9608189051259479612e-8, 2.9803503514652280186e-8,
  1.4901554828365041235e-8, 7.450711789835429492e-9, 3.7253340247884570548e-9,
]

/// ln(1 + t) − t without cancellation.
///
/// With v = t/(2 + t), ln(1 + t) = 2·artanh v and 2v − t = −t·v, so nothing large is subtracted.
func logOnePlusMinus(_ t: Double) -> Double {
  guard abs(t) < 0.3 else { return log1p(t) - t }
  let v = t / (2 + t)
  let square = v * v
  var sum = 0.0
  var k = 19
  while k >= 3 {
    sum = square * (sum + 1 / Double(k))
    k -= 2
  }
  return v * (2 * sum - t)
}

/// ln(1 − eˣ) for x ≤ 0, exact at both ends.
package func logOneMinusExp(_ x: Double) -> Double {
  x > -0.693147 ? log(-expm1(x)) : log1p(-exp(x))
}
