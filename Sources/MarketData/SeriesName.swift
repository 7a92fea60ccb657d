/// What a context series measures: the name it is stored under.
///
/// Only fractions, never percent; sizes say their unit in their name.
@usableFromInline
package enum SeriesName: UInt8, Sendable, CaseIterable, Codable {
  /// Open contracts of one side, in the base currency.
  case openInterest = 0
  /// Open contracts of one side, in US dollars.
  case openInterestUSD = 1
  /// Open contracts of one side, as the venue counts them.
  case openInterestContracts = 2
  /// The rate that longs pay to shorts at the instant, as a fraction of the position's value.
  case fundingRate = 3
  /// The venue's forecast of the next rate, as a fraction.
  case predictedFundingRate = 4
  /// The venue's fair price, in the quote currency.
  case markPrice = 5
  /// The price of the underlying index, in the quote currency.
  case indexPrice = 6
  /// The price of the last trade, in the quote currency.
  case lastPrice = 7
  /// Accounts that are long over accounts that are short.
  case longShortRatio = 8
  /// The same of the traders with the largest margins.
  case topTraderLongShortRatio = 9
  /// Positions of those traders that are long over those that are short.
  case topTraderPositionRatio = 10
  /// Volume that takers bought over volume that they sold.
  case takerVolumeRatio = 11

  /// The word stored, printed and used as the name of a folder.
  package var name: String {
    switch self {
    case .openInterest: "open_interest"
    case .openInterestUSD: "open_interest_usd"
    case .openInterestContracts: "open_interest_contracts"
    case .fundingRate: "funding_rate"
    case .predictedFundingRate: "predicted_funding_rate"
    case .markPrice: "mark_price"
    case .indexPrice: "index_price"
    case .lastPrice: "last_price"
    case .longShortRatio: "long_short_ratio"
    case .topTraderLongShortRatio: "top_trader_long_short_ratio"
    case .topTraderPositionRatio: "top_trader_position_ratio"
    case .takerVolumeRatio: "taker_volume_ratio"
    }
  }

  /// The series called `name`, or nil.
  package init?(name: some StringProtocol) {
    guard let series = Self.allCases.first(where: { $0.name == name }) else { return nil }
    self = series
  }

  /// Whether values may be negative.
  package var isRate: Bool { self == .fundingRate || self == .predictedFundingRate }

  /// Whether values may be zero: nobody need hold a contract, but no price and no ratio is zero.
  package var allowsZero: Bool {
    switch self {
    case .openInterest, .openInterestUSD, .openInterestContracts: true
    default: isRate
    }
  }
}
