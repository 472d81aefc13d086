"""A network camera to test with: MJPEG over HTTP, as phones' apps serve it."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from oscbridge.launcher import SAMPLE


@contextlib.contextmanager
def network_camera(port: int = 0) -> Iterator[str]:
    """Serve the sample's face 30 times a second. Gives the address; afterwards it is gone."""
    ended = threading.Event()
    picture = SAMPLE.read_bytes()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "multipart/x-mixed-replace; boundary=frame")
            self.end_headers()
            head = f"--frame\r\nContent-Type: image/jpeg\r\nContent-Length: {len(picture)}\r\n\r\n"
            with contextlib.suppress(OSError):
                while not ended.wait(1 / 30):
                    self.wfile.write(head.encode() + picture + b"\r\n")

        def log_message(self, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/video.mjpg"
    finally:
        ended.set()
        server.shutdown()
        server.server_close()
        thread.join()
