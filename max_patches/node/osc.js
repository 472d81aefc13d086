"use strict";

// OSC messages to bytes and back (OSC 1.0, with the 1.1 types T, F, N and I).

const pad = (length) => (4 - (length % 4)) % 4;

function encodeString(text) {
  const bytes = Buffer.from(`${text}\0`, "utf8");
  return Buffer.concat([bytes, Buffer.alloc(pad(bytes.length))]);
}

function encodeArgument(value) {
  if (typeof value === "boolean") return [value ? "T" : "F", Buffer.alloc(0)];
  if (typeof value === "string") return ["s", encodeString(value)];
  if (value instanceof Uint8Array) {
    const size = Buffer.alloc(4);
    size.writeInt32BE(value.length);
    return ["b", Buffer.concat([size, value, Buffer.alloc(pad(value.length))])];
  }
  if (typeof value === "number" && Number.isInteger(value) && Math.abs(value) < 2 ** 31) {
    const bytes = Buffer.alloc(4);
    bytes.writeInt32BE(value);
    return ["i", bytes];
  }
  if (typeof value === "number" && Number.isFinite(value)) {
    const bytes = Buffer.alloc(4);
    bytes.writeFloatBE(value);
    return ["f", bytes];
  }
  throw new TypeError(`OSC carries numbers, strings, booleans and buffers, not ${value}`);
}

// address: "/oscbridge/tempo"; args: numbers (whole ones as int32), strings, booleans, Buffers.
function encodeMessage(address, args = []) {
  if (!address.startsWith("/")) throw new TypeError(`an address begins with /, not ${address}`);
  const encoded = args.map(encodeArgument);
  const tags = encodeString(`,${encoded.map(([tag]) => tag).join("")}`);
  return Buffer.concat([encodeString(address), tags, ...encoded.map(([, bytes]) => bytes)]);
}

class Reader {
  constructor(bytes) {
    this.bytes = bytes;
    this.at = 0;
  }

  take(length) {
    if (length < 0 || this.at + length > this.bytes.length) throw new RangeError("cut short");
    this.at += length;
    return this.bytes.subarray(this.at - length, this.at);
  }

  string() {
    const end = this.bytes.indexOf(0, this.at);
    if (end < 0) throw new RangeError("a string without an end");
    const text = this.bytes.toString("utf8", this.at, end);
    this.at = end + 1;
    this.at += pad(this.at);
    return text;
  }

  argument(tag) {
    switch (tag) {
      case "i": return this.take(4).readInt32BE();
      case "f": return this.take(4).readFloatBE();
      case "h": return Number(this.take(8).readBigInt64BE());
      case "d": return this.take(8).readDoubleBE();
      case "s": case "S": return this.string();
      case "T": return true;
      case "F": return false;
      case "N": return null;
      case "I": return Infinity;
      case "b": {
        const length = this.take(4).readInt32BE();
        const blob = Buffer.from(this.take(length));
        this.take(pad(length));
        return blob;
      }
      default: throw new RangeError(`unknown type tag ${tag}`);
    }
  }
}

// Every message of a packet, in order: [{ address, args }]. Throws RangeError when it is malformed.
function decodePacket(packet) {
  const bytes = Buffer.from(packet.buffer, packet.byteOffset, packet.length);
  const reader = new Reader(bytes);
  const address = reader.string();
  if (address === "#bundle") {
    reader.take(8);
    const found = [];
    while (reader.at < bytes.length) {
      found.push(...decodePacket(reader.take(reader.take(4).readInt32BE())));
    }
    return found;
  }
  if (!address.startsWith("/")) throw new RangeError("neither a message nor a bundle");
  const tags = reader.at < bytes.length ? reader.string() : ",";
  return [{ address, args: [...tags.slice(1)].map((tag) => reader.argument(tag)) }];
}

module.exports = { decodePacket, encodeMessage };
