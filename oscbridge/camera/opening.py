"""Which camera is meant, opened: its module is loaded only then."""

from __future__ import annotations

from oscbridge.camera.messages import CameraSpec
from oscbridge.camera.source import Source


def open_source(spec: CameraSpec) -> Source:
    """Open the camera that is meant.

    Raises:
        OscbridgeError: ``camera-missing``, ``camera-lost``, ``extra-missing``.
    """
    if spec.kind == "folder":
        from oscbridge.camera.folder import WatchedFolder

        return WatchedFolder(spec)
    if spec.kind == "ndi":
        from oscbridge.camera.ndi import NdiSource

        return NdiSource(spec)
    if spec.kind == "spout":
        from oscbridge.camera.spout import SpoutSource

        return SpoutSource(spec)
    if spec.kind == "syphon":
        from oscbridge.camera.syphon import SyphonSource

        return SyphonSource(spec)
    from oscbridge.camera.device import DeviceSource

    return DeviceSource(spec)
