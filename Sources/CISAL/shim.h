#include <isa-l/crc.h>
#include <isa-l/igzip_lib.h>

// The sum of gzip, zip and Parquet pages; `previous` is that of the bytes before.
//
// The library leaves the upper halves of the vector registers in use, and every instruction that
// writes a lower half then waits for what was there: a tenth of an import, until they are cleared.
static inline uint32_t isal_crc32(uint32_t previous, const uint8_t *bytes, uint64_t count) {
  uint32_t sum = crc32_gzip_refl(previous, bytes, count);
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx")) __asm__ volatile("vzeroupper");
#endif
  return sum;
}
