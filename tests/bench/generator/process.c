/* Processor time and memory of the server's processes, and how long they and we waited for a core. */
#include "load.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

struct usage {
  int64_t run, wait;
};

static struct usage servers_before, servers, self_before, self;
static long memory_first, memory_peak;

/* The clock of a process also counts threads that have ended. */
static int64_t run_time(int pid) {
  clockid_t clock;
  struct timespec time = {0};
  if (clock_getcpuclockid(pid, &clock) || clock_gettime(clock, &time)) fail("server process %d has ended", pid);
  return time.tv_sec * SECOND + time.tv_nsec;
}

static int64_t wait_time(int pid) {
  char path[64];
  int64_t total = 0;
  snprintf(path, sizeof path, "/proc/%d/task", pid);
  DIR *tasks = opendir(path);
  if (!tasks) return 0;
  for (struct dirent *entry; (entry = readdir(tasks));) {
    long long run, wait;
    char file[400];
    if (entry->d_name[0] == '.') continue;
    snprintf(file, sizeof file, "%s/%s/schedstat", path, entry->d_name);
    FILE *stat = fopen(file, "r");
    if (!stat) continue;
    if (fscanf(stat, "%lld %lld", &run, &wait) == 2) total += wait;
    fclose(stat);
  }
  closedir(tasks);
  return total;
}

static struct usage measure_servers(void) {
  struct usage sum = {0, 0};
  for (int i = 0; i < options.processes; i++) {
    sum.run += run_time(options.pids[i]);
    sum.wait += wait_time(options.pids[i]);
  }
  return sum;
}

static struct usage measure_self(void) { return (struct usage){run_time(getpid()), wait_time(getpid())}; }

void usage_sample_memory(void) {
  long total = 0;
  for (int i = 0; i < options.processes; i++) {
    char path[64];
    long size, resident;
    snprintf(path, sizeof path, "/proc/%d/statm", options.pids[i]);
    FILE *stat = fopen(path, "r");
    if (!stat) continue;
    if (fscanf(stat, "%ld %ld", &size, &resident) == 2) total += resident * (sysconf(_SC_PAGESIZE) / 1024);
    fclose(stat);
  }
  if (!memory_first) memory_first = total;
  if (total > memory_peak) memory_peak = total;
}

void usage_begin(void) {
  servers_before = measure_servers();
  self_before = measure_self();
}

void usage_end(void) {
  servers = measure_servers();
  self = measure_self();
}

void usage_print(double seconds) {
  double run = (double)(servers.run - servers_before.run), percent = 1e7 * seconds;
  printf("\"server_cpu_seconds\":%.6f,\"server_cpu_pct\":%.2f,\"server_wait_pct\":%.2f,", run / 1e9, run / percent,
         (double)(servers.wait - servers_before.wait) / percent);
  printf("\"generator_cpu_pct\":%.2f,\"generator_wait_pct\":%.2f,", (double)(self.run - self_before.run) / percent,
         (double)(self.wait - self_before.wait) / percent);
  printf("\"memory_first_mb\":%.1f,\"memory_peak_mb\":%.1f,", (double)memory_first / 1024, (double)memory_peak / 1024);
}
