// SPDX-License-Identifier: GPL-2.0-only
/*
 * Trusted Security Event Modeling - BPF
 */

#include <linux/bpf.h>
#include <linux/filter.h>
#include <linux/lsm_hooks.h>
#include <linux/security.h>

#include "decide.h"
#include "file.h"
#include "hash.h"
#include "hooks.h"

/**
 * struct command - What a command does, as far as numbers tell
 *
 * @type: of the map or the program, or the point of attachment; 0 if it has none
 * @flags: its flags
 */
struct command {
	u32 type;
	u64 flags;
};

/* Descriptors, ids, pointers and sizes are left out. */
static struct command command_of(int cmd, const union bpf_attr *attr)
{
	switch (cmd) {
	case BPF_MAP_CREATE:
		return (struct command) { attr->map_type, attr->map_flags };
	case BPF_PROG_LOAD:
		return (struct command) { attr->prog_type, attr->prog_flags };
	case BPF_MAP_LOOKUP_ELEM:
	case BPF_MAP_UPDATE_ELEM:
	case BPF_MAP_LOOKUP_AND_DELETE_ELEM:
		return (struct command) { .flags = attr->flags };
	case BPF_MAP_LOOKUP_BATCH:
	case BPF_MAP_LOOKUP_AND_DELETE_BATCH:
	case BPF_MAP_UPDATE_BATCH:
	case BPF_MAP_DELETE_BATCH:
		return (struct command) { .flags = attr->batch.elem_flags };
	case BPF_OBJ_PIN:
	case BPF_OBJ_GET:
		return (struct command) { .flags = attr->file_flags };
	case BPF_PROG_ATTACH:
	case BPF_PROG_DETACH:
		return (struct command) { attr->attach_type,
					  attr->attach_flags };
	case BPF_PROG_TEST_RUN:
		return (struct command) { .flags = attr->test.flags };
	case BPF_PROG_GET_FD_BY_ID:
	case BPF_MAP_GET_FD_BY_ID:
	case BPF_BTF_GET_FD_BY_ID:
		return (struct command) { .flags = attr->open_flags };
	case BPF_PROG_QUERY:
		return (struct command) { attr->query.attach_type,
					  attr->query.query_flags };
	case BPF_BTF_LOAD:
		return (struct command) { .flags = attr->btf_flags };
	case BPF_TASK_FD_QUERY:
		return (struct command) { .flags = attr->task_fd_query.flags };
	case BPF_LINK_CREATE:
		return (struct command) { attr->link_create.attach_type,
					  attr->link_create.flags };
	case BPF_LINK_UPDATE:
		return (struct command) { .flags = attr->link_update.flags };
	case BPF_ENABLE_STATS:
		return (struct command) { .type = attr->enable_stats.type };
	case BPF_ITER_CREATE:
		return (struct command) { .flags = attr->iter_create.flags };
	case BPF_PROG_BIND_MAP:
		return (struct command) { .flags = attr->prog_bind_map.flags };
	case BPF_TOKEN_CREATE:
		return (struct command) { .flags = attr->token_create.flags };
	case BPF_PROG_ASSOC_STRUCT_OPS:
		return (struct command) {
			.flags = attr->prog_assoc_struct_ops.flags,
		};
	default:
		return (struct command) {};
	}
}

static int tsem_bpf(int cmd, union bpf_attr *attr, unsigned int size,
		    bool kernel)
{
	struct tsem_event event __uninitialized;
	struct command command;
	int ret = tsem_event_begin(&event, TSEM_EV_bpf);

	if (ret <= 0)
		return ret;
	/* What a program gets from a call that it makes is not what bpf(2) returns. */
	if (kernel)
		event.asking = TSEM_ASKING_NEVER;
	command = command_of(cmd, attr);
	tsem_event_u32(&event, cmd);
	tsem_event_u32(&event, command.type);
	tsem_event_u64(&event, command.flags);
	tsem_event_u32(&event, kernel);
	return tsem_event_decide(&event);
}

static int tsem_bpf_map(struct bpf_map *map, fmode_t fmode)
{
	struct tsem_event event __uninitialized;
	int ret = tsem_event_begin(&event, TSEM_EV_bpf_map);

	if (ret <= 0)
		return ret;
	tsem_event_u32(&event, map->map_type);
	tsem_event_u32(&event, map->map_flags);
	tsem_event_u32(&event, (__force u32)(fmode & (FMODE_READ | FMODE_WRITE)));
	return tsem_event_decide(&event);
}

