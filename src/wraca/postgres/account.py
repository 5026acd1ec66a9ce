"""Which account runs the server. PostgreSQL refuses root, so root lends it another one."""

from __future__ import annotations

import os
import pwd
import shutil
import stat
import subprocess
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from wraca.kit.errors import NotReady
from wraca.kit.language import _

#: The account that root lends: it owns nothing else on the machine.
UNPRIVILEGED = "nobody"
#: What lets it through closed folders, e.g. root's own home: to read, or where that may not be given, to pass at all.
CAPABILITIES = ("dac_read_search", "dac_override")


@dataclass(frozen=True, slots=True)
class Account:
    name: str
    uid: int
    gid: int
    #: True when this process is root and the server's processes must not be.
    lent: bool
    #: The command before the command, where folders on the way are closed to the account.
    passage: tuple[str, ...] = ()

    def run(self, arguments: list[str], **options) -> subprocess.CompletedProcess[str]:
        """Runs a program as this account, with its output as text, whether it succeeds or not."""
        return subprocess.run([*self.passage, *arguments], text=True, errors="replace", **self._options(), **options)

    def start(self, arguments: list[str], log: int) -> subprocess.Popen[bytes]:
        """Starts a program that stays, in a session of its own: Ctrl-C must not reach it."""
        return subprocess.Popen(
            [*self.passage, *arguments], stdout=log, stderr=log, start_new_session=True, **self._options()
        )

    def _options(self) -> dict[str, Any]:
        change = self.lent and not self.passage
        lent = {"user": self.uid, "group": self.gid, "extra_groups": []} if change else {}
        environment = {**os.environ, "LC_ALL": "C", "HOME": "/"}
        return {"stdin": subprocess.DEVNULL, "env": environment, "cwd": "/", **lent}

    def own(self, path: Path) -> None:
        if self.lent:
            os.chown(path, self.uid, self.gid)


def choose_account(cluster: Path) -> Account:
    """The user's own account; for root the owner of an existing cluster, else `nobody`."""
    if os.geteuid() != 0:
        user = os.geteuid()
        return Account(name=_name_of(user), uid=user, gid=os.getegid(), lent=False)
    owner = cluster.stat().st_uid if cluster.exists() else 0
    try:
        entry = pwd.getpwuid(owner) if owner else pwd.getpwnam(UNPRIVILEGED)
    except KeyError as cause:
        raise NotReady(
            _("PostgreSQL refuses to run as root and there is no account 'nobody': run Wraca as an ordinary user.")
        ) from cause
    return Account(name=entry.pw_name, uid=entry.pw_uid, gid=entry.pw_gid, lent=True)


def _name_of(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)


def first_impassable(path: Path, account: Account) -> Path | None:
    """The first folder on the way to `path`, itself included, that the account may not enter."""
    for folder in [*reversed(path.parents), path]:
        if folder.is_dir() and not _may_enter(folder.stat(), account):
            return folder
    return None


def _may_enter(status: os.stat_result, account: Account) -> bool:
    if status.st_uid == account.uid:
        return bool(status.st_mode & stat.S_IXUSR)
    if status.st_gid == account.gid:
        return bool(status.st_mode & stat.S_IXGRP)
    return bool(status.st_mode & stat.S_IXOTH)


def reaching(account: Account, *, data: Path, programs: Path) -> Account:
    """The account, able to reach its files. Raises NotReady with the folder that is closed to it.

    The doors of folders that are not ours stay as they are: root may lend the right to pass them (Linux's setpriv).
    """
    if not account.lent:
        return account
    for path, advice in (
        (data, _("Run Wraca as an ordinary user, or put its data elsewhere, e.g. WRACA_DATA=/var/lib/wraca.")),
        (programs, _("Run Wraca as an ordinary user, or install it elsewhere, e.g. in /opt/wraca.")),
    ):
        closed = None if account.passage else first_impassable(path, account)
        if closed is None:
            continue
        account = _with_passage(account, closed)
        if not account.passage:
            sentence = _("PostgreSQL refuses to run as root, so it runs as {account}, who may not enter {folder}.")
            raise NotReady(f"{sentence.format(account=account.name, folder=closed)} {advice}")
    return account


def _with_passage(account: Account, closed: Path) -> Account:
    """The same account with the right to pass closed folders; as it was where that cannot be given."""
    setpriv = shutil.which("setpriv")
    for capability in CAPABILITIES if setpriv else ():
        who = (f"--reuid={account.uid}", f"--regid={account.gid}", "--clear-groups")
        passage = (str(setpriv), *who, f"--inh-caps=+{capability}", f"--ambient-caps=+{capability}", "--")
        able = replace(account, passage=passage)
        if able.run(["ls", "-d", f"{closed}/."], capture_output=True).returncode == 0:
            return able
    return account
