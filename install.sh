#!/bin/sh
# Installs tokenroom for one person, without sudo: from a release, or from the checkout it lies in.
# Everything below stands in one pair of braces: a download cut short is a syntax error, not a run.
{
set -euf

owner=tokenroom-dev
releases=https://github.com/$owner/tokenroom/releases

# Bytes of a slot in the executable, and client configuration directories one seal can name.
slot_length=400
max_configs=4

# Paths are kept in lists of lines; nothing in this script splits at a space or expands a pattern.
nl='
'
IFS=$nl
saved_locale=${LC_ALL-}
# Lengths and character ranges mean bytes.
export LC_ALL=C
unset CDPATH

usage() {
  printf '%s\n' \
    'Installs tokenroom for one person. No sudo; no shell profile is edited unless you ask for it.' \
    '' \
    'usage: sh install.sh [options]               in a checkout: build, then install' \
    '       curl ... | sh -s -- [options]         from a release: download, verify, then install' \
    '' \
    'where from' \
    '  --from-release      download, even inside a checkout' \
    '  --from-source       build the checkout that install.sh lies in' \
    '  --from DIR          use the tokenroom and tokenroom.slots in DIR' \
    '  --version V         that release, not the newest             (TOKENROOM_VERSION)' \
    '  --base-url URL      a mirror of the releases, https only     (TOKENROOM_BASE_URL)' \
    'where to' \
    '  --bin-dir DIR       place for the executable, default ~/.local/bin' \
    '                                          (TOKENROOM_INSTALL_DIR, XDG_BIN_HOME)' \
    '  --state-dir DIR     the only directory it may fill, default ~/.tokenroom (TOKENROOM_DIR)' \
    '  --config-dir DIR    client configuration to serve, up to four times, default ~/.claude' \
    '                                          (CLAUDE_CONFIG_DIR); kept when you install again' \
    'how' \
    '  --hud WHICH         both, own or tokenroom: with a statusline you already have' \
    '  --no-wire           leave the settings of the client alone' \
    '  --modify-path       add the place of the executable to PATH in your shell profile' \
    '  --dry-run           say every step, do none' \
    '  --quiet, --yes      print errors only; accepted, nothing is ever asked' \
    'instead' \
    '  --uninstall         take tokenroom out of the client, remove it; with --purge its state too' \
    '  --seal-only --from DIR --out FILE       write a sealed copy of an executable, nothing else' \
    '  --help              this text'
}

# ---- saying things -------------------------------------------------------------------------------

die() {
  printf 'tokenroom install: %s\n' "$1" >&2
  exit 1
}

note() {
  [ -n "$quiet" ] || printf '%s\n' "$1"
}

step() {
  [ -n "$quiet" ] || printf '  %-9s %s\n' "$1" "$2"
}

# Sets $result to the text as one word of a shell.
quote() {
  result=$1
  case $1 in
  *[!A-Za-z0-9_./+-]*) result="'$(printf '%s' "$1" | sed "s/'/'\\\\''/g")'" ;;
  esac
}

# Sets $result to the last line that a failed program left in a file, in brackets.
last_words() {
  result=$(tail -n 1 "$1" 2>/dev/null || :)
  result=${result:+ ($result)}
}

# ---- temporary things ----------------------------------------------------------------------------

work=''
staged=''
made=''

cleanup() {
  status=$?
  trap - EXIT
  if [ -n "$work" ]; then rm -rf "$work"; fi
  if [ -n "$staged" ]; then rm -f "$staged"; fi
  if [ "$status" -ne 0 ]; then
    for dir in $made; do rmdir "$dir" 2>/dev/null || :; done
  fi
  exit "$status"
}

trap cleanup EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

make_work() {
  work=$(mktemp -d "${TMPDIR:-/tmp}/tokenroom.XXXXXX" 2>/dev/null) ||
    die "cannot create a temporary directory in ${TMPDIR:-/tmp}: set TMPDIR to a directory you can write to"
}

