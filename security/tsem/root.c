// SPDX-License-Identifier: GPL-2.0-only
/*
 * Trusted Security Event Modeling - the model of the initial namespace
 *
 * There is one only if the boot parameter tsem.root= asks for it.  Without it
 * processes of the initial namespace have no identity, and no hook looks at them.
 */

#include <linux/cleanup.h>
#include <linux/err.h>
#include <linux/init.h>
#include <linux/moduleparam.h>
#include <linux/printk.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/string_helpers.h>
#include <linux/tsem_namespace.h>

#include "audit.h"
#include "common.h"
#include "control.h"
#include "model.h"
#include "root.h"
#include "setup.h"

/**
 * enum root_mode - What the initial namespace has a model for
 *
 * @ROOT_OBSERVE: to be observed; it is never sealed, so nothing is ever denied
 * @ROOT_MODEL: for what other namespaces have theirs
 */
enum root_mode {
	ROOT_OBSERVE,
	ROOT_MODEL,
};

static const char *const root_modes[] __initconst = {
	[ROOT_OBSERVE] = "observe",
	[ROOT_MODEL] = "model",
};

static char *tsem_root;
module_param_named(root, tsem_root, charp, 0444);
MODULE_PARM_DESC(root, "Model the initial namespace: observe or model, and settings");

static char *tsem_root_rules;
module_param_named(root_rules, tsem_root_rules, charp, 0444);
MODULE_PARM_DESC(root_rules, "Rules for the initial namespace, parted by semicolons");

/* What "set" of the control file takes, with commas. */
static int __init run_settings(struct tsem_model *model, const char *settings)
{
	char *line __free(kfree) = kasprintf(GFP_KERNEL, "set %s", settings);
	struct tsem_command command;
	int ret;

	if (!line)
		return -ENOMEM;
	strreplace(line, ',', ' ');
	ret = tsem_command_parse(line, &command);
	return ret ?: tsem_command_run(model, &command);
}

/* Returns the mode, or an error. */
static int __init run_root(struct tsem_model *model)
{
	char *text __free(kfree) = kstrdup(tsem_root, GFP_KERNEL);
	char *settings = text;
	int mode, ret;

	if (!text)
		return -ENOMEM;
	mode = match_string(root_modes, ARRAY_SIZE(root_modes),
			    strsep(&settings, ","));
	if (mode < 0 || !settings)
		return mode;
	ret = run_settings(model, settings);
	return ret ?: mode;
}

/* What "volatile" and "pseudonym" of the control file take. */
static int __init add_rules(struct tsem_model *model)
{
	char *rules __free(kfree) = kstrdup(tsem_root_rules, GFP_KERNEL);
	const char *wrong;
	int ret;

	if (!rules)
		return tsem_root_rules ? -ENOMEM : 0;
	ret = tsem_command_run_rules(model, rules, &wrong);
	if (ret)
		pr_err("root_rules: \"%s\" cannot be a rule, error %d\n", wrong,
		       ret);
	return ret;
}

static int __init set_up(struct tsem_model *model)
{
	const int mode = run_root(model);
	int ret;

	if (mode < 0)
		return mode;
	ret = add_rules(model);
	if (ret)
		return ret;
	ret = tsem_enable();
	if (ret)
		return ret;
	model->only_learns = mode == ROOT_OBSERVE;
	/* Nobody could change it before the first event anyway. */
	tsem_model_freeze(model);
	return 0;
}

static int __init give_model(struct tsem_namespace *ns)
{
	struct tsem_model *model = tsem_model_create();
	int ret;

	if (IS_ERR(model))
		return PTR_ERR(model);
	ret = set_up(model);
	if (ret) {
		tsem_model_destroy(model);
		return ret;
	}
	ns->model = model;
	tsem_audit_init(ns);
	return 0;
}

/**
 * tsem_root_init - Give the initial namespace a model if it is to have one
 *
 * Context: Boot, before the first program is executed, also those that the kernel
 * starts itself.
 * Return: 0, or why there is no model although one was asked for.
 */
int __init tsem_root_init(void)
{
	int ret;

	if (!tsem_root) {
		if (tsem_root_rules)
			pr_err("root_rules: there is no root= that they are for\n");
		return 0;
	}
	ret = give_model(&init_tsem_ns);
	if (ret)
		pr_err("root=%s: nothing is modeled outside of namespaces, error %d\n",
		       tsem_root, ret);
	else
		pr_info("root=%s: the initial namespace is modeled\n",
			tsem_root);
	return ret;
}
