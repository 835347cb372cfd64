// SPDX-License-Identifier: GPL-2.0-only
/* What the rules of this folder forbid, once each; never compiled. */
static int everything_forbidden(const char *path)
{
	owned(close_fd) int fd = open(path, 0);

	if (fd < 0)
		goto out;
	fprintf(stderr, "no\n");
	system("true");
	git_revparse_single(path);
	exit(2);
out:
	return fd;
}
