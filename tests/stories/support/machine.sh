# Boots a machine with systemd: all that this one has is there, and what is changed on it is gone with it. It has no network
# but itself. To be run by root in namespaces of its own, with an empty folder for what is changed.
set -e
cd "$1"
mkdir changes work root
mount -t overlay overlay -o lowerdir=/,upperdir=changes,workdir=work root
cd root
mount -t proc proc proc
mount -t sysfs sysfs sys
mount -t tmpfs tmpfs run
mount -t tmpfs tmpfs tmp
mount --rbind /dev dev
mount -t tmpfs tmpfs sys/fs/cgroup
mkdir sys/fs/cgroup/systemd
mount -t cgroup -o none,name=systemd systemd sys/fs/cgroup/systemd
pivot_root . mnt
umount -l mnt
# As a kernel's own start leaves it: systemd hands files to its services by mounts that have to be seen by them.
mount --make-rshared /
exec env -i container=lxc PATH=/usr/sbin:/usr/bin:/sbin:/bin /lib/systemd/systemd --unit=basic.target
