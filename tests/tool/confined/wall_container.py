"""A container without the right to make namespaces: forbid them to this process, then run a command in it."""

import ctypes
import os
import sys

sys.path.insert(0, sys.argv[1])
import shut_in
from shut_in import HAS, REFUSE, RETURN, UNKNOWN, _answer, _control, _if, _Program, _step

NAMESPACES = 0x7E020080  # CLONE_NEW* of all kinds
column, _ = shut_in.MACHINES[os.uname().machine]
libc = ctypes.CDLL(None, use_errno=True)
_control(libc, 24, 21) if os.getuid() == 0 else None  # PR_CAPBSET_DROP, CAP_SYS_ADMIN
_control(libc, 38, 1)
steps = [
    _step(0x20, 0),
    *_if((272, 97)[column], [_step(RETURN, REFUSE)]),
    *_if((435, 435)[column], [_step(RETURN, UNKNOWN)]),
    *_if((56, 220)[column], _answer(16, HAS, (NAMESPACES,), REFUSE, shut_in.ALLOW)),
    _step(RETURN, shut_in.ALLOW),
]
program = ctypes.create_string_buffer(b"".join(steps))
whole = _Program(len(steps), ctypes.addressof(program))
_control(libc, 22, 2, ctypes.addressof(whole))
os.execv(sys.argv[2], sys.argv[2:])  # noqa: S606
