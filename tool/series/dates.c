// SPDX-License-Identifier: GPL-2.0-only
/* Not strftime(), whose names follow the locale. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "dates.h"

static const char *const days[] = { "Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat" };
static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
				      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };

bool date_read(git_time *when, const char *date)
{
	long long seconds;
	char sign, rest;
	int zone;

	if (!date || sscanf(date, "%lld %c%4d%c", &seconds, &sign, &zone, &rest) != 3 || (sign != '+' && sign != '-'))
		return false;
	/* The last second of the year 9999, the last whose year has four digits; zones go to 14 hours. */
	if (seconds < 0 || seconds > 253402300799LL || zone < 0 || zone > 1400 || zone % 100 > 59)
		return false;
	zone = zone / 100 * 60 + zone % 100;
	*when = (git_time){ .time = seconds, .offset = sign == '-' ? -zone : zone, .sign = sign };
	return true;
}

static bool split(struct tm *parts, const git_time *when)
{
	time_t local = (time_t)(when->time + when->offset * 60);

	return gmtime_r(&local, parts) != NULL;
}

static void add_zone(struct text *text, const git_time *when)
{
	int zone = abs(when->offset);

	text_addf(text, "%c%02d%02d", when->offset < 0 ? '-' : '+', zone / 60, zone % 60);
}

void date_add_mail(struct text *text, const git_time *when)
{
	struct tm parts;

	if (!split(&parts, when))
		return;
	text_addf(text, "%s, %d %s %d %02d:%02d:%02d ", days[parts.tm_wday], parts.tm_mday, months[parts.tm_mon],
		  parts.tm_year + 1900, parts.tm_hour, parts.tm_min, parts.tm_sec);
	add_zone(text, when);
}

void date_add_log(struct text *text, const git_time *when)
{
	struct tm parts;

	if (!split(&parts, when))
		return;
	text_addf(text, "%s %s %d %02d:%02d:%02d %d ", days[parts.tm_wday], months[parts.tm_mon], parts.tm_mday,
		  parts.tm_hour, parts.tm_min, parts.tm_sec, parts.tm_year + 1900);
	add_zone(text, when);
}