# Creates a directory and remembers which levels are new, so that a failure can take them away.
make_dir() { # path, umask, what it is, the option that names it
  chain=''
  level=$1
  while [ ! -d "$level" ]; do
    chain=$chain$level$nl
    level=${level%/*}
    level=${level:-/}
  done
  if [ -n "$chain" ]; then
    made=$chain$made
    (umask "$2" && mkdir -p "$1") 2>/dev/null ||
      die "cannot create $3 $1: choose a place that you can write to with $4"
  fi
  [ -w "$1" ] || die "cannot write to $3 $1: choose another one with $4"
}

# ---- paths ---------------------------------------------------------------------------------------

# The seal lies inside JSON text, and the client runs what stands in its settings through a shell.
check_path() { # path, what it is
  case $1 in
  *[[:cntrl:]]*) die "$2 has a control character in its path: choose another one" ;;
  *\"* | *\\*) die "$2 $1 has a double quote or a backslash in its path: choose another one" ;;
  *[!\ -~]*)
    if command -v iconv >/dev/null && ! printf '%s' "$1" | iconv -f UTF-8 -t UTF-8 >/dev/null 2>&1; then
      die "$2 $1 is not valid UTF-8: choose another one"
    fi
    ;;
  esac
}

# Sets $result to the real path of a directory, which need not exist yet.
resolve_dir() { # path, what it is
  check_path "$1" "$2"
  head=$1
  tail=''
  case $head in /*) ;; *) head=$PWD/$head ;; esac
  until [ -d "$head" ]; do
    if [ -e "$head" ] || [ -L "$head" ]; then
      die "$2 $1 cannot be used: $head is not a directory"
    fi
    case ${head##*/} in
    '') ;;
    . | ..) die "$2 $1 goes through a directory that does not exist: write it without dots" ;;
    *) tail=/${head##*/}$tail ;;
    esac
    head=${head%/*}
    head=${head:-/}
  done
  # The dot keeps a newline at the end of a name visible.
  head=$(cd "$head" 2>/dev/null && pwd -P && printf .) ||
    die "$2 $1 cannot be entered: check its permissions"
  head=${head%"$nl".}
  [ "$head" != / ] || head=''
  result=$head$tail
  result=${result:-/}
  check_path "$result" "$2"
}

# Sets $result to the file that a path names once symbolic links are followed.
resolve_file() { # path whose directory is real already, what it is
  result=$1
  hops=0
  while [ -L "$result" ]; do
    hops=$((hops + 1))
    [ "$hops" -le 40 ] || die "$1 is a circle of symbolic links: repair it first"
    target=$(readlink "$result" && printf .) || die "cannot read the symbolic link $result"
    target=${target%"$nl".}
    case $target in
    /*) ;;
    *) target=${result%/*}/$target ;;
    esac
    file=${target##*/}
    resolve_dir "${target%/*}/" "$2"
    result=${result%/}/$file
  done
  check_path "$result" "$2"
}

