// The phrase that sounds as a moving piano roll, and the one that comes after it.

import { colour, sharp } from "./canvas.js";

const KEYBOARD = 34;

export class Roll {
  constructor(canvas) {
    this.canvas = canvas;
    this.phrases = new Map(); // by seed
    this.playing = null;
    this.beatsPerBar = 4;
    this.clock = { at: 0, beats: 0, bpm: 100, runs: false };
  }

  /** A phrase was composed; its notes follow. */
  phrase(seed, bars, notes) {
    this.phrases.set(seed, { seed, bars, expected: notes, notes: [] });
    this.latest = this.phrases.get(seed);
    if (this.phrases.size > 16) this.phrases.delete(this.phrases.keys().next().value);
  }

  note(pitch, start, length, velocity) {
    this.latest?.notes.push({ pitch, start, length, velocity });
  }

  /** The phrase of that seed begins with this bar. */
  begins(seed, bar) {
    this.playing = { phrase: this.phrases.get(seed), bar };
  }

  beat(bar, beat) {
    if (this.lastBeat && this.lastBeat.bar === bar - 1 && beat === 1) this.beatsPerBar = this.lastBeat.beat;
    this.lastBeat = { bar, beat };
    this.clock.at = performance.now();
    this.clock.beats = (bar - 1) * this.beatsPerBar + beat - 1;
    this.clock.runs = true;
  }

  silence() {
    this.playing = null;
  }

  /** Beats since the phrase began, or null where none sounds. */
  position(now) {
    if (!this.playing?.phrase || !this.clock.runs) return null;
    const since = Math.min(1.5, ((now - this.clock.at) * this.clock.bpm) / 60000);
    const at = this.clock.beats + since - (this.playing.bar - 1) * this.beatsPerBar;
    return at > this.playing.phrase.bars * this.beatsPerBar + 0.5 ? null : at;
  }

  draw(now) {
    const { pen, width, height } = sharp(this.canvas);
    const phrase = this.playing?.phrase ?? this.latest;
    pen.font = "11px system-ui, sans-serif";
    pen.fillStyle = colour("--dim");
    if (!phrase || phrase.notes.length === 0) {
      pen.textAlign = "center";
      pen.fillText("No music yet. Show a face, drag the point, or press Play.", width / 2, height / 2);
      return;
    }
    pen.textAlign = "left";
    const pitches = phrase.notes.map((note) => note.pitch);
    const low = Math.min(...pitches) - 2;
    const high = Math.max(...pitches, low + 14) + 2;
    const beats = phrase.bars * this.beatsPerBar;
    const x = (beat) => KEYBOARD + (beat / beats) * (width - KEYBOARD);
    const row = height / (high - low + 1);
    const y = (pitch) => height - (pitch - low + 1) * row;
    for (let pitch = low; pitch <= high; pitch++) {
      if (pitch % 12 === 0) {
        pen.fillText(`C${pitch / 12 - 1}`, 6, y(pitch) + row);
        pen.strokeStyle = colour("--line");
        pen.beginPath();
        pen.moveTo(KEYBOARD, y(pitch) + row);
        pen.lineTo(width, y(pitch) + row);
        pen.stroke();
      }
    }
    for (let bar = 0; bar < phrase.bars; bar++) {
      pen.strokeStyle = colour("--line");
      pen.beginPath();
      pen.moveTo(x(bar * this.beatsPerBar), 0);
      pen.lineTo(x(bar * this.beatsPerBar), height);
      pen.stroke();
    }
    const at = this.position(now);
    for (const { pitch, start, length, velocity } of phrase.notes) {
      const sounds = at !== null && at >= start && at < start + length;
      pen.globalAlpha = sounds ? 1 : 0.35 + 0.5 * (velocity / 127);
      pen.fillStyle = colour(sounds ? "--accent" : "--cool");
      pen.fillRect(x(start), y(pitch) + 1, Math.max(2, x(start + length) - x(start) - 1), Math.max(2, row - 1));
    }
    pen.globalAlpha = 1;
    if (at !== null) {
      pen.strokeStyle = colour("--accent");
      pen.beginPath();
      pen.moveTo(x(at), 0);
      pen.lineTo(x(at), height);
      pen.stroke();
    }
  }
}
