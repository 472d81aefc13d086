// The plane of valence and arousal: shows the felt emotion and its trail, and is dragged to set it.

import { colour, sharp } from "./canvas.js";

const TRAIL_MS = 8000;
const STEP = 0.05;
const CORNERS = [["tense", -0.72, 0.86], ["joyful", 0.72, 0.86], ["sad", -0.72, -0.86], ["calm", 0.72, -0.86]];

const clip = (value) => Math.max(-1, Math.min(1, value));

export class Plane {
  /** take(valence, arousal): called when somebody moves the point. */
  constructor(canvas, take) {
    this.canvas = canvas;
    this.take = take;
    this.here = null;
    this.byHand = false;
    this.trail = [];
    canvas.addEventListener("pointerdown", (event) => {
      canvas.setPointerCapture(event.pointerId);
      this.drag(event);
    });
    canvas.addEventListener("pointermove", (event) => {
      if (canvas.hasPointerCapture(event.pointerId)) this.drag(event);
    });
    canvas.addEventListener("keydown", (event) => this.key(event));
  }

  felt(valence, arousal) {
    this.here = [valence, arousal];
    const now = performance.now();
    this.trail.push([now, valence, arousal]);
    this.forgetOld(now); // a page in the background is not drawn for days
  }

  forgetOld(now) {
    const first = this.trail.findIndex(([when]) => now - when < TRAIL_MS);
    this.trail.splice(0, first < 0 ? this.trail.length : first);
  }

  drag(event) {
    const { left, top, width, height } = this.canvas.getBoundingClientRect();
    this.take(
      clip((2 * (event.clientX - left)) / width - 1),
      clip(1 - (2 * (event.clientY - top)) / height),
    );
  }

  key(event) {
    const moves = { ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, STEP], ArrowDown: [0, -STEP] };
    const move = moves[event.key];
    if (!move) return;
    event.preventDefault();
    const [valence, arousal] = this.here ?? [0, 0];
    this.take(clip(valence + move[0]), clip(arousal + move[1]));
  }

  draw(now) {
    const { pen, width, height } = sharp(this.canvas);
    const x = (valence) => ((valence + 1) / 2) * width;
    const y = (arousal) => ((1 - arousal) / 2) * height;
    pen.strokeStyle = colour("--line");
    pen.beginPath();
    pen.moveTo(0, y(0));
    pen.lineTo(width, y(0));
    pen.moveTo(x(0), 0);
    pen.lineTo(x(0), height);
    pen.stroke();
    pen.fillStyle = colour("--dim");
    pen.font = "12px system-ui, sans-serif";
    pen.textAlign = "center";
    for (const [name, valence, arousal] of CORNERS) pen.fillText(name, x(valence), y(arousal) + 4);
    this.forgetOld(now);
    pen.strokeStyle = colour("--cool");
    pen.lineWidth = 2;
    for (let i = 1; i < this.trail.length; i++) {
      const [, v0, a0] = this.trail[i - 1];
      const [when, v1, a1] = this.trail[i];
      pen.globalAlpha = 0.7 * (1 - (now - when) / TRAIL_MS);
      pen.beginPath();
      pen.moveTo(x(v0), y(a0));
      pen.lineTo(x(v1), y(a1));
      pen.stroke();
    }
    pen.globalAlpha = 1;
    if (!this.here) return;
    pen.fillStyle = colour(this.byHand ? "--accent" : "--cool");
    pen.beginPath();
    pen.arc(x(this.here[0]), y(this.here[1]), 8, 0, 7);
    pen.fill();
  }
}
