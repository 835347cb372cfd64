// SPDX-License-Identifier: GPL-2.0-only
/* Who wrote a commit, and who carries it. */
#include <time.h>

#include "../history.h"
#include "dates.h"
#include "prose.h"
#include "series.h"

/* "Name <mail>" in two; false if it is not of that form. */
static bool split_person(struct text *name, struct text *mail, const char *person)
{
	owned(text_release) struct text line = { 0 };
	const char *open, *close;

	prose_add_line(&line, person);
	open = strchr(text_str(&line), '<');
	close = open ? strchr(open, '>') : NULL;
	if (!close || close == open + 1 || close[1] || strchr(open + 1, '<'))
		return false;
	text_add(mail, open + 1, (size_t)(close - open - 1));
	while (open > line.data && open[-1] == ' ')
		open--;
	text_add(name, line.data, (size_t)(open - line.data));
	return name->len > 0;
}

static int say_nobody(struct error *err)
{
	return error_set(err, "git does not know who you are; tell it:\n"
			 "  git config --global user.name \"Your Name\"\n"
			 "  git config --global user.email you@example.org");
}

int series_committer(git_signature **committer, git_repository *repo, struct error *err)
{
	owned(git_config_freep) git_config *config = NULL;
	owned(git_config_freep) git_config *snapshot = NULL;
	const char *name, *mail;
	int code;

	if (repo) {
		code = git_signature_default(committer, repo);
		return code == GIT_ENOTFOUND ? say_nobody(err)
		       : code < 0	     ? error_git(err, "cannot make a name")
					     : 0;
	}
	if (git_config_open_default(&config) < 0 || git_config_snapshot(&snapshot, config) < 0)
		return error_git(err, "cannot read git's configuration");
	if (git_config_get_string(&name, snapshot, "user.name") < 0 ||
	    git_config_get_string(&mail, snapshot, "user.email") < 0)
		return say_nobody(err);
	return git_signature_now(committer, name, mail) < 0 ? error_git(err, "cannot make a name") : 0;
}

int series_author(git_signature **author, const struct series_patch *patch, const git_signature *otherwise,
		  struct error *err)
{
	owned(text_release) struct text name = { 0 }, mail = { 0 };
	git_time when = { .time = time(NULL), .sign = '+' };

	if (otherwise)
		when = otherwise->when;
	date_read(&when, patch->date);
	if (!patch->author || !split_person(&name, &mail, patch->author)) {
		text_clear(&name);
		text_clear(&mail);
		text_adds(&name, otherwise ? otherwise->name : "stableport");
		text_adds(&mail, otherwise ? otherwise->email : "stableport@localhost");
	}
	if (git_signature_new(author, text_str(&name), text_str(&mail), when.time, when.offset) < 0)
		return error_git(err, "cannot make the author '%s'", text_str(&name));
	return 0;
}
