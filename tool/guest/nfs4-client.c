// SPDX-License-Identifier: GPL-2.0-only
/*
 * nfs4-client ADDRESS OWNER: an NFSv4.1 client that does what the lines of its standard input say, one after the
 * other, and answers (or does not answer) the server's callbacks as they say. What it is told to measure it prints in
 * the form that the proof reads. The first line that fails ends it with exit code 1; a line after "try" may fail.
 *
 *   connect | drop                 the TCP connection
 *   exchange-id | create-session | reclaim-complete | destroy-session | destroy-clientid
 *   start                          all that must come before open: connect to reclaim-complete
 *   bind | backchannel-ctl         BIND_CONN_TO_SESSION, BACKCHANNEL_CTL
 *   open read|write|both NAME      of the root folder, with a delegation; fails without one
 *   delegreturn | close
 *   answer WORD...                 ok, delay (CB_SEQUENCE: NFS4ERR_DELAY) or nothing: at most eight, one for each
 *                                  callback, the last for all that follow
 *   answer-held                    what was not answered is answered now
 *   await COUNT SECONDS            serves until so many callbacks came since "count"
 *   pass SECONDS                   serves for so long
 *   count                          counts from 0 again
 *   measure callbacks|held|sequences NAME
 *   patience SECONDS               how long to wait for a reply
 *   local read|write FILE          opens a file on the server's own filesystem, without waiting
 *   write FILE WORD                one word into a file of the guest, below /proc or /sys
 *   say TEXT
 *
 * nfs4-client mount ADDRESS FOLDER: the kernel's own client mounts the root of that server there, with version 4.1.
 * busybox's mount knows no more than version 3.
 */
#include "nfs4.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <unistd.h>

enum { WORDS_MOST = 16, LINE_MOST = 1000 };

struct line {
	char *words[WORDS_MOST];
	unsigned nr_words;
	bool too_long;
};

struct state {
	const char *address;
	struct nfs4 client;
};

struct command {
	const char *name;
	unsigned arguments;             /* at least */
	int (*run)(struct state *state, struct line *line);
};

static int because(struct state *state, const char *why)
{
	snprintf(state->client.why, sizeof(state->client.why), "%s", why);
	return -1;
}

static int say(const char *kind, const char *text)
{
	fprintf(stdout, "stableport: %s %s\n", kind, text);
	fflush(stdout);
	return 0;
}

static int run_connect(struct state *state, struct line *line)
{
	(void)line;
	return nfs4_connect(&state->client, state->address);
}

/* Both ends go at once: what was not read yet makes the server see a reset. */
static int run_drop(struct state *state, struct line *line)
{
	(void)line;
	rpc_close(&state->client.on);
	state->client.nr_held = 0;
	return 0;
}

static int run_exchange_id(struct state *state, struct line *line)
{
	(void)line;
	return nfs4_exchange_id(&state->client);
}

static int run_create_session(struct state *state, struct line *line)
{
	(void)line;
	return nfs4_create_session(&state->client);
}

static int run_reclaim_complete(struct state *state, struct line *line)
{
	(void)line;
	return nfs4_reclaim_complete(&state->client);
}

static int run_start(struct state *state, struct line *line)
{
	if (run_connect(state, line) || run_exchange_id(state, line) || run_create_session(state, line))
		return -1;
	return run_reclaim_complete(state, line);
}

static int run_destroy_session(struct state *state, struct line *line)
{
	(void)line;
	return nfs4_destroy_session(&state->client);
}

static int run_destroy_clientid(struct state *state, struct line *line)
{
	(void)line;
	return nfs4_destroy_clientid(&state->client);
}

static int run_bind(struct state *state, struct line *line)
{
	(void)line;
	return nfs4_bind_conn_to_session(&state->client);
}

static int run_backchannel_ctl(struct state *state, struct line *line)
{
	(void)line;
	return nfs4_backchannel_ctl(&state->client);
}

/* The place of a word in a list, -1: not there. */
static int which(const char *word, const char *const *list)
{
	for (int i = 0; list[i]; i++) {
		if (!strcmp(word, list[i]))
			return i;
	}
	return -1;
}

