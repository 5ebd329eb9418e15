// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tests of TSEM: events of names, options and other addresses of sockets
 */

#include "events.h"

#include <arpa/inet.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <linux/if_tun.h>
#include <linux/vm_sockets.h>
#include <net/if.h>
#include <netinet/in.h>
#include <netinet/tcp.h>

#ifndef IPPROTO_SCTP
#define IPPROTO_SCTP 132
#endif
#define BINDX_ADD 100

#define OWNED(type, protocol)                                             \
	"{\"family\": \"1\", \"type\": \"" type "\", \"protocol\": \"" protocol \
	"\", \"owner\": \"$ACTOR\"}"
#define TCP \
	"\"sock\": {\"family\": \"2\", \"type\": \"1\", \"protocol\": \"6\"" NEXT \
	"\"owner\": \"$ACTOR\"}"
/* Of somebody outside. */
#define FOREIGN \
	"\"sock\": {\"family\": \"1\", \"type\": \"1\", \"protocol\": \"0\"}"

static int provoke_socketpair(struct world *w)
{
	int fds[2];

	return result_of(socketpair(AF_UNIX, SOCK_STREAM, 0, fds));
}

static const struct event_test test_socketpair_join = {
	.event = "socket_socketpair",
	.object = "\"sock\": " OWNED("1", "0") ", \"other\": " OWNED("1", "0"),
	.provoke = provoke_socketpair,
	.happened = has_new_fd,
};

static int prepare_tcp(struct world *w)
{
	return keep_fd(w, socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
}

static int provoke_getsockname(struct world *w)
{
	struct sockaddr_in address;
	socklen_t len = sizeof(address);

	clear_answer(&address, sizeof(address));
	return note_answer(w, &address, sizeof(address),
			   result_of(getsockname(w->own_fd, (void *)&address,
						 &len)));
}

static const struct event_test test_getsockname = {
	.event = "socket_getsockname",
	.object = TCP,
	.prepare = prepare_tcp,
	.provoke = provoke_getsockname,
	.happened = has_answer,
};

/* A connected pair outside, whose one end the actor uses. */
static int arrange_pair(struct world *w)
{
	return result_of(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0,
				    w->fd));
}

static void renew_pair(struct world *w)
{
	close(w->fd[0]);
	close(w->fd[1]);
	arrange_pair(w);
}

static int provoke_getpeername(struct world *w)
{
	struct sockaddr_storage address;
	socklen_t len = sizeof(address);

	clear_answer(&address, sizeof(address));
	return note_answer(w, &address, sizeof(address),
			   result_of(getpeername(w->fd[1], (void *)&address,
						 &len)));
}

static const struct event_test test_getpeername = {
	.event = "socket_getpeername",
	.object = FOREIGN,
	.arrange = arrange_pair,
	.provoke = provoke_getpeername,
	.happened = has_answer,
};

/* To 1. */
#define SET ", \"optlen\": \"4\", \"value\": \"" TSEM_INT_1 "\""

static int get_option(int fd, int level, int name)
{
	socklen_t len = sizeof(int);
	int value;

	return getsockopt(fd, level, name, &value, &len) ? -1 : value;
}

static int provoke_setsockopt(struct world *w)
{
	int on = 1;

	return result_of(setsockopt(w->fd[1], SOL_SOCKET, SO_PASSCRED, &on,
				    sizeof(on)));
}

static bool has_option(struct world *w)
{
	return get_option(w->fd[1], SOL_SOCKET, SO_PASSCRED) == 1;
}

static const struct event_test test_setsockopt = {
	.event = "socket_setsockopt",
	.object = FOREIGN ", \"level\": \"1\", \"optname\": \"16\"" SET,
	.arrange = arrange_pair,
	.provoke = provoke_setsockopt,
	.happened = has_option,
	.undo = renew_pair,
};

static int provoke_setsockopt_tcp(struct world *w)
{
	int on = 1;

	return result_of(setsockopt(w->own_fd, IPPROTO_TCP, TCP_NODELAY, &on,
				    sizeof(on)));
}

static bool has_tcp_option(struct world *w)
{
	int fd = actor_fd(w);
	int value = get_option(fd, IPPROTO_TCP, TCP_NODELAY);

	close(fd);
	return value == 1;
}

static const struct event_test test_setsockopt_tcp = {
	.event = "socket_setsockopt",
	.object = TCP ", \"level\": \"6\", \"optname\": \"1\"" SET,
	.prepare = prepare_tcp,
	.provoke = provoke_setsockopt_tcp,
	.happened = has_tcp_option,
};

static int provoke_getsockopt(struct world *w)
{
	socklen_t len = sizeof(int);
	int type;

	clear_answer(&type, sizeof(type));
	return note_answer(w, &type, sizeof(type),
			   result_of(getsockopt(w->own_fd, SOL_SOCKET, SO_TYPE,
						&type, &len)));
}