find_home() {
  [ -z "$home" ] || return 0
  [ -n "${HOME-}" ] ||
    die "HOME is not set: set it, or give --bin-dir, --state-dir and --config-dir"
  case $HOME in /*) ;; *) die "HOME is not an absolute path: set it to your home directory" ;; esac
  [ -d "$HOME" ] ||
    die "HOME names a directory that does not exist ($HOME): set it to your home directory"
  resolve_dir "$HOME" "the home directory"
  home=$result
}

# ---- what to seal, and where to place it ---------------------------------------------------------

find_state() {
  if [ -n "${HOME-}" ]; then find_home; fi
  state_given=${state_option:-${TOKENROOM_DIR-}}
  own_state=''
  if [ -z "$state_given" ]; then
    find_home
    state_given=$home/.tokenroom
    own_state=yes
  fi
  resolve_dir "$state_given" "the state directory"
  state=$result
  case ${home:-/}/ in
  "${state%/}"/*)
    die "the state directory $state holds your home directory: give tokenroom one of its own with --state-dir"
    ;;
  esac
}

# Whether a directory is one that tokenroom may fill, or remove.
is_own_state() {
  [ -n "$own_state" ] || [ "$state" = "$home/.tokenroom" ] ||
    [ -f "$state/seal" ] || [ -f "$state/tokenroom.db" ] || [ -f "$state/state.json" ]
}

# What the last run noted in the state directory: lines of a word, a space and a path.
read_record() {
  recorded_bin=''
  recorded_configs=''
  recorded_created=''
  [ -r "$state/seal" ] || return 0
  while IFS=' ' read -r word path; do
    case $word in
    bin) recorded_bin=$path ;;
    config) recorded_configs=$recorded_configs$path$nl ;;
    created) recorded_created=$recorded_created$path$nl ;;
    esac
  done <"$state/seal"
}

find_configs() {
  default_config=''
  named_config=''
  if [ -n "$home" ]; then
    resolve_dir "$home/.claude" "the configuration directory"
    default_config=$result
  fi
  if [ -n "${CLAUDE_CONFIG_DIR-}" ]; then
    resolve_dir "$CLAUDE_CONFIG_DIR" "CLAUDE_CONFIG_DIR"
    named_config=$result
  fi
  wanted=$config_options
  if [ -z "$wanted" ]; then
    wanted=$recorded_configs$named_config
  fi
  if [ -z "$wanted" ]; then
    find_home
    wanted=$default_config
  fi
  configs=''
  config_count=0
  for path in $wanted; do
    resolve_dir "$path" "the configuration directory"
    case $nl$configs in *"$nl$result$nl"*) continue ;; esac
    case $result in
    / | "$home")
      die "$result is no configuration directory: name the client's own, such as ~/.claude, with --config-dir"
      ;;
    esac
    case $result/ in
    "$state"/*)
      die "the configuration directory $result lies inside the state directory $state: choose another --state-dir"
      ;;
    esac
    configs=$configs$result$nl
    config_count=$((config_count + 1))
  done
  [ "$config_count" -le "$max_configs" ] ||
    die "$config_count configuration directories are more than one executable can serve: name at most $max_configs with --config-dir"
}

# Sets $bytes to the length of a text; only wc counts bytes in every shell.
count_bytes() {
  case $1 in
  *[!\ -~]*) bytes=$(($(printf '%s' "$1" | wc -c))) ;;
  *) bytes=${#1} ;;
  esac
}

set_slot() { # name, path
  count_bytes "$2"
  [ "$bytes" -le "$slot_length" ] ||
    die "$2 is longer than $slot_length bytes: choose a shorter directory"
  eval "slot_$1=\$2"
  slots="$slots$1 $2$nl"
}

plan_seal() {
  slots=''
  set_slot state "$state"
  index=0
  for config in $configs; do
    index=$((index + 1))
    set_slot "config$index" "$config"
    resolve_file "$config/settings.json" "the settings file"
    set_slot "settings$index" "$result"
    set_slot "settings_new$index" "$result.tokenroom-new"
    resolve_file "$config/CLAUDE.md" "the memory file"
    set_slot "memory$index" "$result"
    set_slot "memory_new$index" "$result.tokenroom-new"
    set_slot "skill$index" "$config/skills/tokenroom"
    # The client keeps its own file beside ~/.claude, unless CLAUDE_CONFIG_DIR says where to live.
    if [ "$config" = "$named_config" ] || [ "$config" != "$default_config" ]; then
      set_slot "client$index" "$config/.claude.json"
    else
      set_slot "client$index" "$home/.claude.json"
    fi
  done
  used=$slots
  while [ "$index" -lt "$max_configs" ]; do
    index=$((index + 1))
    for part in config settings settings_new memory memory_new skill client; do
      set_slot "$part$index" "$state/unused"
    done
  done
}

find_bin() {
  bin_given=${bin_option:-${TOKENROOM_INSTALL_DIR:-${XDG_BIN_HOME-}}}
  if [ -z "$bin_given" ]; then
    find_home
    bin_given=$HOME/.local/bin
  fi
  resolve_dir "$bin_given" "the directory for the executable"
  bin_dir=$result
  bin=${bin_dir%/}/tokenroom
  case $bin in
  *\$* | *\`*)
    die "the directory for the executable $bin_dir has a dollar sign or a backquote in its path: choose another one with --bin-dir"
    ;;
  "$state"/*)
    die "the directory for the executable $bin_dir lies inside the state directory, where tokenroom could rewrite itself: choose another one with --bin-dir"
    ;;
  esac
  if [ -d "$bin" ] && [ ! -L "$bin" ]; then
    die "$bin is a directory: move it away or choose another place with --bin-dir"
  fi
}

# ---- sealing -------------------------------------------------------------------------------------

# Counts the placeholders between the first and the last slot of a file: $found in all, $known of
# them where the manifest says. Every byte is kept as one character, so that lines tell offsets.
count_placeholders() { # executable, manifest
  block=$((first / 4096))
  counts=$(
    dd if="$1" bs=4096 skip="$block" count=$((last / 4096 - block + 1)) 2>/dev/null |
      tr '/\n\000\200-\377' '\n[ *]' |
      awk -v at=$((block * 4096)) -v size="$slot_length" -v mark=__tokenroom_unsealed_ '
        NR == FNR { name_at[$2] = $1; next }
        index($0, mark) == 1 {
          found++
          name = substr($0, length(mark) + 1, size - 1 - length(mark))
          whole = length(name) == size - 1 - length(mark)
          if (whole && sub(/_0+$/, "", name) && name == name_at[at - 1]) known++
        }
        { at += length($0) + 1 }
        END { print found + 0, known + 0 }
      ' "$2" -
  ) || die "cannot read $1 with dd, tr and awk: install what is missing"
  found=${counts% *}
  known=${counts#* }
}

read_manifest() {
  first=''
  last=0
  count=0
  ended=''
  damaged="$1 is damaged: build or download it again"
  while IFS=' ' read -r name offset length rest || [ -n "$name" ]; do
    if [ "$name" = '#' ]; then
      ended=''
      if [ "$offset" = end ]; then ended=yes; fi
      continue
    fi
    case $name in '#'*) continue ;; '' | *[!a-z0-9_]*) die "$damaged" ;; esac
    case $offset:$length:$rest in *[!0-9]*:*:* | 0?*:*:* | :*:*) die "$damaged" ;; esac
    [ "$length" = "$slot_length" ] || die "$damaged"
    eval "value=\${slot_$name-}"
    [ -n "$value" ] ||
      die "$1 has a slot that this install.sh does not know ($name): use the install.sh of the same version"
    if [ -z "$first" ] || [ "$offset" -lt "$first" ]; then first=$offset; fi
    if [ $((offset + length)) -gt "$last" ]; then last=$((offset + length)); fi
    count=$((count + 1))
    ended=''
  done <"$1"
  if [ -z "$ended" ] || [ "$count" -eq 0 ]; then die "$damaged"; fi
}

check_from() {
  for name in tokenroom tokenroom.slots; do
    [ -f "$from/$name" ] || die "there is no $name in $from: build or download it first"
  done
}

# Writes a sealed copy of $from/tokenroom beside its later place and sets $staged to it.
stage() { # later place
  check_from
  read_manifest "$from/tokenroom.slots"
  count_placeholders "$from/tokenroom" "$from/tokenroom.slots"
  [ "$found" -gt 0 ] ||
    die "$from/tokenroom is sealed already: seal the one that was built or downloaded"
  if [ "$found" -ne "$count" ] || [ "$known" -ne "$count" ]; then
    die "$from/tokenroom and its tokenroom.slots do not belong together: build or download both again"
  fi
  staged=$(mktemp "${1%/*}/.tokenroom.XXXXXX" 2>/dev/null) ||
    die "cannot write to ${1%/*}: choose another place"
  # In small blocks: Linux maps a file that was written in large ones by large pages, and the program
  # then takes a fifth more memory.
  dd if="$from/tokenroom" of="$staged" bs=4096 2>/dev/null ||
    die "cannot copy the executable to ${1%/*}: is the disk full?"
  slashes=////////
  while [ "${#slashes}" -lt "$slot_length" ]; do slashes=$slashes$slashes; done
  while IFS=' ' read -r name offset length; do
    case $name in '#'*) continue ;; esac
    eval "value=\$slot_$name"
    count_bytes "$value"
    printf '%s%.*s' "$value" "$((length - bytes))" "$slashes" |
      dd of="$staged" bs=1 seek="$offset" conv=notrunc 2>/dev/null ||
        die "cannot write to $staged: is the disk full?"
  done <"$from/tokenroom.slots"
  count_placeholders "$staged" "$from/tokenroom.slots"
  [ "$found" -eq 0 ] || die "the seal of $staged did not take: is the disk full?"
  chmod 755 "$staged"
  if [ "$(uname -s)" = Darwin ]; then
    xattr -d com.apple.quarantine "$staged" 2>/dev/null || :
    # The seal changed the file, so the signature it came with is void.
    codesign --force --sign - "$staged" 2>/dev/null ||
      die "codesign could not sign the sealed executable: install the command line tools with xcode-select --install"
  fi
}

place() { # later place
  mv -f "$staged" "$1" 2>/dev/null || die "cannot replace $1: check who owns it"
  staged=''
}

seal_only() {
  if [ -z "$from_option" ] || [ -z "$out_option" ]; then
    die "--seal-only needs --from DIR and --out FILE"
  fi
  find_state
  read_record
  find_configs
  plan_seal
  from=$from_option
  out=$out_option
  case $out in /*) ;; *) out=$PWD/$out ;; esac
  if [ -d "$out" ]; then die "--out $out is a directory: name the file to write"; fi
  if [ -n "$dry" ]; then
    say_plan
    step place "$out"
    return 0
  fi
  make_dir "${out%/*}" 022 "the directory" "--out"
  make_dir "$state" 077 "the state directory" "--state-dir"
  stage "$out"
  place "$out"
}

# ---- where the executable comes from -------------------------------------------------------------

find_target() {
  system=$(uname -s)
  machine=$(uname -m)
  case $machine in
  x86_64 | amd64) cpu=x64 ;;
  aarch64 | arm64) cpu=arm64 ;;
  *) cpu='' ;;
  esac
  case $system in
  Linux)
    if is_musl; then
      die "this Linux uses the musl C library and tokenroom needs glibc: use a glibc system, such as a Debian container"
    fi
    if [ "$(getconf LONG_BIT 2>/dev/null || :)" = 32 ]; then cpu=''; fi
    target=linux-$cpu
    ;;
  Darwin)
    # Under Rosetta uname tells of an Intel machine.
    if [ "$(sysctl -n sysctl.proc_translated 2>/dev/null || :)" = 1 ]; then cpu=arm64; fi
    target=darwin-$cpu
    ;;
  MINGW* | MSYS* | CYGWIN* | Windows*)
    die "this is Windows ($system), which this script does not install on: run it inside WSL"
    ;;
  *) cpu='' ;;
  esac
  [ -n "$cpu" ] ||
    die "there is no tokenroom for $system on $machine: it runs on Linux with glibc and on macOS, 64-bit x86 or ARM"
}

is_musl() {
  case $(ldd --version 2>&1 || :) in
  *musl*) return 0 ;;
  *GLIBC* | *glibc* | *"GNU libc"*) return 1 ;;
  esac
  if getconf GNU_LIBC_VERSION >/dev/null 2>&1; then return 1; fi
  (set +f && ls /lib/ld-musl-*.so.1) >/dev/null 2>&1
}

is_checkout() {
  [ -f "$1/deno.json" ] && [ -f "$1/main.ts" ] && [ -f "$1/.ci/toolchain" ]
}

# Sets $source. A piped script has no file of its own, so $0 is the name of the shell then.
find_source() {
  root=''
  if [ -f "$script" ]; then
    case $script in */*) root=${script%/*} ;; *) root=. ;; esac
    root=$(cd "${root:-/}" && pwd -P) || root=''
  fi
  if [ -n "$from_option" ]; then
    source='directory'
  elif [ -z "$source" ]; then
    if [ -n "$root" ] && is_checkout "$root"; then source=checkout; else source=release; fi
  fi
  case $source in
  directory)
    from=$from_option
    check_from
    ;;
  checkout)
    if [ -z "$root" ] || ! is_checkout "$root"; then
      die "install.sh does not lie in a checkout of tokenroom: run it there, or without --from-source"
    fi
    find_target
    from=$root/dist/$target
    ;;
  release)
    find_target
    find_urls
    find_hasher
    find_fetcher
    ;;
  esac
}

find_urls() {
  base=${base_option:-${TOKENROOM_BASE_URL:-$releases}}
  base=${base%/}
  case $base in
  https://*) scheme=https ;;
  http://*)
    is_loopback "${base#http://}" ||
      die "$base is neither https nor on this machine: give an https:// address"
    scheme=http
    ;;
  *) die "$base is not an https:// address: correct --base-url or TOKENROOM_BASE_URL" ;;
  esac
  version=${version_option:-${TOKENROOM_VERSION-}}
  version=${version#v}
  case $version in
  '' | latest)
    version=''
    urls=$base/latest/download
    ;;
  [0-9]*)
    case $version in *[!A-Za-z0-9.+-]*) die "$version is not a version: write it like 1.2.3" ;; esac
    urls=$base/download/v$version
    ;;
  *) die "$version is not a version: write it like 1.2.3" ;;
  esac
  archive=tokenroom-$target.tar.gz
}

is_loopback() { # what follows http://
  host=${1%%[/?#]*}
  case ${host##*:} in
  "$host" | *[!0-9]*) ;;
  *) host=${host%:*} ;;
  esac
  case $host in
  localhost | '[::1]') return 0 ;;
  127.*[!0-9.]*) return 1 ;;
  127.*) return 0 ;;
  esac
  return 1
}

find_hasher() {
  for hasher in sha256sum shasum openssl; do
    if command -v "$hasher" >/dev/null; then return 0; fi
  done
  die "nothing here can compute SHA-256, so a download cannot be trusted: install sha256sum, shasum or openssl"
}

# Sets $hash to the SHA-256 of a file; anything but 64 digits is no hash.
compute_hash() {
  case $hasher in
  sha256sum) hash=$(sha256sum <"$1") || hash='' ;;
  shasum) hash=$(shasum -a 256 <"$1") || hash='' ;;
  openssl) hash=$(openssl dgst -sha256 <"$1") && hash=${hash##* } || hash='' ;;
  esac
  hash=${hash%% *}
  is_hash "$hash" ||
    die "$hasher could not compute SHA-256, so the download cannot be trusted: repair $hasher"
}

is_hash() {
  case $1 in *[!0-9a-f]*) return 1 ;; esac
  [ "${#1}" -eq 64 ]
}

find_fetcher() {
  case $(command -v curl || :) in
  '') ;;
  # curl from snap may not write outside its own directories.
  */snap/*) ;;
  *)
    fetcher=curl
    return 0
    ;;
  esac
  # Of the programs named wget, only GNU's is sure to check certificates.
  case $(wget --version 2>/dev/null || :) in
  *'GNU Wget'*)
    fetcher=wget
    return 0
    ;;
  esac
  die "a download needs curl (not the one from snap) or GNU wget: install one of them"
}

# A server on this machine is asked directly, and may not send us elsewhere.
transfer() { # address, file, how curl shows that it is at work
  case $fetcher:$scheme in
  curl:https)
    curl "$3" --show-error --fail --location --retry 3 --proto '=https' --tlsv1.2 --output "$2" "$1"
    ;;
  curl:http) curl "$3" --show-error --fail --proto '=http' --noproxy '*' --output "$2" "$1" ;;
  wget:https)
    wget -nv --no-hsts --tries=3 --https-only --secure-protocol=TLSv1_2 --output-document="$2" "$1"
    ;;
  wget:http) wget -nv --no-hsts --tries=1 --max-redirect=0 --no-proxy --output-document="$2" "$1" ;;
  esac
}

fetch() { # address, file
  status=0
  result=''
  if [ -t 2 ] && [ -z "$quiet" ]; then
    transfer "$1" "$2" --progress-bar || status=$?
  else
    transfer "$1" "$2" --silent 2>"$work/said" || status=$?
    [ "$status" -eq 0 ] || last_words "$work/said"
  fi
  [ "$status" -eq 0 ] ||
    die "cannot download $1$result: check the address, the version and your connection"
  [ -s "$2" ] || die "$1 is empty: nothing was installed, try again later"
}

download() {
  make_work
  step download "$urls/$archive"
  fetch "$urls/SHA256SUMS" "$work/SHA256SUMS"
  fetch "$urls/$archive" "$work/$archive"
  step verify "$urls/SHA256SUMS"
  expected=''
  while IFS=' ' read -r hash name || [ -n "$hash" ]; do
    case $name in "$archive" | "*$archive") ;; *) continue ;; esac
    [ -z "$expected" ] || die "SHA256SUMS names $archive twice: nothing was installed"
    expected=$hash
  done <"$work/SHA256SUMS"
  is_hash "$expected" ||
    die "SHA256SUMS has no hash for $archive, so it cannot be trusted: nothing was installed"
  compute_hash "$work/$archive"
  [ "$hash" = "$expected" ] ||
    die "$archive does not have the SHA-256 that SHA256SUMS says: nothing was installed, try again later"
  from=$work/unpacked
  mkdir "$from"
  tar -xzof "$work/$archive" -C "$from" tokenroom tokenroom.slots 2>"$work/said" || {
    last_words "$work/said"
    die "cannot unpack $archive$result: nothing was installed"
  }
  for name in tokenroom tokenroom.slots; do
    if [ ! -f "$from/$name" ] || [ -L "$from/$name" ]; then
      die "$archive holds no file $name: nothing was installed"
    fi
  done
  chmod 755 "$from/tokenroom"
  try "$from/tokenroom" tolerant
}

build() {
  step build "$root/.ci/deno task build"
  step '' "(some minutes the first time, when it downloads its tools)"
  make_work
  # What it says is for whoever works on tokenroom, or for finding out why it failed.
  (cd "$root" && run env NO_COLOR=1 ./.ci/deno task build) >"$work/said" 2>&1 || {
    cat "$work/said" >&2
    die "the build of $root failed: see above"
  }
}

# ---- running the program -------------------------------------------------------------------------

# Runs something in the locale that install.sh was started in, and away from a piped script.
run() {
  (
    unset LC_ALL
    if [ -n "$saved_locale" ]; then
      LC_ALL=$saved_locale
      export LC_ALL
    fi
    exec "$@"
  ) </dev/null
}

# Sets $answer to what an executable says of itself.
try() { # executable, whether a temporary directory that forbids execution is all right
  status=0
  answer=$(run "$1" --version 2>/dev/null) || status=$?
  # The sealed copy is tried again where it will live.
  if [ "$status" -eq 126 ] && [ -n "${2-}" ]; then return 0; fi
  case $status:$answer in
  0:"tokenroom "[0-9]*) ;;
  *)
    why=$(run "$1" --version 2>&1 || :)
    die "this tokenroom does not start here (${why%%"$nl"*}): nothing was installed"
    ;;
  esac
  case $version:$answer in
  :* | *:"tokenroom $version "*) ;;
  *) die "the download calls itself $answer, not $version: nothing was installed" ;;
  esac
}

# ---- PATH ----------------------------------------------------------------------------------------

path_mark='# added by the tokenroom installer'

# Sets $profile to the file that the person's shell reads, $line to what belongs there.
find_profile() {
  line="export PATH=\"$bin_dir:\$PATH\""
  profile=${HOME-}/.profile
  case ${SHELL-} in
  */zsh) profile=${ZDOTDIR:-${HOME-}}/.zshrc ;;
  */bash) profile=${HOME-}/.bashrc ;;
  */fish)
    profile=${XDG_CONFIG_HOME:-${HOME-}/.config}/fish/conf.d/tokenroom.fish
    line="fish_add_path --global \"$bin_dir\""
    ;;
  esac
}

