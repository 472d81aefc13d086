"use strict";

// For test_node.py: reads a line of JSON for each case, runs the client's own codec, answers a line.

const path = require("path");
const client = path.join(__dirname, "../../max_patches/node");
const { decodePacket, encodeMessage } = require(path.join(client, "osc"));
const { SlipDecoder, slipEncode } = require(path.join(client, "slip"));

const plain = (value) => (value instanceof Uint8Array ? { blob: Buffer.from(value).toString("hex") } : value);
const lively = (value) => (value && value.blob !== undefined ? Buffer.from(value.blob, "hex") : value);

function run({ encode, decode, stream, cuts }) {
  if (encode) return encodeMessage(encode[0], encode[1].map(lively)).toString("hex");
  if (decode !== undefined) {
    try {
      return decodePacket(Buffer.from(decode, "hex")).map(({ address, args }) => [address, args.map(plain)]);
    } catch (error) {
      return { refused: error.constructor.name };
    }
  }
  const all = Buffer.concat(stream.map((packet) => slipEncode(Buffer.from(packet, "hex"))));
  const decoder = new SlipDecoder();
  const found = [];
  let at = 0;
  for (const cut of [...cuts, all.length]) {
    const end = Math.min(Math.max(at, cut), all.length);
    found.push(...decoder.feed(all.subarray(at, end)));
    at = end;
  }
  return { bytes: all.toString("hex"), packets: found.map((packet) => packet.toString("hex")) };
}

require("readline")
  .createInterface({ input: process.stdin })
  .on("line", (line) => console.log(JSON.stringify(run(JSON.parse(line)))));
