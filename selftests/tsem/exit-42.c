// SPDX-License-Identifier: GPL-2.0-only
/*
 * exit-42: shows that it ran
 */

int main(void)
{
	return 42;
}
