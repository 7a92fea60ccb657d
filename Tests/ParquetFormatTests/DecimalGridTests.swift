import Basics
import ParquetFormat
import Testing

/// Dictionaries of decimals, which are counted on a grid where they lie on one.
@Suite struct DecimalGridTests {
  private static let count = 20_000

  /// What comes back of `values`, written with a dictionary and as the writer likes best.
  private func copies(of values: [Double]) throws -> [[Double]] {
    try [Encoding.rleDictionary, nil].map { encoding in
      let schema = ParquetSchema(columns: [ParquetColumn("x", .double, encoding: encoding)])
      let bytes = try parquetFile([[ColumnData(.double(values))]], schema: schema)
      let data = try ParquetFile(MemorySource(bytes)).readAll(rowGroup: 0)[0]
      guard case .double(let copy) = data.values else { return [] }
      return copy
    }
  }

  private func decimals(_ digits: Int, below limit: Int, seed: UInt64) -> [Double] {
    var random = SplitMix64(seed: seed)
    let scale = [1.0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10][digits]
    return (0..<Self.count).map { _ in Double(random.index(below: limit)) / scale }
  }

  @Test(arguments: 0...10) func `decimals come back to the bit`(digits: Int) throws {
    let values = decimals(digits, below: 5_000, seed: UInt64(digits))
    for copy in try copies(of: values) { #expect(copy == values) }
  }

  @Test(arguments: [
    [-0.0], [.nan], [.infinity], [-.infinity], [1e300], [-1e300], [.leastNonzeroMagnitude], [1e-9],
    [1.0 / 3],
    [0.1 + 0.2], [9_007_199_254_740_992], [1e15, -1e15], [-7.25, -0.0, 0.0],
    [1_125_899_906_842_623],
    [Double(bitPattern: 0x7FF8_0000_0000_0001)], [134_217_728.0], [134_217_727.5],
  ])
  func `values beside the grid come back to the bit`(corners: [Double]) throws {
    for place in [0, Self.count / 2, Self.count - corners.count] {
      var values = decimals(2, below: 900, seed: 3)
      values.replaceSubrange(place..<place + corners.count, with: corners)
      for copy in try copies(of: values) {
        #expect(copy.map(\.bitPattern) == values.map(\.bitPattern))
      }
    }
  }

  @Test func `two instruments of different digits come back to the bit`() throws {
    let low = decimals(5, below: 40_000, seed: 1)
    let high = decimals(1, below: 300, seed: 2).map { $0 + 60_000 }
    let values = low + high
    for copy in try copies(of: values) { #expect(copy == values) }
  }

  @Test func `only NaN, and nothing, come back`() throws {
    let values = [Double](repeating: .nan, count: 100)
    for copy in try copies(of: values) { #expect(copy.allSatisfy(\.isNaN) && copy.count == 100) }
    for copy in try copies(of: []) { #expect(copy.isEmpty) }
  }

  /// Grids with a table of all points, and larger ones with one in pieces; odd and even counts.
  @Test(arguments: [1, 2, 159_998, 159_999, 160_000, 160_001, 262_144, 262_145, 900_000])
  func `grids of any size come back to the bit`(points: Int) throws {
    for count in [Self.count, Self.count - 1] {
      var values = Array(decimals(2, below: 700, seed: 4)[..<count])
      values[7] = Double(points) / 100
      values[count - 1] = Double(points - 1) / 100
      for copy in try copies(of: values) { #expect(copy == values) }
    }
  }

  /// The order of the rows must not matter to the dictionary: that is what makes it compress.
  @Test func `the dictionary of decimals is sorted`() throws {
    let values = decimals(2, below: 3_000, seed: 9)
    let column = ParquetColumn("x", .double, encoding: .rleDictionary)
    let schema = ParquetSchema(columns: [column])
    let options = WriterOptions(codec: .uncompressed)
    let bytes = try parquetFile(
      [[ColumnData(.double(values))]], schema: schema, options: options)
    var sorted: [UInt8] = []
    for value in Set(values).sorted() {
      for shift in stride(from: 0, to: 64, by: 8) {
        sorted.append(UInt8(truncatingIfNeeded: value.bitPattern >> UInt64(shift)))
      }
    }
    #expect(bytes.firstRange(of: sorted) != nil)
  }
}
