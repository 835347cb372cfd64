/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TARGET_H
#define TARGET_H

#include <stddef.h>
#include <stdint.h>

/* What libFuzzer calls with any bytes. */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

#endif
