import CMalloc

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
}