is_on_path() {
  case :$PATH: in *":$bin_dir:"* | *":$bin_given:"*) return 0 ;; esac
  return 1
}

modify_path() {
  is_on_path && return 0
  find_profile
  if [ -z "$modify" ] || [ -n "${TOKENROOM_NO_MODIFY_PATH-}" ]; then
    note ""
    note "$bin_dir is not in your PATH. This line, in $profile, adds it:"
    note "  $line"
    return 0
  fi
  step path "$profile: $line"
  [ -z "$dry" ] || return 0
  if grep -qF "$line" "$profile" 2>/dev/null; then return 0; fi
  mkdir -p "${profile%/*}" 2>/dev/null || :
  # A last line without an end would swallow ours.
  if [ -n "$(tail -c 1 "$profile" 2>/dev/null)" ]; then line=$nl$line; fi
  printf '%s %s\n' "$line" "$path_mark" 2>/dev/null >>"$profile" ||
    die "tokenroom is installed, but $profile cannot be written: add this line yourself: $line"
}

restore_path() {
  bin_dir=''
  find_profile
  for profile in "$profile" "${HOME-}/.profile" "${HOME-}/.bashrc"; do
    grep -qF "$path_mark" "$profile" 2>/dev/null || continue
    step path "$profile: without the line of tokenroom"
    [ -z "$dry" ] || continue
    rest=$(grep -vF "$path_mark" "$profile" || :; printf .)
    printf '%s' "${rest%.}" >"$profile"
    if [ ! -s "$profile" ]; then
      case $profile in */tokenroom.fish) rm -f "$profile" ;; esac
    fi
  done
}

