// SPDX-License-Identifier: GPL-2.0-only
/*
 * A funnel; what each step reads is read when a commit first gets that far, once.
 *
 *  id        the target's history has the commit, and no message since takes it back.
 *  trailer   messages (claims.h). Nobody can name a commit before it is there, so the messages since the first commit
 *            that is asked about are enough for it and for all that are younger. An older one makes all of the
 *            branch's be read, if it is missing, and those since its date, if it is not: what took it back may
 *            be upstream's. The mail that the commit was counts too, under the commit's own subject: a link to
 *            a cover letter is in many messages.
 *  patch-id  the commits of the branch that make the same change, or undo it (patch-id.h). The newest of them that
 *            nobody reverted decides. They may be older than the commit; who reverted one of them is looked for among
 *            the later ones that touch its longest path, since a revert touches what it reverts.
 *
 * (content is in presence-content.c.)
 */
#include <stdlib.h>

#include "../proc.h"
#include "claims.h"
#include "patch-id.h"
#include "presence.h"

/* Messages that are read at most: what was backported before so many others, is not found by a trailer. */
#define MAX_MESSAGES 50000

/* Answers are found by the commit's number; the table doubles. */
#define FIRST_ANSWERS 1024

/* What some commits say, the newest first. */
struct messages {
	struct claims *claims;  /* NULL: not read yet */
	struct commit_list commits; /* by age */
};

/* An answer without its place, which history does not have. */
struct remembered {
	uint32_t by;
	uint8_t presence;
	bool reverted, is_known;
};

struct presence_index {
	struct commits *commits;
	struct blobs *blobs;
	struct histories *histories;
	struct presence_options options;
	struct messages recent; /* of the target's commits since a date */
	int64_t since;
	struct messages branch;
	struct patch_ids *patch_ids; /* NULL: the branch is not known yet */
	struct remembered *answers; /* by commit: by id and trailer, then by patch-id */
	size_t nr_answers;
};

int presence_open(struct presence_index **index, struct commits *commits, struct blobs *blobs,
		  struct histories *histories, const struct presence_options *options, struct error *err)
{
	(void)err;
	*index = mem_alloc(sizeof(**index));
	(*index)->commits = commits;
	(*index)->blobs = blobs;
	(*index)->histories = histories;
	(*index)->options = *options;
	return 0;
}

static void messages_release(struct messages *messages)
{
	claims_freep(&messages->claims);
	commit_list_release(&messages->commits);
}

void presence_free(struct presence_index *index)
{
	if (!index)
		return;
	messages_release(&index->recent);
	messages_release(&index->branch);
	patch_ids_freep(&index->patch_ids);
	free(index->answers);
	free(index);
}

/* ---- messages ---- */

static int read_message(struct message *message, const struct presence_index *index, uint32_t commit, struct error *err)
{
	owned(text_release) struct text text = { 0 };

	if (commits_message(&text, index->commits, commit, err) < 0)
		return -1;
	message_read(message, text_str(&text), text.len);
	return 0;
}

static void forget_claims(struct message *message)
{
	size_t i, kept = 0;

	for (i = 0; i < message->nr_mentions; i++)
		if (message->mentions[i].kind == MENTION_REVERTS)
			message->mentions[kept++] = message->mentions[i];
	message->nr_mentions = kept;
}

static int read_claims(struct messages *messages, const struct presence_index *index, struct error *err)
{
	owned(claims_freep) struct claims *claims = claims_new();
	size_t i;

	for (i = 0; i < messages->commits.nr; i++) {
		uint32_t commit = messages->commits.v[i];
		owned(message_release) struct message message = { 0 };

		if (proc_check_interrupt(err) < 0 || read_message(&message, index, commit, err) < 0)
			return -1;
		if (index->options.ignore_trailers)
			forget_claims(&message);
		claims_add(claims, &commits_facts(index->commits, commit)->id, &message);
	}
	claims_settle(claims, NULL);
	messages->claims = take(claims);
	return 0;
}

static int need_recent(struct presence_index *index, int64_t since, struct error *err)
{
	owned(messages_release) struct messages messages = { 0 };
	bool is_cut;

	if (index->recent.claims && since >= index->since)
		return 0;
	if (history_since(&messages.commits, &is_cut, index->commits, index->histories->target, since, MAX_MESSAGES,
			  err) < 0 ||
	    read_claims(&messages, index, err) < 0)
		return -1;
	messages_release(&index->recent);
	index->recent = take(messages);
	index->since = since;
	return 0;
}

static int need_branch(struct presence_index *index, struct error *err)
{
	owned(messages_release) struct messages messages = { 0 };
	const struct range *branch;

	if (index->branch.claims)
		return 0;
	if (histories_branch(&branch, index->histories, err) < 0)
		return -1;
	messages.commits.nr = branch->nr < MAX_MESSAGES ? branch->nr : MAX_MESSAGES;
	messages.commits.v = mem_alloc((messages.commits.nr + 1) * sizeof(*messages.commits.v));
	if (branch->nr) /* none: the target is a commit of upstream */
		memcpy(messages.commits.v, branch->v, messages.commits.nr * sizeof(*branch->v));
	if (read_claims(&messages, index, err) < 0)
		return -1;
	index->branch = take(messages);
	return 0;
}