static const struct event_test test_getsockopt = {
	.event = "socket_getsockopt",
	.object = TCP ", \"level\": \"1\", \"optname\": \"3\"",
	.prepare = prepare_tcp,
	.provoke = provoke_getsockopt,
	.happened = has_answer,
};

static int provoke_shutdown(struct world *w)
{
	return result_of(shutdown(w->fd[1], SHUT_WR));
}

/* The other end is told. */
static bool is_shut(struct world *w)
{
	return is_readable(w->fd[0]);
}

static const struct event_test test_shutdown = {
	.event = "socket_shutdown",
	.object = FOREIGN ", \"how\": \"1\"",
	.arrange = arrange_pair,
	.provoke = provoke_shutdown,
	.happened = is_shut,
	.undo = renew_pair,
};

/* Several addresses at once: each is an event, and all have to be known */

#define SCTP_PORT 28123

static int prepare_sctp(struct world *w)
{
	return keep_fd(w, socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC,
				 IPPROTO_SCTP));
}

static int provoke_bindx(struct world *w)
{
	struct sockaddr_in addresses[2];
	int i;

	for (i = 0; i < 2; i++)
		addresses[i] = (struct sockaddr_in) {
			.sin_family = AF_INET,
			.sin_port = htons(SCTP_PORT),
			.sin_addr.s_addr = htonl(INADDR_LOOPBACK + i),
		};
	return result_of(setsockopt(w->own_fd, IPPROTO_SCTP, BINDX_ADD,
				    addresses, sizeof(addresses)));
}

/* Somebody outside cannot have the address then. */
static bool is_bound(struct world *w)
{
	const struct sockaddr_in address = {
		.sin_family = AF_INET,
		.sin_port = htons(SCTP_PORT),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK + 1),
	};
	int fd = socket(AF_INET, SOCK_STREAM, IPPROTO_SCTP);
	bool busy = bind(fd, (const struct sockaddr *)&address,
			 sizeof(address)) && errno == EADDRINUSE;

	(void)w;
	close(fd);
	return busy;
}

static const struct event_test test_sctp_bindx = {
	.event = "sctp_bind_connect",
	.object = "\"sock\": {\"family\": \"2\", \"type\": \"1\"" NEXT
		  "\"protocol\": \"132\", \"owner\": \"$ACTOR\"}" NEXT
		  "\"optname\": \"100\", \"addr\": {\"af_inet\": {"
		  "\"port\": \"28123\", \"address\": \"127.0.0.2\"}}",
	.prepare = prepare_sctp,
	.provoke = provoke_bindx,
	.happened = is_bound,
};

/* Network devices of programs */

static int attach(int fd, int flags)
{
	struct ifreq ifr = { .ifr_name = "tsemtap" };

	ifr.ifr_flags = IFF_TAP | IFF_NO_PI | flags;
	return result_of(ioctl(fd, TUNSETIFF, &ifr));
}

static int set_queue(int fd, int flags)
{
	struct ifreq ifr = {};

	ifr.ifr_flags = flags;
	return result_of(ioctl(fd, TUNSETQUEUE, &ifr));
}

static int prepare_tun(struct world *w)
{
	return keep_fd(w, open("/dev/net/tun", O_RDWR | O_CLOEXEC));
}

static int provoke_tun(struct world *w)
{
	return attach(w->own_fd, 0);
}

static bool has_device(struct world *w)
{
	(void)w;
	return if_nametoindex("tsemtap");
}

static const struct event_test test_tun_create = {
	.event = "tun_dev_create",
	.object = "",
	.prepare = prepare_tun,
	.provoke = provoke_tun,
	.happened = has_device,
};

static const struct event_test test_tun_make = {
	.event = "tun_dev_attach",
	.object = "\"owner\": \"$ACTOR\"",
	.prepare = prepare_tun,
	.provoke = provoke_tun,
	.happened = has_device,
};

/* A device that is there, of somebody outside. */
static int arrange_tun(struct world *w)
{
	int fd = open("/dev/net/tun", O_RDWR | O_CLOEXEC);
	int ret = attach(fd, 0) ?: result_of(ioctl(fd, TUNSETPERSIST, 1));

	(void)w;
	close(fd);
	return ret;
}

static void remove_tun(struct world *w)
{
	int fd = open("/dev/net/tun", O_RDWR | O_CLOEXEC);

	(void)w;
	if (!attach(fd, 0))
		ioctl(fd, TUNSETPERSIST, 0);
	close(fd);
}

/* Somebody else cannot attach to it then. */
static bool is_attached(struct world *w)
{
	int fd = open("/dev/net/tun", O_RDWR | O_CLOEXEC);
	bool busy = attach(fd, 0) == -EBUSY;

	(void)w;
	close(fd);
	return busy;
}

static const struct event_test test_tun_open_old = {
	.event = "tun_dev_open",
	.object = "",
	.arrange = arrange_tun,
	.prepare = prepare_tun,
	.provoke = provoke_tun,
	.happened = is_attached,
	.dismiss = remove_tun,
};

