import Glibc

/// The C library's functions that pictures need, in one place.
enum Natural {
  /// The natural logarithm.
  static func log(_ value: Double) -> Double { Glibc.log(value) }

  /// e to the power of `value`.
  static func exp(_ value: Double) -> Double { Glibc.exp(value) }
}
