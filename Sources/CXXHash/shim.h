#include <xxhash.h>

// The library itself has the widest vectors of the machine only behind names of their own, where it
// was built with them: then this header is there.
#if defined(__x86_64__) && __has_include(<xxh_x86dispatch.h>)
XXH_errorcode XXH3_128bits_update_dispatch(XXH3_state_t *state, const void *bytes, size_t count);
#define XXH_WIDEST_UPDATE XXH3_128bits_update_dispatch
#else
#define XXH_WIDEST_UPDATE XXH3_128bits_update
#endif

static inline void xxh3_update(XXH3_state_t *state, const void *bytes, size_t count) {
  (void)XXH_WIDEST_UPDATE(state, bytes, count);
}
