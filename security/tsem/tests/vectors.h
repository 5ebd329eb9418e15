/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Trusted Security Event Modeling - vectors computed by another program
 *
 * Generated from the specification by scripts/tsem-verify vectors; to be made
 * again, never edited.
 */

#ifndef _SECURITY_TSEM_TESTS_VECTORS_H
#define _SECURITY_TSEM_TESTS_VECTORS_H

#include <linux/compiler.h>
#include <linux/types.h>

/**
 * struct tsem_vector - A record, its coefficient and its JSON line
 *
 * @event: event whose record it is
 * @remark: what is special about it
 * @hash: hash of the namespace
 * @bytes: the canonical record
 * @len: its length
 * @coefficient: their digest in hexadecimal
 * @json: the line with number 1 and count 1, without newline
 */
struct tsem_vector {
	const char *event;
	const char *remark;
	const char *hash;
	const u8 *bytes;
	size_t len;
	const char *coefficient;
	const char *json;
};

/**
 * struct tsem_primitive_vector - One number or string and its bytes
 *
 * @type: "u8", "u16", "u32", "u64" or "str"
 * @value: the number, or the length of the string
 * @str: the string
 * @bytes: the encoding
 * @len: its length
 */
struct tsem_primitive_vector {
	const char *type;
	u64 value;
	const char *str;
	const u8 *bytes;
	size_t len;
};

/**
 * struct tsem_context_vector - Credentials and their bytes
 *
 * @name: what they are
 * @ids: uid, euid, suid, fsuid, gid, egid, sgid, fsgid
 * @userns: levels below the owning user namespace
 * @cap_effective: effective capabilities
 * @securebits: secure bits
 * @no_new_privs: 0 or 1
 * @bytes: the encoding
 * @len: its length
 */
struct tsem_context_vector {
	const char *name;
	u32 ids[8];
	u32 userns;
	u64 cap_effective;
	u32 securebits;
	u8 no_new_privs;
	const u8 *bytes;
	size_t len;
};

/**
 * struct tsem_config_vector - A configuration and its digest
 *
 * @name: what it is
 * @hash: hash of the namespace
 * @fsref: "content" or "superblock"
 * @rules: control lines in no order, ended by NULL
 * @config: the digest in hexadecimal
 */
struct tsem_config_vector {
	const char *name;
	const char *hash;
	const char *fsref;
	const char *rules[5];
	const char *config;
};

/**
 * struct tsem_state_vector - Points of a model, `state` and `measurement`
 *
 * @name: what it is
 * @hash: hash of the namespace; no rules, fsref=content
 * @incomplete: whether a limit was reached
 * @points: control lines in order of loading, ended by NULL; one that comes
 *	again changes nothing
 * @state: the value in hexadecimal
 * @measurement: the value in hexadecimal
 */
struct tsem_state_vector {
	const char *name;
	const char *hash;
	u8 incomplete;
	const char *points[5];
	const char *state;
	const char *measurement;
};

/**
 * struct tsem_digest_vector - Content and its digest
 *
 * @hash: the hash
 * @content: a string; that of a file with a pseudonym is empty
 * @digest: its digest in hexadecimal
 */
struct tsem_digest_vector {
	const char *hash;
	const char *content;
	const char *digest;
};

/* Bytes and their number, without the NUL that ends a string. */
#define BYTES(string) .bytes = (const u8 *)(string), .len = sizeof(string) - 1

/* What the vectors share: first parts of records, then of lines. */
#define MAGIC256 "TSEM1\0\6\0\0\0sha256"
#define LINE256 "\", \"digest\": \"sha256\", \"number\": \"1\", \"count\": \"1\", \"actor\": \""
#define NOBODY256 "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
#define HEX_NOBODY256 "0000000000000000000000000000000000000000000000000000000000000000"
#define SHELL256 "\277\356\251\225\377\220\262\204\250\201\366l\373\252Z{\20t\30I\264\323\203J5\0\347 D\250\271\271"
#define HEX_SHELL256 "bfeea995ff90b284a881f66cfbaa5a7b10741849b4d3834a3500e72044a8b9b9"
#define ABC256 "\272x\26\277\217\1\317\352AA@\336]\256\"#\260\3a\243\226\27z\234\264\20\377a\362\0\25\255"
#define HEX_ABC256 "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
#define EMPTY256 "\343\260\304B\230\374\34\24\232\373\364\310\231o\271$'\256A\344d\233\223L\244\225\231\33xR\270U"
#define HEX_EMPTY256 "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
#define MAGIC512 "TSEM1\0\6\0\0\0sha512"
#define LINE512 "\", \"digest\": \"sha512\", \"number\": \"1\", \"count\": \"1\", \"actor\": \""
#define NOBODY512 "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
#define HEX_NOBODY512 "00000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000"
#define SHELL512 "\202\31\362G\253\267U^g\33 \32b\210\340\2213]\36\353\10\4f\347\271J.0\265a'\256\252\276\1\256U\307\251\313m\347\237\204 J[\33\0\372\322|\362<\251s\334\373\372\210\34&\37\250"
#define HEX_SHELL512 "8219f247abb7555e671b201a6288e091335d1eeb080466e7b94a2e30b56127aeaabe01ae55c7a9cb6de79f84204a5b1b00fad27cf23ca973dcfbfa881c261fa8"
#define ABC512 "\335\2575\241\223az\272\314AsI\256 A1\22\346\372N\211\251~\242\12\236\356\346KU\323\232!\222\231*'O\301\2506\272<#\243\376\353\275EMD#d<\350\16*\232\311O\245L\244\237"
#define HEX_ABC512 "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f"
#define EMPTY512 "\317\203\3415~\357\270\275\361T(P\326m\200\7\326 \344\5\13W\25\334\203\364\251!\323l\351\316G\320\321<]\205\362\260\377\203\30\322\207~\354/c\2711\275GAz\201\24582z\371'\332>"
#define HEX_EMPTY512 "cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce47d0d13c5d85f2b0ff8318d2877eec2f63b931bd47417a81a538327af927da3e"
#define CONTEXT_ROOT "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\377\377\377\377\377\1\0\0\0\0\0\0\0"
#define COE_ROOT "\"}, \"COE\": {\"uid\": \"0\", \"euid\": \"0\", \"suid\": \"0\", \"fsuid\": \"0\", \"gid\": \"0\", \"egid\": \"0\", \"sgid\": \"0\", \"fsgid\": \"0\", \"userns\": \"0\", \"capeff\": \"0x1ffffffffff\", \"securebits\": \"0\", \"no_new_privs\": \"0\"}, \""
#define CONTEXT_USER "\350\3\0\0\351\3\0\0\352\3\0\0\353\3\0\0d\0\0\0e\0\0\0f\0\0\0g\0\0\0\1\0\0\0\0$\0\0\0\0\0\0/\0\0\0\1"
#define COE_USER "\"}, \"COE\": {\"uid\": \"1000\", \"euid\": \"1001\", \"suid\": \"1002\", \"fsuid\": \"1003\", \"gid\": \"100\", \"egid\": \"101\", \"sgid\": \"102\", \"fsgid\": \"103\", \"userns\": \"1\", \"capeff\": \"0x2400\", \"securebits\": \"47\", \"no_new_privs\": \"1\"}, \""
#define LINE_TYPE "{\"event\": {\"type\": \""
#define LINE_COEFFICIENT "\", \"coefficient\": \""

static const struct tsem_digest_vector tsem_digest_vectors[] __maybe_unused = {
	{ "sha256", "", HEX_EMPTY256 },
	{ "sha256", "abc", HEX_ABC256 },
	{ "sha512", "", HEX_EMPTY512 },
	{ "sha512", "abc", HEX_ABC512 },
};

static const struct tsem_primitive_vector tsem_primitive_vectors[] __maybe_unused = {
	{ "u8", 0x0ULL, NULL, BYTES("\0") },
	{ "u8", 0xffULL, NULL, BYTES("\377") },
	{ "u16", 0x0ULL, NULL, BYTES("\0\0") },
	{ "u16", 0x1234ULL, NULL, BYTES("4\22") },
	{ "u16", 0xffffULL, NULL, BYTES("\377\377") },
	{ "u32", 0x0ULL, NULL, BYTES("\0\0\0\0") },
	{ "u32", 0x12345678ULL, NULL, BYTES("xV4\22") },
	{ "u32", 0xffffffffULL, NULL, BYTES("\377\377\377\377") },
	{ "u64", 0x0ULL, NULL, BYTES("\0\0\0\0\0\0\0\0") },
	{ "u64", 0x123456789abcdef0ULL, NULL, BYTES("\360\336\274\232xV4\22") },
	{ "u64", 0xffffffffffffffffULL, NULL, BYTES("\377\377\377\377\377\377\377\377") },
	{ "str", 0, "", BYTES("\0\0\0\0") },
	{ "str", 1, "a", BYTES("\1\0\0\0a") },
	{ "str", 5, "a\0b\"\377", BYTES("\5\0\0\0a\0b\"\377") },
};

