/* y-websocket: awareness updates of the y-protocols (message type 1), variable-length integers of lib0. */
#include "../load.h"
#include "json.h"

enum { AWARENESS = 1, FIRST_NAME = 1000 };

static size_t put(uint8_t *out, uint64_t value) {
  size_t size = 0;
  for (; value > 127; value >>= 7) out[size++] = (uint8_t)(0x80 | (value & 127));
  out[size++] = (uint8_t)value;
  return size;
}

static uint64_t get(const uint8_t *data, size_t size, size_t *at) {
  uint64_t value = 0;
  for (int shift = 0; *at < size && shift < 63; shift += 7) {
    uint8_t byte = data[(*at)++];
    value |= (uint64_t)(byte & 127) << shift;
    if (byte < 128) break;
  }
  return value;
}

static void path(struct client *client, char *out, size_t size) {
  (void)client;
  snprintf(out, size, "/%s", options.room);
}

/* The document stays empty: only awareness is measured. */
static void opened(struct client *client) { ready(client); }

static void message(struct client *client, int opcode, const uint8_t *data, size_t size) {
  size_t at = 0;
  int64_t when = now();
  (void)opcode;
  if (get(data, size, &at) != AWARENESS) return;
  get(data, size, &at);
  for (uint64_t count = get(data, size, &at); count && at < size; count--) {
    uint32_t number;
    int index;
    get(data, size, &at);
    get(data, size, &at);
    size_t length = (size_t)get(data, size, &at);
    if (at + length > size) return;
    read_state(data + at, length, &number, &index);
    if (number) learned(client, index, number, when);
    at += length;
  }
}

static size_t update(struct client *client, uint32_t number, uint8_t *out, int *opcode) {
  char state[256];
  uint8_t inner[MAX_UPDATE - 16];
  size_t length = (size_t)write_state(state, sizeof state, client->index, number), size = 0, head = 0;
  *opcode = BINARY;
  size += put(inner + size, 1);
  size += put(inner + size, (uint64_t)(FIRST_NAME + client->index));
  size += put(inner + size, number);
  size += put(inner + size, length);
  memcpy(inner + size, state, length);
  size += length;
  head += put(out + head, AWARENESS);
  head += put(out + head, size);
  memcpy(out + head, inner, size);
  return head + size;
}

const struct adapter yjs = {"yjs", path, opened, message, update};
