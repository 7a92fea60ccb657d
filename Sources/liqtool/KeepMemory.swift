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
