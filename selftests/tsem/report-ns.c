// SPDX-License-Identifier: GPL-2.0-only
/*
 * report-ns FD: write the ids of the security modeling namespace of this
 * process and of the one for its children to a descriptor
 */

#include "common.h"

int main(int argc, char **argv)
{
	__u64 ids[2];

	if (argc != 2)
		return 2;
	ids[0] = tsem_here();
	ids[1] = tsem_waiting();
	return write(atoi(argv[1]), ids, sizeof(ids)) != sizeof(ids);
}
