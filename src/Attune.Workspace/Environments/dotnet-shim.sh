#!/bin/sh
# Stands first on the PATH of a sweep's trials: starts what the sweep built, and hands everything else to the SDK.
# shellcheck disable=SC3013,SC1007,SC2163 # -ef is in dash, bash and busybox; `export NAME=VALUE` is meant
bin=$(cd "$(dirname "$0")" && pwd -P) && build=${bin%/*}
code=$build/@CODE@
sdk=@SDK@

if ! [ -x "$sdk" ] || [ "$sdk" -ef "$0" ]; then
  # In a container the SDK lies elsewhere.
  sdk=
  rest=$PATH:
  while [ -n "$rest" ]; do
    folder=${rest%%:*} rest=${rest#*:}
    if [ -x "$folder/dotnet" ] && ! [ "$folder/dotnet" -ef "$0" ]; then sdk=$folder/dotnet; break; fi
  done
  if [ -z "$sdk" ]; then echo "dotnet: not found" >&2; exit 127; fi
fi

case $1 in
  run) skip=1 file= ;;
  *.cs) skip=1 file=$1 ;;
  *) exec "$sdk" "$@" ;;
esac

# The built program of a source file: the file may be a link to, or a copy of, the one in the sweep's code. A file that
# was changed since is not what was built.
find_program() {
  real=$(readlink -f -- "$1") && [ -f "$real" ] || return 1
  tail=${real#/}
  while :; do
    if [ -f "$build/programs/$tail/.program" ] && cmp -s -- "$real" "$code/$tail"; then
      read -r name < "$build/programs/$tail/.program"
      program=$build/programs/$tail/$name
      return 0
    fi
    case $tail in */*) tail=${tail#*/} ;; *) return 1 ;; esac
  done
}

only_project() {
  set -- "$1"/*.[cfv][sb]proj
  [ $# -eq 1 ] && [ -f "$1" ] && printf '%s' "$1"
}

# Sorts the arguments as `dotnet run` does: its own up to the first --, the rest for the program. The kept ones are
# appended behind an end mark while the old ones are taken off the front, so that any character survives.
dispatch() {
  left=$#
  shift "$skip" && left=$((left - skip))
  project= first=
  while [ "$left" -gt 0 ]; do
    word=$1
    shift && left=$((left - 1))
    case $word in
      --) while [ "$left" -gt 0 ]; do set -- "$@" "$1"; shift; left=$((left - 1)); done ;;
      --file|--project|-c|--configuration|-f|--framework|-lp|--launch-profile|--device|-v|--verbosity|-r|--runtime|-a|--arch|--os|--artifacts-path|-e|--environment|-p|--property)
        [ "$left" -gt 0 ] || return 1
        case $word in
          --file) file=$1 ;;
          --project) project=$1 ;;
          -e|--environment) export "$1" ;;
        esac
        shift && left=$((left - 1)) ;;
      --file=*|--file:*) file=${word#--file?} ;;
      --project=*|--project:*) project=${word#--project?} ;;
      -e=*|-e:*) export "${word#-e?}" ;;
      --environment=*|--environment:*) export "${word#--environment?}" ;;
      -c[=:]*|--configuration[=:]*|-f[=:]*|--framework[=:]*|-lp[=:]*|--launch-profile[=:]*|--device[=:]*|-v[=:]*|--verbosity[=:]*|-r[=:]*|--runtime[=:]*|-a[=:]*|--arch[=:]*|--os[=:]*|--artifacts-path[=:]*|-p[=:]*|--property[=:]*|-tl[=:]*) ;;
      --no-launch-profile|--no-build|--no-restore|--no-cache|--interactive|--sc|--self-contained|--no-self-contained|--disable-build-servers) ;;
      --list-devices|-h|-\?|--help) return 1 ;;
      *.cs)
        if [ -z "$first$file$project" ] && ! only_project . >/dev/null; then first=$word; else set -- "$@" "$word"; fi ;;
      *) set -- "$@" "$word" ;;
    esac
  done
  source=${file:-$first}
  if [ -z "$source" ]; then
    source=${project:-.}
    if [ -d "$source" ]; then source=$(only_project "$source") || return 1; fi
  fi
  find_program "$source" || return 1
  exec "$sdk" exec "$program" "$@"
}

dispatch "$@"
exec "$sdk" "$@"
