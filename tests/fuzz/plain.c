// SPDX-License-Identifier: GPL-2.0-only
/* In libFuzzer's place: gives the files that are named to the target. */
#include <stdio.h>

#include "tests/fuzz/target.h"
#include "tool/files.h"

int main(int argc, char **argv)
{
	for (int i = 1; i < argc; i++) {
		owned(text_release) struct text text = { 0 };
		owned(error_release) struct error err = { 0 };

		if (file_read(&text, argv[i], &err) < 0)
			printf("%s\n", err.message);
		else
			LLVMFuzzerTestOneInput((const uint8_t *)text_str(&text), text.len);
	}
	return 0;
}
