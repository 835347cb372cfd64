/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef STABLEPORT_SHIM_LINUX_SUNRPC_SCHED_H
#define STABLEPORT_SHIM_LINUX_SUNRPC_SCHED_H
#include_next <linux/sunrpc/sched.h>

/*
 * RPC_SIGNALLED(task): somebody wants this RPC task to end (its client is being shut down, or its
 * caller was killed).
 *
 * Upstream ae67bd3821bb ("SUNRPC: Fix up task signalling"), v5.2. Before it the same was said by
 * RPC_TASK_KILLED in tk_flags, which this reads.
 *
 * What upstream's commit changed besides, the shim cannot bring. There the mark is an atomic bit
 * and stays; here it is a plain "|=" by another task, so one set at the same moment as another
 * flag can be lost, as it always could there, and it is taken off when the task is restarted. A
 * task marked because its client shuts down ends with -EIO there, not with -ERESTARTSYS.
 */
#if defined(STABLEPORT_LACKS_RPC_SIGNALLED) && !defined(RPC_SIGNALLED)
#define RPC_SIGNALLED(task)	(((task)->tk_flags & RPC_TASK_KILLED) != 0)
#endif

#endif
