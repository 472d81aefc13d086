"use strict";

// Stands in for the module that Max gives to a node.script: the documented functions that our script
// uses. Messages to the script come as lines of JSON, what it outlets goes out as lines of JSON.

const handlers = {};

module.exports = {
  addHandlers: (more) => Object.assign(handlers, more),
  outlet: (...values) => console.log(JSON.stringify(values)),
};

require("readline")
  .createInterface({ input: process.stdin })
  .on("line", (line) => {
    const [selector, ...args] = JSON.parse(line);
    handlers[selector](...args);
  })
  .on("close", () => process.exit(0));
