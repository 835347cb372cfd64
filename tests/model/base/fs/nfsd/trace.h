/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _NFSD_TRACE_H
#define _NFSD_TRACE_H

/* Trace points of the model do nothing. */
#define DEFINE_STATEID_EVENT(name) \
static inline void trace_nfsd_##name(const stateid_t *stid) \
{ \
}

DEFINE_STATEID_EVENT(layout_recall)
DEFINE_STATEID_EVENT(layout_recall_done)
DEFINE_STATEID_EVENT(layout_recall_fail)
DEFINE_STATEID_EVENT(layout_recall_release)

#endif
