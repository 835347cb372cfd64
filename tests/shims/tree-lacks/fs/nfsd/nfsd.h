/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef FAKE_FS_NFSD_NFSD_H
#define FAKE_FS_NFSD_NFSD_H

#include <linux/types.h>

#endif
