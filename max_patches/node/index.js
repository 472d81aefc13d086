"use strict";

// A client of the oscbridge daemon for Node, and for Max's node.script.
//
//   const { OscbridgeClient } = require("./node");
//   const client = new OscbridgeClient({ transport: "tcp" });
//   client.on("emotion", (id, label, confidence, valence, arousal) => console.log(label));
//   await client.open();
//   client.sendFrame(fs.readFileSync("me.jpg"), 1);
//
// Every message from the daemon is an event of its own name without "/oscbridge/", and also the
// event "message" (address, args). Names may be short everywhere: "tempo", "/tempo" and
// "/oscbridge/tempo" are the same.

const dgram = require("dgram");
const net = require("net");
const { EventEmitter } = require("events");
const { decodePacket, encodeMessage } = require("./osc");
const { SlipDecoder, slipEncode } = require("./slip");

const ROOT = "/oscbridge/";
// macOS sends no datagram above 9,216 bytes unless its limit is raised.
const LARGEST_UDP_BLOB = 8000;
const RENEW_MS = 20000;

function fullAddress(name) {
  if (name.startsWith(ROOT)) return name;
  return ROOT + name.replace(/^\//, "");
}

class OscbridgeClient extends EventEmitter {
  constructor({ host = "127.0.0.1", port = 9010, transport = "udp" } = {}) {
    super();
    if (transport !== "udp" && transport !== "tcp") {
      throw new TypeError(`transport is udp or tcp, not ${transport}`);
    }
    this.host = host;
    this.port = port;
    this.transport = transport;
    this.frameId = 0;
    // An "error" event that nobody listens to would end the process; oscbridge's are answers.
    this.on("error", () => {});
  }

  // Resolves when messages can be sent. Over UDP that says nothing about the daemon: ask "ready".
  async open() {
    if (this.transport === "tcp") await this.openTcp();
    else await this.openUdp();
    return this;
  }

  openTcp() {
    return new Promise((resolve, reject) => {
      const decoder = new SlipDecoder();
      const socket = net.createConnection({ host: this.host, port: this.port });
      socket.setNoDelay(true);
      socket.once("connect", () => {
        socket.off("error", reject);
        socket.on("error", (error) => this.emit("lost", error));
        resolve();
      });
      socket.once("error", reject);
      socket.on("data", (chunk) => decoder.feed(chunk).forEach((packet) => this.receive(packet)));
      socket.on("close", () => this.emit("close"));
      this.socket = socket;
    });
  }

  async openUdp() {
    const { address, family } = await require("dns").promises.lookup(this.host);
    this.address = address;
    this.socket = dgram.createSocket({ type: family === 6 ? "udp6" : "udp4", recvBufferSize: 2 ** 20 });
    this.socket.on("message", (packet) => this.receive(packet));
    this.socket.on("error", (error) => this.emit("lost", error));
    await new Promise((resolve) => this.socket.bind(0, resolve));
    // Subscribed, we also hear what is told to all: beats, the felt emotion, phrases.
    const port = this.socket.address().port;
    const subscribe = () => this.send("subscribe", port);
    subscribe();
    this.renewal = setInterval(subscribe, RENEW_MS);
    this.renewal.unref();
  }

  receive(packet) {
    let messages;
    try {
      messages = decodePacket(packet);
    } catch (error) {
      this.emit("lost", error);
      return;
    }
    for (const { address, args } of messages) {
      this.emit("message", address, args);
      if (address.startsWith(ROOT)) this.emit(address.slice(ROOT.length), ...args);
    }
  }

  send(name, ...args) {
    if (!this.socket) throw Object.assign(new Error("open() the client first"), { code: "not-open" });
    const packet = encodeMessage(fullAddress(name), args);
    if (this.transport === "tcp") this.socket.write(slipEncode(packet));
    else this.socket.send(packet, this.port, this.address);
  }

  // Sends a whole JPEG, PNG or WebP file, in chunks where it is too large for one datagram.
  // Returns its id, which comes back in every answer.
  sendFrame(image, id = (this.frameId += 1)) {
    if (this.transport === "tcp" || image.length <= LARGEST_UDP_BLOB) {
      this.send("frame", image, id);
      return id;
    }
    const count = Math.ceil(image.length / LARGEST_UDP_BLOB);
    for (let index = 0; index < count; index += 1) {
      const start = index * LARGEST_UDP_BLOB;
      this.send("frame/chunk", id, index, count, image.subarray(start, start + LARGEST_UDP_BLOB));
    }
    return id;
  }

  // Sends a message and resolves with its answer's arguments. Rejects with the daemon's own error
  // (error.code is its code), or with the code "no-answer".
  request(name, args, reply, timeoutMs = 2000) {
    const asked = fullAddress(name);
    const answer = fullAddress(reply);
    return new Promise((resolve, reject) => {
      const done = (settle, value) => {
        clearTimeout(timer);
        this.off("message", listen);
        settle(value);
      };
      const fail = (code, message) => done(reject, Object.assign(new Error(message), { code }));
      const listen = (address, values) => {
        if (address === answer) done(resolve, values);
        else if (address === `${ROOT}error` && values[2] === asked) fail(values[0], values[1]);
      };
      const timer = setTimeout(
        () => fail("no-answer", `${asked} was not answered within ${timeoutMs} ms; is it running?`),
        timeoutMs,
      );
      this.on("message", listen);
      this.send(name, ...args);
    });
  }

  close() {
    clearInterval(this.renewal);
    if (!this.socket) return;
    if (this.transport === "tcp") {
      this.socket.end();
    } else {
      // Said before the socket goes, so that the daemon need not wait for the lease to run out.
      const last = encodeMessage(fullAddress("unsubscribe"), []);
      this.socket.send(last, this.port, this.address, () => this.socket.close());
    }
  }
}

module.exports = { OscbridgeClient, fullAddress };
