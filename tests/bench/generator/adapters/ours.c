/* This project's room: JSON to get in, then binary frames (docs/protocol.md). */
#include "../load.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { UPDATE = 1, TICK = 2, CURSOR = 1 };

#define SLOTS 4096

static struct {
  uint32_t sid;
  int index;
} seats[SLOTS];

static uint32_t u32(const uint8_t *at) {
  uint32_t value;
  memcpy(&value, at, 4);
  return value;
}

static void seat(uint32_t sid, int index) {
  uint32_t slot = sid % SLOTS;
  while (seats[slot].sid) slot = (slot + 1) % SLOTS;
  seats[slot].sid = sid;
  seats[slot].index = index;
}

static int seat_of(uint32_t sid) {
  for (uint32_t slot = sid % SLOTS; seats[slot].sid; slot = (slot + 1) % SLOTS)
    if (seats[slot].sid == sid) return seats[slot].index;
  return -1;
}

static void path(struct client *client, char *out, size_t size) {
  (void)client;
  snprintf(out, size, "/ws/rooms/%s/", options.room);
}

static void opened(struct client *client) {
  char hello[160];
  int size = snprintf(hello, sizeof hello,
                      "{\"type\":\"hello\",\"version\":1,\"tab\":\"00000000-0000-4000-8000-%012d\",\"since\":null}",
                      client->index + 1);
  send_frame(client, TEXT, hello, (size_t)size);
}

static void take_text(struct client *client, const uint8_t *data, size_t size) {
  const char *welcome = memmem(data, size < 60 ? size : 60, "\"welcome\"", 9);
  const char *sid = memmem(data, size, "\"sid\":", 6);
  if (memmem(data, size < 60 ? size : 60, "\"error\"", 7)) fail("the server answered %.*s", (int)size, (const char *)data);
  if (!welcome || !sid || client->ready) return;
  client->name = (uint32_t)strtoul(sid + 6, NULL, 10);
  seat(client->name, client->index);
  ready(client);
}

static void message(struct client *client, int opcode, const uint8_t *data, size_t size) {
  if (opcode == TEXT) {
    take_text(client, data, size);
    return;
  }
  if (size < 5 || data[0] != TICK) return;
  int64_t at = now();
  client->ack = u32(data + 1);
  for (size_t i = 5; i + 8 <= size; i += 8 + (data[i + 6] | (size_t)data[i + 7] << 8)) {
    float x;
    if (data[i + 4] != CURSOR) continue;
    memcpy(&x, data + i + 9, 4);
    learned(client, seat_of(u32(data + i)), (uint32_t)x, at);
  }
}

/* One cursor; x carries the number (a float32 holds whole numbers to 2^24). */
static size_t update(struct client *client, uint32_t number, uint8_t *out, int *opcode) {
  const uint8_t head[] = {CURSOR, 1, 13, 0, 1};
  float place[3] = {(float)number, 12.5f, -80.25f};
  *opcode = BINARY;
  out[0] = UPDATE;
  memcpy(out + 1, &client->ack, 4);
  memcpy(out + 5, head, 5);
  memcpy(out + 10, place, 12);
  return 22;
}

const struct adapter ours = {"ours", path, opened, message, update};
