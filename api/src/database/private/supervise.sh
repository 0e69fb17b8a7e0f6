# Runs a command and ends it when standard input ends, that is when the program that started this script
# has gone, however it went: `kill -9` included.
#
#   sh -c SCRIPT frontdesk-postgres GRACE COMMAND [ARGUMENT…]
#
# GRACE is how many seconds the command has to end by itself after SIGINT (PostgreSQL: fast shutdown)
# before SIGQUIT (PostgreSQL: immediate shutdown). The exit status is the command's.
#
# Standard output is an inherited file with a lock on it. It is handed on to the command and to all that it
# starts, so that the lock is free exactly when the last of them is gone, and to nothing else. The command's
# process id is written to it.

grace=$1
shift
asked=0

# Only the end of the input counts: a Ctrl-C or a service manager that signals everything at once must not
# take the database away from a server that still drains. Caught, not ignored: a command inherits
# "ignored", never "caught".
trap : HUP INT TERM

trap 'if [ "$asked" -lt "$grace" ]; then kill -INT "$child"; else kill -QUIT "$child"; fi
      asked=$((asked + 1))' USR1

exec 3<&0
"$@" 3<&- </dev/null &
child=$!
echo "$child"

# Asks once a second and not only once: a command that is still starting may have missed the first signal,
# since a shell starts its background commands with SIGINT and SIGQUIT ignored.
(
    trap - USR1
    while read -r _; do :; done <&3
    exec 3<&-
    while kill -USR1 $$; do sleep 1; done
) >/dev/null 2>&1 &
watcher=$!
exec 3<&-

# `wait` also returns when one of the traps above ran. The command is gone once its process is.
while :; do
    wait "$child"
    status=$?
    kill -0 "$child" 2>/dev/null || break
done

kill "$watcher" 2>/dev/null
exit "$status"
