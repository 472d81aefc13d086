"use strict";

// oscbridge from Node: asks for a sign of life, sends a picture, prints what the face says, and has
// a phrase composed.
//
//   node clients/node/example.js picture.jpg [--port 9010] [--tcp]

const fs = require("fs");
const path = require("path");
const { OscbridgeClient } = require(path.join(__dirname, "../../max_patches/node"));

const words = process.argv.slice(2);
const option = (name, otherwise) =>
  words.includes(name) ? words.splice(words.indexOf(name), 2)[1] : otherwise;
const port = Number(option("--port", 9010));
const tcp = words.includes("--tcp");
const [picture] = words.filter((word) => !word.startsWith("--"));

async function main() {
  const client = new OscbridgeClient({ port, transport: tcp ? "tcp" : "udp" });
  await client.open();
  try {
    const [version] = await client.request("ping", ["hello"], "pong");
    console.log(`oscbridge ${version} is there`);
    await client.request("ready", [], "ready", 60000);
    if (picture) {
      const answered = new Promise((resolve, reject) => {
        client.on("emotion", (id, label, confidence, valence, arousal) =>
          resolve(
            `${label} (${Math.round(confidence * 100)} %), ` +
              `valence ${valence.toFixed(2)}, arousal ${arousal.toFixed(2)}`,
          ),
        );
        client.on("noface", () => resolve("no face"));
        client.on("error", (code, message) => reject(new Error(`${code}: ${message}`)));
      });
      client.sendFrame(fs.readFileSync(picture));
      console.log(await answered);
    }
    const phrase = await client.request("phrase", [42], "phrase/info", 30000);
    console.log(`a phrase by ${phrase[1]}: ${phrase[4]} notes in ${phrase[3]} bars, seed ${phrase[2]}`);
  } finally {
    client.close();
  }
}

main().catch((error) => {
  console.error(error.message);
  process.exitCode = 1;
});
