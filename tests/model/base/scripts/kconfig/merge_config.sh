#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# merge_config.sh [-m] [-O DIR] CONFIG FRAGMENT...: later files win. Only -m
# (merge, do not run make) is modelled, and is the default.

out=.
while getopts mO: option; do
	case $option in
	m)	;;
	O)	out=$OPTARG ;;
	*)	exit 1 ;;
	esac
done
shift $((OPTIND - 1))

merged=$(mktemp) || exit 1
awk '
	/^CONFIG_[A-Za-z0-9_]+=/ { split($0, a, "="); name = a[1] }
	/^# CONFIG_[A-Za-z0-9_]+ is not set$/ { name = $2 }
	name != "" {
		if (!(name in line)) order[++n] = name
		line[name] = $0
		name = ""
	}
	END { for (i = 1; i <= n; i++) print line[order[i]] }
' "$@" > "$merged" && cat "$merged" > "$out/.config"
status=$?
rm -f "$merged"
exit $status
