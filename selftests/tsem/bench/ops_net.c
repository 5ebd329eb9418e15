// SPDX-License-Identifier: GPL-2.0-only
/*
 * Operations of the benchmark: sockets without a name in a file system
 */

#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "ops.h"

#define TCP_PORT 7301
#define UDP_PORT 7302

static struct sockaddr_in local(int port)
{
	struct sockaddr_in addr = {
		.sin_family = AF_INET,
		.sin_port = htons(port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};

	return addr;
}

static int bound_socket(int type, int port)
{
	struct sockaddr_in addr = local(port);
	int fd = socket(AF_INET, type, 0), one = 1;

	if (fd < 0)
		return -1;
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
	if (bind(fd, (struct sockaddr *)&addr, sizeof(addr))) {
		close(fd);
		return -1;
	}
	return fd;
}

static int setup_tcp(void)
{
	op_fd[0] = bound_socket(SOCK_STREAM, TCP_PORT);
	return op_fd[0] < 0 ? -1 : listen(op_fd[0], 16);
}

static int do_tcp(void)
{
	struct sockaddr_in addr = local(TCP_PORT);
	int client = socket(AF_INET, SOCK_STREAM, 0), server = -1;

	if (client < 0)
		return -1;
	if (!connect(client, (struct sockaddr *)&addr, sizeof(addr)))
		server = accept(op_fd[0], NULL, NULL);
	close(client);
	return server < 0 ? -1 : close(server);
}

static int setup_udp(void)
{
	op_fd[0] = bound_socket(SOCK_DGRAM, UDP_PORT);
	op_fd[1] = bound_socket(SOCK_DGRAM, UDP_PORT + 1);
	return op_fd[0] < 0 || op_fd[1] < 0 ? -1 : 0;
}

static int do_udp(void)
{
	struct sockaddr_in addr = local(UDP_PORT);
	char byte = 0;

	if (sendto(op_fd[1], &byte, 1, 0, (struct sockaddr *)&addr,
		   sizeof(addr)) != 1)
		return -1;
	return recv(op_fd[0], &byte, 1, 0) == 1 ? 0 : -1;
}

static int do_socketpair(void)
{
	int fds[2];

	if (socketpair(AF_UNIX, SOCK_STREAM, 0, fds))
		return -1;
	close(fds[0]);
	close(fds[1]);
	return 0;
}

const struct op net_ops[] = {
	{ "tcp_conn_acc_close", 5, do_tcp, setup_tcp, NULL, close_op_fds },
	{ "udp_send_recv", 50, do_udp, setup_udp, NULL, close_op_fds },
	{ "socketpair_close", 30, do_socketpair },
	{}
};
