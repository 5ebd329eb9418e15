/* SPDX-License-Identifier: GPL-2.0-only */
/* A small model, and digests to build others from. */
#ifndef TSEM_SAMPLES_H
#define TSEM_SAMPLES_H

#define X16(c) c c c c c c c c c c c c c c c c
#define X64(c) X16(c) X16(c) X16(c) X16(c)
#define H1 X64("1")
#define H2 X64("2")
#define H3 X64("3")
#define HE X64("e")
#define HX X64("f")

#define HEAD "tsem-model 1\ndigest sha256\nfsref content\n"
#define RULES "volatile /tmp\nvolatile /var/tmp\npseudonym /etc/hostname\n"
#define JSON1 " {\"event\": {\"type\": \"exec\"}}"
#define POINTS "state " H1 JSON1 "\nstate " H2 "\nenvironment " HE "\n"
#define TAIL "expect " HX "\nend 3\n"
#define GOOD HEAD RULES POINTS TAIL

#endif /* TSEM_SAMPLES_H */