# ---- install -------------------------------------------------------------------------------------

say_plan() {
  label=seal
  for line in $used; do
    step "$label" "$(printf '%-14s%s' "${line%% *}" "${line#* }")"
    label=''
  done
}

check_state() {
  if [ ! -d "$state" ] || is_own_state; then return 0; fi
  [ -z "$(ls -A "$state" 2>/dev/null)" ] ||
    die "the state directory $state already holds other files: name a new or an empty one with --state-dir"
}

write_record() {
  (
    umask 077
    {
      printf '%s\n' '# Written by install.sh, and read when it runs again.' "bin $bin"
      for path in $configs; do printf 'config %s\n' "$path"; done
      for path in $recorded_created; do printf 'created %s\n' "$path"; done
    } >"$state/seal.new" && mv -f "$state/seal.new" "$state/seal"
  ) 2>/dev/null || die "cannot write $state/seal: check who owns the state directory"
}

say_leftovers() {
  if [ -n "$recorded_bin" ] && [ "$recorded_bin" != "$bin" ] && [ -e "$recorded_bin" ]; then
    note "  The earlier executable $recorded_bin is left alone; remove it when no session uses it."
  fi
  for path in $recorded_configs; do
    case $nl$configs in *"$nl$path$nl"*) continue ;; esac
    note "  $path is no longer served; if its settings name tokenroom, install with --config-dir for both."
  done
}

