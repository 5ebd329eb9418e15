/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A kernel with TSEM for tests, behind the linker's --wrap. The directory
 * named by TSEM_FAKE stands for /sys/kernel/security/tsem: its files are read
 * as they are, `bind` lines go to bind.log, control lines to control.log. `events`
 * gives whole lines, and EAGAIN at its end; "all" and "binary" go to bind.log. `agent`
 * is a pipe with a name, made by the test, from which questions are read; answers go
 * to agent.log.
 *
 *   TSEM_FAKE_LINES=N         control takes N lines of a write (short count)
 *   TSEM_FAKE_REFUSE=E:TEXT   control lines that begin with TEXT give errno E
 *   TSEM_FAKE_BIND=E          bind gives errno E
 *   TSEM_FAKE_ALL=E           the line "all" of an observer gives errno E
 *   TSEM_FAKE_BINARY=E        its line "binary" gives errno E
 *   TSEM_FAKE_ANSWER=E        answers are logged and give errno E
 *   TSEM_FAKE_UNSHARE=E       unshare gives errno E
 *   TSEM_FAKE_FORK=FILE       fork gives EAGAIN as long as there is this file
 *   TSEM_FAKE_HOLD=1          execve waits a minute; its file goes to held
 *
 * The modes of files that are made with O_EXCL go to create.log.
 */
#ifndef TSEM_FAKE_H
#define TSEM_FAKE_H

/* Make an empty fake tree below TMPDIR and set TSEM_FAKE; its path. */
const char *fake_setup(char *buf, size_t size);
void fake_file(const char *dir, const char *name, const char *text);
/* Contents of a log, to be freed; "" when there is none. */
char *fake_log(const char *dir, const char *name);
void fake_remove(const char *dir);

#endif /* TSEM_FAKE_H */
