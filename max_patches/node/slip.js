"use strict";

// SLIP (RFC 1055): where one OSC packet ends and the next begins in a TCP stream (OSC 1.1).

const END = 0xc0;
const ESC = 0xdb;
const ESC_END = 0xdc;
const ESC_ESC = 0xdd;

function slipEncode(packet) {
  const bytes = [END];
  for (const byte of packet) {
    if (byte === END) bytes.push(ESC, ESC_END);
    else if (byte === ESC) bytes.push(ESC, ESC_ESC);
    else bytes.push(byte);
  }
  bytes.push(END);
  return Buffer.from(bytes);
}

class SlipDecoder {
  constructor() {
    this.bytes = [];
    this.escaped = false;
  }

  // Returns the packets that these bytes complete.
  feed(chunk) {
    const packets = [];
    for (const byte of chunk) {
      if (byte === END) {
        if (this.bytes.length > 0) packets.push(Buffer.from(this.bytes));
        this.bytes = [];
        this.escaped = false;
      } else if (this.escaped) {
        this.bytes.push(byte === ESC_END ? END : byte === ESC_ESC ? ESC : byte);
        this.escaped = false;
      } else if (byte === ESC) {
        this.escaped = true;
      } else {
        this.bytes.push(byte);
      }
    }
    return packets;
  }
}

module.exports = { SlipDecoder, slipEncode };