/* Those in which a commit may be named. */
static int messages_about(const struct messages **messages, struct presence_index *index, uint32_t commit,
			  bool is_missing, struct error *err)
{
	int64_t date = commits_facts(index->commits, commit)->date;

	if (is_missing && index->recent.claims && date < index->since) {
		*messages = &index->branch;
		return need_branch(index, err);
	}
	*messages = &index->recent;
	return need_recent(index, date, err);
}

static void hex_of(char hex[GIT_OID_HEXSZ + 1], const struct presence_index *index, uint32_t commit)
{
	git_oid_tostr(hex, GIT_OID_HEXSZ + 1, &commits_facts(index->commits, commit)->id);
}

/* ---- what is said ---- */

static void say(struct presence_answer *answer, enum presence presence, uint32_t by)
{
	*answer = (struct presence_answer){ .presence = presence, .by = by };
}

static void say_reverted(struct presence_answer *answer, uint32_t by)
{
	*answer = (struct presence_answer){ .by = by, .reverted = true };
}

/* ---- by id ---- */

static int is_in_history(bool *is, struct presence_index *index, uint32_t commit, struct error *err)
{
	const struct histories *histories = index->histories;

	*is = false;
	if (histories->has_missing && range_has(&histories->missing, commit))
		return 0;
	return history_has(is, index->commits, histories->target, commit, err);
}

/* A later backport gives back what a revert took. */
static void ask_reverts(struct presence_answer *answer, const struct presence_index *index,
			const struct messages *messages, uint32_t commit)
{
	char hex[GIT_OID_HEXSZ + 1];
	size_t revert, backport;

	hex_of(hex, index, commit);
	revert = claims_revert_of(messages->claims, hex, NO_AGE);
	if (revert == NO_AGE)
		return say(answer, PRESENCE_HISTORY, commit);
	backport = claims_backport_of(messages->claims, NULL, hex);
	if (backport != NO_AGE)
		say(answer, PRESENCE_TRAILER, messages->commits.v[backport]);
	else
		say_reverted(answer, messages->commits.v[revert]);
}

/* ---- by trailer ---- */

static int is_same_subject(bool *same, const struct presence_index *index, const struct message *message,
			   uint32_t commit, struct error *err)
{
	owned(message_release) struct message other = { 0 };

	if (read_message(&other, index, commit, err) < 0)
		return -1;
	*same = !strcmp(other.subject, message->subject);
	return 0;
}

static int ask_mails(struct presence_answer *answer, const struct presence_index *index,
		     const struct messages *messages, uint32_t commit, struct error *err)
{
	owned(message_release) struct message message = { 0 };
	size_t i, age;
	bool same;

	if (read_message(&message, index, commit, err) < 0)
		return -1;
	for (i = 0; i < message.nr_mentions; i++) {
		if (message.mentions[i].kind != MENTION_MESSAGE_ID)
			continue;
		age = claims_of_mail(messages->claims, message.mentions[i].text);
		if (age == NO_AGE)
			continue;
		if (is_same_subject(&same, index, &message, messages->commits.v[age], err) < 0)
			return -1;
		if (same)
			say(answer, PRESENCE_TRAILER, messages->commits.v[age]);
	}
	return 0;
}

static int ask_trailers(struct presence_answer *answer, const struct presence_index *index,
			const struct messages *messages, uint32_t commit, struct error *err)
{
	size_t backport, reverted_by = NO_AGE;
	char hex[GIT_OID_HEXSZ + 1];

	hex_of(hex, index, commit);
	backport = claims_backport_of(messages->claims, &reverted_by, hex);
	if (backport != NO_AGE)
		say(answer, PRESENCE_TRAILER, messages->commits.v[backport]);
	else if (reverted_by != NO_AGE)
		say_reverted(answer, messages->commits.v[reverted_by]);
	else
		return ask_mails(answer, index, messages, commit, err);
	return 0;
}

/* ---- by patch id ---- */

static int need_patch_ids(struct presence_index *index, struct error *err)
{
	const struct range *branch;

	if (index->patch_ids)
		return 0;
	if (histories_branch(&branch, index->histories, err) < 0)
		return -1;
	index->patch_ids = patch_ids_new(index->commits, index->blobs, branch);
	return 0;
}

/* What commits of the branch say that touch what the twins do, from the newest down to the last twin. */
static int read_later(struct messages *later, const struct presence_index *index, const struct twins *twins,
		      struct error *err)
{
	const struct commit_list *touching = twins->touching;
	size_t size = touching->nr * sizeof(*touching->v);

