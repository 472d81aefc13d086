// The connection to the daemon: one WebSocket, opened again whenever it is lost.

import { decode, encode } from "./osc.js";

const ROOT = "/oscbridge/";
const FIRST_PAUSE_MS = 300;
const LONGEST_PAUSE_MS = 5000;

export class Wire {
  /** hear(name, args): every message; state(open): whenever the connection opens or is lost. */
  constructor(hear, state) {
    this.hear = hear;
    this.state = state;
    this.pauseMs = FIRST_PAUSE_MS;
    this.open();
  }

  open() {
    const socket = new WebSocket(`ws://${location.host}/osc`);
    socket.binaryType = "arraybuffer";
    socket.onopen = () => {
      this.pauseMs = FIRST_PAUSE_MS;
      this.state(true);
    };
    socket.onmessage = (event) => {
      const { address, args } = decode(event.data);
      if (address.startsWith(ROOT)) this.hear(address.slice(ROOT.length), args);
    };
    socket.onclose = () => {
      this.state(false);
      setTimeout(() => this.open(), this.pauseMs);
      this.pauseMs = Math.min(2 * this.pauseMs, LONGEST_PAUSE_MS);
    };
    this.socket = socket;
  }

  /** Sends /oscbridge/name; false when there is no connection, or too much waits to be sent. */
  send(name, ...args) {
    if (this.socket.readyState !== WebSocket.OPEN) return false;
    if (this.socket.bufferedAmount > 2_000_000) return false;
    this.socket.send(encode(ROOT + name, args));
    return true;
  }
}
