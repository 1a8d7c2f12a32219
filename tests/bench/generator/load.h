/* Open-loop load generator for presence servers: shared parts. One thread, one epoll, many sockets. */
#define _GNU_SOURCE
#ifndef LOAD_H
#define LOAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MAX_CLIENTS 256
#define MAX_PROCESSES 16
#define MAX_UPDATE 512
#define SECOND 1000000000LL

enum { CONTINUATION = 0, TEXT = 1, BINARY = 2, CLOSE = 8, PING = 9, PONG = 10 };

struct buffer {
  uint8_t *bytes;
  size_t start, end, room;
};

struct client {
  int fd, index, host;
  bool open, ready, gone, stalled;
  uint32_t name;                /* how the server calls this client, where it chooses */
  uint32_t ack;                 /* newest tick received */
  uint32_t known[MAX_CLIENTS];  /* newest sequence number known of each client; 0 = none */
  struct buffer in, out, message; /* `message` gathers fragments */
  int message_opcode;
};

/* How to speak one server's protocol. */
struct adapter {
  const char *name;
  void (*path)(struct client *client, char *path, size_t size);
  void (*opened)(struct client *client);
  void (*message)(struct client *client, int opcode, const uint8_t *data, size_t size);
  /* Write the update with this number; return its size and set the opcode. */
  size_t (*update)(struct client *client, uint32_t number, uint8_t *out, int *opcode);
};

struct options {
  const struct adapter *adapter;
  int clients, rate, stall, hosts;
  int ports[MAX_PROCESSES];
  double warmup, window, grace;
  const char *room, *cookies;
  int pids[MAX_PROCESSES], processes;
};

extern struct options options;
extern struct client clients[MAX_CLIENTS];
extern const struct adapter ours, yjs, plain_ws, socketio, colyseus;

/* main.c */
int64_t now(void);
void fail(const char *what, ...) __attribute__((noreturn, format(printf, 1, 2)));
void ready(struct client *client);

/* socket.c */
void append(struct buffer *buffer, const void *bytes, size_t size);
void drop(struct buffer *buffer, size_t size);
int connect_to(int port, int receive_buffer);
void start_upgrade(struct client *client, const char *cookie);
bool send_frame(struct client *client, int opcode, const void *data, size_t size);
void flush_out(struct client *client);
bool read_frames(struct client *client);
char *http_post(int port, const char *path, const char *body);

/* stats.c */
void stats_plan(int64_t start, int64_t window_start, int64_t window_end);
int64_t due_of(int sender, uint32_t number);
void learned(struct client *receiver, int sender, uint32_t number, int64_t at);
void sample_staleness(int64_t at);
void sent_late(int64_t due, int64_t at);
void received(size_t size, int64_t at);
void stats_print(void);

/* process.c */
void usage_begin(void);
void usage_end(void);
void usage_sample_memory(void);
void usage_print(double seconds);

#endif
