# Ends the servers of a process that is gone. The input is a pipe whose other end that process alone holds,
# so it comes to its end exactly when the process does, however that happens.
# Lines: "watch <pid> <signal>" and "forget <pid>".
PATH=/usr/bin:/bin
watched=''

without() {
  for entry in $watched; do
    [ "${entry%%:*}" = "$1" ] || printf '%s ' "$entry"
  done
}

while read -r verb pid signal; do
  case $verb in
    watch) watched="$watched $pid:$signal" ;;
    forget) watched=$(without "$pid") ;;
  esac
done

for entry in $watched; do
  kill -s "${entry##*:}" "${entry%%:*}" 2>/dev/null || watched=$(without "${entry%%:*}")
done

for _ in 1 2 3 4 5 6 7 8 9 10; do
  for entry in $watched; do
    kill -s 0 "${entry%%:*}" 2>/dev/null || watched=$(without "${entry%%:*}")
  done
  [ -n "$watched" ] || exit 0
  sleep 1
done

for entry in $watched; do
  kill -s KILL "${entry%%:*}" 2>/dev/null
done
