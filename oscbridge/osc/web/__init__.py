"""HTTP and WebSocket: the page's files, the table as OSCQuery, and OSC over WebSocket."""
