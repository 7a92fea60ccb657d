import Synchronization

/// Runs a serial producer, parallel transforms and an ordered consumer, all at the same time.
///
/// Items are produced one after another, transformed on tasks of their own, and consumed one after
/// another in the order in which they were produced, whatever the order in which the
/// transforms end. While the consumer works, the next items are produced and transformed.
///
/// - Parameters:
///   - width: How many items are transformed at a time; at least 1. With one more waiting for the
///     consumer, at most `width + 1` are alive.
///   - produce: Makes the next item, or nil at the end. Never called twice at a time.
///   - transform: Turns an item into a result.
///   - consume: Takes the results.
/// - Throws: The first error, in the order of the items, of any of the three; then nothing more is
///   produced, and the results of later items are dropped.
package func orderedPipeline<Item: Sendable, Result: Sendable>(
  width: Int,
  produce: @escaping @Sendable () throws -> Item?,
  transform: @escaping @Sendable (Item) throws -> Result,
  consume: (Result) async throws -> Void
) async throws {
  precondition(width > 0, "width must be at least 1, was \(width)")
  let belt = Belt<Result>(room: width + 1)
  try await withThrowingTaskGroup(of: Void.self) { group in
    group.addTask { await feed(belt, width, produce, transform) }
    do {
      while let result = try await belt.next() {
        try await consume(result)
        belt.release()
      }
    } catch {
      belt.close()
      throw error
    }
  }
}

/// Produces items as long as the belt has room and hands each to a task of its own.
private func feed<Item: Sendable, Result: Sendable>(
  _ belt: Belt<Result>, _ width: Int,
  _ produce: @escaping @Sendable () throws -> Item?,
  _ transform: @escaping @Sendable (Item) throws -> Result
) async {
  await withDiscardingTaskGroup { group in
    var index = 0
    while await belt.acquire() {
      do {
        guard let item = try produce() else { return belt.end(at: index) }
        let place = index
        group.addTask { belt.put(Swift.Result { try transform(item) }, at: place) }
        index += 1
      } catch {
        belt.put(.failure(error), at: index)
        return belt.end(at: index + 1)
      }
    }
  }
}

/// Results on their way from many tasks to one, in order, with room for so many.
private final class Belt<Value: Sendable>: Sendable {
  private struct State {
    var room: Int
    var isClosed = false
    var results: [Int: Result<Value, any Error>] = [:]
    /// The result to be taken next.
    var next = 0
    /// How many results there are in all, once that is known.
    var count: Int?
    var waitingForRoom: CheckedContinuation<Bool, Never>?
    var waitingForResult: CheckedContinuation<Result<Value, any Error>?, Never>?

    /// The next result, nil at the end, or nothing yet.
    mutating func take() -> Result<Value, any Error>?? {
      if let result = results.removeValue(forKey: next) {
        next += 1
        return result
      }
      return count == next ? .some(nil) : nil
    }
  }

  private let state: Mutex<State>

  init(room: Int) { state = Mutex(State(room: room)) }

  /// Waits for room; false when the belt is closed.
  func acquire() async -> Bool {
    await withCheckedContinuation { continuation in
      let answer: Bool? = state.withLock { state in
        if state.isClosed { return false }
        if state.room > 0 {
          state.room -= 1
          return true
        }
        state.waitingForRoom = continuation
        return nil
      }
      if let answer { continuation.resume(returning: answer) }
    }
  }

  /// Gives back the room of one consumed result.
  func release() {
    let waiting = state.withLock { state in
      let waiting = state.waitingForRoom
      state.waitingForRoom = nil
      if waiting == nil { state.room += 1 }
      return waiting
    }
    waiting?.resume(returning: true)
  }

  /// Tells the producer to stop.
  func close() {
    let waiting = state.withLock { state in
      state.isClosed = true
      defer { state.waitingForRoom = nil }
      return state.waitingForRoom
    }
    waiting?.resume(returning: false)
  }

  /// Lays down result number `index`.
  func put(_ result: Result<Value, any Error>, at index: Int) {
    deliver { $0.results[index] = result }
  }

  /// Says that there are `count` results in all.
  func end(at count: Int) {
    deliver { $0.count = count }
  }

  /// The next result, or nil at the end.
  func next() async throws -> Value? {
    let result = await withCheckedContinuation { continuation in
      let ready = state.withLock { state in
        let ready = state.take()
        if ready == nil { state.waitingForResult = continuation }
        return ready
      }
      if let ready { continuation.resume(returning: ready) }
    }
    return try result?.get()
  }

  private func deliver(_ change: (inout State) -> Void) {
    let (waiting, ready) = state.withLock { state in
      change(&state)
      guard state.waitingForResult != nil, let ready = state.take() else {
        return (
          nil as CheckedContinuation<Result<Value, any Error>?, Never>?,
          nil as Result<Value, any Error>?
        )
      }
      defer { state.waitingForResult = nil }
      return (state.waitingForResult, ready)
    }
    waiting?.resume(returning: ready)
  }
}
