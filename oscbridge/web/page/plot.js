// A small line of the last two minutes, with its newest value.

import { colour, sharp } from "./canvas.js";

const POINTS = 120;

export class Plot {
  constructor(canvas) {
    this.canvas = canvas;
    this.values = [];
  }

  add(value) {
    this.values.push(value);
    if (this.values.length > POINTS) this.values.shift();
  }

  draw() {
    const { pen, width, height } = sharp(this.canvas);
    const most = Math.max(1, ...this.values);
    pen.strokeStyle = colour("--cool");
    pen.lineWidth = 1.5;
    pen.beginPath();
    this.values.forEach((value, index) => {
      const x = width * (1 - (this.values.length - 1 - index) / (POINTS - 1));
      const y = height - 4 - (value / most) * (height - 22);
      if (index) pen.lineTo(x, y);
      else pen.moveTo(x, y);
    });
    pen.stroke();
    if (this.values.length === 0) return;
    pen.fillStyle = colour("--text");
    pen.font = "13px system-ui, sans-serif";
    pen.fillText(this.values.at(-1).toLocaleString("en", { maximumFractionDigits: 1 }), 6, 15);
  }
}
