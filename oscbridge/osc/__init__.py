"""The wire: what may be said over OSC, who said it, and how it travels (UDP, TCP and WebSocket).

* What may be said: ``addresses`` is the table, written with ``vocabulary`` and ``arguments``;
  ``binding`` and ``requests`` check messages against it, ``reference`` writes its documentation.
* Bytes: ``packets`` (OSC), ``slip`` (TCP framing), ``patterns``, ``frames`` (pictures in chunks).
* In: ``transports`` → ``intake`` → ``server`` → the daemon; ``schedule`` keeps what is due later.
* Out: ``outbox``, ``error_replies``, ``losses``, ``readiness``.
* Peers: ``clients`` (subscriptions), ``registrar`` (subscribing), ``guard`` (who is admitted),
  ``limits``.
* ``web`` has the page's HTTP server, OSCQuery and OSC over WebSocket.
"""
