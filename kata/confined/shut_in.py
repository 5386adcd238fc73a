"""Shut in the process that calls this, before it loads a stranger's library: `shut_in`.

On Linux the kernel then lets it read some files and write none, start no process and no programme, open no socket
and reach no other process: by Landlock (https://docs.kernel.org/userspace-api/landlock.html) and by a seccomp
filter, both for ever. What is refused is a PermissionError there, so that an honest mistake is told as one.
Elsewhere nothing is done. This module needs nothing but the standard library: it is within the wall, too.
"""

import ctypes
import os
import platform
import struct
import sys
from pathlib import Path

# System calls that an honest numpy library has no use for: name=number on x86_64,number on aarch64. Threads may be
# made, by `clone`. Children may not: one would stay when the library is gone, and a bomb brings a machine down.
FORBIDDEN = """
# another process, or another programme in the place of this one
fork=57,- vfork=58,- execve=59,221 execveat=322,281 unshare=272,97 setns=308,268 mount=165,40 umount2=166,39
pivot_root=155,41 chroot=161,51 move_mount=429,429 open_tree=428,428 fsopen=430,430 fsmount=432,432
fsconfig=431,431 fspick=433,433 mount_setattr=442,442
# sockets
socket=41,198 socketpair=53,199 connect=42,203 bind=49,200 listen=50,201
# what other processes are, hold and do
ptrace=101,117 process_vm_readv=310,270 process_vm_writev=311,271 process_madvise=440,440
process_mrelease=448,448 kcmp=312,272 pidfd_open=434,434 pidfd_getfd=438,438 pidfd_send_signal=424,424
tkill=200,130 rt_sigqueueinfo=129,138 rt_tgsigqueueinfo=297,240
# how others are scheduled, and where their memory lies
setpriority=141,140 ioprio_set=251,30 sched_setscheduler=144,119 sched_setparam=142,118 sched_setattr=314,274
sched_setaffinity=203,122 move_pages=279,239 migrate_pages=256,238
# files changed by name or watched, which Landlock lets pass
chmod=90,- fchmod=91,52 fchmodat=268,53 fchmodat2=452,452 chown=92,- lchown=94,- fchown=93,55 fchownat=260,54
utime=132,- utimes=235,- futimesat=261,- utimensat=280,88 truncate=76,45 setxattr=188,5 lsetxattr=189,6
fsetxattr=190,7 removexattr=197,14 lremovexattr=198,15 fremovexattr=199,16 setxattrat=463,463
removexattrat=466,466 open_by_handle_at=304,265 inotify_init=253,- inotify_init1=294,26 fanotify_init=300,262
quotactl=179,60 quotactl_fd=443,443
# memory and messages shared between processes, or out of reach of the cap
shmget=29,194 shmat=30,196 shmctl=31,195 semget=64,190 semop=65,193 semtimedop=220,192 semctl=66,191
msgget=68,186 msgsnd=69,189 msgrcv=70,188 msgctl=71,187 mq_open=240,180 mq_unlink=241,181 memfd_create=319,279
memfd_secret=447,447
# keys, and ways into the kernel
keyctl=250,219 add_key=248,217 request_key=249,218 bpf=321,280 perf_event_open=298,241 io_uring_setup=425,425
io_uring_enter=426,426 io_uring_register=427,427 userfaultfd=323,282 personality=135,92
"""

