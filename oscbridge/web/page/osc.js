// OSC 1.0 packets in a browser: what the page needs of it, and no more.
// Types: i (int32), f (float32), s (text), b (bytes), T and F.

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** A float argument, for numbers that happen to be whole. */
export class Float {
  constructor(value) { this.value = value; }
}

function padded(bytes, terminated) {
  const length = bytes.length + (terminated ? 1 : 0);
  const whole = new Uint8Array(Math.ceil(length / 4) * 4);
  whole.set(bytes);
  return whole;
}

/** One message as bytes. Whole numbers go as int32 unless they are a Float. */
export function encode(address, args) {
  let tags = ",";
  const parts = [];
  for (const arg of args) {
    if (typeof arg === "string") {
      tags += "s";
      parts.push(padded(encoder.encode(arg), true));
    } else if (arg instanceof Uint8Array) {
      tags += "b";
      const size = new Uint8Array(4);
      new DataView(size.buffer).setInt32(0, arg.length);
      parts.push(size, padded(arg, false));
    } else {
      const isFloat = arg instanceof Float || !Number.isInteger(arg);
      const number = new Uint8Array(4);
      const view = new DataView(number.buffer);
      if (isFloat) view.setFloat32(0, arg instanceof Float ? arg.value : arg);
      else view.setInt32(0, arg);
      tags += isFloat ? "f" : "i";
      parts.push(number);
    }
  }
  const all = [padded(encoder.encode(address), true), padded(encoder.encode(tags), true), ...parts];
  const packet = new Uint8Array(all.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of all) {
    packet.set(part, at);
    at += part.length;
  }
  return packet;
}

/** {address, args} of one message's bytes. Throws on what is none. */
export function decode(buffer) {
  const bytes = new Uint8Array(buffer);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let at = 0;
  const text = () => {
    const end = bytes.indexOf(0, at);
    if (end < 0) throw new Error("a text without an end");
    const found = decoder.decode(bytes.subarray(at, end));
    at = Math.ceil((end + 1) / 4) * 4;
    return found;
  };
  const address = text();
  const args = [];
  for (const tag of text().slice(1)) {
    if (tag === "s") args.push(text());
    else if (tag === "i") { args.push(view.getInt32(at)); at += 4; }
    else if (tag === "f") { args.push(view.getFloat32(at)); at += 4; }
    else if (tag === "T") args.push(true);
    else if (tag === "F") args.push(false);
    else if (tag === "h") { args.push(Number(view.getBigInt64(at))); at += 8; }
    else if (tag === "d") { args.push(view.getFloat64(at)); at += 8; }
    else if (tag === "b") {
      const size = view.getInt32(at);
      args.push(bytes.slice(at + 4, at + 4 + size));
      at += 4 + Math.ceil(size / 4) * 4;
    } else throw new Error(`an argument of type ${tag}`);
  }
  return { address, args };
}
