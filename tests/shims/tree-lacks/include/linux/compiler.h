/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef FAKE_LINUX_COMPILER_H
#define FAKE_LINUX_COMPILER_H

#endif
