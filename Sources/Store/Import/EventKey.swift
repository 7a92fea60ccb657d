import Basics
import MarketData

/// What makes two liquidations the same (IMPORT-RULES 4, 6 and 7), in 32 bytes.
///
/// Without an order id: instrument, side, time in whole milliseconds, quantity or, if null,
/// contracts, price and price kind, compared exactly. With one: instrument, side and the id, by its
/// hash of 128 bits. A row with an id is never the same as a row without.
///
/// A row that has both quantity and contracts is also the same as one that has the contracts only:
/// the same file read with and without contract rules (IMPORT-RULES 73). `byContracts` is its
/// second key.
struct EventKey: Equatable, BitwiseCopyable {
  var milliseconds: Int64
  var price: UInt64
  var amount: UInt64
  /// The instrument above the low byte, which holds side, price kind, unit of the amount, id or
  /// not.
  var tag: UInt64

  /// Whether the key is of a row with an order id.
  var hasOrderID: Bool { tag & Self.idFlag != 0 }

  static let idFlag: UInt64 = 0x80
  /// The amount is in contracts; there is no quantity.
  static let contractsFlag: UInt64 = 0x20
  /// There is no amount.
  static let noAmountFlag: UInt64 = 0x40

  /// Whether the amount is a quantity, so that the row may have contracts as well.
  var hasQuantity: Bool { tag & (Self.idFlag | Self.contractsFlag | Self.noAmountFlag) == 0 }

  /// The key the row would have if its quantity were not known.
  func byContracts(_ contracts: Double) -> EventKey {
    EventKey(
      milliseconds: milliseconds, price: price, amount: contracts.bitPattern,
      tag: tag | Self.contractsFlag)
  }

  /// Where the key's place in a hash table is looked for first.
  var hash: UInt64 {
    Self.mix(Self.mix(Self.mix(UInt64(bitPattern: milliseconds), price), amount), tag)
  }

  private static func mix(_ hash: UInt64, _ word: UInt64) -> UInt64 {
    let product = (hash ^ word) &* 0x9E37_79B9_7F4A_7C15
    return product ^ product >> 32
  }
}

/// Whether an exchange's order ids are ids of positions, which are closed in several steps.
///
/// Bitfinex sends POS_ID: rows are the same only if time and amount are, too (IMPORT-RULES 4).
func orderIDsArePositions(_ exchange: String) -> Bool { exchange.hasPrefix("bitfinex") }

/// The keys of all rows of `batch`.
///
/// - Parameters:
///   - batch: The rows; its contracts are empty where no row has any.
///   - numbers: For each of the batch's instruments its number in the keys, or nil when it has
///     none: such rows get `EventKey.none`.
/// - Returns: One key a row.
func eventKeys(_ batch: LiquidationBatch, numbers: [UInt32?]) -> [EventKey] {
  let instrument = batch.instrument
  let time = batch.time
  let side = batch.side
  let price = batch.price
  let kind = batch.priceKind
  let quantity = batch.quantity
  let contracts = batch.contracts
  let tags = numbers.map { $0.map { UInt64($0) << 8 } }
  var keys = [EventKey](capacity: time.count) { output in
    for row in time.indices {
      guard let tag = tags[Int(instrument[row])] else {
        output.append(EventKey.none)
        continue
      }
      let amount = AmountBits(quantity[row], contracts.isEmpty ? .nan : contracts[row])
      output.append(
        EventKey(
          milliseconds: TimeText.floorDivide(time[row], 1_000), price: price[row].bitPattern,
          amount: amount.bits,
          tag: tag | UInt64(side[row].rawValue) | UInt64(kind[row].rawValue) << 1 | amount.flag))
    }
  }
  if !batch.orderID.isAllNull { useOrderIDs(batch, &keys) }
  return keys
}

extension EventKey {
  /// The key of a row that is nobody's twin.
  static let none = EventKey(milliseconds: 0, price: 0, amount: 0, tag: .max)
}

/// The amount that a key has: quantity, else contracts, else nothing.
private struct AmountBits {
  let bits: UInt64
  let flag: UInt64

  init(_ quantity: Double, _ contracts: Double) {
    if !quantity.isNaN {
      (bits, flag) = (quantity.bitPattern, 0)
    } else if !contracts.isNaN {
      (bits, flag) = (contracts.bitPattern, EventKey.contractsFlag)
    } else {
      (bits, flag) = (0, EventKey.noAmountFlag)
    }
  }
}

/// Replaces the keys of the rows that have an order id.
private func useOrderIDs(_ batch: LiquidationBatch, _ keys: inout [EventKey]) {
  let ids = batch.orderID
  let instrument = batch.instrument
  let arePositions = batch.instruments.map { orderIDsArePositions($0.exchange) }
  for row in keys.indices where !ids.range(at: row).isEmpty && keys[row] != .none {
    let key = keys[row]
    var bytes = Array(ids.bytes[ids.range(at: row)])
    if arePositions[Int(instrument[row])] {
      for word in [UInt64(bitPattern: key.milliseconds), key.amount] {
        for shift in stride(from: 0, to: 64, by: 8) {
          bytes.append(UInt8(truncatingIfNeeded: word >> UInt64(shift)))
        }
      }
    }
    let hash = XXH3.words128(bytes.span)
    keys[row] = EventKey(
      milliseconds: 0, price: hash.high, amount: hash.low,
      tag: key.tag & ~0x7E | EventKey.idFlag)
  }
}
