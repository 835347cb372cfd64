/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef FAKE_LINUX_COMPILER_ATTRIBUTES_H
#define FAKE_LINUX_COMPILER_ATTRIBUTES_H

#define fallthrough	__attribute__((__fallthrough__))

#endif
