#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# Checks fixes on targets with Slurm: an array job with a cell each, and a job after it that puts what came of it together.
#
#	ci/slurm.sh FOLDER FIX... --onto TARGET... [--config NAME]... [--arch ARCH]... [OPTION...]
#
# What stands behind FOLDER are the arguments of 'stableport check --matrix'. FOLDER is made, or has no cells yet; it
# has to be on a file system that all machines have, at the same place, as the program, the repository and the targets.
#
#	FOLDER/cells.json, cells.lines	the cells; cells/ID.json, cells/ID.err: what each printed
#	FOLDER/report.txt, merged.json, site/index.html	all of it together
#
# Where jobs run, and with what, say Slurm's own variables (SBATCH_PARTITION, SBATCH_ACCOUNT, SBATCH_TIMELIMIT, ...).
#
#	STABLEPORT		the program (default: stableport, on PATH)
#	STABLEPORT_PARALLEL	cells at a time at most (default: as many as Slurm has room for)
#	STABLEPORT_CPUS		processors for a cell (default: 2); what --jobs should be
#	STABLEPORT_WAIT=1	waits for the end; the exit code is then that of the check
set -eu
program=${STABLEPORT:-stableport}

usage() {
	echo 'usage: ci/slurm.sh FOLDER FIX... --onto TARGET... [OPTION...]' >&2
	exit 2
}

# A cell of the array: its line of cells.lines is an id, a tab, and a command of words between blanks. The words have
# nothing that a shell would expand (stableport(1), --matrix), and nothing of them is evaluated.
run_cell() {
	folder=$1
	tab=$(printf '\t')
	line=$(sed -n "${SLURM_ARRAY_TASK_ID}p" "$folder/cells.lines")
	id=${line%%"$tab"*}
	set -f
	set -- ${line#*"$tab"}
	shift
	code=0
	"$program" "$@" >"$folder/cells/$id.json" 2>"$folder/cells/$id.err" || code=$?
	cat "$folder/cells/$id.err" >&2
	# That a person has to look (1) is a result like others: what all of it comes to says the last job.
	test "$code" -lt 2
}

run_end() {
	folder=$1
	code=0
	"$program" check --merge --json "$folder/cells.json" "$folder/cells" >"$folder/merged.json" || code=$?
	test "$code" -lt 2 || exit "$code"
	"$program" report "$folder/merged.json" --output "$folder/report.txt" || :
	"$program" report "$folder/merged.json" --format html --output "$folder/site" || :
	cat "$folder/report.txt"
	exit "$code"
}

case ${1:-} in
--cell) run_cell "$2"; exit ;;
--end) run_end "$2"; exit ;;
'' | -*) usage ;;
esac
test $# -ge 2 || usage
test ! -e "$1/cells" || { echo "'$1' has cells of an earlier run: name another folder" >&2; exit 2; }
mkdir -p "$1"
folder=$(cd "$1" && pwd)
shift
case $folder in *%*) echo "'$folder' has a '%', which Slurm reads as something else" >&2; exit 2 ;; esac

"$program" check --matrix json "$@" >"$folder/cells.json"
"$program" check --matrix lines "$@" >"$folder/cells.lines"
mkdir "$folder/cells" "$folder/log"
nr=$(wc -l <"$folder/cells.lines")
array=$(sbatch --parsable --job-name=stableport --array="1-$nr${STABLEPORT_PARALLEL:+%$STABLEPORT_PARALLEL}" \
	--cpus-per-task="${STABLEPORT_CPUS:-2}" --output="$folder/log/%a.log" "$0" --cell "$folder")
array=${array%%;*}
echo "$nr cells: job $array"

# Also if cells died: that is a result. (--wait needs no --parsable: it waits.)
set -- --job-name=stableport-end --dependency="afterany:$array" --output="$folder/log/end.log" "$0" --end "$folder"
if test "${STABLEPORT_WAIT:-}" = 1; then
	code=0
	sbatch --wait "$@" || code=$?
	cat "$folder/log/end.log"
	exit "$code"
fi
end=$(sbatch --parsable "$@")
echo "then: job ${end%%;*}, which writes $folder/report.txt"
