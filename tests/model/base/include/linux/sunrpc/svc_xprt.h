/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _LINUX_SUNRPC_SVC_XPRT_H
#define _LINUX_SUNRPC_SVC_XPRT_H

struct svc_xprt;

extern void svc_xprt_get(struct svc_xprt *xprt);
extern void svc_xprt_put(struct svc_xprt *xprt);

#endif
