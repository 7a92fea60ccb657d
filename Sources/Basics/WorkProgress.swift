/// Who wants to know how far long work is.
///
/// A task-local value, so that work which is many calls below a command needs no argument for it.
/// What is computed does not depend on it. A value and not a bare function: a task-local function
/// crashes optimised programs of Swift 6.3, whose type metadata for it is null.
package struct WorkProgress: Sendable {
  @TaskLocal package static var observer: WorkProgress?

  /// Called with how many of how many pieces are done, one call after another.
  package let update: @Sendable (_ done: Int, _ total: Int) -> Void

  package init(_ update: @escaping @Sendable (_ done: Int, _ total: Int) -> Void) {
    self.update = update
  }
}
