// SPDX-License-Identifier: GPL-2.0-only
struct rpc_task *rpc_new_task(const struct setup *setup)
{
	struct rpc_task *task = setup->task;

	if (task == NULL) {
		task = alloc();
		if (task == NULL)
			return ERR_PTR(-ENOMEM);
	}
	return task;
}