static const struct tsem_context_vector tsem_context_vectors[] __maybe_unused = {
	{ "root", { 0U, 0U, 0U, 0U, 0U, 0U, 0U, 0U }, 0U, 0x1ffffffffffULL, 0U, 0,
	  BYTES(CONTEXT_ROOT) },
	{ "user", { 1000U, 1001U, 1002U, 1003U, 100U, 101U, 102U, 103U }, 1U, 0x2400ULL, 47U, 1,
	  BYTES(CONTEXT_USER) },
	{ "most", { 4294967295U, 4294967295U, 4294967295U, 4294967295U, 4294967295U,
	  4294967295U, 4294967295U, 4294967295U }, 4294967295U, 0xffffffffffffffffULL,
	  4294967295U, 1,
	  BYTES("\377\377\377\377\377\377\377\377\377\377\377\377\377\377\377\377\377\377\377"
	  "\377\377\377\377\377\377\377\377\377\377\377\377\377\377\377\377\377\377\377\377"
	  "\377\377\377\377\377\377\377\377\377\1") },
};

static const struct tsem_config_vector tsem_config_vectors[] __maybe_unused = {
	{ "default", "sha256", "content", { NULL },
	  "d5e1f5848b1367eb85eb4cd3d4831f30776b230f553abe78ba8aff9a305607d2" },
	{ "superblock", "sha256", "superblock", { NULL },
	  "88f25c5963ba1fbab3aaa344f978467a0e1780e6cce6b650ffe063ba66964deb" },
	{ "rules", "sha256", "content", { "volatile /var/lib/x", "pseudonym /etc/z",
	  "pseudonym /etc/a\\012\\134", "volatile /var/lib", NULL },
	  "013ed9156ab174b61f19cb0d71c3b0e8749bff8a88b59abe3033db2f47644a24" },
	{ "one rule", "sha256", "content", { "volatile /var/lib/x", NULL },
	  "69aa5dcbe7ee4a8f3f668147647465c9e9b7f04464148e9f78e92711c80ca32d" },
	{ "sha512", "sha512", "content", { NULL },
	  "275adbe3fabd0222cf4cebe9237773f2f97510d20cd417ae691e2f1e27428efa09a963b8f000358\063"
	  "\145b9ba6b7f4bee87baa8116ee1ba668a4e2eee10b98518d81" },
	{ "sha512 rules", "sha512", "superblock", { "volatile /var/lib/x", "pseudonym /etc/z",
	  "pseudonym /etc/a\\012\\134", "volatile /var/lib", NULL },
	  "23fcde4ce56f9e87ceff1af37baca331193c34380f19f7e4d119119abc76d27843b8f9947bbd580\070"
	  "\143d5feb333695db0863448bdfa45affa20272434bfcc06275" },
};

static const struct tsem_state_vector tsem_state_vectors[] __maybe_unused = {
	{ "no point", "sha256", 0, {
		NULL },
	  "ba3be75c911d90a72d1a764e876ba1c248a26f028e5830d3d0a38570ef856022",
	  "2dd978e6f2f19700dc3cf63eba2ae50756a7f6a5e53736d125b6f0cf2a4ca769" },
	{ "no point, incomplete", "sha256", 1, {
		NULL },
	  "00146c4e94b736e180aaf3fdc5c045609fc8abb88be437debdd723195d74d38b",
	  "2dd978e6f2f19700dc3cf63eba2ae50756a7f6a5e53736d125b6f0cf2a4ca769" },
	{ "one", "sha256", 0, {
		"state 6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b",
		NULL },
	  "8c13501e75a324a23ac602b86bc6a5609b368771595cc372fe5db97b05f31129",
	  "348930642ce97ac8274216459b9b14afcf058ff81282983f4785c58e5b7ccbd8" },
	{ "three", "sha256", 0, {
		"state 6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b",
		"state d4735e3a265e16eee03f59718b9b5d03019c07d8b6c51f90da3a666eec13ab35",
		"state 4e07408562bedb8b60ce05c1decfe3ad16b72230967de01f640b7e4729b49fce",
		NULL },
	  "95fb25ecfdca4ec41ce2eff4e08c29c4d112f8087daf05efc13e92eb5b067e8f",
	  "829136f9fd6d59fe110070d288820a862805a3b230bfa2d6451bcbc687f5cbf9" },
	{ "three, incomplete", "sha256", 1, {
		"state 6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b",
		"state d4735e3a265e16eee03f59718b9b5d03019c07d8b6c51f90da3a666eec13ab35",
		"state 4e07408562bedb8b60ce05c1decfe3ad16b72230967de01f640b7e4729b49fce",
		NULL },
	  "17ebda5eb8abe8ae55f92abf91d7bf204eae1f00c0df955765dfcc540ed9263f",
	  "829136f9fd6d59fe110070d288820a862805a3b230bfa2d6451bcbc687f5cbf9" },
	{ "one of them environment", "sha256", 0, {
		"state 6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b",
		"environment d4735e3a265e16eee03f59718b9b5d03019c07d8b6c51f90da3a666eec13ab35",
		"state 4e07408562bedb8b60ce05c1decfe3ad16b72230967de01f640b7e4729b49fce",
		NULL },
	  "36ae011c93c9ed2f1db8bfdf7a118bd0c1af9a1843f9e957fde3e6985a240860",
	  "829136f9fd6d59fe110070d288820a862805a3b230bfa2d6451bcbc687f5cbf9" },
	{ "environment only", "sha256", 0, {
		"environment 6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b",
		NULL },
	  "ba3be75c911d90a72d1a764e876ba1c248a26f028e5830d3d0a38570ef856022",
	  "348930642ce97ac8274216459b9b14afcf058ff81282983f4785c58e5b7ccbd8" },
	{ "one comes again", "sha256", 0, {
		"state 6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b",
		"state d4735e3a265e16eee03f59718b9b5d03019c07d8b6c51f90da3a666eec13ab35",
		"state 4e07408562bedb8b60ce05c1decfe3ad16b72230967de01f640b7e4729b49fce",
		"state 6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b",
		NULL },
	  "95fb25ecfdca4ec41ce2eff4e08c29c4d112f8087daf05efc13e92eb5b067e8f",
	  "829136f9fd6d59fe110070d288820a862805a3b230bfa2d6451bcbc687f5cbf9" },
	{ "sha512", "sha512", 0, {
		"state 4dff4ea340f0a823f15d3f4f01ab62eae0e5da579ccb851f8db9dfe84c58b2b37b8\071"
	  "\07103a740e1ee172da793a6e79d560e5f7f9bd058a12a280433ed6fa46510a",
		"environment 40b244112641dd78dd4f93b6c9190dd46e0099194d5a44257b7efad6ef9ff\064"
	  "\06683da1eda0244448cb343aa688f5d3efd7314dafe580ac0bcbf115aeca9e8dc114",
		"state 3bafbf08882a2d10133093a1b8433f50563b93c14acd05b79028eb1d12799027241\064"
	  "\0650980651994501423a66c276ae26c43b739bc65c4e16b10c3af6c202aebb",
		NULL },
	  "3219e288e9bdf8076ca524a43ac340a391dc006896f580b7ad503e88007024e052d7e6e1fef3541\146"
	  "\07006f3449b921a384eebe4fb7981da003ff4437f11dc1bdeb",
	  "f1ae5e95b2a95726fee98b3f10d480d5c9fa97b2f4eef15e354b733b6b73cd19368639c31d1361c\066"
	  "\14309353792ee6deca645e9848bc9ee4c53a53df0dd95c399b" },
	{ "sha512, incomplete", "sha512", 1, {
		"state 4dff4ea340f0a823f15d3f4f01ab62eae0e5da579ccb851f8db9dfe84c58b2b37b8\071"
	  "\07103a740e1ee172da793a6e79d560e5f7f9bd058a12a280433ed6fa46510a",
		NULL },
	  "405050d92c6743281161f06c3b2eb2a5ee591f51b5d375d7ed6e7a589039eddfc2fdd497098e08d\066"
	  "\0619a8e311236693c3f08d56cf60ed7019e81eaa3b67c2706f",
	  "db12177a53970649e927ddb8eeea65f03f0083ab5466cabd8e9f723d08fe6aa07fba24e27aad6ee\066"
	  "\1455e1cc6fbc2ab76f28a56b271be0fa330f02ac1d75aa149e" },
};

