// The page: shows what the daemon says, and sends the daemon what the controls ask for.

import { Camera } from "./camera.js";
import { sharp, colour } from "./canvas.js";
import { Float } from "./osc.js";
import { Plane } from "./plane.js";
import { Plot } from "./plot.js";
import { Roll } from "./roll.js";
import { Wire } from "./wire.js";

const EXPRESSIONS = ["neutral", "happy", "surprise", "sad", "angry", "disgust", "fear", "contempt"];
const KEYS = ["auto", ...["C", "Db", "D", "Eb", "E", "F", "F#", "G", "Ab", "A", "Bb", "B"].flatMap((k) => [k, `${k}m`])];
const SHOWN = ["version", "port", "page", "subscribers", "connections", "clock", "tempo_bpm", "mode", "engine",
  "phrases_late", "notes_started", "notes_ended", "sounding", "late_max_ms", "frames_answered", "frames_dropped",
  "eyes_restarts", "composer_restarts", "player_restarts", "reader", "follow", "uptime_s",
  "cluster", "cluster_nodes", "cluster_readers", "cluster_frames_lost", "who_reads", "composed_by"];
const FRAME_EVERY_MS = 200;
const ERROR_FOR_MS = 12000;

const $ = (id) => document.getElementById(id);
const signed = (value) => `${value < 0 ? "−" : "+"}${Math.abs(value).toFixed(2)}`;

const facts = {};
let asked = 0;
let errorTimer = 0;
let box = null;
let shownAt = 0;
let last = null;

const wire = new Wire(hear, (open) => {
  $("state").textContent = open ? "connected" : "lost; trying again …";
  document.body.toggleAttribute("data-lost", !open);
  if (open) {
    wire.send("status", ++asked);
    wire.send("felt");
  }
});
const camera = new Camera($("camera"), (jpeg, id) => wire.send("frame", jpeg, id), () => {
  showCameraState();
  hear("error", ["camera", "The browser's camera is gone; is it unplugged?"]);
});
const plane = new Plane($("plane"), (valence, arousal) => {
  plane.byHand = true;
  $("release").disabled = false;
  ask("affect/set", new Float(valence), new Float(arousal));
});
const roll = new Roll($("roll"));
const plots = Object.fromEntries(["frame", "rate", "drop", "late"].map((name) => [name, new Plot($(`plot-${name}`))]));
const meters = EXPRESSIONS.map((name) => {
  const label = document.createElement("label");
  label.textContent = name;
  label.style.display = "block";
  const meter = document.createElement("meter");
  label.append(meter);
  $("scores").append(label);
  return meter;
});
for (const key of KEYS) $("key").add(new Option(key));

// -- messages from the daemon ---------------------------------------------------------------------------

