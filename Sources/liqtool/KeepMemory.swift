import CMalloc
import Glibc

/// Tells the allocator to keep what it has got.
///
/// Columns of megabytes come and go all the time. By default the C library maps the large ones anew
/// and gives memory back as soon as it can, so that the system clears the same pages again and
/// again: a fifth of an import's time and a third of an analysis's.
func keepMemory() {
  mallopt(M_MMAP_THRESHOLD, 1 << 30)
  mallopt(M_TRIM_THRESHOLD, 1 << 30)
  mallopt(M_TOP_PAD, 16 << 20)
}

/// Lets all threads share one heap, where what one gives back serves the others: an import holds a
/// fifth less. It asks for few and large pieces, so that threads do not wait for each other.
///
/// Without effect once a second thread has asked for memory.
func shareMemory() {
  mallopt(M_ARENA_MAX, 1)
  askForHugePages()
}

/// Lets the heap grow in pages of 2 MiB where the system has them for who asks: instead of 70,000
/// times an import then enters the system a few hundred times, and columns are found in memory by
/// fewer steps.
private func askForHugePages() {
  // What an import may hold. Nothing of it is in memory before it is used.
  let size = 512 << 20
  guard let heap = unsafe malloc(size) else { return }
  let page = 2 << 20
  let skipped = (page - Int(bitPattern: heap) & (page - 1)) & (page - 1)
  // Benefit: the allocator has no name for it. Soundness: the range lies in what was allocated, and
  // advice changes nothing in it. Where it is refused, pages stay as small as they were.
  _ = unsafe madvise(heap + skipped, (size - skipped) & ~(page - 1), MADV_HUGEPAGE)
  unsafe free(heap)
}
