/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _LINUX_FS_H
#define _LINUX_FS_H

#include <linux/list.h>
#include <linux/spinlock.h>
#include <linux/wait_bit.h>

struct inode {
	long long i_size;
};

struct file_lock {
	struct list_head fl_list;
	void *fl_owner;
	unsigned long fl_break_time;
};

struct lock_manager_operations {
	void (*lm_notify)(struct file_lock *fl);
	bool (*lm_break)(struct file_lock *fl);
};

#endif
