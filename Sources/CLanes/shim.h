// What Swift's vectors cannot say without a call a byte: which of sixteen bytes are something, one
// bit a byte, the first byte the lowest. Clang's vectors, so there is no line for any processor.
#pragma once
#include <stdbool.h>
#include <stdint.h>

typedef uint8_t clanes_bytes __attribute__((__ext_vector_type__(16)));
typedef int8_t clanes_signed __attribute__((__ext_vector_type__(16)));
typedef bool clanes_truths __attribute__((__ext_vector_type__(16)));

#define CLANES_INLINE static inline __attribute__((__always_inline__)) uint32_t
#define CLANES_BITS(lanes)                              \
  ((union { clanes_truths truths; uint16_t bits; }){    \
    __builtin_convertvector(lanes, clanes_truths)       \
  }.bits)

CLANES_INLINE clanes_quotes(clanes_bytes text) { return CLANES_BITS(text == '"'); }

// Backslashes, control characters and what is not ASCII.
CLANES_INLINE clanes_odd(clanes_bytes text) {
  return CLANES_BITS((text == '\\') | ((clanes_signed)text < 0x20));
}

CLANES_INLINE clanes_separators(clanes_bytes text) {
  return CLANES_BITS((text == ',') | (text == '\n'));
}

CLANES_INLINE clanes_not_digits(clanes_bytes text) { return CLANES_BITS((text - '0') > 9); }

CLANES_INLINE clanes_differences(clanes_bytes left, clanes_bytes right) {
  return CLANES_BITS(left != right);
}