static int tsem_bpf_prog(struct bpf_prog *prog)
{
	struct tsem_event event __uninitialized;
	int ret = tsem_event_begin(&event, TSEM_EV_bpf_prog);

	if (ret <= 0)
		return ret;
	tsem_event_u32(&event, prog->type);
	tsem_event_u32(&event, prog->expected_attach_type);
	return tsem_event_decide(&event);
}

static int tsem_bpf_map_create(struct bpf_map *map, union bpf_attr *attr,
			       struct bpf_token *token, bool kernel)
{
	struct tsem_event event __uninitialized;
	int ret = tsem_event_begin(&event, TSEM_EV_bpf_map_create);

	if (ret <= 0)
		return ret;
	tsem_event_u32(&event, map->map_type);
	tsem_event_u32(&event, attr->map_flags);
	tsem_event_u32(&event, !!token);
	tsem_event_u32(&event, kernel);
	return tsem_event_decide(&event);
}

/* What loads a constant of 64 bits may load the address of a kernel object. */
static bool is_load(const struct bpf_insn *insn)
{
	return insn->code == (BPF_LD | BPF_IMM | BPF_DW);
}

/*
 * Maps are named by descriptors, which are in the first half of such a load, and
 * variables of modules by one in the second.
 */
static void hash_insns(struct tsem_hash *hash, const struct bpf_insn *insns,
		       u32 count)
{
	struct bpf_insn insn;
	bool second = false;
	u32 i;

	for (i = 0; i < count; i++) {
		insn = insns[i];
		if (second)
			insn.imm = 0;
		second = !second && is_load(&insn) &&
			 insn.src_reg == BPF_PSEUDO_BTF_ID;
		if (is_load(&insn) && (insn.src_reg == BPF_PSEUDO_MAP_FD ||
				       insn.src_reg == BPF_PSEUDO_MAP_VALUE))
			insn.imm = 0;
		tsem_hash_update(hash, &insn, sizeof(insn));
	}
}

static int tsem_bpf_prog_load(struct bpf_prog *prog, union bpf_attr *attr,
			      struct bpf_token *token, bool kernel)
{
	u8 digest[TSEM_DIGEST_MAX];
	struct tsem_event event __uninitialized;
	struct tsem_hash hash;
	int ret = tsem_event_begin(&event, TSEM_EV_bpf_prog_load);

	if (ret <= 0)
		return ret;
	tsem_hash_init(&hash, event.model->config.alg);
	hash_insns(&hash, prog->insnsi, prog->len);
	tsem_hash_final(&hash, digest);
	tsem_event_u32(&event, prog->type);
	tsem_event_u32(&event, attr->expected_attach_type);
	tsem_event_u32(&event, attr->prog_flags);
	tsem_put_opt_digest(&event.key.plain, event.model->config.alg, digest);
	tsem_event_u32(&event, !!token);
	tsem_event_u32(&event, kernel);
	return tsem_event_decide(&event);
}

static int tsem_bpf_token_create(struct bpf_token *token, union bpf_attr *attr,
				 const struct path *path)
{
	struct tsem_event event __uninitialized;
	int ret = tsem_event_begin(&event, TSEM_EV_bpf_token_create);

	if (ret <= 0)
		return ret;
	tsem_put_name(&event, path);
	tsem_event_u64(&event, token->allowed_cmds);
	tsem_event_u64(&event, token->allowed_maps);
	tsem_event_u64(&event, token->allowed_progs);
	tsem_event_u64(&event, token->allowed_attachs);
	return tsem_event_decide(&event);
}

static struct security_hook_list tsem_bpf_hooks[] __ro_after_init = {
	LSM_HOOK_INIT(bpf, tsem_bpf),
	LSM_HOOK_INIT(bpf_map, tsem_bpf_map),
	LSM_HOOK_INIT(bpf_prog, tsem_bpf_prog),
	LSM_HOOK_INIT(bpf_map_create, tsem_bpf_map_create),
	LSM_HOOK_INIT(bpf_prog_load, tsem_bpf_prog_load),
	LSM_HOOK_INIT(bpf_token_create, tsem_bpf_token_create),
};

/**
 * tsem_add_bpf_hooks - Register the hooks for BPF
 *
 * Context: Boot.
 */
__init void tsem_add_bpf_hooks(void)
{
	security_add_hooks(tsem_bpf_hooks, ARRAY_SIZE(tsem_bpf_hooks),
			   &tsem_lsmid);
}
