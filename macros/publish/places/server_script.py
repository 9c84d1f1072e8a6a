"""What runs at the other end of a publication: a POSIX shell that is told one thing a line, and answers.

Its lock is flock(1) of the server itself: there no Python can be counted on.
"""

from __future__ import annotations

SCRIPT = r"""
set -u
umask 022
root=$1 mode=$2
digit='[0-9]' hex='[0-9a-f]'
day=$digit$digit$digit$digit$digit$digit$digit$digit time=$digit$digit$digit$digit$digit$digit
ours=${day}T${time}Z-$hex$hex$hex$hex$hex$hex$hex$hex
say() { printf '%s\n' "$*"; }
if [ "$mode" = write ]; then
  mkdir -p "$root/releases" || exit 1
fi
cd "$root" || exit 1
command -v flock >/dev/null && command -v sha256sum >/dev/null || { say tools; exit 0; }
if [ "$mode" = write ]; then
  exec 9>>.lock
  flock -n 9 || { say busy; exit 0; }
  rm -rf releases/$ours.part
  chmod a+rx . releases 2>/dev/null
fi
closed() { find . \( -type f ! -perm -o=r -o -type d ! -perm -o=rx \) -print; }
live=$(readlink current 2>/dev/null || :)
live=${live#releases/}
say "time $(date -u +%Y%m%dT%H%M%SZ)"
say "live $live"
[ ! -f .held ] || say "held $(head -n 1 .held)"
for folder in releases/*; do
  [ -e "$folder" ] && say "release ${folder#releases/}"
done
say ready
while read -r word id rest; do
  part=releases/$id.part
  case $word in
  contents)
    if cd "releases/$id" 2>/dev/null; then
      if [ -f release.json ]; then printf 'manifest '; tr '\n' ' ' <release.json; say; fi
      find . -type f -exec sha256sum {} + 2>/dev/null | sed 's/^/sum /'
      find . ! -type f ! -type d -print | sed 's/^/odd /'
      closed | sed 's/^/closed /'
      cd ../..
    fi
    say done ;;
  addresses)
    if [ -f "releases/$id/release.json" ]; then tr '\n' ' ' <"releases/$id/release.json"; fi
    say ;;
  begin)
    rm -rf "$part"
    mkdir -p "$part" && say ok || say failed ;;
  link)
    new=$part/$rest
    if [ -f "current/$rest" ] && [ ! -e "$new" ]; then
      [ -d "${new%/*}" ] || mkdir -p "${new%/*}"
      ln "current/$rest" "$new" 2>/dev/null || cp -p "current/$rest" "$new"
    fi ;;
  verify)
    chmod -R u=rwX,go=rX "$part" 2>/dev/null
    if [ -n "$(cd "$part" && closed)" ]; then say closed
    elif [ "$(find "$part" -type f | wc -l)" -eq "$rest" ] && (cd "$part" && sha256sum -c SHA256SUMS >/dev/null 2>&1)
    then say ok; else say damaged; fi ;;
  switch)
    [ ! -d "$part" ] || mv "$part" "releases/$id" || { say failed; continue; }
    [ -f "releases/$id/site/index.html" ] || { say missing; continue; }
    chmod -R u=rwX,go=rX "releases/$id" 2>/dev/null
    sync -f "releases/$id" 2>/dev/null || :
    rm -f .current
    if ln -s "releases/$id" .current && mv -T .current current; then say ok; else say failed; fi ;;
  remove)
    [ "$(readlink current)" = "releases/$id" ] || rm -rf "releases/$id" ;;
  hold)
    say "$id" >.held.part && mv .held.part .held ;;
  free)
    rm -f .held ;;
  esac
done
[ "$mode" = read ] || rm -rf releases/$ours.part
"""
"""It lives as long as we talk to it; when we fall silent it ends, and with it the lock."""