wire() {
  set -- install
  if [ -n "$hud" ]; then set -- "$@" --hud "$hud"; fi
  quote "$bin"
  words="$result $(IFS=' ' && printf '%s' "$*")"
  step wire "$words"
  [ -z "$dry" ] || return 0
  for path in $configs; do
    if [ -d "$path" ]; then continue; fi
    make_dir "$path" 077 "the configuration directory" "--config-dir"
    recorded_created=$recorded_created$path$nl
    write_record
  done
  status=0
  wired=$(run "$bin" "$@") || status=$?
  [ -z "$wired" ] || note "$wired"
  case $wired in *"NOT WORKING YET"*) void=yes ;; esac
  [ "$status" -eq 0 ] ||
    die "tokenroom is in place but could not enter the client's settings: see above, then run $words"
}

say_next() {
  quote "$bin"
  quoted=$result
  name=tokenroom
  is_on_path || name=$quoted
  note ""
  if [ -n "$void" ]; then
    note "NOT WORKING YET: do what ATTENTION above says, then start claude."
  elif [ -n "$wiring" ]; then
    note "Next: start claude; the HUD shows under the prompt after its first reply."
  else
    note "Next: $name install --dry-run shows what would change in the client, $name install does it."
  fi
  note "  check:     $name doctor"
  note "  uninstall: $name uninstall && rm $quoted"
  note "             keeps what it stored in $state; install.sh --uninstall --purge removes that too"
  found=$(command -v tokenroom || :)
  if is_on_path && [ "$found" != "$bin" ] && [ "$found" != "$bin_given/tokenroom" ]; then
    note "  Your PATH finds another tokenroom first: $found"
  fi
  modify_path
}

