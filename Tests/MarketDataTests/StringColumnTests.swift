import Basics
import MarketData
import Testing

/// Columns of strings against arrays of them.
@Suite struct StringColumnTests {
  private func column(_ strings: [String?]) -> StringColumn {
    var column = StringColumn()
    for string in strings { column.append(string) }
    return column
  }

  private func strings(_ column: StringColumn) -> [String?] {
    (0..<column.count).map { column[$0] }
  }

  /// Of many nulls, so that columns without a string are common.
  private func some(_ random: inout SplitMix64) -> [String?] {
    let isNull = random.index(below: 3) == 0
    return (0..<random.index(below: 6)).map { _ in
      isNull || random.index(below: 2) == 0 ? nil : "id\(random.index(below: 1_000))"
    }
  }

  @Test func `what is appended and gathered is what an array has`() {
    var random = SplitMix64(seed: 4)
    for _ in 0..<2_000 {
      let (left, right) = (some(&random), some(&random))
      var joined = column(left)
      joined.append(contentsOf: column(right))
      #expect(strings(joined) == left + right)
      #expect(joined == column(left + right))
      #expect(joined.isAllNull == (left + right).allSatisfy { $0 == nil })
      guard joined.count > 0 else { continue }
      let rows = (0..<4).map { _ in Int32(random.index(below: joined.count)) }
      let picked = joined.gather(rows.span)
      #expect(picked == column(rows.map { joined[Int($0)] }))
    }
  }

  @Test func `no bytes and no string are null`() {
    var bytes = StringColumn(nulls: 2)
    bytes.append(utf8: [UInt8]().span)
    bytes.append("")
    #expect(bytes == StringColumn(nulls: 4) && bytes.isAllNull)
    bytes.append(utf8: Array("x".utf8).span)
    bytes.append(utf8: [UInt8]().span)
    #expect(strings(bytes) == [nil, nil, nil, nil, "x", nil])
    #expect(bytes.range(at: 3).isEmpty && bytes.range(at: 5).isEmpty)
  }
}