# System calls that are answered by one of their arguments: if it is in this test, then that, and else the other.
SOME = {
    "clone": (56, 220), "kill": (62, 129), "tgkill": (234, 131), "prlimit64": (302, 261), "fcntl": (72, 25),
    "ioctl": (16, 29), "prctl": (157, 167), "open": (2, -1), "openat": (257, 56), "clone3": (435, 435),
    "openat2": (437, 437),
}  # fmt: skip
MACHINES = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}  # column of the numbers, name in the kernel
ALLOW, REFUSE, UNKNOWN = 0x7FFF0000, 0x50001, 0x50026  # go on; "not permitted"; "no such system call"
LOAD, EQUALS, AT_LEAST, HAS, RETURN = 0x20, 0x15, 0x35, 0x45, 0x06  # instructions of the filter
THREAD, TRUNCATING = 0x10000, 0o1000  # CLONE_THREAD, O_TRUNC
OWNER, TERMINAL, LASTING = (
    (8, 15),
    (0x5412, 0x541C),
    (1, 4, 35, 0x59616D61),
)  # F_SETOWN..; TIOCSTI..; PR_SET_PDEATHSIG, PR_SET_DUMPABLE..

# Landlock: its system calls, and the rights to files by bit
CREATE, ADD, RESTRICT = 444, 445, 446
EXECUTE, WRITE, READ, LIST, TRUNCATE = 1 << 0, 1 << 1, 1 << 2, 1 << 3, 1 << 14
RIGHTS = {1: 1 << 13, 2: 1 << 14, 3: 1 << 15, 4: 1 << 15, 5: 1 << 16}  # one more than all, by version
LISTED = "/."  # ends the path of a folder whose names may be listed, and whose files may not be read


def shut_in(memory: int, readable: list[str] | None) -> None:
    """Shut in this process, which must have one thread only, for ever.

    Parameters
    ----------
    memory
        Bytes of address space that it may have.
    readable
        The files and folders that it may read, by Landlock; none of them need be there. None: there is another
        wall, which sees to files, or none at all, and then what this machine cannot do is left out.

    Raises
    ------
    OSError
        Where `readable` is given and the machine has no Landlock, or no filter.
    """
    if sys.platform != "linux":
        return
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    libc = ctypes.CDLL(None, use_errno=True)
    _control(libc, 1, 9)  # PR_SET_PDEATHSIG: end with the process that forked this one
    _control(libc, 38, 1)  # PR_SET_NO_NEW_PRIVS: no programme gives rights back
    version = libc.syscall(CREATE, None, 0, 1)
    if readable is not None:
        _close_files(libc, version, readable)
    _drop_capabilities(libc)
    try:
        program = _filter(version)
        kept = ctypes.create_string_buffer(program)
        whole = _Program(len(program) // 8, ctypes.addressof(kept))
        _control(libc, 22, 2, ctypes.addressof(whole))  # PR_SET_SECCOMP, SECCOMP_MODE_FILTER
    except OSError:
        if readable is not None:
            raise


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_void_p))


def _control(libc: ctypes.CDLL, what: int, *values: int) -> None:
    padded = [*values, 0, 0, 0, 0][:4]
    _checked(libc.prctl(what, *map(ctypes.c_ulong, padded)), f"prctl {what}")


def _checked(result: int, what: str) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")
    return result


def _drop_capabilities(libc: ctypes.CDLL) -> None:
    """Be root in name only: a filter and Landlock bind root as well, and with this so does all the rest."""
    header = struct.pack("=Ii", 0x20080522, 0)  # version 3, this thread
    _checked(libc.capset(header, bytes(24)), "capset")


def _close_files(libc: ctypes.CDLL, version: int, readable: list[str]) -> None:
    """Allow to read these files, and to write to /dev/null; no TCP, and no signal to another process, either."""
    _checked(version, "Landlock")
    handled = RIGHTS.get(version, RIGHTS[5]) - 1
    # rights to files; to bind and connect by TCP; abstract sockets and signals of others
    scope = struct.pack("=QQQ", handled, 3 if version >= 4 else 0, 3 if version >= 6 else 0)
    rules = _checked(libc.syscall(CREATE, scope, len(scope), 0), "Landlock")
    allowed = {path: LIST if path.endswith(LISTED) else EXECUTE | READ | LIST for path in readable}
    for path, rights in {**allowed, "/dev/null": READ | WRITE | TRUNCATE}.items():
        try:
            file = os.open(path, os.O_PATH | os.O_CLOEXEC)
        except OSError:
            continue  # it is not there, or not for this user
        if not Path(path).is_dir():
            rights &= ~LIST
        rule = struct.pack("=Qi", rights & handled, file)
        _checked(libc.syscall(ADD, rules, 1, rule, 0), f"Landlock, {path}")
        os.close(file)
    _checked(libc.syscall(RESTRICT, rules, 0), "Landlock")
    os.close(rules)


