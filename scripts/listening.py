"""python listening.py FD COMMAND ...: run a command that finds, as systemd would
hand it over, an open server socket (https://systemd.io, sd_listen_fds)."""

import os
import sys

FIRST_FD = 3

if __name__ == "__main__":
    fd, *command = sys.argv[1:]
    if int(fd) == FIRST_FD:
        os.set_inheritable(FIRST_FD, True)
    else:
        os.dup2(int(fd), FIRST_FD)
    os.environ.update(LISTEN_FDS="1", LISTEN_PID=str(os.getpid()))
    os.execvp(command[0], command)
