import Basics
import Statistics

/// How finely a symbol's feeds tell time and how often they were full: what bounds every estimate
/// of fast clustering.
struct FeedClock {
  /// One exchange's part.
  private struct Feed {
    var events = 0
    var second = Int64.min
    var secondsInMinute = 0
    var isDense = false
    var minutes = 0
    var saturated = 0
  }

  /// Minutes with an event in every second, over minutes with any event; NaN of none.
  let saturatedShare: Double
  /// In seconds: 1 when most events come from feeds that publish one a second, else a millisecond.
  let resolution: Double

  /// The fewest events that show a feed to be throttled.
  private static let least = 200

  /// - Parameters:
  ///   - events: Of one symbol, in time order.
  ///   - exchanges: How many exchanges there are.
  /// - Complexity: O(*n*).
  init(_ events: EventColumns, exchanges: Int) {
    var feeds = [Feed](repeating: Feed(), count: exchanges)
    for row in 0..<events.count {
      let second = TimeText.floorDivide(events.time[row], 1_000_000)
      Self.add(second, to: &feeds[Int(events.exchange[row])])
    }
    let minutes = feeds.reduce(0) { $0 + $1.minutes }
    saturatedShare = Double(feeds.reduce(0) { $0 + $1.saturated }) / Double(minutes)
    let slow = feeds.filter { !$0.isDense && $0.events >= Self.least }.reduce(0) { $0 + $1.events }
    resolution = 2 * slow > events.count ? 1 : 0.001
  }

  private static func add(_ second: Int64, to feed: inout Feed) {
    feed.events += 1
    if second == feed.second {
      feed.isDense = true
      return
    }
    let isNewMinute =
      feed.second == .min
      || TimeText.floorDivide(second, 60) != TimeText.floorDivide(feed.second, 60)
    if isNewMinute {
      feed.minutes += 1
      feed.secondsInMinute = 0
    }
    feed.second = second
    feed.secondsInMinute += 1
    if feed.secondsInMinute == 60 { feed.saturated += 1 }
  }

  /// What a fit of self-excitation must refuse.
  var limits: HawkesFitLimits {
    HawkesFitLimits(
      resolution: resolution, saturatedShare: saturatedShare.isNaN ? 0 : saturatedShare)
  }
}
