#!/bin/sh
# 以 root 运行：把发布带来的两张表（搬走的、撤下的地址）核对以后交给 nginx，有变化就重新加载。
# 账号 kepu 能写的文件，nginx 不直接读：写坏一行，整个 nginx 重启以后就起不来。
# 用法：take-maps.sh [发布的文件夹] [nginx 的文件夹] [重新加载的命令]
set -u
umask 022
from=${1:-/srv/kepu/current} to=${2:-/etc/nginx/kepu/maps}
reload=${3:-'nginx -t -q && systemctl reload nginx'}
key='[A-Za-z0-9_\x80-\xff-][A-Za-z0-9_./\x80-\xff-]{0,360}(/|\.[A-Za-z0-9]{1,12})'
moved="^\"$key\" \"[A-Za-z0-9_%-][A-Za-z0-9_.%/~-]{0,1100}\";\$"
removed="^\"$key\" 1;\$"
export LC_ALL=C
mkdir -p "$to" || exit 1
failed=0 changed=

take() { # 名称 每一行的样子
  source=$from/$1.map new=$to/.$1.new
  [ -f "$source" ] || return 0
  head -c 4000000 "$source" >"$new" || { failed=1; return; }
  if grep -aqvP "$2" "$new" || [ -n "$(tail -c 1 "$new" | tr -d '\n')" ] || [ "$(wc -l <"$new")" -gt 5000 ] \
    || [ -n "$(cut -d '"' -f 2 "$new" | tr A-Z a-z | sort | uniq -d)" ]
  then
    echo "$source 的内容不对，没有用它；nginx 照旧用原来的。" >&2
    rm -f "$new"; failed=1
  elif cmp -s "$new" "$to/$1.map"; then
    rm -f "$new"
  else
    [ ! -f "$to/$1.map" ] || cp -p "$to/$1.map" "$to/.$1.old"
    mv "$new" "$to/$1.map" && changed="$changed $1"
  fi
}

take moved "$moved"
take removed "$removed"
if [ -n "$changed" ] && ! sh -c "$reload"; then
  echo "nginx 不接受新的表，已换回原来的。" >&2
  for name in $changed; do
    if [ -f "$to/.$name.old" ]; then mv "$to/.$name.old" "$to/$name.map"; else rm -f "$to/$name.map"; fi
  done
  failed=1
fi
rm -f "$to"/.*.old
exit $failed
