# Runs in namespaces of its own. Makes a file system of what it is told to show, read-only, and runs the command in it.
#   $1 an empty folder; $2 the size of /tmp; then paths to show, or link=target; then -- and the command
set -e
PATH=/usr/sbin:/usr/bin:/sbin:/bin
root=$1
size=$2
shift 2
mount -t tmpfs -o "size=4m,mode=755,nosuid,nodev" tmpfs "$root"
# First, because what is to be shown may lie in it.
mkdir "$root/tmp"
mount -t tmpfs -o "size=$size,mode=1777,nosuid,nodev,noexec" tmpfs "$root/tmp"
readonly_bind() {
  if [ -d "$1" ]; then
    mkdir -p "$root$1"
  else
    mkdir -p "$root${1%/*}"
    : >"$root$1"
  fi
  mount --bind "$1" "$root$1"
  mount -o remount,bind,ro,nosuid,nodev "$root$1" 2>/dev/null || mount -o remount,bind,ro "$root$1"
}
while [ "$1" != -- ]; do
  case $1 in
    *=*) ln -s "${1#*=}" "$root${1%%=*}" ;;
    *) readonly_bind "$1" ;;
  esac
  shift
done
shift
mkdir -p "$root/proc" "$root/dev" "$root/old"
mount -t proc -o nosuid,nodev,noexec proc "$root/proc"
for device in null zero random urandom; do
  : >"$root/dev/$device"
  mount --bind "/dev/$device" "$root/dev/$device"
done
cd "$root"
pivot_root . old
cd /
umount -l /old
mount -o remount,ro /
exec setpriv --bounding-set=-all --inh-caps=-all --no-new-privs "$@"
