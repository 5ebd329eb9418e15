// SPDX-License-Identifier: GPL-2.0-only
/*
 * unix:PATH, tcp:HOST:PORT, vsock:CID:PORT. HOST is a number: who decides must not
 * depend on a name server.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The next one lacks what it needs. */
#include <linux/vm_sockets.h>

#include "address.h"
#include "cli.h"

#define BACKLOG 16

static int no_address(const char *text)
{
	return fail(text, "no address; write unix:PATH (of up to 107 bytes), tcp:HOST:PORT with HOST in numbers ([::1] for IPv6), or vsock:CID:PORT");
}

/* Behind the last colon; where that is goes to *ret_colon. */
static bool parse_port(const char *text, unsigned long max, const char **ret_colon,
		       unsigned long *ret_port)
{
	const char *colon = strrchr(text, ':');
	char *end;

	if (!colon || colon[1] < '0' || colon[1] > '9')
		return false;
	errno = 0;
	*ret_port = strtoul(colon + 1, &end, 10);
	*ret_colon = colon;
	return !errno && !*end && *ret_port <= max;
}

static bool parse_unix(struct address *a, const char *path)
{
	struct sockaddr_un *un = &a->at.un;

	if (!*path || strlen(path) >= sizeof(un->sun_path))
		return false;
	un->sun_family = AF_UNIX;
	strcpy(un->sun_path, path);
	a->len = sizeof(*un);
	return true;
}

static bool parse_tcp(struct address *a, const char *text)
{
	struct sockaddr_in *in = (void *)&a->at.room;
	struct sockaddr_in6 *in6 = (void *)&a->at.room;
	char host[INET6_ADDRSTRLEN + 2];
	unsigned long port;
	const char *colon;
	size_t len;

	if (!parse_port(text, 65535, &colon, &port))
		return false;
	len = (size_t)(colon - text);
	if (!len || len >= sizeof(host))
		return false;
	memcpy(host, text, len);
	host[len] = '\0';
	if (host[0] == '[' && host[len - 1] == ']') {
		host[len - 1] = '\0';
		in6->sin6_family = AF_INET6;
		in6->sin6_port = htons((uint16_t)port);
		a->len = sizeof(*in6);
		return inet_pton(AF_INET6, host + 1, &in6->sin6_addr) == 1;
	}
	in->sin_family = AF_INET;
	in->sin_port = htons((uint16_t)port);
	a->len = sizeof(*in);
	return inet_pton(AF_INET, host, &in->sin_addr) == 1;
}

static bool parse_vsock(struct address *a, const char *text)
{
	struct sockaddr_vm *vm = (void *)&a->at.room;
	unsigned long cid, port;
	const char *colon;
	char *end;

	if (!parse_port(text, UINT32_MAX, &colon, &port))
		return false;
	vm->svm_family = AF_VSOCK;
	vm->svm_port = (unsigned int)port;
	a->len = sizeof(*vm);
	if (!strncmp(text, "any:", 4)) {
		vm->svm_cid = VMADDR_CID_ANY;
		return true;
	}
	errno = 0;
	cid = strtoul(text, &end, 10);
	vm->svm_cid = (unsigned int)cid;
	return *text >= '0' && *text <= '9' && !errno && end == colon && cid < UINT32_MAX;
}

int address_parse(struct address *a, const char *text)
{
	bool good = false;

	memset(a, 0, sizeof(*a));
	a->text = text;
	if (!strncmp(text, "unix:", 5))
		good = parse_unix(a, text + 5);
	else if (!strncmp(text, "tcp:", 4))
		good = parse_tcp(a, text + 4);
	else if (!strncmp(text, "vsock:", 6))
		good = parse_vsock(a, text + 6);
	return good ? 0 : no_address(text);
}

static int open_socket(const struct address *a)
{
	return socket(a->at.any.sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
}

void address_keep_alive(int fd)
{
	const struct {
		int level, name, value;
	} options[] = {
		{ SOL_SOCKET, SO_KEEPALIVE, 1 },
		/* Half a minute to connect, too: four more tries. */
		{ IPPROTO_TCP, TCP_SYNCNT, 4 },
		/* Seconds of silence, between probes, probes; then of data unacknowledged. */
		{ IPPROTO_TCP, TCP_KEEPIDLE, 10 },
		{ IPPROTO_TCP, TCP_KEEPINTVL, 5 },
		{ IPPROTO_TCP, TCP_KEEPCNT, 4 },
		{ IPPROTO_TCP, TCP_USER_TIMEOUT, 30000 },
		{ IPPROTO_TCP, TCP_NODELAY, 1 },
	};

	/* Other kinds of sockets do not have them, and notice by themselves. */
	for (size_t i = 0; i < ARRAY_SIZE(options); i++)
		setsockopt(fd, options[i].level, options[i].name, &options[i].value,
			   sizeof(options[i].value));
}

int address_connect(const struct address *a, int *ret_fd)
{
	int fd = open_socket(a);

	if (fd >= 0)
		address_keep_alive(fd);
	if (fd < 0 || connect(fd, &a->at.any, a->len) < 0) {
		int error = -errno;

		if (fd >= 0)
			close(fd);
		return fail(a->text, "cannot connect: %s", strerror(-error));
	}
	*ret_fd = fd;
	return 0;
}

/* The socket of a process that is gone: nobody listens there. */
static void remove_stale(const struct address *a)
{
	struct stat st;
	int fd;

	if (a->at.any.sa_family != AF_UNIX || lstat(a->at.un.sun_path, &st) ||
	    !S_ISSOCK(st.st_mode))
		return;
	fd = open_socket(a);
	if (fd < 0)
		return;
	if (connect(fd, &a->at.any, a->len) < 0 && errno == ECONNREFUSED)
		unlink(a->at.un.sun_path);
	close(fd);
}

int address_listen(const struct address *a, int *ret_fd)
{
	int fd = open_socket(a), one = 1, ret;
	mode_t mask;

	remove_stale(a);
	if (fd >= 0 && a->at.any.sa_family != AF_UNIX)
		setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
	/* Who may write to the socket in the file system may connect: nobody else. */
	mask = umask(0177);
	ret = fd < 0 ? -1 : bind(fd, &a->at.any, a->len);
	umask(mask);
	if (ret < 0 || listen(fd, BACKLOG) < 0) {
		int error = errno;

		if (fd >= 0)
			close(fd);
		return fail(a->text, "cannot listen: %s", strerror(error));
	}
	*ret_fd = fd;
	return 0;
}
