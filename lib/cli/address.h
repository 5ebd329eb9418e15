/* SPDX-License-Identifier: GPL-2.0-only */
/* Where tsem agent listens, and where it connects to. */
#ifndef TSEM_CLI_ADDRESS_H
#define TSEM_CLI_ADDRESS_H

#include <sys/socket.h>
#include <sys/un.h>

struct address {
	const char *text;
	socklen_t len;
	union {
		struct sockaddr any;
		struct sockaddr_un un;
		struct sockaddr_storage room;
	} at;
};

/* 0, or an exit status with a message. */
int address_parse(struct address *a, const char *text);
/* The socket in *ret_fd; 0, or an exit status with a message. */
int address_connect(const struct address *a, int *ret_fd);
int address_listen(const struct address *a, int *ret_fd);
/* Notice a peer that is gone without a word. */
void address_keep_alive(int fd);

#endif /* TSEM_CLI_ADDRESS_H */