const heard = {
  ready: ([version]) => { $("state").textContent = `ready, version ${version}`; },
  va: ([valence, arousal]) => {
    plane.felt(valence, arousal);
    $("valence").textContent = signed(valence);
    $("arousal").textContent = signed(arousal);
  },
  felt: ([label, state]) => {
    $("felt").textContent = state === "sure" ? label : `${label} (${state})`;
    plane.byHand = state === "hand";
    $("release").disabled = state !== "hand";
    $("freeze").setAttribute("aria-pressed", state === "frozen");
  },
  emotion: ([id, label, confidence]) => {
    $("label").textContent = label;
    $("confidence").textContent = `${Math.round(100 * confidence)} % sure`;
  },
  scores: (scores) => scores.forEach((score, index) => { meters[index].value = score; }),
  face: ([, x, y, width, height]) => { box = [x, y, width, height]; },
  noface: () => {
    box = null;
    $("label").textContent = "no face";
    $("confidence").textContent = "";
  },
  timing: ([id, decode, detect, read, total]) => {
    $("timing").textContent = `${total.toFixed(1)} ms`;
    plots.frame.newest = total;
    camera.answered(id);
    if (!camera.on) showFrame();
  },
  "camera/state": ([state]) => {
    ownCamera(state);
    if (state !== "on") forgetFrame();
  },
  recording: ([on]) => $("record").setAttribute("aria-pressed", Boolean(on)),
  "phrase/info": ([, engine, seed, bars, notes]) => {
    roll.phrase(seed, bars, notes);
    $("told").textContent = `${engine}, seed ${seed}: ${notes} notes in ${bars} bars`;
  },
  "phrase/note": ([, pitch, start, length, velocity]) => roll.note(pitch, start, length, velocity),
  "phrase/playing": ([seed, bar]) => roll.begins(seed, bar),
  beat: ([bar, beat]) => {
    roll.beat(bar, beat);
    $("bar").textContent = bar;
    $("beat").textContent = beat;
  },
  "clock/state": ([source, running, bpm]) => {
    roll.clock.bpm = bpm;
    roll.clock.runs = Boolean(running);
    $("clock-source").value = source;
    $("bpm").textContent = bpm.toFixed(1);
  },
  error: ([code, message]) => {
    $("error").textContent = `${message} (${code})`;
    $("error").hidden = false;
    clearTimeout(errorTimer);
    errorTimer = setTimeout(() => { $("error").hidden = true; }, ERROR_FOR_MS);
  },
  status: ([name, value]) => { facts[name] = value; },
};

function hear(name, args) {
  heard[name]?.(args);
}

// -- controls ----------------------------------------------------------------------------------

/** Sends what somebody asked for, and says so where it cannot be sent. */
function ask(name, ...args) {
  if (!wire.send(name, ...args)) {
    hear("error", ["not-sent", `${name} was not sent: the daemon is not reached`]);
  }
}

function press(id, act) {
  $(id).addEventListener("click", act);
}
press("panic", () => { ask("panic"); roll.silence(); });
press("play", () => ask("play"));
press("stop", () => { ask("stop"); roll.silence(); });
press("phrase", () => ask("phrase"));
for (const [id, name] of [["record", "record"], ["own-camera", "camera"]]) {
  press(id, () => ask(name, $(id).getAttribute("aria-pressed") === "true" ? 0 : 1));
}
press("release", () => ask("affect/release"));
press("freeze", () => ask("affect/freeze", $("freeze").getAttribute("aria-pressed") === "true" ? 0 : 1));
press("use-camera", async () => {
  if (camera.on) camera.stop();
  else {
    try {
      await camera.start();
    } catch (error) {
      hear("error", ["camera", `The camera does not start: ${error.message}`]);
    }
  }
  showCameraState();
});
for (const id of ["engine", "key", "mode"]) {
  $(id).addEventListener("change", () => ask(id, $(id).value));
}
$("clock-source").addEventListener("change", () => ask("clock", $("clock-source").value));
$("tempo").addEventListener("change", () => {
  const bpm = Number($("tempo").value);
  if (bpm) ask("tempo", new Float(bpm));
});
for (const id of ["density", "temperature"]) {
  $(id).addEventListener("input", () => ask(id, new Float(2 ** Number($(id).value))));
}
addEventListener("keydown", (event) => {
  if (event.key === "Escape") $("panic").click();
});

// -- display -----------------------------------------------------------------------------------

/** The browser's camera: its button, and its picture or the daemon's last frame. */
function showCameraState() {
  $("use-camera").setAttribute("aria-pressed", camera.on);
  $("use-camera").textContent = camera.on ? "Stop this camera" : "Use this camera";
  $("camera").hidden = !camera.on;
  if (camera.on) $("frame").hidden = true;
  $("nothing").hidden = camera.on || !$("frame").hidden;
}

