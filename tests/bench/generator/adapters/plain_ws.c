/* A bare broadcast server: everything that comes is somebody's state. */
#include "../load.h"
#include "json.h"

static void path(struct client *client, char *out, size_t size) {
  (void)client;
  snprintf(out, size, "/");
}

static void opened(struct client *client) { ready(client); }

static void message(struct client *client, int opcode, const uint8_t *data, size_t size) {
  uint32_t number;
  int index;
  (void)opcode;
  read_state(data, size, &number, &index);
  if (number) learned(client, index, number, now());
}

static size_t update(struct client *client, uint32_t number, uint8_t *out, int *opcode) {
  *opcode = TEXT;
  return (size_t)write_state((char *)out, MAX_UPDATE, client->index, number);
}

const struct adapter plain_ws = {"ws", path, opened, message, update};
