/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _LINUX_WORKQUEUE_H
#define _LINUX_WORKQUEUE_H

#include <linux/list.h>

struct workqueue_struct;
struct work_struct;
typedef void (*work_func_t)(struct work_struct *work);

struct work_struct {
	struct list_head entry;
	work_func_t func;
};

#define INIT_WORK(_work, _func) do { \
	INIT_LIST_HEAD(&(_work)->entry); \
	(_work)->func = (_func); \
} while (0)

extern struct workqueue_struct *alloc_ordered_workqueue(const char *name,
							unsigned int flags);
extern void destroy_workqueue(struct workqueue_struct *wq);
extern void flush_workqueue(struct workqueue_struct *wq);
extern bool queue_work(struct workqueue_struct *wq, struct work_struct *work);

#endif
