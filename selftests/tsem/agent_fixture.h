/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Tests of TSEM: a namespace with an agent
 */

#ifndef _SELFTESTS_TSEM_AGENT_FIXTURE_H
#define _SELFTESTS_TSEM_AGENT_FIXTURE_H

#include "agent.h"

#include "kselftest_harness.h"

FIXTURE(agent)
{
	int ns;
	struct brain brain;
};

FIXTURE_SETUP(agent)
{
	if (tsem_unusable())
		SKIP(return, "TSEM is not usable");
	self->ns = tsem_unshare();
	ASSERT_LE(0, self->ns);
	self->brain.fd = tsem_open("agent", O_RDWR, self->ns);
	ASSERT_LE(0, self->brain.fd);
}

FIXTURE_TEARDOWN(agent)
{
	close(self->brain.fd);
	close(self->ns);
}

#endif /* _SELFTESTS_TSEM_AGENT_FIXTURE_H */
