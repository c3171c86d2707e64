"""The disk under the data: room, writing that is brought to it, what it is, and whether it is encrypted."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from kiosk.doctor.check import Check, good, look, mend
from kiosk.doctor.machine import Machine

FREE_MIB_MIN = 200
_FREE_MIB_EASY = 1024
_GONE_WITH_THE_POWER = ("tmpfs", "ramfs", "overlay")
_WITHOUT_OWNERS = ("vfat", "exfat", "ntfs", "ntfs3", "fuseblk")
_ELSEWHERE = ("nfs", "nfs4", "cifs", "smb3", "9p", "fuse.sshfs")


def look_at_disk(machine: Machine, data: Path) -> Iterator[Check]:
    """What becomes of what is written to `data`."""
    folder = _existing(machine, data)
    free = machine.free_bytes(folder) // 2**20
    if free < FREE_MIB_MIN:
        yield mend(
            "room", f"{free} MiB are free; {FREE_MIB_MIN} are needed.", "Take away what is not needed."
        )
    elif free < _FREE_MIB_EASY:
        yield look("room", f"{free} MiB are free.", "Have an eye on it: logs and updates need room too.")
    else:
        yield good("room", f"{free // 1024} GiB are free.")
    failure = machine.write_through(folder)
    if failure:
        yield mend(
            "writing",
            f"{folder} cannot be written to, or not through to the disk: {failure}.",
            "Ask as the user that runs the kiosk; if that is the one who asks, the folder must be its own.",
        )
    else:
        yield good("writing", f"What is written in {folder} reaches the disk.")
    mount = mounted_at(machine.read("/proc/mounts") or "", folder)
    if mount is None:
        return
    device, kind = mount
    yield _kind(kind, folder)
    if kind not in (*_GONE_WITH_THE_POWER, *_ELSEWHERE):
        yield _encryption(machine.run("lsblk", "-nso", "TYPE", device))


def _existing(machine: Machine, folder: Path) -> Path:
    for candidate in (folder, *folder.absolute().parents):
        if machine.state(candidate) is not None:
            return candidate.absolute()
    return Path("/")


def mounted_at(mounts: str, folder: Path) -> tuple[str, str] | None:
    """Device and kind of the file system that holds `folder`, from the text of /proc/mounts."""
    best: tuple[int, str, str] | None = None
    for line in mounts.splitlines():
        fields = line.split(" ")
        if len(fields) < 3:
            continue
        device, kind = fields[0], fields[2]
        # Blanks are written as octal numbers in this file.
        point = PurePosixPath(fields[1].replace(r"\040", " ").replace(r"\011", "\t").replace(r"\134", "\\"))
        if folder.is_relative_to(point) and (best is None or len(point.parts) >= best[0]):
            best = (len(point.parts), device, kind)
    return best[1:] if best else None


def _kind(kind: str, folder: Path) -> Check:
    if kind in _GONE_WITH_THE_POWER:
        return mend(
            "disk",
            f"{folder} is on {kind}: everything is gone when the power is.",
            "Set tablet.data in kiosk.toml to a folder on the disk, such as /var/lib/kiosk.",
        )
    if kind in _WITHOUT_OWNERS:
        return mend(
            "disk",
            f"{folder} is on {kind}, which keeps no permissions: every user can read the keys.",
            "Put the data on ext4.",
        )
    if kind in _ELSEWHERE:
        return mend("disk", f"{folder} is on another machine ({kind}).", "Put the data on the tablet's disk.")
    return good("disk", f"{folder} is on {kind}.")


def _encryption(layers: str | None) -> Check:
    if layers is None:
        return look(
            "encryption",
            "Whether the disk is encrypted cannot be told here.",
            "Make sure of it: what a disk no longer uses can be read back by others.",
        )
    if "crypt" in layers.split():
        return good("encryption", "The disk is encrypted.")
    return look(
        "encryption",
        "The disk is not encrypted.",
        "Install the tablet with an encrypted disk: assets/device/README.md says how.",
    )
