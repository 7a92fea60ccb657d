// Text read many bytes at a time. Vector instructions that every x86-64 has; words elsewhere.
//
// A header alone, so that the compiler of Swift takes these into its loops: a call would cost as
// much as they do.
#ifndef TEXT_H
#define TEXT_H

#include <stdint.h>
#include <string.h>

/// Four numbers of eight digits each.
typedef struct {
  uint32_t first, second, third, fourth;
  /// Whether all that was read were digits; otherwise the numbers mean nothing.
  uint32_t are_numbers;
} text_numbers;

/// Whether each of the 32 bytes at `bytes` is a comma or a line feed: a bit each, the first lowest.
static inline uint32_t text_separators_by_words(const uint8_t *bytes) {
  const uint64_t low = 0x7F7F7F7F7F7F7F7F, comma = 0x2C2C2C2C2C2C2C2C, feed = 0x0A0A0A0A0A0A0A0A;
  uint32_t mask = 0;
  for (int part = 0; part < 4; part++) {
    uint64_t word;
    memcpy(&word, bytes + 8 * part, 8);
    uint64_t a = word ^ comma, b = word ^ feed;
    uint64_t zeros = ~(((a & low) + low) | a | low) | ~(((b & low) + low) | b | low);
    mask |= (uint32_t)((zeros >> 7) * 0x0102040810204080 >> 56) << (8 * part);
  }
  return mask;
}

static inline uint32_t text_number_by_words(uint64_t digits) {
  uint64_t pairs = (digits * 10 + (digits >> 8)) & 0x00FF00FF00FF00FF;
  uint64_t fours = (pairs * 100 + (pairs >> 16)) & 0x0000FFFF0000FFFF;
  return (uint32_t)(fours * 10000 + (fours >> 32));
}

/// The numbers whose decimal digits, as values from 0 to 9, are the bytes of the words.
static inline text_numbers text_four_numbers_by_words(
    uint64_t first, uint64_t second, uint64_t third, uint64_t fourth) {
  const uint64_t over = 0x7676767676767676;
  uint64_t wrong = (first + over) | first | (second + over) | second | (third + over) | third
                   | (fourth + over) | fourth;
  text_numbers numbers = {
      text_number_by_words(first), text_number_by_words(second), text_number_by_words(third),
      text_number_by_words(fourth), (wrong & 0x8080808080808080) == 0};
  return numbers;
}

#if defined(__SSE2__)
#include <emmintrin.h>

static inline uint32_t text_separators(const uint8_t *bytes) {
  const __m128i comma = _mm_set1_epi8(','), feed = _mm_set1_epi8('\n');
  __m128i low = _mm_loadu_si128((const __m128i *)bytes);
  __m128i high = _mm_loadu_si128((const __m128i *)(bytes + 16));
  low = _mm_or_si128(_mm_cmpeq_epi8(low, comma), _mm_cmpeq_epi8(low, feed));
  high = _mm_or_si128(_mm_cmpeq_epi8(high, comma), _mm_cmpeq_epi8(high, feed));
  return (uint32_t)_mm_movemask_epi8(low) | (uint32_t)_mm_movemask_epi8(high) << 16;
}

/// Digits to pairs to fours: 16-bit lanes of up to 99, then 32-bit ones of up to 9,999.
static inline __m128i text_fours(__m128i digits) {
  __m128i tens = _mm_mullo_epi16(
      _mm_and_si128(digits, _mm_set1_epi16(0xFF)), _mm_set1_epi16(10));
  return _mm_madd_epi16(
      _mm_add_epi16(tens, _mm_srli_epi16(digits, 8)), _mm_set1_epi32(1 << 16 | 100));
}

static inline text_numbers text_four_numbers(
    uint64_t first, uint64_t second, uint64_t third, uint64_t fourth) {
  const __m128i nine = _mm_set1_epi8(9);
  __m128i low = _mm_set_epi64x((int64_t)second, (int64_t)first);
  __m128i high = _mm_set_epi64x((int64_t)fourth, (int64_t)third);
  __m128i most = _mm_max_epu8(_mm_max_epu8(low, high), nine);
  // Fours of up to 9,999 fit 16 bits with a sign.
  __m128i fours = _mm_packs_epi32(text_fours(low), text_fours(high));
  __m128i eights = _mm_madd_epi16(fours, _mm_set1_epi32(1 << 16 | 10000));
  uint64_t pair = (uint64_t)_mm_cvtsi128_si64(eights);
  uint64_t other = (uint64_t)_mm_cvtsi128_si64(_mm_unpackhi_epi64(eights, eights));
  text_numbers numbers = {
      (uint32_t)pair, (uint32_t)(pair >> 32), (uint32_t)other, (uint32_t)(other >> 32),
      _mm_movemask_epi8(_mm_cmpeq_epi8(most, nine)) == 0xFFFF};
  return numbers;
}
#else
static inline uint32_t text_separators(const uint8_t *bytes) {
  return text_separators_by_words(bytes);
}

static inline text_numbers text_four_numbers(
    uint64_t first, uint64_t second, uint64_t third, uint64_t fourth) {
  return text_four_numbers_by_words(first, second, third, fourth);
}
#endif

#endif
