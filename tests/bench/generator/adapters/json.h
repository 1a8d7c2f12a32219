/* About 100 bytes of JSON, as a cursor of the JSON servers; the number stands first. */
#ifndef JSON_H
#define JSON_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static inline int write_state(char *out, size_t size, int index, uint32_t number) {
  return snprintf(out, size,
                  "{\"q\":%u,\"i\":%d,\"name\":\"Person %02d\",\"cursor\":{\"x\":12.5,\"y\":-80.25,\"z\":%u.5,"
                  "\"viewport\":1,\"shown\":true}}",
                  number, index, index, number % 100);
}

/* Read `{"q":…,"i":…`; both are 0 where it is not that. */
static inline void read_state(const uint8_t *data, size_t size, uint32_t *number, int *index) {
  *number = 0;
  *index = -1;
  if (size < 12 || memcmp(data, "{\"q\":", 5)) return;
  size_t at = 5;
  for (; at < size && data[at] >= '0' && data[at] <= '9'; at++) *number = *number * 10 + (uint32_t)(data[at] - '0');
  if (at + 6 > size || memcmp(data + at, ",\"i\":", 5)) return;
  *index = 0;
  for (at += 5; at < size && data[at] >= '0' && data[at] <= '9'; at++) *index = *index * 10 + (data[at] - '0');
}

#endif
