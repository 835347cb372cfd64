// SPDX-License-Identifier: GPL-2.0-only
#include "reverse.h"

int reverse_draft(struct draft *draft, const struct proof *proof, struct error *err)
{
	(void)draft;
	(void)proof;
	return error_set(err, "not yet");
}