def _filter(version: int) -> bytes:
    """Return the program of the filter, for this process: it may send signals to itself."""
    machine = platform.machine()
    if machine not in MACHINES:
        raise OSError(f"there is no list of the system calls of {machine}")
    column, name = MACHINES[machine]
    words = [word for line in FORBIDDEN.splitlines() if not line.startswith("#") for word in line.split()]
    numbers = [word.partition("=")[2].split(",")[column] for word in words]
    own = os.getpid()
    program = [
        *_answer(4, EQUALS, (name,), None, REFUSE),  # system calls of another machine, or of 32 bits
        *(_answer(0, AT_LEAST, (0x40000000,), REFUSE, None) if not column else ()),
        _step(LOAD, 0),
        *(step for number in numbers if number != "-" for step in _if(int(number), [_step(RETURN, REFUSE)])),
    ]
    some = {
        "clone": _answer(16, HAS, (THREAD,), ALLOW, REFUSE),
        "kill": _answer(16, EQUALS, (own,), ALLOW, REFUSE),
        "tgkill": _answer(16, EQUALS, (own,), ALLOW, REFUSE),
        "prlimit64": _answer(16, EQUALS, (0, own), ALLOW, REFUSE),
        "fcntl": _answer(24, EQUALS, OWNER, REFUSE, ALLOW),
        "ioctl": _answer(24, EQUALS, TERMINAL, REFUSE, ALLOW),
        "prctl": _answer(16, EQUALS, LASTING, REFUSE, ALLOW),
        # what they ask for lies in memory, where no filter sees it; the C library then takes the older call
        "clone3": [_step(RETURN, UNKNOWN)],
        "openat2": [_step(RETURN, UNKNOWN)],
    }
    if version < 3:  # a Landlock that lets a file be truncated as it is opened for reading
        some["open"] = _answer(24, HAS, (TRUNCATING,), REFUSE, ALLOW)
        some["openat"] = _answer(32, HAS, (TRUNCATING,), REFUSE, ALLOW)
    for call, steps in some.items():
        if SOME[call][column] >= 0:
            program += _if(SOME[call][column], steps)
    return b"".join([*program, _step(RETURN, ALLOW)])


def _step(instruction: int, value: int, hit: int = 0, miss: int = 0) -> bytes:
    return struct.pack("=HBBI", instruction, hit, miss, value)


def _if(number: int, steps: list[bytes]) -> list[bytes]:
    """Return the steps to be taken for the system call of this number, which is the value loaded."""
    return [_step(EQUALS, number, 0, len(steps)), *steps]


def _answer(offset: int, test: int, values: tuple[int, ...], hit: int | None, miss: int | None) -> list[bytes]:
    """Return the steps that load a value, test it against others, and return `hit` or `miss`; None: go on."""
    if hit is None:
        (value,) = values
        return [_step(LOAD, offset), _step(test, value, 1, 0), _step(RETURN, miss or 0)]
    ends = [] if miss is None else [_step(RETURN, miss)]
    tests = [step for value in values for step in (_step(test, value, 0, 1), _step(RETURN, hit))]
    return [_step(LOAD, offset), *tests, *ends]


if (
    __name__ == "__main__"
):  # a trial: BYTES, a file that must stay hidden, and perhaps what may be read, a line each
    shut_in(int(sys.argv[1]), sys.argv[3].split("\n") if len(sys.argv) > 3 else None)
    try:
        Path(sys.argv[2]).read_bytes()
    except OSError:
        pass
    else:
        sys.exit("files that are hidden can be read")
