/// Who wants to know how far long work is.
///
/// A task-local value, so that work which is many calls below a command needs no argument for it.
/// What is computed does not depend on it.
package enum WorkProgress {
  /// Called with how many of how many pieces are done, one call after another.
  @TaskLocal package static var observer: (@Sendable (_ done: Int, _ total: Int) -> Void)?
}
