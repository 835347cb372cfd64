/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef FAKE_FS_NFSD_XDR4_H
#define FAKE_FS_NFSD_XDR4_H

#include "state.h"

#endif
