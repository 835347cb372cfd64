#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# usage: sh tests/ci/slurm.sh BUILD [ARGUMENT OF ci/slurm.sh...]
#
# Runs ci/slurm.sh with Slurm itself: munged, slurmctld and slurmd of Debian's slurm-wlm on this machine, as root, with all
# they write in a scratch folder, and on ports of their own. Without further arguments: two fixes onto three branches of
# the model, one of which is not there, so that two cells die. Prints what came of it; the exit code is the check's.
set -eu
build=$(cd "$1" && pwd)
shift
root=$(cd "$(dirname "$0")/../.." && pwd)
scratch=$(mktemp -d)
started=
cleanup() {
	for pid in $started; do kill "$pid" 2>/dev/null || :; done
	wait # they still write their state
	rm -rf "$scratch"
}
trap cleanup EXIT
trap 'exit 130' INT TERM
chmod 755 "$scratch"
export PATH="/usr/sbin:$PATH" STABLEPORT="$build/tool/stableport" SLURM_CONF="$scratch/slurm.conf"
for tool in munged slurmctld slurmd sbatch scontrol; do
	command -v $tool >/dev/null || { echo "there is no $tool: install slurm-wlm and munge" >&2; exit 77; }
done

# Its folder must not be writable by others, and munged wants a key of 32 bytes or more.
mkdir -p "$scratch/munge" "$scratch/state" "$scratch/spool"
chmod 711 "$scratch/munge"
head -c 128 /dev/urandom >"$scratch/munge/key"
chmod 600 "$scratch/munge/key"
name=$(hostname -s)
cat >"$SLURM_CONF" <<CONF
ClusterName=stableport
SlurmctldHost=$name(127.0.0.1)
SlurmctldPort=16817
SlurmdPort=16818
SlurmUser=root
AuthType=auth/munge
AuthInfo=socket=$scratch/munge/socket
CredType=cred/munge
StateSaveLocation=$scratch/state
SlurmdSpoolDir=$scratch/spool
SlurmctldPidFile=$scratch/slurmctld.pid
SlurmdPidFile=$scratch/slurmd.pid
SlurmctldLogFile=$scratch/slurmctld.log
SlurmdLogFile=$scratch/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SlurmdParameters=config_overrides
SchedulerParameters=sched_interval=5,bf_interval=5
MpiDefault=none
ReturnToService=2
MailProg=/bin/true
NodeName=$name NodeAddr=127.0.0.1 CPUs=2 State=UNKNOWN
PartitionName=all Nodes=ALL Default=YES MaxTime=INFINITE State=UP
CONF

# Each stays a child of ours, so that it is known by its id.
munged --foreground --key-file="$scratch/munge/key" --socket="$scratch/munge/socket" --pid-file="$scratch/munge/pid" \
	--log-file="$scratch/munge/log" --seed-file="$scratch/munge/seed" >"$scratch/munge/out" 2>&1 &
started="$started $!"
until test -S "$scratch/munge/socket"; do sleep 0.1; done
slurmctld -D -f "$SLURM_CONF" >/dev/null 2>&1 &
started="$started $!"
slurmd -D -f "$SLURM_CONF" -N "$name" >/dev/null 2>&1 &
started="$started $!"
for try in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
	test "$(sinfo -h -o %T 2>/dev/null)" != idle || break
	test "$try" -lt 20 || { tail -n 5 "$scratch"/slurm*.log >&2; exit 1; }
	sleep 1
done
echo "$(sinfo --version), one node"

if test $# -eq 0; then
	"$build/tests/model" "$scratch/model" >/dev/null
	set -- "$scratch/out" nfsd-cb-delay-loop nfsd-callback-running --onto linux-5.10.y --onto linux-6.1.y \
		--onto no-such-branch --repo "$scratch/model" --upstream master --no-build
fi
code=0
STABLEPORT_WAIT=1 STABLEPORT_CPUS=${STABLEPORT_CPUS:-1} sh "$root/ci/slurm.sh" "$@" || code=$?
exit $code
