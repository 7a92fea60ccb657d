import Basics

/// Every format liqtool reads: the only place that names them all.
package enum Formats {
  /// In the order in which they are listed.
  package static let all: [any ImportFormat.Type] = [
    TardisLiquidations.self,
    TardisJSON.self,
    BinanceForceOrder.self,
    BinanceForceOrderCSV.self,
    BinanceLiquidationSnapshot.self,
    BinanceAllForceOrders.self,
    BybitLiquidation.self,
    OKXLiquidationOrders.self,
    BitMEXLiquidation.self,
    KrakenFuturesTrade.self,
    DeribitTrades.self,
    BitfinexLiquidations.self,
    HTXLiquidationOrders.self,
    GatePublicLiquidates.self,
    GateLiquidationOrders.self,
    BitgetLiquidation.self,
    DydxV4Trades.self,
    HyperliquidFills.self,
    FTXTrades.self,
    FTXTradesCSV.self,
    LighterTrades.self,
    CryptofeedLiquidations.self,
    CryptofeedLiquidationsCSV.self,
    CCXTLiquidations.self,
    CoinGlassOrders.self,
    BinanceKlines.self,
    BinanceKlinesJSON.self,
    BybitKlines.self,
    OKXCandles.self,
    BitgetCandles.self,
    DeribitCandles.self,
    BitfinexCandles.self,
    HTXKlines.self,
    GateCandles.self,
    HyperliquidCandles.self,
    KrakenFuturesCandles.self,
    KrakenOHLCVT.self,
    DydxCandles.self,
    BitMEXTradeBins.self,
    CoinalyzeCandles.self,
    CCXTCandles.self,
    CryptoDataDownload.self,
    OHLCVTable.self,
    CoinalyzeLiquidations.self,
    CoinalyzeLiquidationsCSV.self,
    CoinGlassLiquidations.self,
    CoinGlassLiquidationTable.self,
    GateContractStats.self,
    BinanceBursts.self,
    CoinalyzeOpenInterest.self,
    CoinalyzeFunding.self,
    CoinGlassSeriesTable.self,
    BinanceMetrics.self,
    BinanceOpenInterest.self,
    BybitOpenInterest.self,
    OKXOpenInterest.self,
    BitgetOpenInterest.self,
    HTXOpenInterest.self,
    GateContractStatsSeries.self,
    DeribitOpenInterest.self,
    KrakenFuturesTickers.self,
    HyperliquidAssetContextsCSV.self,
    HyperliquidAssetContexts.self,
    BinanceFundingRates.self,
    BinanceFundingJSON.self,
    BybitFunding.self,
    OKXFunding.self,
    HyperliquidFunding.self,
    TardisDerivativeTicker.self,
    TardisDerivativeTickerJSON.self,
  ]

  /// The format called `name`.
  ///
  /// - Throws: `ImportError` that names the nearest one when there is none.
  package static func named(_ name: String) throws(ImportError) -> any ImportFormat.Type {
    if let format = all.first(where: { $0.name == name }) { return format }
    let hint = nearestName(to: name, in: all.map { $0.name }).map { "; did you mean '\($0)'?" }
    throw ImportError(
      .unknownFormat,
      "there is no format '\(VisibleText.text(name))'\(hint ?? "; liqtool formats lists them")")
  }
}
