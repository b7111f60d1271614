// The floor under every gateway: the system calls of a race over HTTP/1.1, and as little else as
// possible. It sends each request of a caller three times, answers with the first status 200, and
// resets the connections of the losers. It checks no payload, knows no parameters, counts nothing.
//
// Usage: floor PORT UPSTREAM-PORT
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { ATTEMPTS = 3, TIMEOUT_MILLIS = 995, FDS = 65536, BUFFER = 16384, EVENTS = 512 };
enum kind { FREE, LISTENER, CALLER, UPSTREAM };

// A race is a caller's request in flight. It is kept in the slot of the caller's connection.
struct connection {
  enum kind kind;
  int length;               // bytes read so far
  int caller;               // of an upstream connection in use, otherwise -1
  int is_sent;              // whether an upstream connection has sent its request
  int attempts[ATTEMPTS];   // of a caller with a race: upstream connections, otherwise -1
  int running;              // of a caller: attempts without an end; 0 without a race
  long start_millis;
  int next, previous;       // of a caller with a race: its neighbours in order of start
  char *buffer;
};

static struct connection connections[FDS];
static int idle[FDS], idle_count, oldest = -1, newest = -1, poll_fd;
static struct sockaddr_in upstream;
static char request[256];
static int request_length;

static long now_millis(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void set(int fd, int level, int option, const void *value, socklen_t size) {
  setsockopt(fd, level, option, value, size);
}

static void open_connection(int fd, enum kind kind, unsigned events) {
  struct connection *c = &connections[fd];
  char *buffer = c->buffer ? c->buffer : malloc(BUFFER);
  *c = (struct connection){.kind = kind, .caller = -1, .buffer = buffer, .next = -1, .previous = -1};
  for (int i = 0; i < ATTEMPTS; i++) c->attempts[i] = -1;
  struct epoll_event event = {.events = events, .data.fd = fd};
  epoll_ctl(poll_fd, EPOLL_CTL_ADD, fd, &event);
}

static void close_connection(int fd) {
  connections[fd].kind = FREE;
  close(fd);
}

static void send_request(int fd) {
  connections[fd].is_sent = 1;
  if (send(fd, request, request_length, MSG_NOSIGNAL) < 0) shutdown(fd, SHUT_RDWR);
}

static int attempt_for(int caller) {
  int fd;
  if (idle_count > 0) {
    fd = idle[--idle_count];
    connections[fd].caller = caller;
    send_request(fd);
    return fd;
  }
  fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  if (fd < 0) return -1;
  struct linger reset = {1, 0};
  int yes = 1;
  set(fd, SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
  set(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  int connected = connect(fd, (struct sockaddr *)&upstream, sizeof upstream);
  if (connected < 0 && errno != EINPROGRESS) {
    close(fd);
    return -1;
  }
  open_connection(fd, UPSTREAM, connected == 0 ? EPOLLIN : EPOLLIN | EPOLLOUT);
  connections[fd].caller = caller;
  if (connected == 0) send_request(fd);
  return fd;
}

static void unlink_race(struct connection *c) {
  if (c->previous >= 0) connections[c->previous].next = c->next; else oldest = c->next;
  if (c->next >= 0) connections[c->next].previous = c->previous; else newest = c->previous;
  c->next = c->previous = -1;
}

// Cancels what still runs. The winner, if any, has been taken out before.
static void end_race(int caller) {
  struct connection *c = &connections[caller];
  for (int i = 0; i < ATTEMPTS; i++) {
    if (c->attempts[i] >= 0) close_connection(c->attempts[i]);
    c->attempts[i] = -1;
  }
  c->running = 0;
  unlink_race(c);
}

static void answer(int caller, const char *status, const char *body, int length) {
  char text[BUFFER + 256];
  int head = snprintf(text, 256, "HTTP/1.1 %s\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n",
                      status, length);
  memcpy(text + head, body, length);
  if (send(caller, text, head + length, MSG_NOSIGNAL) < 0) shutdown(caller, SHUT_RDWR);
}

static void start_race(int caller) {
  struct connection *c = &connections[caller];
  c->start_millis = now_millis();
  c->previous = newest;
  c->next = -1;
  if (newest >= 0) connections[newest].next = caller; else oldest = caller;
  newest = caller;
  for (int i = 0; i < ATTEMPTS; i++) {
    c->attempts[i] = attempt_for(caller);
    c->running += c->attempts[i] >= 0;
  }
}

static void forget_attempt(int fd) {
  struct connection *c = &connections[connections[fd].caller];
  for (int i = 0; i < ATTEMPTS; i++) {
    if (c->attempts[i] == fd) c->attempts[i] = -1;
  }
  c->running--;
}

static void fail_attempt(int fd) {
  int caller = connections[fd].caller;
  if (caller >= 0) {
    forget_attempt(fd);
    if (connections[caller].running == 0) {
      answer(caller, "503 Failed", "", 0);
      end_race(caller);
    }
  } else {
    for (int i = 0; i < idle_count; i++) {
      if (idle[i] == fd) idle[i] = idle[--idle_count];
    }
  }
  close_connection(fd);
}

static void on_answer(int fd) {
  struct connection *c = &connections[fd];
  c->buffer[c->length] = 0;
  char *end = strstr(c->buffer, "\r\n\r\n");
  char *size = end ? strcasestr(c->buffer, "content-length:") : NULL;
  if (!end) return;
  int body = end + 4 - c->buffer, length = size && size < end ? atoi(size + 15) : -1;
  if (length < 0 || strncmp(c->buffer, "HTTP/1.1 200", 12) != 0) {
    fail_attempt(fd);
  } else if (c->length - body >= length) {
    int caller = c->caller;
    forget_attempt(fd);
    answer(caller, "200 OK", c->buffer + body, length);
    end_race(caller);
    c->caller = -1;
    c->length = 0;
    idle[idle_count++] = fd;
  }
}

static void on_upstream(int fd, unsigned events) {
  struct connection *c = &connections[fd];
  if (!c->is_sent) {
    struct epoll_event event = {.events = EPOLLIN, .data.fd = fd};
    epoll_ctl(poll_fd, EPOLL_CTL_MOD, fd, &event);
    send_request(fd);
  }
  if (!(events & (EPOLLIN | EPOLLERR | EPOLLHUP))) return;
  int read = recv(fd, c->buffer + c->length, BUFFER - 1 - c->length, 0);
  if (read <= 0 || c->caller < 0) {
    if (read < 0 && errno == EAGAIN) return;
    fail_attempt(fd);
    return;
  }
  c->length += read;
  on_answer(fd);
}

static void on_caller(int fd) {
  struct connection *c = &connections[fd];
  int read = recv(fd, c->buffer + c->length, BUFFER - 1 - c->length, 0);
  if (read <= 0) {
    if (read < 0 && errno == EAGAIN) return;
    if (c->running > 0) end_race(fd);
    close_connection(fd);
    return;
  }
  c->length += read;
  c->buffer[c->length] = 0;
  if (c->running == 0 && strstr(c->buffer, "\r\n\r\n")) {
    c->length = 0;
    start_race(fd);
  }
}

static void on_listener(int listener) {
  int yes = 1, fd;
  while ((fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK)) >= 0) {
    set(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    open_connection(fd, CALLER, EPOLLIN);
  }
}

int main(int count, char **arguments) {
  if (count != 3) {
    fprintf(stderr, "Usage: floor PORT UPSTREAM-PORT\n");
    return 2;
  }
  request_length = snprintf(request, sizeof request,
      "GET /api/work HTTP/1.1\r\nhost: 127.0.0.1:%s\r\naccept: application/json\r\n\r\n", arguments[2]);
  upstream = (struct sockaddr_in){.sin_family = AF_INET, .sin_port = htons(atoi(arguments[2])),
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  struct sockaddr_in here = upstream;
  here.sin_port = htons(atoi(arguments[1]));
  int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), yes = 1;
  set(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  if (bind(listener, (struct sockaddr *)&here, sizeof here) < 0 || listen(listener, 1024) < 0) {
    perror("floor: listen");
    return 1;
  }
  poll_fd = epoll_create1(0);
  open_connection(listener, LISTENER, EPOLLIN);
  struct epoll_event events[EVENTS];
  while (1) {
    int ready = epoll_wait(poll_fd, events, EVENTS, 10);
    for (int i = 0; i < ready; i++) {
      int fd = events[i].data.fd;
      switch (connections[fd].kind) {
        case LISTENER: on_listener(fd); break;
        case CALLER: on_caller(fd); break;
        case UPSTREAM: on_upstream(fd, events[i].events); break;
        case FREE: break;
      }
    }
    while (oldest >= 0 && now_millis() - connections[oldest].start_millis >= TIMEOUT_MILLIS) {
      answer(oldest, "503 Deadline", "", 0);
      end_race(oldest);
    }
  }
}
