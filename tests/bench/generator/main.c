/* Open-loop load generator: `clients` people in one room send `rate` updates a second each; prints one JSON object. */
#include "load.h"

#include <errno.h>
#include <getopt.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#define SAMPLE_EVERY 17300000LL
#define MEMORY_EVERY 100000000LL
#define JOIN_WITHIN (40 * SECOND)
#define SETTLE (SECOND / 2)
#define STALLED_BUFFER 16384

struct options options = {.clients = 10, .rate = 60, .warmup = 1, .window = 5, .grace = 1, .room = "room"};
struct client clients[MAX_CLIENTS];
static int epoll, timer, joined;
static uint64_t turn, given_up;

int64_t now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * SECOND + time.tv_nsec;
}

void fail(const char *what, ...) {
  va_list values;
  va_start(values, what);
  vfprintf(stderr, what, values);
  va_end(values);
  fputc('\n', stderr);
  exit(1);
}

void ready(struct client *client) {
  if (!client->ready) joined++;
  client->ready = true;
}

/* Wake up for the next update, or every few milliseconds when none is planned. */
static void set_timer(int64_t at) {
  struct itimerspec when = {.it_value = {at / SECOND, at % SECOND}};
  timerfd_settime(timer, TFD_TIMER_ABSTIME, &when, NULL);
}

static void send_due(int64_t stop_at) {
  for (;;) {
    struct client *client = &clients[turn % (uint64_t)options.clients];
    uint32_t number = (uint32_t)(turn / (uint64_t)options.clients) + 1;
    int64_t due = due_of(client->index, number), at = now();
    uint8_t update[MAX_UPDATE];
    int opcode = BINARY;
    if (due > at || due >= stop_at) return;
    size_t size = options.adapter->update(client, number, update, &opcode);
    given_up += !send_frame(client, opcode, update, size);
    sent_late(due, at);
    turn++;
  }
}

static void poll_sockets(int timeout, int64_t stop_at) {
  struct epoll_event events[64];
  int count = epoll_wait(epoll, events, 64, timeout);
  for (int i = 0; i < count; i++) {
    struct client *client = events[i].data.ptr;
    if (!client) {
      uint64_t expired;
      if (read(timer, &expired, sizeof expired) < 0) continue;
    } else {
      if (events[i].events & EPOLLIN) read_frames(client);
      if (events[i].events & (EPOLLERR | EPOLLHUP)) client->gone = true;
      if (client->gone) epoll_ctl(epoll, EPOLL_CTL_DEL, client->fd, NULL);
      else if (client->out.end > client->out.start) flush_out(client);
    }
    if (stop_at) send_due(stop_at);
  }
}

static char *next_line(FILE *file, char *line, size_t size) {
  if (!file || !fgets(line, (int)size, file)) return "";
  line[strcspn(line, "\n")] = 0;
  return line;
}

static void join_all(void) {
  FILE *cookies = options.cookies ? fopen(options.cookies, "r") : NULL;
  char line[256];
  if (options.cookies && !cookies) fail("cannot read %s", options.cookies);
  for (int i = 0; i < options.clients; i++) {
    struct client *client = &clients[i];
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = client};
    client->index = i;
    client->host = i % options.hosts;
    client->stalled = options.stall && i == 0;
    client->fd = connect_to(options.ports[client->host], client->stalled ? STALLED_BUFFER : 0);
    start_upgrade(client, next_line(cookies, line, sizeof line));
    epoll_ctl(epoll, EPOLL_CTL_ADD, client->fd, &event);
  }
  for (int64_t end = now() + JOIN_WITHIN; joined < options.clients;) {
    poll_sockets(50, 0);
    for (int i = 0; i < options.clients; i++) {
      if (clients[i].gone) fail("the server closed client %d before it had joined", i);
    }
    if (now() > end) fail("only %d of %d clients could join", joined, options.clients);
  }
  for (int64_t end = now() + SETTLE; now() < end;) poll_sockets(50, 0);
}

