/* WebSocket client side (RFC 6455) over non-blocking loopback sockets. */
#include "load.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define CHUNK (256 * 1024)
#define MOST_QUEUED (4 * 1024 * 1024)

static void reserve(struct buffer *buffer, size_t size) {
  if (buffer->start && buffer->end + size > buffer->room) {
    memmove(buffer->bytes, buffer->bytes + buffer->start, buffer->end - buffer->start);
    buffer->end -= buffer->start;
    buffer->start = 0;
  }
  while (buffer->end + size > buffer->room) {
    buffer->room = buffer->room ? buffer->room * 2 : 4096;
    buffer->bytes = realloc(buffer->bytes, buffer->room);
    if (!buffer->bytes) fail("out of memory");
  }
}

void append(struct buffer *buffer, const void *bytes, size_t size) {
  reserve(buffer, size);
  memcpy(buffer->bytes + buffer->end, bytes, size);
  buffer->end += size;
}

void drop(struct buffer *buffer, size_t size) {
  buffer->start += size;
  if (buffer->start == buffer->end) buffer->start = buffer->end = 0;
}

int connect_to(int port, int receive_buffer) {
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), one = 1;
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (receive_buffer) setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
  if (connect(fd, (struct sockaddr *)&address, sizeof address)) fail("connecting to port %d: %s", port, strerror(errno));
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  return fd;
}

void start_upgrade(struct client *client, const char *cookie) {
  char path[512], request[2048];
  options.adapter->path(client, path, sizeof path);
  int port = options.ports[client->host];
  int size = snprintf(request, sizeof request,
                      "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                      "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                      "Origin: http://127.0.0.1:%d\r\n%s%s%s\r\n",
                      path, port, port, *cookie ? "Cookie: sessionid=" : "", cookie, *cookie ? "\r\n" : "");
  append(&client->out, request, (size_t)size);
  fcntl(client->fd, F_SETFL, O_NONBLOCK);
  flush_out(client);
}

void flush_out(struct client *client) {
  struct buffer *out = &client->out;
  while (out->start < out->end) {
    ssize_t sent = send(client->fd, out->bytes + out->start, out->end - out->start, MSG_NOSIGNAL);
    if (sent < 0) {
      if (errno != EAGAIN && errno != EINTR) client->gone = true;
      return;
    }
    drop(out, (size_t)sent);
  }
}

/* Send a frame or queue it; false when so much is queued already that it is given up. */
bool send_frame(struct client *client, int opcode, const void *data, size_t size) {
  static uint32_t key = 0x9e3779b9;
  uint8_t head[14], mask[4];
  size_t at = 0;
  if (client->gone || client->out.end - client->out.start > MOST_QUEUED) return false;
  key = key * 1664525u + 1013904223u;
  memcpy(mask, &key, 4);
  head[at++] = (uint8_t)(0x80 | opcode);
  if (size < 126) {
    head[at++] = (uint8_t)(0x80 | size);
  } else {
    head[at++] = 0x80 | 126;
    head[at++] = (uint8_t)(size >> 8);
    head[at++] = (uint8_t)size;
  }
  memcpy(head + at, mask, 4);
  append(&client->out, head, at + 4);
  reserve(&client->out, size);
  const uint8_t *from = data;
  for (size_t i = 0; i < size; i++) client->out.bytes[client->out.end++] = from[i] ^ mask[i & 3];
  flush_out(client);
  return true;
}

static void take_message(struct client *client, int opcode, bool final, uint8_t *data, size_t size) {
  if (opcode == PING) {
    send_frame(client, PONG, data, size);
  } else if (opcode == CLOSE) {
    client->gone = true;
  } else if (opcode == PONG) {
    return;
  } else if (final && opcode != CONTINUATION) {
    options.adapter->message(client, opcode, data, size);
  } else {
    if (opcode != CONTINUATION) client->message_opcode = opcode;
    append(&client->message, data, size);
    if (!final) return;
    options.adapter->message(client, client->message_opcode, client->message.bytes + client->message.start,
                             client->message.end - client->message.start);
    drop(&client->message, client->message.end - client->message.start);
  }
}

/* Take one frame from the front of `in`; false when it is not complete yet. */
static bool take_frame(struct client *client) {
  struct buffer *in = &client->in;
  uint8_t *data = in->bytes + in->start;
  size_t have = in->end - in->start, head = 2, size;
  if (have < 2) return false;
  size = data[1] & 0x7f;
  if (size == 126) {
    if (have < 4) return false;
    size = (size_t)data[2] << 8 | data[3];
    head = 4;
  } else if (size == 127) {
    if (have < 10) return false;
    size = 0;
    for (int i = 2; i < 10; i++) size = size << 8 | data[i];
    head = 10;
  }
  if (have < head + size) return false;
  take_message(client, data[0] & 15, data[0] & 0x80, data + head, size);
  drop(in, head + size);
  return true;
}

static bool take_answer(struct client *client) {
  struct buffer *in = &client->in;
  if (in->end == in->start) return false;
  char *text = (char *)in->bytes + in->start;
  char *end = memmem(text, in->end - in->start, "\r\n\r\n", 4);
  if (!end) return false;
  if (in->end - in->start < 12 || memcmp(text + 8, " 101", 4)) fail("the server refused the upgrade: %.60s", text);
  drop(in, (size_t)(end + 4 - text));
  client->open = true;
  options.adapter->opened(client);
  return true;
}

/* Read once and handle what is complete; false when there was nothing. */
bool read_frames(struct client *client) {
  reserve(&client->in, CHUNK);
  ssize_t got = recv(client->fd, client->in.bytes + client->in.end, CHUNK, 0);
  if (got <= 0) {
    if (got == 0 || (errno != EAGAIN && errno != EINTR)) client->gone = true;
    return false;
  }
  client->in.end += (size_t)got;
  received((size_t)got, now());
  if (!client->open && !take_answer(client)) return true;
  while (!client->gone && take_frame(client)) continue;
  return true;
}

/* POST JSON and return the answer's text, headers included; for servers that ask for it before the upgrade. */
char *http_post(int port, const char *path, const char *body) {
  static char answer[16384];
  char request[1024];
  int fd = connect_to(port, 0);
  int size = snprintf(request, sizeof request,
                      "POST %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nConnection: close\r\nContent-Type: application/json\r\n"
                      "Accept: application/json\r\nContent-Length: %zu\r\n\r\n%s",
                      path, port, strlen(body), body);
  size_t have = 0;
  ssize_t got = 0;
  if (write(fd, request, (size_t)size) != size) fail("writing to port %d", port);
  while (have < sizeof answer - 1 && (got = read(fd, answer + have, sizeof answer - 1 - have)) > 0) have += (size_t)got;
  answer[have] = 0;
  close(fd);
  return answer;
}