static const struct tsem_vector tsem_vectors[] __maybe_unused = {
	{ "exec", "a script and its interpreter", "sha256",
	  BYTES(MAGIC256 "\4\0\0\0exec" NOBODY512 "\0\0\0\0\377\377\377\377\377\1\0\0\0\0\0\000"
	  "\0\2\0\0\0\0\0\14\0\0\0/root/run.sh\355\201\0\0\350\3\0\0d\0\0\0\0\0\1" EMPTY256
	  "\0\0\15\0\0\0/usr/bin/dash\355\201\0\0\0\0\0\0\0\0\0\0\0\0\1" ABC256 "\0\0\0\0"),
	  HEX_SHELL256,
	  LINE_TYPE "exec" LINE256 HEX_NOBODY256 LINE_COEFFICIENT HEX_SHELL256 COE_ROOT
	  "exec\": {\"programs\": [{\"kind\": \"path\", \"mount\": \"own\", \"pathname\":\040"
	  "\"/root/run.sh\", \"mode\": \"0100755\", \"uid\": \"1000\", \"gid\": \"100\",\040"
	  "\"digest\": \"" HEX_EMPTY256 "\"}, {\"kind\": \"path\", \"mount\": \"own\",\040"
	  "\"pathname\": \"/usr/bin/dash\", \"mode\": \"0100755\", \"uid\": \"0\",\040"
	  "\"gid\": \"0\", \"digest\": \"" HEX_ABC256 "\"}], \"secureexec\": \"0\"}}" },
	{ "file_open", "everything optional is there", "sha256",
	  BYTES(MAGIC256 "\11\0\0\0file_open" SHELL256 CONTEXT_USER
	  "\0\200\0\0\0\0\11\0\0\0/dev/sda1\260a\0\0\0\0\0\0\6\0\0\0\1\1\0\200\0\1\4\0\0\0\145"
	  "\170t4\360\361\362\363\364\365\366\367\370\371\372\373\374\375\376\377\1" ABC256),
	  "758356be6a41ef9a4eae112fa3e1885bce0aab52dcc8aeb91389b75bb7e6bf70",
	  LINE_TYPE "file_open" LINE256 HEX_SHELL256 LINE_COEFFICIENT
	  "758356be6a41ef9a4eae112fa3e1885bce0aab52dcc8aeb91389b75bb7e6bf70" COE_USER
	  "file_open\": {\"flags\": \"32768\", \"file\": {\"kind\": \"path\", \"mount\":\040"
	  "\"own\", \"pathname\": \"/dev/sda1\", \"mode\": \"060660\", \"uid\": \"0\",\040"
	  "\"gid\": \"6\", \"rdev\": {\"major\": \"8\", \"minor\": \"1\"}, \"fstype\":\040"
	  "\"ext4\", \"s_uuid\": \"f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff\", \"digest\": \""
	  HEX_ABC256 "\"}}}" },
	{ "exec", "secure", "sha256",
	  BYTES(MAGIC256 "\4\0\0\0exec" SHELL256 CONTEXT_USER "\1\0\0\0\0\0\15\0\0\0/usr/bi\156"
	  "/dash\355\201\0\0\0\0\0\0\0\0\0\0\0\0\1" ABC256 "\1\0\0\0"),
	  "d1e5b8c0d32b36a3c508e9024d1b91a6a232c7a0c4efdc7442e2778e47f80406",
	  LINE_TYPE "exec" LINE256 HEX_SHELL256 LINE_COEFFICIENT "d1e5b8c0d32b36a3c508e9024\144"
	  "\061b91a6a232c7a0c4efdc7442e2778e47f80406" COE_USER "exec\": {\"programs\": [{"
	  "\"kind\": \"path\", \"mount\": \"own\", \"pathname\": \"/usr/bin/dash\",\040"
	  "\"mode\": \"0100755\", \"uid\": \"0\", \"gid\": \"0\", \"digest\": \"" HEX_ABC256
	  "\"}], \"secureexec\": \"1\"}}" },
	{ "exec_check", "one link", "sha256",
	  BYTES(MAGIC256 "\12\0\0\0exec_check" SHELL256 CONTEXT_ROOT
	  "\1\0\0\0\0\0\15\0\0\0/usr/bin/dash\355\201\0\0\0\0\0\0\0\0\0\0\0\0\1" ABC256
	  "\0\0\0\0"),
	  "7cdd68c5c90198a06247c2ab9342648913d0ca037344b099320b1214c5446a1a",
	  LINE_TYPE "exec_check" LINE256 HEX_SHELL256 LINE_COEFFICIENT
	  "7cdd68c5c90198a06247c2ab9342648913d0ca037344b099320b1214c5446a1a" COE_ROOT
	  "exec_check\": {\"programs\": [{\"kind\": \"path\", \"mount\": \"own\",\040"
	  "\"pathname\": \"/usr/bin/dash\", \"mode\": \"0100755\", \"uid\": \"0\",\040"
	  "\"gid\": \"0\", \"digest\": \"" HEX_ABC256 "\"}], \"secureexec\": \"0\"}}" },
	{ "file_open", "odd bytes in the name", "sha256",
	  BYTES(MAGIC256 "\11\0\0\0file_open" SHELL256 CONTEXT_USER
	  "\377\377\377\377\0\1(\0\0\0/odd \"\\\12\11\1\37\177\040"
	  "\303\251\342\202\254\360\237\230\200\040"
	  "\200\377\300\257\342\202\355\240\200\364\220\200\200\360\202\202\254\244\201\0\000"
	  "\377\377\377\377\377\377\377\377\0\0\1" EMPTY256),
	  "83cfc6ac0f9361f70302600d63fb6d5cb310e309904a029c732c10cfe08f7deb",
	  LINE_TYPE "file_open" LINE256 HEX_SHELL256 LINE_COEFFICIENT
	  "83cfc6ac0f9361f70302600d63fb6d5cb310e309904a029c732c10cfe08f7deb" COE_USER
	  "file_open\": {\"flags\": \"4294967295\", \"file\": {\"kind\": \"path\",\040"
	  "\"mount\": \"other\", \"pathname\": \"/odd\040"
	  "\\\"\\\\\\u000a\\u0009\\u0001\\u001f\\u007f\040"
	  "\303\251\342\202\254\360\237\230\200\040"
	  "\\udc80\\udcff\\udcc0\\udcaf\\udce2\\udc82\\udced\\udca0\\udc80\\udcf4\\udc90\\\165"
	  "\144c80\\udc80\\udcf0\\udc82\\udc82\\udcac\", \"mode\": \"0100644\", \"uid\":\040"
	  "\"4294967295\", \"gid\": \"4294967295\", \"digest\": \"" HEX_EMPTY256 "\"}}}" },
	{ "create", "volatile", "sha256",
	  BYTES(MAGIC256 "\6\0\0\0create" SHELL256 CONTEXT_ROOT "\10\0\4\0\0\0/tmp"),
	  "abda2af465871d10d9a972db27e143980357bfc5b50a0c808c19a09e38433559",
	  LINE_TYPE "create" LINE256 HEX_SHELL256 LINE_COEFFICIENT
	  "abda2af465871d10d9a972db27e143980357bfc5b50a0c808c19a09e38433559" COE_ROOT
	  "create\": {\"path\": {\"kind\": \"volatile\", \"mount\": \"own\", \"pathname\":\040"
	  "\"/tmp\"}}}" },
	{ "create_special", "sticky", "sha256",
	  BYTES(MAGIC256 "\16\0\0\0create_special" SHELL256 CONTEXT_ROOT
	  "\0\0\10\0\0\0/srv/new\0\2\0\0"),
	  "591c88175eb5875631ac19cd84acac3ffaf619e781c85144c326507716533cba",
	  LINE_TYPE "create_special" LINE256 HEX_SHELL256 LINE_COEFFICIENT
	  "591c88175eb5875631ac19cd84acac3ffaf619e781c85144c326507716533cba" COE_ROOT
	  "create_special\": {\"path\": {\"kind\": \"path\", \"mount\": \"own\",\040"
	  "\"pathname\": \"/srv/new\"}, \"mode\": \"01000\"}}" },
	{ "file_receive", "pipe", "sha256",
	  BYTES(MAGIC256 "\14\0\0\0file_receive" SHELL256 CONTEXT_ROOT
	  "\4\2\0\0\0\0\200\21\0\0\0\0\0\0\0\0\0\0\0\0\0"),
	  "6c1fb6634632f0eb643bb417fad84e23b5dd4b62bc75286a58bc528436266f41",
	  LINE_TYPE "file_receive" LINE256 HEX_SHELL256 LINE_COEFFICIENT
	  "6c1fb6634632f0eb643bb417fad84e23b5dd4b62bc75286a58bc528436266f41" COE_ROOT
	  "file_receive\": {\"file\": {\"kind\": \"pipe\", \"mount\": \"none\",\040"
	  "\"pathname\": \"\", \"mode\": \"010600\", \"uid\": \"0\", \"gid\": \"0\"}}}" },
	{ "mmap_file", "file", "sha256",
	  BYTES(MAGIC256 "\11\0\0\0mmap_file" SHELL256 CONTEXT_ROOT
	  "\1\0\0\15\0\0\0/usr/bin/dash\355\201\0\0\0\0\0\0\0\0\0\0\0\0\1" ABC256
	  "\5\0\0\0\2\0\0\0"),
	  "99222d51c96a5f4d90e33441f360a0b6d2907c93784ebc10f372060aec2a769c",
	  LINE_TYPE "mmap_file" LINE256 HEX_SHELL256 LINE_COEFFICIENT
	  "99222d51c96a5f4d90e33441f360a0b6d2907c93784ebc10f372060aec2a769c" COE_ROOT
	  "mmap_file\": {\"file\": {\"kind\": \"path\", \"mount\": \"own\", \"pathname\":\040"
	  "\"/usr/bin/dash\", \"mode\": \"0100755\", \"uid\": \"0\", \"gid\": \"0\",\040"
	  "\"digest\": \"" HEX_ABC256 "\"}, \"prot\": \"5\", \"flags\": \"2\"}}" },
	{ "mmap_file", "no file", "sha256",
	  BYTES(MAGIC256 "\11\0\0\0mmap_file" SHELL256 CONTEXT_USER "\0\7\0\0\0\"\0\0\0"),
	  "53ead9f7ea4cc290b224351226731a033e45bc2468bbde1516fe6a3785d91260",
	  LINE_TYPE "mmap_file" LINE256 HEX_SHELL256 LINE_COEFFICIENT
	  "53ead9f7ea4cc290b224351226731a033e45bc2468bbde1516fe6a3785d91260" COE_USER
	  "mmap_file\": {\"prot\": \"7\", \"flags\": \"34\"}}" },
	{ "file_mprotect", "memfd", "sha256",
	  BYTES(MAGIC256 "\15\0\0\0file_mprotect" SHELL256 CONTEXT_ROOT
	  "\1\2\2\7\0\0\0memfd:x\377\201\0\0\0\0\0\0\0\0\0\0\0\0\0\4\0\0\0\1\0\0\0"),
	  "eeed213bbbe884522772ec2cf87bcdd05f6fd12921636bc51f9515293d2f6d31",
	  LINE_TYPE "file_mprotect" LINE256 HEX_SHELL256 LINE_COEFFICIENT
	  "eeed213bbbe884522772ec2cf87bcdd05f6fd12921636bc51f9515293d2f6d31" COE_ROOT
	  "file_mprotect\": {\"file\": {\"kind\": \"memfd\", \"mount\": \"none\",\040"
	  "\"pathname\": \"memfd:x\", \"mode\": \"0100777\", \"uid\": \"0\", \"gid\":\040"
	  "\"0\"}, \"prot\": \"4\", \"shared\": \"1\"}}" },
	{ "file_mprotect", "no file", "sha256",
	  BYTES(MAGIC256 "\15\0\0\0file_mprotect" SHELL256 CONTEXT_ROOT
	  "\0\377\377\377\377\0\0\0\0"),
	  "5742a814166164bf6d376004763bc5d3f12084ef0f92c3925a60777af86ba9a9",
	  LINE_TYPE "file_mprotect" LINE256 HEX_SHELL256 LINE_COEFFICIENT
	  "5742a814166164bf6d376004763bc5d3f12084ef0f92c3925a60777af86ba9a9" COE_ROOT
	  "file_mprotect\": {\"prot\": \"4294967295\", \"shared\": \"0\"}}" },
	{ "file_truncate", "deleted", "sha256",
	  BYTES(MAGIC256 "\15\0\0\0file_truncate" SHELL256 CONTEXT_ROOT
	  "\1\0\11\0\0\0/srv/gone\244\201\0\0\0\0\0\0\0\0\0\0\0\0\0"),
	  "8bbcac1d934cc30bf0710c796cf2149e0ba8e4d0b8a44f465e79a456bb0c0b84",
	  LINE_TYPE "file_truncate" LINE256 HEX_SHELL256 LINE_COEFFICIENT
	  "8bbcac1d934cc30bf0710c796cf2149e0ba8e4d0b8a44f465e79a456bb0c0b84" COE_ROOT
	  "file_truncate\": {\"file\": {\"kind\": \"deleted\", \"mount\": \"own\",\040"
	  "\"pathname\": \"/srv/gone\", \"mode\": \"0100644\", \"uid\": \"0\", \"gid\":\040"
	  "\"0\"}}}" },
	{ "path_mknod", "device", "sha256",
	  BYTES(MAGIC256 "\12\0\0\0path_mknod" SHELL256 CONTEXT_ROOT
	  "\0\0\6\0\0\0/dev/x\266!\0\0\377\377\377\377"),
	  "bdb1ea96f51719b55af3ed6149e5081f045ca036e0fbefc5d7535380ad70c07f",
	  LINE_TYPE "path_mknod" LINE256 HEX_SHELL256 LINE_COEFFICIENT
	  "bdb1ea96f51719b55af3ed6149e5081f045ca036e0fbefc5d7535380ad70c07f" COE_ROOT
	  "path_mknod\": {\"path\": {\"kind\": \"path\", \"mount\": \"own\", \"pathname\":\040"
	  "\"/dev/x\"}, \"mode\": \"020666\", \"rdev\": {\"major\": \"4095\", \"minor\":\040"
	  "\"1048575\"}}}" },
	{ "path_mkdir", "dentry", "sha256",
	  BYTES(MAGIC256 "\12\0\0\0path_mkdir" SHELL256 CONTEXT_ROOT "\7\2\1\0\0\0d\355\1\0\0"),
	  "b1e7ceaeb1188e608da966bd40f1b49a30eae0ae43158093092e7d0c4751ae13",
	  LINE_TYPE "path_mkdir" LINE256 HEX_SHELL256 LINE_COEFFICIENT
	  "b1e7ceaeb1188e608da966bd40f1b49a30eae0ae43158093092e7d0c4751ae13" COE_ROOT
	  "path_mkdir\": {\"path\": {\"kind\": \"dentry\", \"mount\": \"none\",\040"
	  "\"pathname\": \"d\"}, \"mode\": \"0755\"}}" },
	{ "path_unlink", "detached", "sha256",
	  BYTES(MAGIC256 "\13\0\0\0path_unlink" SHELL256 CONTEXT_ROOT "\6\1\2\0\0\0/f"),
	  "9f9e7ae5bae800542e17a915d1ddcf5fd1a042e3df9a42e1b28eaee0bc00cf05",
	  LINE_TYPE "path_unlink" LINE256 HEX_SHELL256 LINE_COEFFICIENT
	  "9f9e7ae5bae800542e17a915d1ddcf5fd1a042e3df9a42e1b28eaee0bc00cf05" COE_ROOT
	  "path_unlink\": {\"path\": {\"kind\": \"detached\", \"mount\": \"other\",\040"
	  "\"pathname\": \"/f\"}}}" },
	{ "path_rmdir", "plain", "sha256",
	  BYTES(MAGIC256 "\12\0\0\0path_rmdir" SHELL256 CONTEXT_ROOT "\0\0\6\0\0\0/srv/d"),
	  "a5e777a48070f136e4911bb58b050e2759740c3108eebcb8e89d42edc45a5c58",
	  LINE_TYPE "path_rmdir" LINE256 HEX_SHELL256 LINE_COEFFICIENT
	  "a5e777a48070f136e4911bb58b050e2759740c3108eebcb8e89d42edc45a5c58" COE_ROOT
	  "path_rmdir\": {\"path\": {\"kind\": \"path\", \"mount\": \"own\", \"pathname\":\040"
	  "\"/srv/d\"}}}" },
	{ "path_rename", "exchange", "sha256",
	  BYTES(MAGIC256 "\13\0\0\0path_rename" SHELL256 CONTEXT_ROOT
	  "\0\0\6\0\0\0/srv/a\244\201\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\6\0\0\0/srv/b\2\0\0\0"),
	  "5100f38ae47fe776cfc88f4ff2eca3d53f1d07d35dba856f5c2a396a11e53a15",
	  LINE_TYPE "path_rename" LINE256 HEX_SHELL256 LINE_COEFFICIENT
	  "5100f38ae47fe776cfc88f4ff2eca3d53f1d07d35dba856f5c2a396a11e53a15" COE_ROOT
	  "path_rename\": {\"file\": {\"kind\": \"path\", \"mount\": \"own\",\040"
	  "\"pathname\": \"/srv/a\", \"mode\": \"0100644\", \"uid\": \"0\", \"gid\":\040"
	  "\"0\"}, \"new\": {\"kind\": \"path\", \"mount\": \"own\", \"pathname\":\040"
	  "\"/srv/b\"}, \"flags\": \"2\"}}" },
	{ "path_link", "plain", "sha256",
	  BYTES(MAGIC256 "\11\0\0\0path_link" SHELL256 CONTEXT_ROOT
	  "\0\0\6\0\0\0/srv/a\244\201\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\6\0\0\0/srv/c"),
	  "c721eba131705b66d0544838268ce84dde23ce6cea91597a04483360814ff965",
	  LINE_TYPE "path_link" LINE256 HEX_SHELL256 LINE_COEFFICIENT
	  "c721eba131705b66d0544838268ce84dde23ce6cea91597a04483360814ff965" COE_ROOT
	  "path_link\": {\"file\": {\"kind\": \"path\", \"mount\": \"own\", \"pathname\":\040"
	  "\"/srv/a\", \"mode\": \"0100644\", \"uid\": \"0\", \"gid\": \"0\"}, \"new\": {"
	  "\"kind\": \"path\", \"mount\": \"own\", \"pathname\": \"/srv/c\"}}}" },
	{ "path_symlink", "empty target", "sha256",
	  BYTES(MAGIC256 "\14\0\0\0path_symlink" SHELL256 CONTEXT_ROOT
	  "\0\0\6\0\0\0/srv/l\0\0\0\0"),
	  "248087c8c4b3d588ff0e82fc04f72f5ed7a10f97ea7302bfea8ca96ec9f3b80b",
	  LINE_TYPE "path_symlink" LINE256 HEX_SHELL256 LINE_COEFFICIENT
	  "248087c8c4b3d588ff0e82fc04f72f5ed7a10f97ea7302bfea8ca96ec9f3b80b" COE_ROOT
	  "path_symlink\": {\"path\": {\"kind\": \"path\", \"mount\": \"own\",\040"
	  "\"pathname\": \"/srv/l\"}, \"target\": \"\"}}" },
	{ "path_truncate", "plain", "sha256",
	  BYTES(MAGIC256 "\15\0\0\0path_truncate" SHELL256 CONTEXT_ROOT
	  "\0\0\6\0\0\0/srv/a\244\201\0\0\0\0\0\0\0\0\0\0\0\0\1" EMPTY256),
	  "ca7139072c94cd3cdcc1adf5002a6aeb140bbbfdf9a7af668433a87b2cee4733",
	  LINE_TYPE "path_truncate" LINE256 HEX_SHELL256 LINE_COEFFICIENT
	  "ca7139072c94cd3cdcc1adf5002a6aeb140bbbfdf9a7af668433a87b2cee4733" COE_ROOT
	  "path_truncate\": {\"file\": {\"kind\": \"path\", \"mount\": \"own\",\040"
	  "\"pathname\": \"/srv/a\", \"mode\": \"0100644\", \"uid\": \"0\", \"gid\":\040"
	  "\"0\", \"digest\": \"" HEX_EMPTY256 "\"}}}" },
	{ "path_chmod", "no bits", "sha256",
	  BYTES(MAGIC256 "\12\0\0\0path_chmod" SHELL256 CONTEXT_ROOT
	  "\0\0\6\0\0\0/srv/a\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"),
	  "bd4225cef282e170aca191def4dafb723f262b5f4510d03a0fd940edc84472f9",
	  LINE_TYPE "path_chmod" LINE256 HEX_SHELL256 LINE_COEFFICIENT
	  "bd4225cef282e170aca191def4dafb723f262b5f4510d03a0fd940edc84472f9" COE_ROOT
	  "path_chmod\": {\"file\": {\"kind\": \"path\", \"mount\": \"own\", \"pathname\":\040"
	  "\"/srv/a\", \"mode\": \"0\", \"uid\": \"0\", \"gid\": \"0\"}, \"mode\": \"0\"}}" },
	{ "path_chown", "group only", "sha256",
	  BYTES(MAGIC256 "\12\0\0\0path_chown" SHELL256 CONTEXT_ROOT
	  "\0\0\6\0\0\0/srv/a\244\201\0\0\0\0\0\0\0\0\0\0\0\0\0\377\377\377\377d\0\0\0"),
	  "08dd2a3747848c4d8343615b76d6e3353fa726208f011aa82d9fa03ca333e22f",
	  LINE_TYPE "path_chown" LINE256 HEX_SHELL256 LINE_COEFFICIENT
	  "08dd2a3747848c4d8343615b76d6e3353fa726208f011aa82d9fa03ca333e22f" COE_ROOT
	  "path_chown\": {\"file\": {\"kind\": \"path\", \"mount\": \"own\", \"pathname\":\040"
	  "\"/srv/a\", \"mode\": \"0100644\", \"uid\": \"0\", \"gid\": \"0\"}, \"uid\":\040"
	  "\"4294967295\", \"gid\": \"100\"}}" },
	{ "socket_create", "TCP", "sha256",
	  BYTES(MAGIC256 "\15\0\0\0socket_create" SHELL256 CONTEXT_USER
	  "\2\0\0\0\1\0\0\0\6\0\0\0"),
	  "46296fe847ce04f64176f0667a762f8cc14b27bd85efe32d8ed8bed3ac211cfd",
	  LINE_TYPE "socket_create" LINE256 HEX_SHELL256 LINE_COEFFICIENT
	  "46296fe847ce04f64176f0667a762f8cc14b27bd85efe32d8ed8bed3ac211cfd" COE_USER
	  "socket_create\": {\"family\": \"2\", \"type\": \"1\", \"protocol\": \"6\"}}" },
	{ "socket_bind", "IPv4", "sha256",
	  BYTES(MAGIC256 "\13\0\0\0socket_bind" SHELL256 CONTEXT_ROOT
	  "\2\0\0\0\1\0\0\0\6\0\0\0\1" SHELL256 "\2\0\0\220\37\177\0\0\1"),
	  "d13e2b122b7cfe31ea79f18ba2af4861d1fae8b734b155739142e22d296162d6",
	  LINE_TYPE "socket_bind" LINE256 HEX_SHELL256 LINE_COEFFICIENT
	  "d13e2b122b7cfe31ea79f18ba2af4861d1fae8b734b155739142e22d296162d6" COE_ROOT
	  "socket_bind\": {\"sock\": {\"family\": \"2\", \"type\": \"1\", \"protocol\":\040"
	  "\"6\", \"owner\": \"" HEX_SHELL256 "\"}, \"addr\": {\"af_inet\": {\"port\":\040"
	  "\"8080\", \"address\": \"127.0.0.1\"}}}}" },
	{ "socket_bind", "IPv4, any port", "sha256",
	  BYTES(MAGIC256 "\13\0\0\0socket_bind" SHELL256 CONTEXT_ROOT
	  "\2\0\0\0\1\0\0\0\6\0\0\0\1" SHELL256 "\2\0\1\0\0\12\377\0\11"),
	  "45a13a04d1ca3b8d9de70a1774682db6b011824351c9f87d522ebaed30fbf167",
	  LINE_TYPE "socket_bind" LINE256 HEX_SHELL256 LINE_COEFFICIENT
	  "45a13a04d1ca3b8d9de70a1774682db6b011824351c9f87d522ebaed30fbf167" COE_ROOT
	  "socket_bind\": {\"sock\": {\"family\": \"2\", \"type\": \"1\", \"protocol\":\040"
	  "\"6\", \"owner\": \"" HEX_SHELL256 "\"}, \"addr\": {\"af_inet\": {\"port\":\040"
	  "\"<n>\", \"address\": \"10.255.0.9\"}}}}" },
	{ "socket_connect", "IPv6", "sha256",
	  BYTES(MAGIC256 "\16\0\0\0socket_connect" SHELL256 CONTEXT_ROOT
	  "\12\0\0\0\1\0\0\0\6\0\0\0\1" NOBODY256 "\12\0\0\273\1\0\1\2\3\4\5\6\7\10\11\12\013"
	  "\14\15\16\17\0\12\0\0\2\0\0\0"),
	  "d97ab762aaa800b5fb01c02c71abb7ae8c24efb805ae1d8e798764e0c1927d95",
	  LINE_TYPE "socket_connect" LINE256 HEX_SHELL256 LINE_COEFFICIENT
	  "d97ab762aaa800b5fb01c02c71abb7ae8c24efb805ae1d8e798764e0c1927d95" COE_ROOT
	  "socket_connect\": {\"sock\": {\"family\": \"10\", \"type\": \"1\",\040"
	  "\"protocol\": \"6\", \"owner\": \"" HEX_NOBODY256 "\"}, \"addr\": {\"af_inet6\": {"
	  "\"port\": \"443\", \"address\": \"000102030405060708090a0b0c0d0e0f\", \"flow\":\040"
	  "\"2560\", \"scope\": \"2\"}}}}" },
	{ "socket_connect", "IPv6, any port", "sha256",
	  BYTES(MAGIC256 "\16\0\0\0socket_connect" SHELL256 CONTEXT_ROOT
	  "\12\0\0\0\1\0\0\0\6\0\0\0\0\12\0\1\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\1\0\0\0\0\000"
	  "\0\0\0"),
	  "97fc0c13596dad4921fdc99d5fe929feb295df42b2ebcce43a5203032e550114",
	  LINE_TYPE "socket_connect" LINE256 HEX_SHELL256 LINE_COEFFICIENT
	  "97fc0c13596dad4921fdc99d5fe929feb295df42b2ebcce43a5203032e550114" COE_ROOT
	  "socket_connect\": {\"sock\": {\"family\": \"10\", \"type\": \"1\",\040"
	  "\"protocol\": \"6\"}, \"addr\": {\"af_inet6\": {\"port\": \"<n>\", \"address\":\040"
	  "\"00000000000000000000000000000001\", \"flow\": \"0\", \"scope\": \"0\"}}}}" },
	{ "socket_connect", "abstract", "sha256",
	  BYTES(MAGIC256 "\16\0\0\0socket_connect" SHELL256 CONTEXT_ROOT
	  "\1\0\0\0\1\0\0\0\0\0\0\0\0\1\0\2\4\0\0\0a\0\"\377"),
	  "6f59e56ecf9e004ce9116fe2b9dbb52a0935bf417e88db05c7d037fd76a414e2",
	  LINE_TYPE "socket_connect" LINE256 HEX_SHELL256 LINE_COEFFICIENT
	  "6f59e56ecf9e004ce9116fe2b9dbb52a0935bf417e88db05c7d037fd76a414e2" COE_ROOT
	  "socket_connect\": {\"sock\": {\"family\": \"1\", \"type\": \"1\", \"protocol\":\040"
	  "\"0\"}, \"addr\": {\"af_unix\": {\"kind\": \"abstract\", \"address\":\040"
	  "\"a\\u0000\\\"\\udcff\"}}}}" },
	{ "socket_listen", "plain", "sha256",
	  BYTES(MAGIC256 "\15\0\0\0socket_listen" SHELL256 CONTEXT_ROOT
	  "\2\0\0\0\1\0\0\0\6\0\0\0\1" SHELL256 "\377\377\377\377"),
	  "e57d153ac6c47992014029f304282efb03e7592df0d0e0f11f439c4be0fe5154",
	  LINE_TYPE "socket_listen" LINE256 HEX_SHELL256 LINE_COEFFICIENT
	  "e57d153ac6c47992014029f304282efb03e7592df0d0e0f11f439c4be0fe5154" COE_ROOT
	  "socket_listen\": {\"sock\": {\"family\": \"2\", \"type\": \"1\", \"protocol\":\040"
	  "\"6\", \"owner\": \"" HEX_SHELL256 "\"}, \"backlog\": \"4294967295\"}}" },
	{ "socket_accept", "unix path", "sha256",
	  BYTES(MAGIC256 "\15\0\0\0socket_accept" SHELL256 CONTEXT_ROOT
	  "\1\0\0\0\1\0\0\0\0\0\0\0\0\1\0\1\0\0\0\0"),
	  "233a5d0a22267415caeb4e7d64ac8b63047548d1c34cb7fa7e464f14ce4075a8",
	  LINE_TYPE "socket_accept" LINE256 HEX_SHELL256 LINE_COEFFICIENT
	  "233a5d0a22267415caeb4e7d64ac8b63047548d1c34cb7fa7e464f14ce4075a8" COE_ROOT
	  "socket_accept\": {\"sock\": {\"family\": \"1\", \"type\": \"1\", \"protocol\":\040"
	  "\"0\"}, \"addr\": {\"af_unix\": {\"kind\": \"path\", \"address\": \"\"}}}}" },
	{ "socket_accept", "unnamed", "sha256",
	  BYTES(MAGIC256 "\15\0\0\0socket_accept" SHELL256 CONTEXT_ROOT
	  "\1\0\0\0\1\0\0\0\0\0\0\0\0\1\0\0\0\0\0\0"),
	  "38f7ed9a82c57e9c19a8db604c89ee9e72c69c52480495c89bf7a766af81cd8d",
	  LINE_TYPE "socket_accept" LINE256 HEX_SHELL256 LINE_COEFFICIENT
	  "38f7ed9a82c57e9c19a8db604c89ee9e72c69c52480495c89bf7a766af81cd8d" COE_ROOT
	  "socket_accept\": {\"sock\": {\"family\": \"1\", \"type\": \"1\", \"protocol\":\040"
	  "\"0\"}, \"addr\": {\"af_unix\": {\"kind\": \"unnamed\", \"address\": \"\"}}}}" },
	{ "socket_sendmsg", "netlink kernel", "sha256",
	  BYTES(MAGIC256 "\16\0\0\0socket_sendmsg" SHELL256 CONTEXT_ROOT
	  "\20\0\0\0\3\0\0\0\0\0\0\0\1" SHELL256 "\20\0\0\0\0\0\0\0\0\0 "),
	  "98ad0aa51dcd841247ab818c9e106a985fec5707212686e529853e5316c41f30",
	  LINE_TYPE "socket_sendmsg" LINE256 HEX_SHELL256 LINE_COEFFICIENT
	  "98ad0aa51dcd841247ab818c9e106a985fec5707212686e529853e5316c41f30" COE_ROOT
	  "socket_sendmsg\": {\"sock\": {\"family\": \"16\", \"type\": \"3\",\040"
	  "\"protocol\": \"0\", \"owner\": \"" HEX_SHELL256 "\"}, \"addr\": {"
	  "\"af_netlink\": {\"peer\": \"kernel\", \"groups\": \"0x0\"}}, \"flags\":\040"
	  "\"536870912\"}}" },
	{ "socket_sendmsg", "netlink port", "sha256",
	  BYTES(MAGIC256 "\16\0\0\0socket_sendmsg" SHELL256 CONTEXT_ROOT
	  "\20\0\0\0\3\0\0\0\0\0\0\0\1" SHELL256 "\20\0\1\1\0\0\200\0\0\0\0"),
	  "167caed8ef1b0d1ea9e019535e1c42817d22c836afb37c319e877d5043d9075a",
	  LINE_TYPE "socket_sendmsg" LINE256 HEX_SHELL256 LINE_COEFFICIENT
	  "167caed8ef1b0d1ea9e019535e1c42817d22c836afb37c319e877d5043d9075a" COE_ROOT
	  "socket_sendmsg\": {\"sock\": {\"family\": \"16\", \"type\": \"3\",\040"
	  "\"protocol\": \"0\", \"owner\": \"" HEX_SHELL256 "\"}, \"addr\": {"
	  "\"af_netlink\": {\"peer\": \"port\", \"groups\": \"0x80000001\"}}, \"flags\":\040"
	  "\"0\"}}" },
	{ "socket_sendmsg", "another family", "sha256",
	  BYTES(MAGIC256 "\16\0\0\0socket_sendmsg" SHELL256 CONTEXT_ROOT
	  "\21\0\0\0\3\0\0\0\0\3\0\0\0\21\0\5\0\0\0\0\3\0\0\377\0\0\0\0"),
	  "565d741a7dbdde6dcd592ae1333020dca7ced2fae0541685158960f0a2e577c6",
	  LINE_TYPE "socket_sendmsg" LINE256 HEX_SHELL256 LINE_COEFFICIENT
	  "565d741a7dbdde6dcd592ae1333020dca7ced2fae0541685158960f0a2e577c6" COE_ROOT
	  "socket_sendmsg\": {\"sock\": {\"family\": \"17\", \"type\": \"3\",\040"
	  "\"protocol\": \"768\"}, \"addr\": {\"af_other\": {\"family\": \"17\",\040"
	  "\"address\": \"00030000ff\"}}, \"flags\": \"0\"}}" },
	{ "unix_find", "socket", "sha256",
	  BYTES(MAGIC256 "\11\0\0\0unix_find" SHELL256 CONTEXT_ROOT
	  "\5\0\6\0\0\0/run/s\355\301\0\0\0\0\0\0\0\0\0\0\0\0\0\1\0\0\0\1\0\0\0\0\0\0\0\0"),
	  "b2bf31000edaf60bc5feeabea6a724cbd6497247f21b6265b507f369e9df4347",
	  LINE_TYPE "unix_find" LINE256 HEX_SHELL256 LINE_COEFFICIENT
	  "b2bf31000edaf60bc5feeabea6a724cbd6497247f21b6265b507f369e9df4347" COE_ROOT
	  "unix_find\": {\"file\": {\"kind\": \"socket\", \"mount\": \"own\",\040"
	  "\"pathname\": \"/run/s\", \"mode\": \"0140755\", \"uid\": \"0\", \"gid\":\040"
	  "\"0\"}, \"other\": {\"family\": \"1\", \"type\": \"1\", \"protocol\": \"0\"}}}" },
	{ "unix_stream_connect", "stranger", "sha256",
	  BYTES(MAGIC256 "\23\0\0\0unix_stream_connect" SHELL256 CONTEXT_ROOT
	  "\1\0\0\0\1\0\0\0\0\0\0\0\1" SHELL256 "\1\0\0\0\1\0\0\0\0\0\0\0\0"),
	  "2a6c7574094e8c1573f4c0c6ef3777b2b6ebc2bcc6ddddcf14c36a9435798db1",
	  LINE_TYPE "unix_stream_connect" LINE256 HEX_SHELL256 LINE_COEFFICIENT
	  "2a6c7574094e8c1573f4c0c6ef3777b2b6ebc2bcc6ddddcf14c36a9435798db1" COE_ROOT
	  "unix_stream_connect\": {\"sock\": {\"family\": \"1\", \"type\": \"1\",\040"
	  "\"protocol\": \"0\", \"owner\": \"" HEX_SHELL256 "\"}, \"other\": {\"family\":\040"
	  "\"1\", \"type\": \"1\", \"protocol\": \"0\"}}}" },
	{ "unix_may_send", "both identities", "sha256",
	  BYTES(MAGIC256 "\15\0\0\0unix_may_send" SHELL256 CONTEXT_ROOT
	  "\1\0\0\0\2\0\0\0\0\0\0\0\1" SHELL256 "\1\0\0\0\2\0\0\0\0\0\0\0\1" NOBODY256),
	  "f0dc17cffa4d1ef66b29cc4c5ed92cd95f0295ed54c749fa189afb0fe9d1e056",
	  LINE_TYPE "unix_may_send" LINE256 HEX_SHELL256 LINE_COEFFICIENT
	  "f0dc17cffa4d1ef66b29cc4c5ed92cd95f0295ed54c749fa189afb0fe9d1e056" COE_ROOT
	  "unix_may_send\": {\"sock\": {\"family\": \"1\", \"type\": \"2\", \"protocol\":\040"
	  "\"0\", \"owner\": \"" HEX_SHELL256 "\"}, \"other\": {\"family\": \"1\",\040"
	  "\"type\": \"2\", \"protocol\": \"0\", \"owner\": \"" HEX_NOBODY256 "\"}}}" },
	{ "task_kill", "self", "sha256",
	  BYTES(MAGIC256 "\11\0\0\0task_kill" SHELL256 CONTEXT_ROOT "\0\1" SHELL256 "\17\0\0\0"),
	  "c56e200570e3c2d3183c8ce2339a5d47a311131007d6af0c97795fc1e608fc72",
	  LINE_TYPE "task_kill" LINE256 HEX_SHELL256 LINE_COEFFICIENT
	  "c56e200570e3c2d3183c8ce2339a5d47a311131007d6af0c97795fc1e608fc72" COE_ROOT
	  "task_kill\": {\"target\": {\"relation\": \"self\", \"task_id\": \"" HEX_SHELL256
	  "\"}, \"sig\": \"15\"}}" },
	{ "task_kill", "outside", "sha256",
	  BYTES(MAGIC256 "\11\0\0\0task_kill" SHELL256 CONTEXT_ROOT "\2\0\0\0\0\0"),
	  "9df4dcf4217a1f2233ffc5152d76da76d5ab6655cbc46f518994aa6decf91cdd",
	  LINE_TYPE "task_kill" LINE256 HEX_SHELL256 LINE_COEFFICIENT
	  "9df4dcf4217a1f2233ffc5152d76da76d5ab6655cbc46f518994aa6decf91cdd" COE_ROOT
	  "task_kill\": {\"target\": {\"relation\": \"outside\"}, \"sig\": \"0\"}}" },
	{ "ptrace_access_check", "member", "sha256",
	  BYTES(MAGIC256 "\23\0\0\0ptrace_access_check" SHELL256 CONTEXT_ROOT "\1\1" NOBODY256
	  "\22\0\0\0"),
	  "343cca889093be27964bbbc325a50d0bd035c24dfbeaace7c73a115f31761e91",
	  LINE_TYPE "ptrace_access_check" LINE256 HEX_SHELL256 LINE_COEFFICIENT
	  "343cca889093be27964bbbc325a50d0bd035c24dfbeaace7c73a115f31761e91" COE_ROOT
	  "ptrace_access_check\": {\"child\": {\"relation\": \"member\", \"task_id\": \""
	  HEX_NOBODY256 "\"}, \"mode\": \"18\"}}" },
	{ "ptrace_traceme", "outside", "sha256",
	  BYTES(MAGIC256 "\16\0\0\0ptrace_traceme" SHELL256 CONTEXT_ROOT "\2\0"),
	  "f3b4ea490465d2ad72da9e8a8b9ff5d6ef3cc619a9bba680869740076ca61c50",
	  LINE_TYPE "ptrace_traceme" LINE256 HEX_SHELL256 LINE_COEFFICIENT
	  "f3b4ea490465d2ad72da9e8a8b9ff5d6ef3cc619a9bba680869740076ca61c50" COE_ROOT
	  "ptrace_traceme\": {\"parent\": {\"relation\": \"outside\"}}}" },
	{ "capable", "not below", "sha256",
	  BYTES(MAGIC256 "\7\0\0\0capable" SHELL256 CONTEXT_USER "\25\0\0\0\4\0\0\0\377\377\377"
	  "\377"),
	  "347f8351c7445b867f1407aac1820b24040e4352e1b611cb03a612762bc4355b",
	  LINE_TYPE "capable" LINE256 HEX_SHELL256 LINE_COEFFICIENT
	  "347f8351c7445b867f1407aac1820b24040e4352e1b611cb03a612762bc4355b" COE_USER
	  "capable\": {\"cap\": \"21\", \"opts\": \"4\", \"userns\": \"4294967295\"}}" },
	{ "task_fix_setuid", "all differ", "sha256",
	  BYTES(MAGIC256 "\17\0\0\0task_fix_setuid" SHELL256 CONTEXT_ROOT
	  "\2\0\0\0\1\0\0\0\2\0\0\0\3\0\0\0\4\0\0\0"),
	  "b1d7749d2a1ef938e83c00bebed350a0a8c3efd72f0845a82b34adbed0969bf4",
	  LINE_TYPE "task_fix_setuid" LINE256 HEX_SHELL256 LINE_COEFFICIENT
	  "b1d7749d2a1ef938e83c00bebed350a0a8c3efd72f0845a82b34adbed0969bf4" COE_ROOT
	  "task_fix_setuid\": {\"flags\": \"2\", \"uid\": \"1\", \"euid\": \"2\",\040"
	  "\"suid\": \"3\", \"fsuid\": \"4\"}}" },
	{ "task_fix_setgid", "all differ", "sha256",
	  BYTES(MAGIC256 "\17\0\0\0task_fix_setgid" SHELL256 CONTEXT_ROOT
	  "\1\0\0\0\5\0\0\0\6\0\0\0\7\0\0\0\377\377\377\377"),
	  "f9ee74121700ce5e395f4e44a86fb080e5635c606601a26b8f2e6385856324a6",
	  LINE_TYPE "task_fix_setgid" LINE256 HEX_SHELL256 LINE_COEFFICIENT
	  "f9ee74121700ce5e395f4e44a86fb080e5635c606601a26b8f2e6385856324a6" COE_ROOT
	  "task_fix_setgid\": {\"flags\": \"1\", \"gid\": \"5\", \"egid\": \"6\",\040"
	  "\"sgid\": \"7\", \"fsgid\": \"4294967295\"}}" },
	{ "sb_mount", "all there", "sha256",
	  BYTES(MAGIC256 "\10\0\0\0sb_mount" SHELL256 CONTEXT_ROOT
	  "\1\4\0\0\0none\0\0\4\0\0\0/mnt\1\5\0\0\0tmpfs\377\377\377\377\377\377\377\377\1\007"
	  "\0\0\0size=1m"),
	  "93ceaa516d3a31fc0f4c75084aae7ba1144582b26cc5d02a9401433feaebc663",
	  LINE_TYPE "sb_mount" LINE256 HEX_SHELL256 LINE_COEFFICIENT
	  "93ceaa516d3a31fc0f4c75084aae7ba1144582b26cc5d02a9401433feaebc663" COE_ROOT
	  "sb_mount\": {\"dev_name\": \"none\", \"path\": {\"kind\": \"path\", \"mount\":\040"
	  "\"own\", \"pathname\": \"/mnt\"}, \"type\": \"tmpfs\", \"flags\":\040"
	  "\"0xffffffffffffffff\", \"data\": \"size=1m\"}}" },
	{ "sb_mount", "none there", "sha256",
	  BYTES(MAGIC256 "\10\0\0\0sb_mount" SHELL256 CONTEXT_ROOT
	  "\0\0\0\4\0\0\0/mnt\0\0\0\0\0\0\0\0\0\0"),
	  "387838784559144228d5f44c2bfecb0ad2c9ee5e928d0e2b44156c454451bf34",
	  LINE_TYPE "sb_mount" LINE256 HEX_SHELL256 LINE_COEFFICIENT
	  "387838784559144228d5f44c2bfecb0ad2c9ee5e928d0e2b44156c454451bf34" COE_ROOT
	  "sb_mount\": {\"path\": {\"kind\": \"path\", \"mount\": \"own\", \"pathname\":\040"
	  "\"/mnt\"}, \"flags\": \"0x0\"}}" },
	{ "move_mount", "plain", "sha256",
	  BYTES(MAGIC256 "\12\0\0\0move_mount" SHELL256 CONTEXT_ROOT
	  "\6\2\1\0\0\0/\0\0\4\0\0\0/mnt"),
	  "45cb174be7b60ff90cc765576975d6e1355cd6a02a188f945b18e57eed7bda22",
	  LINE_TYPE "move_mount" LINE256 HEX_SHELL256 LINE_COEFFICIENT
	  "45cb174be7b60ff90cc765576975d6e1355cd6a02a188f945b18e57eed7bda22" COE_ROOT
	  "move_mount\": {\"from\": {\"kind\": \"detached\", \"mount\": \"none\",\040"
	  "\"pathname\": \"/\"}, \"to\": {\"kind\": \"path\", \"mount\": \"own\",\040"
	  "\"pathname\": \"/mnt\"}}}" },
	{ "kernel_module_request", "plain", "sha256",
	  BYTES(MAGIC256 "\25\0\0\0kernel_module_request" SHELL256 CONTEXT_ROOT
	  "\11\0\0\0net-pf-17"),
	  "7451244b61b081e915a41ad00d16ac8d4179e726f05894c63496b6293a8da14b",
	  LINE_TYPE "kernel_module_request" LINE256 HEX_SHELL256 LINE_COEFFICIENT
	  "7451244b61b081e915a41ad00d16ac8d4179e726f05894c63496b6293a8da14b" COE_ROOT
	  "kernel_module_request\": {\"kmod_name\": \"net-pf-17\"}}" },
	{ "kernel_load_data", "digest", "sha256",
	  BYTES(MAGIC256 "\20\0\0\0kernel_load_data" SHELL256 CONTEXT_ROOT "\2\0\0\0\1" ABC256),
	  "35e4a91b9c0724aeb09a9e4e323424c7d0ca8ec0492ebcc5ee98e487f87c7c18",
	  LINE_TYPE "kernel_load_data" LINE256 HEX_SHELL256 LINE_COEFFICIENT
	  "35e4a91b9c0724aeb09a9e4e323424c7d0ca8ec0492ebcc5ee98e487f87c7c18" COE_ROOT
	  "kernel_load_data\": {\"id\": \"2\", \"digest\": \"" HEX_ABC256 "\"}}" },
	{ "kernel_load_data", "no digest", "sha256",
	  BYTES(MAGIC256 "\20\0\0\0kernel_load_data" SHELL256 CONTEXT_ROOT "\377\377\377\377\0"),
	  "0657f971debf608c964b989c6609a4e7ff18f59a941afe49516971c78acff819",
	  LINE_TYPE "kernel_load_data" LINE256 HEX_SHELL256 LINE_COEFFICIENT
	  "0657f971debf608c964b989c6609a4e7ff18f59a941afe49516971c78acff819" COE_ROOT
	  "kernel_load_data\": {\"id\": \"4294967295\"}}" },
	{ "kernel_read_file", "anon", "sha256",
	  BYTES(MAGIC256 "\20\0\0\0kernel_read_file" SHELL256 CONTEXT_ROOT
	  "\3\2\16\0\0\0anon_inode:[x]\244\201\0\0\0\0\0\0\0\0\0\0\0\0\1" ABC256 "\1\0\0\0"),
	  "920c52e8f75aca08014db08a2b75d0c90dafccadf59f1aae5afa9c046811d6e0",
	  LINE_TYPE "kernel_read_file" LINE256 HEX_SHELL256 LINE_COEFFICIENT
	  "920c52e8f75aca08014db08a2b75d0c90dafccadf59f1aae5afa9c046811d6e0" COE_ROOT
	  "kernel_read_file\": {\"file\": {\"kind\": \"anon\", \"mount\": \"none\",\040"
	  "\"pathname\": \"anon_inode:[x]\", \"mode\": \"0100644\", \"uid\": \"0\",\040"
	  "\"gid\": \"0\", \"digest\": \"" HEX_ABC256 "\"}, \"id\": \"1\"}}" },
	{ "userns_create", "plain", "sha256",
	  BYTES(MAGIC256 "\15\0\0\0userns_create" SHELL256 CONTEXT_USER "\2\0\0\0"),
	  "9bca8924503d25eda9f5935abde9a3fe74e55b6448f8093f5830f0204e2e4b8c",
	  LINE_TYPE "userns_create" LINE256 HEX_SHELL256 LINE_COEFFICIENT
	  "9bca8924503d25eda9f5935abde9a3fe74e55b6448f8093f5830f0204e2e4b8c" COE_USER
	  "userns_create\": {\"userns\": \"2\"}}" },
	{ "exec", "a script and its interpreter", "sha512",
	  BYTES(MAGIC512 "\4\0\0\0exec" NOBODY512 CONTEXT_ROOT "\2\0\0\0\0\0\14\0\0\0/root/\162"
	  "\165n.sh\355\201\0\0\350\3\0\0d\0\0\0\0\0\1" EMPTY512 "\0\0\15\0\0\0/usr/bin/das\150"
	  "\355\201\0\0\0\0\0\0\0\0\0\0\0\0\1" ABC512 "\0\0\0\0"),
	  HEX_SHELL512,
	  LINE_TYPE "exec" LINE512 HEX_NOBODY512 LINE_COEFFICIENT HEX_SHELL512 COE_ROOT
	  "exec\": {\"programs\": [{\"kind\": \"path\", \"mount\": \"own\", \"pathname\":\040"
	  "\"/root/run.sh\", \"mode\": \"0100755\", \"uid\": \"1000\", \"gid\": \"100\",\040"
	  "\"digest\": \"" HEX_EMPTY512 "\"}, {\"kind\": \"path\", \"mount\": \"own\",\040"
	  "\"pathname\": \"/usr/bin/dash\", \"mode\": \"0100755\", \"uid\": \"0\",\040"
	  "\"gid\": \"0\", \"digest\": \"" HEX_ABC512 "\"}], \"secureexec\": \"0\"}}" },
	{ "file_open", "everything optional is there", "sha512",
	  BYTES(MAGIC512 "\11\0\0\0file_open" SHELL512 CONTEXT_USER
	  "\0\200\0\0\0\0\11\0\0\0/dev/sda1\260a\0\0\0\0\0\0\6\0\0\0\1\1\0\200\0\1\4\0\0\0\145"
	  "\170t4\360\361\362\363\364\365\366\367\370\371\372\373\374\375\376\377\1" ABC512),
	  "4959c56fe15743587059133e0059286dcb77d0491a2ba4607a3cef142c5322e3f8518637d73cea9\144"
	  "\0646daea0f7a35f028ca07304aaa703cfb6f45d8c762b21afd",
	  LINE_TYPE "file_open" LINE512 HEX_SHELL512 LINE_COEFFICIENT
	  "4959c56fe15743587059133e0059286dcb77d0491a2ba4607a3cef142c5322e3f8518637d73cea9\144"
	  "\0646daea0f7a35f028ca07304aaa703cfb6f45d8c762b21afd" COE_USER
	  "file_open\": {\"flags\": \"32768\", \"file\": {\"kind\": \"path\", \"mount\":\040"
	  "\"own\", \"pathname\": \"/dev/sda1\", \"mode\": \"060660\", \"uid\": \"0\",\040"
	  "\"gid\": \"6\", \"rdev\": {\"major\": \"8\", \"minor\": \"1\"}, \"fstype\":\040"
	  "\"ext4\", \"s_uuid\": \"f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff\", \"digest\": \""
	  HEX_ABC512 "\"}}}" },
	{ "unix_may_send", "both identities", "sha512",
	  BYTES(MAGIC512 "\15\0\0\0unix_may_send" SHELL512 CONTEXT_USER
	  "\1\0\0\0\2\0\0\0\0\0\0\0\1" SHELL512 "\1\0\0\0\2\0\0\0\0\0\0\0\1" NOBODY512),
	  "38bbe74091768221e37037e312cc62621dd2e8b69a0c823989735c8844d4ebf534b755d868ac204\146"
	  "\07190b75049a4b904057bfa4beb48ba369d13b6ea2de43440a",
	  LINE_TYPE "unix_may_send" LINE512 HEX_SHELL512 LINE_COEFFICIENT
	  "38bbe74091768221e37037e312cc62621dd2e8b69a0c823989735c8844d4ebf534b755d868ac204\146"
	  "\07190b75049a4b904057bfa4beb48ba369d13b6ea2de43440a" COE_USER
	  "unix_may_send\": {\"sock\": {\"family\": \"1\", \"type\": \"2\", \"protocol\":\040"
	  "\"0\", \"owner\": \"" HEX_SHELL512 "\"}, \"other\": {\"family\": \"1\",\040"
	  "\"type\": \"2\", \"protocol\": \"0\", \"owner\": \"" HEX_NOBODY512 "\"}}}" },
};

#endif /* _SECURITY_TSEM_TESTS_VECTORS_H */