static int run_open(struct state *state, struct line *line)
{
	static const char *const share[] = { "read", "write", "both", NULL };
	static const char *const delegations[] = { "no", "a read", "a write" };
	int how = which(line->words[1], share);
	char text[100];

	if (how < 0)
		return because(state, "read, write or both?");
	if (nfs4_open(&state->client, line->words[2], (uint32_t)how + 1))
		return -1;
	snprintf(text, sizeof(text), "%s: opened, with %s delegation", state->client.owner,
		 delegations[state->client.file.delegation.type]);
	say("said", text);
	return state->client.file.delegation.type ? 0 : because(state, "the server gave no delegation");
}

static int run_delegreturn(struct state *state, struct line *line)
{
	(void)line;
	return nfs4_delegreturn(&state->client);
}

static int run_close(struct state *state, struct line *line)
{
	(void)line;
	return nfs4_close(&state->client);
}

static int run_answer(struct state *state, struct line *line)
{
	static const char *const words[] = { "ok", "delay", "nothing", NULL };
	struct nfs4 *client = &state->client;

	client->nr_answers = 0;
	for (unsigned i = 1; i < line->nr_words; i++) {
		if (client->nr_answers == NFS4_ANSWERS_MOST)
			return because(state, "too many answers");
		int word = which(line->words[i], words);

		if (word < 0)
			return because(state, "ok, delay or nothing?");
		client->answers[client->nr_answers++] = (enum nfs4_answer)word;
	}
	return 0;
}

static int run_answer_held(struct state *state, struct line *line)
{
	(void)line;
	return nfs4_answer_held(&state->client);
}

/* Seconds or callbacks: no more digits than a scenario can mean. */
static int get_number(struct state *state, unsigned *number, const char *word)
{
	size_t digits = strspn(word, "0123456789");

	*number = (unsigned)strtoul(word, NULL, 10);
	return digits && digits <= 6 && !word[digits] ? 0 : because(state, "a number is needed");
}

static int run_await(struct state *state, struct line *line)
{
	unsigned wanted, seconds;

	if (get_number(state, &wanted, line->words[1]) || get_number(state, &seconds, line->words[2]) ||
	    nfs4_await(&state->client, wanted, seconds))
		return -1;
	return state->client.callbacks < wanted ? because(state, "fewer callbacks came") : 0;
}

static int run_pass(struct state *state, struct line *line)
{
	unsigned seconds;

	return get_number(state, &seconds, line->words[1]) ? -1 : nfs4_await(&state->client, (unsigned)-1, seconds);
}

static int run_count(struct state *state, struct line *line)
{
	(void)line;
	state->client.callbacks = state->client.sequences = 0;
	state->client.most_held = state->client.nr_held;
	return 0;
}

static int run_measure(struct state *state, struct line *line)
{
	static const char *const names[] = { "callbacks", "held", "sequences", NULL };
	const struct nfs4 *client = &state->client;
	const unsigned values[] = { client->callbacks, client->most_held, client->sequences };
	int name = which(line->words[1], names);
	char text[100];

	if (name < 0)
		return because(state, "callbacks, held or sequences?");
	snprintf(text, sizeof(text), "%s %u", line->words[2], values[name]);
	return say("measured", text);
}

static int run_patience(struct state *state, struct line *line)
{
	return get_number(state, &state->client.patience, line->words[1]);
}

/* What breaks a lease: an open with O_NONBLOCK starts the recall and does not wait for it (open(2), EWOULDBLOCK). */
static int run_local(struct state *state, struct line *line)
{
	static const char *const names[] = { "read", "write", NULL };
	static const int flags[] = { O_RDONLY, O_WRONLY };
	int how = which(line->words[1], names), fd;

	if (how < 0)
		return because(state, "read or write?");
	fd = open(line->words[2], flags[how] | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0)
		return errno == EWOULDBLOCK ? 0 : because(state, strerror(errno));
	close(fd);
	return because(state, "no lease was in the way");
}

static int run_write(struct state *state, struct line *line)
{
	int fd = open(line->words[1], O_WRONLY | O_CLOEXEC);
	ssize_t n;

	if (fd < 0)
		return because(state, strerror(errno));
	n = write(fd, line->words[2], strlen(line->words[2]));
	close(fd);
	return n < 0 ? because(state, strerror(errno)) : 0;
}

