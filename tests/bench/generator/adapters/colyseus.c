/* Colyseus 0.17: join over HTTP, then state patches of @colyseus/schema 4 for the one schema of rivals/colyseus.mjs. */
#include "../load.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { JOIN_ROOM = 10, ROOM_DATA = 13, ROOM_STATE = 14, ROOM_STATE_PATCH = 15 };
enum { SWITCH_TO_STRUCTURE = 255, ADD = 128, DELETE = 64, CLEAR = 10 };
enum { FIELD_I = 0, FIELD_Q = 1, FIELDS = 5 };

#define MAX_REFS 65536

struct cursor {
  const uint8_t *data;
  size_t at, size;
};

static int16_t who[MAX_REFS]; /* client index + 1 by reference; the numbers are the room's, the same for everybody */
static uint32_t people_ref;

static void text_of(const char *json, const char *key, char *out, size_t size) {
  char quoted[64];
  snprintf(quoted, sizeof quoted, "\"%s\":\"", key);
  const char *from = strstr(json, quoted);
  if (!from) fail("Colyseus answered without %s: %.300s", key, json);
  from += strlen(quoted);
  snprintf(out, size, "%.*s", (int)strcspn(from, "\""), from);
}

static void path(struct client *client, char *out, size_t size) {
  char process[64], room[64], session[64];
  const char *answer = http_post(options.ports[client->host], "/matchmake/joinOrCreate/presence", "{}");
  text_of(answer, "processId", process, sizeof process);
  text_of(answer, "roomId", room, sizeof room);
  text_of(answer, "sessionId", session, sizeof session);
  snprintf(out, size, "/%s/%s?sessionId=%s", process, room, session);
}

static void opened(struct client *client) { (void)client; }

static uint32_t take(struct cursor *cursor, size_t size) {
  uint32_t value = 0;
  if (cursor->at + size > cursor->size) fail("a patch of Colyseus is cut");
  memcpy(&value, cursor->data + cursor->at, size);
  cursor->at += size;
  return value;
}

static uint32_t take_number(struct cursor *cursor) {
  uint32_t prefix = take(cursor, 1);
  if (prefix < 0x80) return prefix;
  if (prefix == 0xcc) return take(cursor, 1);
  if (prefix == 0xcd) return take(cursor, 2);
  if (prefix == 0xce) return take(cursor, 4);
  fail("a number of Colyseus starts with %u", prefix);
}

static void skip_string(struct cursor *cursor) {
  uint32_t prefix = take(cursor, 1);
  size_t length = prefix < 0xc0 ? prefix & 0x1f : prefix == 0xd9 ? take(cursor, 1) : take(cursor, 2);
  cursor->at += length;
}

static void take_map_entry(struct cursor *cursor) {
  uint32_t operation = take(cursor, 1);
  if (operation == CLEAR) return;
  take_number(cursor);
  if (operation & ADD) skip_string(cursor);
  if (operation != DELETE) take_number(cursor);
}

static void take_field(struct client *client, struct cursor *cursor, uint32_t ref, int64_t at) {
  static const uint8_t sizes[FIELDS] = {2, 4, 4, 4, 4};
  uint32_t first = take(cursor, 1), operation = first & 0xc0, field = first & 0x3f;
  if (operation == DELETE) return;
  if (field >= FIELDS || ref >= MAX_REFS) fail("a patch of Colyseus has a field %u", field);
  uint32_t value = take(cursor, sizes[field]);
  if (field == FIELD_I) who[ref] = (int16_t)(value + 1);
  if (field == FIELD_Q) learned(client, who[ref] - 1, value, at);
}

static void take_patch(struct client *client, struct cursor *cursor) {
  int64_t at = now();
  uint32_t ref = 0;
  while (cursor->at < cursor->size) {
    if (cursor->data[cursor->at] == SWITCH_TO_STRUCTURE) {
      cursor->at++;
      ref = take_number(cursor);
    } else if (ref == 0) {
      take(cursor, 1);
      people_ref = take_number(cursor);
    } else if (ref == people_ref) {
      take_map_entry(cursor);
    } else {
      take_field(client, cursor, ref, at);
    }
  }
}

static void message(struct client *client, int opcode, const uint8_t *data, size_t size) {
  struct cursor cursor = {data, 1, size};
  const uint8_t joined = JOIN_ROOM;
  (void)opcode;
  if (!size) return;
  if (data[0] == JOIN_ROOM) send_frame(client, BINARY, &joined, 1);
  if (data[0] != ROOM_STATE && data[0] != ROOM_STATE_PATCH) return;
  take_patch(client, &cursor);
  ready(client);
}

/* `room.send("p", [i, q, x, y, z])` in MessagePack, whose numbers are big endian. */
static size_t update(struct client *client, uint32_t number, uint8_t *out, int *opcode) {
  const uint8_t head[] = {ROOM_DATA, 0xa1, 'p', 0x95, 0xcd, (uint8_t)(client->index >> 8), (uint8_t)client->index,
                          0xce,      (uint8_t)(number >> 24), (uint8_t)(number >> 16), (uint8_t)(number >> 8),
                          (uint8_t)number};
  const float place[3] = {(float)(number % 1000), 12.5f + (float)(number % 7), -80.25f - (float)(number % 5)};
  size_t size = sizeof head;
  *opcode = BINARY;
  memcpy(out, head, size);
  for (int i = 0; i < 3; i++) {
    uint32_t bits;
    memcpy(&bits, &place[i], 4);
    out[size++] = 0xca;
    for (int shift = 24; shift >= 0; shift -= 8) out[size++] = (uint8_t)(bits >> shift);
  }
  return size;
}

const struct adapter colyseus = {"colyseus", path, opened, message, update};
