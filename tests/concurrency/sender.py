"""A client that is killed before its answer: ``python -m tests.concurrency.sender PORT`` sends what its standard input says."""

from __future__ import annotations

import os
import signal
import socket
import sys

if __name__ == "__main__":
    with socket.create_connection(("127.0.0.1", int(sys.argv[1]))) as line:
        line.sendall(sys.stdin.buffer.read())
        os.kill(os.getpid(), signal.SIGKILL)