/** The last frame that the daemon read, whoever sent it. */
async function showFrame() {
  const now = performance.now();
  if (document.hidden || now - shownAt < FRAME_EVERY_MS) return;
  shownAt = now;
  // A daemon that went away meanwhile is told at the top of the page.
  const answer = await fetch("/frame", { cache: "no-store" }).catch(() => null);
  if (!answer?.ok) return;
  const picture = URL.createObjectURL(await answer.blob());
  const image = $("frame");
  URL.revokeObjectURL(image.src);
  image.src = picture;
  image.hidden = camera.on;
  $("nothing").hidden = true;
}

/** The daemon's own camera is off or lost, and the daemon has thrown its last frame away. */
function forgetFrame() {
  const image = $("frame");
  URL.revokeObjectURL(image.src);
  image.removeAttribute("src");
  image.hidden = true;
  box = null;
  $("nothing").hidden = camera.on;
}

/** The daemon's own camera: there is a button for it where the settings name one. */
function ownCamera(state) {
  $("own-camera").hidden = state === "none";
  $("own-camera").setAttribute("aria-pressed", state !== "off");
}

function drawBox() {
  const { pen, width, height } = sharp($("box"));
  const shown = camera.on ? $("camera") : $("frame");
  const [w, h] = camera.on ? [640, 480] : [shown.naturalWidth, shown.naturalHeight];
  if (!box || shown.hidden || !w) return;
  const scale = Math.min(width / w, height / h);
  pen.strokeStyle = colour("--accent");
  pen.lineWidth = 2;
  pen.strokeRect(
    (width - w * scale) / 2 + box[0] * scale,
    (height - h * scale) / 2 + box[1] * scale,
    box[2] * scale,
    box[3] * scale,
  );
}

function fill(select, names, chosen) {
  if (select.options.length !== names.length) select.replaceChildren(...names.map((name) => new Option(name)));
  if (document.activeElement !== select) select.value = chosen;
}

function showFacts() {
  const now = performance.now();
  if (last) {
    const seconds = (now - last.now) / 1000;
    plots.rate.add(Math.max(0, (facts.frames_answered - last.frames_answered) / seconds));
    plots.drop.add(Math.max(0, (facts.frames_dropped - last.frames_dropped) / seconds));
    plots.frame.add(plots.frame.newest ?? 0);
    plots.late.add(facts.late_p99_ms ?? 0);
  }
  last = { now, ...facts };
  $("state").textContent = facts.ready ? `plays on ${facts.port}` : "starting …";
  $("bpm").textContent = Number(facts.tempo_bpm ?? 0).toFixed(1);
  roll.clock.bpm = facts.tempo_bpm ?? roll.clock.bpm;
  fill($("engine"), String(facts.engines ?? facts.engine).split(" "), facts.engine);
  $("record").setAttribute("aria-pressed", Boolean(facts.recording));
  ownCamera(facts.camera ?? "none");
  for (const id of ["key", "mode"]) if (document.activeElement !== $(id)) $(id).value = facts[id];
  $("clock-source").value = facts.clock ?? "internal";
  if (document.activeElement !== $("tempo")) $("tempo").value = Math.round(facts.tempo_bpm ?? 100);
  for (const id of ["density", "temperature"]) {
    if (document.activeElement !== $(id)) $(id).value = Math.log2(facts[id] ?? 1);
  }
  $("facts").replaceChildren(...SHOWN.filter((name) => name in facts).map((name) => {
    const [row, term, value] = ["div", "dt", "dd"].map((tag) => document.createElement(tag));
    term.textContent = name.replaceAll("_", " ");
    value.textContent = typeof facts[name] === "number" ? Number(facts[name].toFixed(2)) : facts[name];
    value.title = value.textContent;
    row.append(term, value);
    return row;
  }));
}

setInterval(() => {
  if (document.hidden) return;
  if (wire.send("status", ++asked) && "version" in facts) showFacts();
}, 1000);

function draw(now) {
  drawBox();
  plane.draw(now);
  roll.draw(now);
  Object.values(plots).forEach((plot) => plot.draw());
  requestAnimationFrame(draw);
}
requestAnimationFrame(draw);
