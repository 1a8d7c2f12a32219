/* socket.io 4 on its websocket transport (Engine.IO 4): packets are text with a leading digit. */
#include "../load.h"
#include "json.h"

#define EVENT "42[\"p\","

static void path(struct client *client, char *out, size_t size) {
  (void)client;
  snprintf(out, size, "/socket.io/?EIO=4&transport=websocket");
}

static void opened(struct client *client) { (void)client; }

static void message(struct client *client, int opcode, const uint8_t *data, size_t size) {
  const size_t head = sizeof EVENT - 1;
  uint32_t number;
  int index;
  (void)opcode;
  if (size > head && !memcmp(data, EVENT, head)) {
    read_state(data + head, size - head, &number, &index);
    if (number) learned(client, index, number, now());
  } else if (size && data[0] == '0') {
    send_frame(client, TEXT, "40", 2);
  } else if (size && data[0] == '2') {
    send_frame(client, TEXT, "3", 1);
  } else if (size > 1 && data[0] == '4' && data[1] == '0') {
    ready(client);
  }
}

static size_t update(struct client *client, uint32_t number, uint8_t *out, int *opcode) {
  char *text = (char *)out;
  size_t size = sizeof EVENT - 1;
  *opcode = TEXT;
  memcpy(text, EVENT, size);
  size += (size_t)write_state(text + size, MAX_UPDATE - size - 1, client->index, number);
  text[size] = ']';
  return size + 1;
}

const struct adapter socketio = {"socketio", path, opened, message, update};