	later->commits.v = mem_alloc(size);
	memcpy(later->commits.v, touching->v, size);
	while (later->commits.v[later->commits.nr++] != twins->v[twins->nr - 1].commit)
		;
	return read_claims(later, index, err);
}

/* A revert that counts, of the twin or, newer than it, of the commit that was asked about; NO_COMMIT. */
static uint32_t revert_of_twin(const struct presence_index *index, const struct messages *later, uint32_t twin,
			       uint32_t commit)
{
	char hex[GIT_OID_HEXSZ + 1];
	size_t age = 0, revert;

	while (later->commits.v[age] != twin)
		age++;
	revert = claims_revert_of_commit(later->claims, age);
	if (revert == NO_AGE) {
		hex_of(hex, index, commit);
		revert = claims_revert_of(later->claims, hex, age);
	}
	return revert == NO_AGE ? NO_COMMIT : later->commits.v[revert];
}

/* From new to old: what undoes it counts against all that is older. */
static void judge_twins(struct presence_answer *answer, const struct presence_index *index, const struct twins *twins,
			const struct messages *later, uint32_t commit)
{
	uint32_t taken_by = NO_COMMIT;
	size_t i;

	for (i = 0; i < twins->nr; i++) {
		uint32_t twin = twins->v[i].commit;
		uint32_t reverted_by = revert_of_twin(index, later, twin, commit);

		if (twins->v[i].undoes && reverted_by == NO_COMMIT && taken_by == NO_COMMIT)
			taken_by = twin;
		if (twins->v[i].undoes)
			continue;
		if (taken_by != NO_COMMIT || reverted_by != NO_COMMIT)
			return say_reverted(answer, taken_by != NO_COMMIT ? taken_by : reverted_by);
		return say(answer, PRESENCE_PATCH_ID, twin);
	}
}

static int ask_patch_ids(struct presence_answer *answer, struct presence_index *index, uint32_t commit,
			 struct error *err)
{
	owned(twins_release) struct twins twins = { 0 };
	owned(messages_release) struct messages later = { 0 };

	if (need_patch_ids(index, err) < 0 || patch_ids_twins(&twins, index->patch_ids, commit, err) < 0)
		return -1;
	if (!twins.nr)
		return 0;
	if (read_later(&later, index, &twins, err) < 0)
		return -1;
	judge_twins(answer, index, &twins, &later, commit);
	return 0;
}

/* ---- asking ---- */

enum question { ASKED_HISTORY, ASKED_PATCH_ID, NR_QUESTIONS };

static struct remembered *remembered_of(struct presence_index *index, uint32_t commit, enum question question)
{
	size_t old = index->nr_answers, nr = old ? old : FIRST_ANSWERS;
	size_t wanted = NR_QUESTIONS * (size_t)commit + question;

	wanted = NR_QUESTIONS * (size_t)commit + question;
	while (nr <= wanted)
		nr *= 2;
	if (nr > old) {
		index->answers = mem_realloc(index->answers, nr * sizeof(*index->answers));
		memset(index->answers + old, 0, (nr - old) * sizeof(*index->answers));
		index->nr_answers = nr;
	}
	return &index->answers[wanted];
}

/* Whether the answer is known already. */
static bool recall(struct presence_answer *answer, struct presence_index *index, uint32_t commit,
		   enum question question)
{
	const struct remembered *remembered = remembered_of(index, commit, question);

	say(answer, PRESENCE_NONE, NO_COMMIT);
	if (!remembered->is_known)
		return false;
	say(answer, (enum presence)remembered->presence, remembered->by);
	answer->reverted = remembered->reverted;
	return true;
}

static void remember(struct presence_index *index, uint32_t commit, enum question question,
		     const struct presence_answer *answer)
{
	*remembered_of(index, commit, question) = (struct remembered){
		.by = answer->by,
		.presence = (uint8_t)answer->presence,
		.reverted = answer->reverted,
		.is_known = true,
	};
}

int presence_in_history(struct presence_answer *answer, struct presence_index *index, uint32_t commit,
			struct error *err)
{
	const struct messages *messages;
	bool is_there;

	if (recall(answer, index, commit, ASKED_HISTORY))
		return 0;
	if (is_in_history(&is_there, index, commit, err) < 0 ||
	    messages_about(&messages, index, commit, !is_there, err) < 0)
		return -1;
	if (is_there)
		ask_reverts(answer, index, messages, commit);
	else if (ask_trailers(answer, index, messages, commit, err) < 0)
		return -1;
	remember(index, commit, ASKED_HISTORY, answer);
	return 0;
}

int presence_by_patch_id(struct presence_answer *answer, struct presence_index *index, uint32_t commit,
			 struct error *err)
{
	if (recall(answer, index, commit, ASKED_PATCH_ID))
		return 0;
	if (ask_patch_ids(answer, index, commit, err) < 0)
		return -1;
	remember(index, commit, ASKED_PATCH_ID, answer);
	return 0;
}
