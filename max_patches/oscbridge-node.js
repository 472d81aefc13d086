"use strict";

// What node.script runs: sends frames as blobs, which Max's udpsend cannot.
//
//   connect [host] [port] [udp|tcp]   (again); at the start it is 127.0.0.1 9010 tcp
//   frame path [id]                   the picture in a file, as a blob
//   frame-once path [id]              the same, and the file is deleted once it was read
//   send address arguments…           any other message
//   answers errors|all                what comes out of node.script (errors)
//
// The patch hears all answers at its udpreceive, because what a face says is told to all who listen;
// only errors go to the asker alone, and so they come out here. Without a udpreceive, ask for all.
// Errors of this script come out as /oscbridge/error too, with codes of their own: no-daemon,
// frame-unreadable, bad-argument, not-open. At the start "folder path" comes out: where temporary
// files may lie.

const fs = require("fs").promises;
const os = require("os");
const maxApi = require("max-api");
const { OscbridgeClient, fullAddress } = require("./node");

const RETRY_MS = 2000;
const FOR_THE_ASKER = ["/oscbridge/error", "/oscbridge/dropped"];
const [host = "127.0.0.1", port = "9010", transport = "tcp"] = process.argv.slice(2);
let wanted = { host, port: Number(port), transport };
let answers = "errors";
let client = null;
let busy = false;
let passedOver = 0;
let retry = null;

function putOut(address, args) {
  if (answers === "all" || FOR_THE_ASKER.includes(address)) {
    maxApi.outlet(address, ...args.map((value) => (value instanceof Uint8Array ? "blob" : value)));
  }
}

function fail(code, message, address, id = -1) {
  putOut("/oscbridge/error", [code, message, address, id]);
}

async function connect() {
  clearTimeout(retry);
  if (client) client.close();
  const mine = new OscbridgeClient(wanted);
  client = mine;
  const again = () => {
    if (mine !== client) return;
    clearTimeout(retry);
    retry = setTimeout(connect, RETRY_MS);
  };
  mine.on("message", putOut);
  mine.on("close", again);
  try {
    await mine.open();
    if (mine !== client) mine.close(); // another connection was asked for meanwhile
  } catch (error) {
    fail("no-daemon", `${error.message}; is it running (oscbridge run)?`, "");
    again();
  }
}

async function sendFrame(path, id, once) {
  // The newest frame counts: one that comes while another is read is passed over, and told.
  if (busy) {
    passedOver += 1;
    putOut("/oscbridge/dropped", [passedOver]);
    return;
  }
  busy = true;
  try {
    const image = await fs.readFile(String(path));
    if (once) await fs.unlink(String(path));
    client.sendFrame(image, id);
  } catch (error) {
    fail(error.code === "not-open" ? "not-open" : "frame-unreadable", error.message, "/oscbridge/frame", id);
  } finally {
    busy = false;
  }
}

maxApi.addHandlers({
  connect: (newHost, newPort, newTransport) => {
    wanted = {
      host: newHost === undefined ? wanted.host : String(newHost),
      port: newPort === undefined ? wanted.port : Number(newPort),
      transport: newTransport === "udp" ? "udp" : "tcp",
    };
    return connect();
  },
  frame: (path, id) => sendFrame(path, id, false),
  "frame-once": (path, id) => sendFrame(path, id, true),
  send: (address, ...args) => {
    try {
      client.send(String(address), ...args);
    } catch (error) {
      fail(error.code || "bad-argument", error.message, fullAddress(String(address)));
    }
  },
  answers: (which) => {
    answers = which === "all" ? "all" : "errors";
  },
});

// Max writes paths with slashes, on Windows too.
maxApi.outlet("folder", os.tmpdir().replace(/\\/g, "/"));
connect();
