// SPDX-License-Identifier: GPL-2.0-only
/*
 * The smallest program, built with nolibc, that the benchmark runs
 */

int main(void)
{
	return 0;
}
