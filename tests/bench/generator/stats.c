/* What each receiver knows of each sender, and how old it is. */
#include "load.h"

#include <stdio.h>
#include <string.h>

#define BUCKET 10000 /* ns */
#define BUCKETS 2000000

struct histogram {
  uint32_t buckets[BUCKETS];
  uint64_t count;
};

static struct histogram latency, across, staleness, lateness;
static int64_t plan_start, from, until;
static uint64_t covered, known_within, carried_within, chunks, bytes;

static void add(struct histogram *histogram, int64_t value) {
  int64_t bucket = value < 0 ? 0 : value / BUCKET;
  histogram->buckets[bucket < BUCKETS ? bucket : BUCKETS - 1]++;
  histogram->count++;
}

static double percentile(const struct histogram *histogram, double share) {
  uint64_t wanted = (uint64_t)(share * (double)histogram->count), seen = 0;
  for (int i = 0; i < BUCKETS; i++) {
    seen += histogram->buckets[i];
    if (seen > wanted) return (i + 0.5) * BUCKET / 1e6;
  }
  return 0;
}

void stats_plan(int64_t start, int64_t window_start, int64_t window_end) {
  plan_start = start;
  from = window_start;
  until = window_end;
}

/* Every client sends at `rate`; their phases are spread evenly over one period. */
int64_t due_of(int sender, uint32_t number) {
  int64_t turn = (int64_t)(number - 1) * options.clients + sender;
  return plan_start + turn * SECOND / ((int64_t)options.rate * options.clients);
}

void learned(struct client *receiver, int sender, uint32_t number, int64_t at) {
  if (sender < 0 || sender >= options.clients || sender == receiver->index || receiver->stalled) return;
  uint32_t before = receiver->known[sender];
  if (!plan_start || number <= before || number > 1u << 24) return;
  receiver->known[sender] = number;
  for (uint32_t each = before + 1; each <= number; each++) {
    int64_t due = due_of(sender, each);
    if (due < from || due >= until) continue;
    covered++;
    add(&latency, at - due);
    if (clients[sender].host != receiver->host) add(&across, at - due);
  }
  if (at >= from && at < until) {
    known_within += number - before;
    carried_within++;
  }
}

void sample_staleness(int64_t at) {
  if (at < from || at >= until) return;
  for (int r = 0; r < options.clients; r++) {
    if (clients[r].stalled) continue;
    for (int s = 0; s < options.clients; s++) {
      if (s == r) continue;
      uint32_t number = clients[r].known[s];
      add(&staleness, at - (number ? due_of(s, number) : plan_start));
    }
  }
}

void sent_late(int64_t due, int64_t at) {
  if (due >= from && due < until) add(&lateness, at - due);
}

void received(size_t size, int64_t at) {
  if (at < from || at >= until) return;
  chunks++;
  bytes += size;
}

static void print_percentiles(const char *name, const struct histogram *histogram) {
  printf("\"%s_p50\":%.3f,\"%s_p95\":%.3f,\"%s_p99\":%.3f,", name, percentile(histogram, 0.5), name,
         percentile(histogram, 0.95), name, percentile(histogram, 0.99));
}

void stats_print(void) {
  int receivers = options.clients - (options.stall ? 1 : 0);
  double seconds = (double)(until - from) / 1e9;
  uint64_t due_within = 0;
  for (int s = 0; s < options.clients; s++) {
    for (uint32_t n = 1; due_of(s, n) < until; n++) {
      if (due_of(s, n) >= from) due_within += (uint64_t)(receivers - (clients[s].stalled ? 0 : 1));
    }
  }
  print_percentiles("latency", &latency);
  print_percentiles("across", &across);
  print_percentiles("stale", &staleness);
  print_percentiles("late", &lateness);
  printf("\"wanted\":%llu,\"covered\":%llu,\"covered_share\":%.5f,\"known_within\":%llu,\"carried_within\":%llu,",
         (unsigned long long)due_within, (unsigned long long)covered, (double)covered / (double)due_within,
         (unsigned long long)known_within, (unsigned long long)carried_within);
  printf("\"reads_per_second\":%.0f,\"megabytes_per_second\":%.3f,", (double)chunks / seconds,
         (double)bytes / 1e6 / seconds);
}