static int run_say(struct state *state, struct line *line)
{
	char text[400];
	size_t used = (size_t)snprintf(text, sizeof(text), "%s:", state->client.owner);

	for (unsigned i = 1; i < line->nr_words && used < sizeof(text); i++)
		used += (size_t)snprintf(text + used, sizeof(text) - used, " %s", line->words[i]);
	return say("said", text);
}

static const struct command commands[] = {
	{ "connect", 0, run_connect }, { "drop", 0, run_drop }, { "start", 0, run_start },
	{ "exchange-id", 0, run_exchange_id }, { "create-session", 0, run_create_session },
	{ "reclaim-complete", 0, run_reclaim_complete }, { "destroy-session", 0, run_destroy_session },
	{ "destroy-clientid", 0, run_destroy_clientid }, { "bind", 0, run_bind },
	{ "backchannel-ctl", 0, run_backchannel_ctl }, { "open", 2, run_open }, { "delegreturn", 0, run_delegreturn },
	{ "close", 0, run_close }, { "answer", 1, run_answer }, { "answer-held", 0, run_answer_held },
	{ "await", 2, run_await }, { "pass", 1, run_pass }, { "count", 0, run_count }, { "measure", 2, run_measure },
	{ "patience", 1, run_patience }, { "local", 2, run_local }, { "write", 2, run_write }, { "say", 1, run_say },
};

static int run(struct state *state, struct line *line)
{
	if (line->too_long)
		return because(state, "the line is too long");
	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++) {
		if (strcmp(line->words[0], commands[i].name))
			continue;
		if (line->nr_words <= commands[i].arguments)
			return because(state, "more words are needed");
		return commands[i].run(state, line);
	}
	return because(state, "there is no such command");
}

static void split(char *text, struct line *line)
{
	char *rest = NULL;

	line->nr_words = 0;
	line->too_long = !strchr(text, '\n') && strlen(text) == LINE_MOST - 1;
	for (char *word = strtok_r(text, " \t\n", &rest); word; word = strtok_r(NULL, " \t\n", &rest)) {
		if (line->nr_words < WORDS_MOST)
			line->words[line->nr_words++] = word;
		else
			line->too_long = true;
	}
}

/* A failure is part of what was seen: it goes where the rest goes. */
static void tell_failure(const struct state *state, unsigned number_of_line, const char *word, bool allowed)
{
	char text[400];

	snprintf(text, sizeof(text), "%s: line %u, %s%s: %s", state->client.owner, number_of_line,
		 allowed ? "try " : "", word, state->client.why);
	say("said", text);
}

static int run_lines(struct state *state, FILE *script)
{
	char text[LINE_MOST];

	for (unsigned nr = 1; fgets(text, sizeof(text), script); nr++) {
		struct line line;
		bool allowed;

		split(text, &line);
		if (!line.nr_words || line.words[0][0] == '#')
			continue;
		allowed = !strcmp(line.words[0], "try") && line.nr_words > 1;
		if (allowed)
			memmove(line.words, line.words + 1, --line.nr_words * sizeof(line.words[0]));
		if (!run(state, &line))
			continue;
		tell_failure(state, nr, line.words[0], allowed);
		if (!allowed)
			return -1;
	}
	return 0;
}

/* nfs(5): without mount.nfs the address is given as an option. */
static int mount_root(const char *address, const char *folder)
{
	char source[100], options[200];

	snprintf(source, sizeof(source), "%s:/", address);
	snprintf(options, sizeof(options), "vers=4.1,proto=tcp,addr=%s,clientaddr=%s", address, address);
	if (!mount(source, folder, "nfs", 0, options))
		return 0;
	fprintf(stdout, "stableport: said mount: %s\n", strerror(errno));
	return 1;
}

int main(int argc, char **argv)
{
	static struct state state;

	if (argc == 4 && !strcmp(argv[1], "mount"))
		return mount_root(argv[2], argv[3]);
	if (argc != 3) {
		fputs("usage: nfs4-client ADDRESS OWNER <COMMANDS | nfs4-client mount ADDRESS FOLDER\n", stdout);
		return 2;
	}
	state.address = argv[1];
	state.client.owner = argv[2];
	state.client.on.fd = -1;
	state.client.patience = 10;
	state.client.nr_answers = 1;
	return run_lines(&state, stdin) ? 1 : 0;
}
