#!/bin/sh
# Succeeds if the files of the tests, about 1 GB, have room in memory (/dev/shm) beside the tests, and programs can run there.
shm=$(df --output=avail /dev/shm 2>/dev/null | tail -1)
free=$(sed -n 's/^MemAvailable: *\([0-9]*\).*/\1/p' /proc/meminfo 2>/dev/null)
[ "${shm:-0}" -gt 3000000 ] && [ "${free:-0}" -gt 8000000 ] && ! grep -q ' /dev/shm .*noexec' /proc/mounts