static void run(void) {
  int64_t start = now() + SECOND / 20, from = start + (int64_t)(options.warmup * 1e9);
  int64_t until = from + (int64_t)(options.window * 1e9), stop = until + (int64_t)(options.grace * 1e9);
  int64_t sample = from, memory = start;
  bool begun = false, ended = false;
  stats_plan(start, from, until);
  if (options.stall) epoll_ctl(epoll, EPOLL_CTL_DEL, clients[0].fd, NULL);
  for (int64_t at = now(); at < stop; at = now()) {
    if (!begun && at >= from) usage_begin(), begun = true;
    if (!ended && at >= until) usage_end(), ended = true;
    for (; sample <= at; sample += SAMPLE_EVERY) sample_staleness(at);
    if (memory <= at) usage_sample_memory(), memory = at + MEMORY_EVERY;
    send_due(stop);
    int64_t next = due_of((int)(turn % (uint64_t)options.clients), (uint32_t)(turn / (uint64_t)options.clients) + 1);
    set_timer(next < sample || !begun ? next : sample);
    poll_sockets(-1, stop);
  }
  if (!ended) usage_end();
}

static void parse_numbers(const char *text, int *numbers, int *count) {
  for (char *end; *text && *count < MAX_PROCESSES; text = *end ? end + 1 : end) numbers[(*count)++] = (int)strtol(text, &end, 10);
}

static void parse(int count, char **arguments) {
  static const struct adapter *const adapters[] = {&ours, &yjs, &plain_ws, &socketio, &colyseus};
  static const struct option names[] = {
      {"adapter", 1, 0, 'a'}, {"ports", 1, 0, 'p'},  {"clients", 1, 0, 'n'}, {"rate", 1, 0, 'r'},
      {"warmup", 1, 0, 'w'},  {"window", 1, 0, 's'}, {"room", 1, 0, 'o'},    {"cookies", 1, 0, 'c'},
      {"pids", 1, 0, 'i'},    {"stall", 0, 0, 'l'},  {"grace", 1, 0, 'g'},   {0, 0, 0, 0}};
  for (int name; (name = getopt_long(count, arguments, "", names, NULL)) != -1;) {
    if (name == 'p') parse_numbers(optarg, options.ports, &options.hosts);
    else if (name == 'i') parse_numbers(optarg, options.pids, &options.processes);
    else if (name == 'n') options.clients = atoi(optarg);
    else if (name == 'r') options.rate = atoi(optarg);
    else if (name == 'w') options.warmup = atof(optarg);
    else if (name == 's') options.window = atof(optarg);
    else if (name == 'g') options.grace = atof(optarg);
    else if (name == 'o') options.room = optarg;
    else if (name == 'c') options.cookies = optarg;
    else if (name == 'l') options.stall = 1;
    else if (name == 'a') {
      for (size_t i = 0; i < sizeof adapters / sizeof *adapters; i++)
        if (!strcmp(adapters[i]->name, optarg)) options.adapter = adapters[i];
    } else exit(2);
  }
  if (!options.adapter || !options.hosts) fail("an adapter and a port are needed");
  if (options.clients < 2 || options.clients > MAX_CLIENTS || options.rate < 1 || options.rate > 240) fail("out of range");
}

int main(int count, char **arguments) {
  parse(count, arguments);
  epoll = epoll_create1(EPOLL_CLOEXEC);
  timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
  struct epoll_event event = {.events = EPOLLIN, .data.ptr = NULL};
  epoll_ctl(epoll, EPOLL_CTL_ADD, timer, &event);
  join_all();
  run();
  int gone = 0;
  for (int i = 0; i < options.clients; i++) gone += clients[i].gone;
  printf("{");
  stats_print();
  usage_print(options.window);
  printf("\"given_up\":%llu,\"gone\":%d,\"clients\":%d,\"rate\":%d}\n", (unsigned long long)given_up, gone,
         options.clients, options.rate);
  return 0;
}