install() {
  find_state
  read_record
  find_configs
  find_bin
  check_state
  plan_seal
  find_source
  if [ -n "$dry" ]; then
    say_install
    return 0
  fi
  note "Installing tokenroom"
  case $source in
  release) download ;;
  checkout) build ;;
  directory) step use "$from" ;;
  esac
  make_dir "$state" 077 "the state directory" "--state-dir"
  make_dir "$bin_dir" 022 "the directory for the executable" "--bin-dir"
  step seal "$state"
  for path in $configs; do step '' "$path"; done
  stage "$bin"
  try "$staged"
  place "$bin"
  step place "$bin ($answer)"
  write_record
  say_leftovers
  if [ -n "$wiring" ]; then wire; fi
  if [ -z "$quiet" ]; then
    note ""
    run "$bin" demo || die "tokenroom is installed but its demonstration failed: run $bin doctor"
  fi
  say_next
}

say_install() {
  note "Dry run: nothing is downloaded, built, written or changed. Without --dry-run, install.sh would:"
  case $source in
  release)
    step download "$urls/$archive ($fetcher)"
    step verify "$urls/SHA256SUMS ($hasher)"
    ;;
  checkout) step build "$root/.ci/deno task build" ;;
  directory) step use "$from" ;;
  esac
  [ -d "$state" ] || step create "$state (mode 0700)"
  [ -d "$bin_dir" ] || step create "$bin_dir"
  say_plan
  if [ -e "$bin" ] || [ -L "$bin" ]; then
    step place "$bin (replaces the one there; running sessions keep theirs)"
  else
    step place "$bin"
  fi
  say_leftovers
  if [ -n "$wiring" ]; then
    for path in $configs; do [ -d "$path" ] || step create "$path (mode 0700)"; done
    wire
  fi
  quote "$bin"
  step show "$result demo"
  modify_path
}