static const struct event_test test_tun_open = {
	.event = "tun_dev_attach",
	.object = "",
	.arrange = arrange_tun,
	.prepare = prepare_tun,
	.provoke = provoke_tun,
	.happened = is_attached,
	.dismiss = remove_tun,
};

/* A device of the actor with two queues, one of them detached. */
static int prepare_queue(struct world *w)
{
	int first = open("/dev/net/tun", O_RDWR | O_CLOEXEC);

	return attach(first, IFF_MULTI_QUEUE) ?: prepare_tun(w) ?:
	       attach(w->own_fd, IFF_MULTI_QUEUE) ?:
	       set_queue(w->own_fd, IFF_DETACH_QUEUE);
}

static int provoke_queue(struct world *w)
{
	return set_queue(w->own_fd, IFF_ATTACH_QUEUE);
}

static bool has_two_queues(struct world *w)
{
	(void)w;
	return !access("/sys/class/net/tsemtap/queues/tx-1", F_OK);
}

static const struct event_test test_tun_queue = {
	.event = "tun_dev_attach_queue",
	.object = "\"owner\": \"$ACTOR\"",
	.prepare = prepare_queue,
	.provoke = provoke_queue,
	.happened = has_two_queues,
};

/* Families whose addresses are recorded as they are */

#define LOOPBACK_INDEX 1

static const struct sockaddr_ll *packet_address(void)
{
	static struct sockaddr_ll ll = { .sll_family = AF_PACKET };

	ll.sll_protocol = htons(ETH_P_ALL);
	ll.sll_ifindex = LOOPBACK_INDEX;
	return &ll;
}

static const struct sockaddr_vm vsock_address = {
	.svm_family = AF_VSOCK,
	.svm_port = 4711,
	.svm_cid = VMADDR_CID_ANY,
};

/* All but the family, for the word $DATA. */
static int set_address(struct world *w, const void *address, size_t size)
{
	const unsigned char *bytes = address;
	size_t i;

	for (i = sizeof(sa_family_t); i < size; i++)
		sprintf(w->data + 2 * (i - sizeof(sa_family_t)), "%02x",
			bytes[i]);
	return 0;
}

static int arrange_packet(struct world *w)
{
	return set_address(w, packet_address(), sizeof(struct sockaddr_ll));
}

static int prepare_packet(struct world *w)
{
	return keep_fd(w, socket(AF_PACKET, SOCK_RAW, 0));
}

static int provoke_bind_packet(struct world *w)
{
	return result_of(bind(w->own_fd, (void *)packet_address(),
			      sizeof(struct sockaddr_ll)));
}

/* A line has an address, references, the type, the protocol and the interface. */
static bool is_packet_bound(struct world *w)
{
	char *save, *line, *text = strdup(proc_text(getpid(), "net/packet"));
	unsigned int protocol, interface;
	bool found = false;

	for (line = strtok_r(text, "\n", &save); line;
	     line = strtok_r(NULL, "\n", &save))
		if (sscanf(line, "%*s %*s %*s %x %u", &protocol, &interface) ==
			    2 &&
		    protocol == ETH_P_ALL && interface == LOOPBACK_INDEX)
			found = true;
	free(text);
	return found;
}

#define BOUND(family, type)                                                 \
	"\"sock\": {\"family\": \"" family "\", \"type\": \"" type "\"" NEXT \
	"\"protocol\": \"0\", \"owner\": \"$ACTOR\"}"
#define OTHER(family)                                                       \
	"\"addr\": {\"af_other\": {\"family\": \"" family "\"" NEXT \
	"\"address\": \"$DATA\"}}"

static const struct event_test test_bind_packet = {
	.event = "socket_bind",
	.object = BOUND("17", "3") NEXT OTHER("17"),
	.arrange = arrange_packet,
	.prepare = prepare_packet,
	.provoke = provoke_bind_packet,
	.happened = is_packet_bound,
};

static int arrange_vsock(struct world *w)
{
	return set_address(w, &vsock_address, sizeof(vsock_address));
}

static int prepare_vsock(struct world *w)
{
	return keep_fd(w, socket(AF_VSOCK, SOCK_STREAM, 0));
}

static int provoke_bind_vsock(struct world *w)
{
	return result_of(bind(w->own_fd, (void *)&vsock_address,
			      sizeof(vsock_address)));
}

static bool vsock_in_use(struct world *w)
{
	int fd = socket(AF_VSOCK, SOCK_STREAM | SOCK_CLOEXEC, 0);
	bool used = bind(fd, (void *)&vsock_address, sizeof(vsock_address)) &&
		    errno == EADDRINUSE;

	close(fd);
	return used;
}

static const struct event_test test_bind_vsock = {
	.event = "socket_bind",
	.object = BOUND("40", "1") NEXT OTHER("40"),
	.arrange = arrange_vsock,
	.prepare = prepare_vsock,
	.provoke = provoke_bind_vsock,
	.happened = vsock_in_use,
};

#define SOCKOPT_EVENT EVENT_TEST
#include "event_list.h"

TEST_HARNESS_MAIN