# ---- uninstall -----------------------------------------------------------------------------------

uninstall() {
  find_state
  read_record
  if [ -z "$bin_option" ] && [ -n "$recorded_bin" ]; then bin_option=${recorded_bin%/*}; fi
  find_bin
  if [ -n "$dry" ]; then
    note "Dry run: nothing is changed. Without --dry-run, install.sh --uninstall would:"
  fi
  if [ -e "$bin" ] || [ -L "$bin" ]; then
    unwire
    step remove "$bin"
    [ -n "$dry" ] || rm -f "$bin" 2>/dev/null || die "cannot remove $bin: check who owns it"
  else
    note "There is no tokenroom at $bin."
  fi
  if [ -z "$dry" ]; then
    # Only those that install.sh made itself, and only when nothing is left in them.
    for path in $recorded_created; do rmdir "$path/skills" "$path" 2>/dev/null || :; done
  fi
  if [ -n "${HOME-}" ]; then restore_path; fi
  if [ ! -d "$state" ]; then return 0; fi
  if [ -z "$purge" ]; then
    note "What tokenroom stored stays in $state; --uninstall --purge removes it."
    return 0
  fi
  is_own_state ||
    die "$state does not look like a state directory of tokenroom: remove it by hand if you want to"
  step remove "$state and everything that tokenroom stored in it"
  [ -z "$dry" ] || return 0
  rm -rf "$state" 2>/dev/null || die "cannot remove all of $state: check who owns it"
  if [ -L "$state_given" ]; then rm -f "$state_given"; fi
}

unwire() {
  quote "$bin"
  words="$result uninstall"
  if [ -n "$dry" ]; then
    step unwire "$words"
    return 0
  fi
  case $(run "$bin" --version 2>/dev/null || :) in
  "tokenroom "[0-9]*) ;;
  *)
    die "$bin does not answer like tokenroom, so nothing was removed: install it again first, or remove it by hand"
    ;;
  esac
  step unwire "$words"
  status=0
  if [ -n "$quiet" ]; then
    run "$bin" uninstall >/dev/null || status=$?
  else
    run "$bin" uninstall || status=$?
  fi
  [ "$status" -eq 0 ] ||
    die "tokenroom could not leave the client's settings, so it was not removed: see above, then run this again"
}

# ---- options -------------------------------------------------------------------------------------

take() { # option, value, what the value is
  [ -n "$2" ] || die "$1 needs $3: see --help"
}

main() {
  script=$0
  action=install
  wiring=yes
  source='' from_option='' out_option='' base_option='' version_option='' version=''
  bin_option='' state_option='' config_options='' hud='' home=''
  dry='' quiet='' purge='' modify='' void=''
  while [ $# -gt 0 ]; do
    option=$1
    shift
    case $option in
    --*=*)
      set -- "${option#*=}" "$@"
      option=${option%%=*}
      case $option in
      --from | --out | --version | --base-url | --bin-dir | --state-dir | --config-dir | --hud) ;;
      *) die "$option takes no value: see --help" ;;
      esac
      ;;
    esac
    case $option in
    --from | --out | --version | --base-url | --bin-dir | --state-dir | --config-dir | --hud)
      value=${1-}
      [ $# -eq 0 ] || shift
      ;;
    esac
    case $option in
    --from) take "$option" "$value" "a directory" && from_option=$value ;;
    --out) take "$option" "$value" "a file" && out_option=$value ;;
    --version) take "$option" "$value" "a version" && version_option=$value && source=release ;;
    --base-url) take "$option" "$value" "an address" && base_option=$value && source=release ;;
    --bin-dir) take "$option" "$value" "a directory" && bin_option=$value ;;
    --state-dir) take "$option" "$value" "a directory" && state_option=$value ;;
    --config-dir)
      take "$option" "$value" "a directory"
      check_path "$value" "the configuration directory"
      config_options=$config_options$value$nl
      ;;
    --hud)
      case $value in
      both | own | tokenroom) hud=$value ;;
      *) die "--hud is both, own or tokenroom, not '$value'" ;;
      esac
      ;;
    --from-release) source=release ;;
    --from-source) source=checkout ;;
    --no-wire) wiring='' ;;
    --modify-path) modify=yes ;;
    --dry-run) dry=yes ;;
    --quiet | -q) quiet=yes ;;
    --yes | -y) ;;
    --purge) purge=yes ;;
    --uninstall) action=uninstall ;;
    --seal-only) action=seal ;;
    --help | -h) action=help ;;
    *) die "there is no option $option: see --help" ;;
    esac
  done
  case $action in
  install) install ;;
  uninstall) uninstall ;;
  seal) seal_only ;;
  help) usage ;;
  esac
}

main "$@"
}
